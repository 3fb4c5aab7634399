import { z } from 'zod'
import { isSamePerson, mustReach, reachedByQuery, type Actor, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import { KeptBytes } from '../files/kept.ts'
import type { FileStore } from '../files/store.ts'
import { prose } from '../forms/text.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { Follow } from '../module.ts'
import type { Consumer } from '../outbox/outbox.ts'
import type { Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { archiveDossier, destroyVolume, proposeDestruction, proposerOf } from './commands.ts'
import {
  archive,
  bytesNeeded,
  destructionOf,
  findVolume,
  proposalOf,
  volumesOfDossier,
  type VolumeRow,
} from './store.ts'

const keepers = { officer: 'unit', decider: 'unit', unitMember: 'unit' } as const

export const permissions = {
  'archive.make': { clock: 'any' },
  'archive.read': { ...keepers, auditor: 'any' },
  'archive.destroy': { officer: 'unit', decider: 'unit' },
} satisfies Permissions

const { read, write } = routesOf('platform')
const one = z.object({ id: z.uuid() })

/** Every dossier that ended is followed by its volume. */
export const follows: readonly Follow[] = [
  {
    topic: 'archive.due',
    performs: 'archive.make',
    input: ({ dossierId }) => ({ dossierId }),
  },
]

/** Volumes: made by the clock, read and destroyed by the unit. */
export function archiveRoutes(bindings: readonly Binding[]): Route[] {
  return [
    write({
      method: 'POST',
      path: '/archive-volumes',
      permission: 'archive.make',
      journal: 'archive.make',
      says: '《{title}》办结归档',
      input: z.object({ dossierId: z.uuid() }),
      gate: { none: '由时钟执行，无当事人' },
      verb: (tx, actor, input, now) => archiveDossier(tx, bindings, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/archive-volumes/{id}/propose',
      permission: 'archive.destroy',
      journal: 'archive.propose',
      says: '{actor}提出销毁到期案卷《{title}》',
      input: one.extend({ reason: prose(500).meta({ title: '鉴定意见', widget: 'textarea' }) }),
      gate: { none: '档案到期鉴定是机关内部手续' },
      verb: proposeDestruction,
    }),
    write({
      method: 'POST',
      path: '/archive-volumes/{id}/destroy',
      permission: 'archive.destroy',
      journal: 'archive.destroy',
      says: '{actor}复核并销毁到期案卷《{title}》',
      input: one,
      gate: { none: '档案到期鉴定是机关内部手续' },
      verb: destroyVolume,
    }),
    ...reads,
  ]
}

const listQuery = z.object({
  due: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
})

const reads: Route[] = [
  read({
    path: '/archive-volumes',
    permission: 'archive.read',
    journal: 'archive.list',
    title: '档案',
    input: listQuery,
    verb: async (tx, actor, query, now) => listVolumes(tx, actor, query, dayOf(now)),
  }),
  read({
    path: '/archive-volumes/{id}',
    permission: 'archive.read',
    journal: 'archive.show',
    title: '案卷',
    input: one,
    verb: async (tx, actor, { id }, now) => showVolume(tx, actor, id, dayOf(now)),
  }),
  read({
    path: '/archive-volumes/{id}/volume.zip',
    permission: 'archive.read',
    journal: 'archive.download',
    title: '案卷（zip）',
    input: one,
    verb: async (tx, actor, { id }) => {
      const volume = await reached(tx, actor, id)
      if (await destructionOf(tx, id))
        throw new Refusal('absent', '这份案卷已经销毁，只留下销毁记录和摘要清单。')
      return new KeptBytes(volume.sha256, `案卷-${volume.dossier_id}.zip`, 'application/zip')
    },
  }),
]

async function reached(tx: Tx, actor: Actor, id: string): Promise<VolumeRow> {
  const volume = await findVolume(tx, id)
  mustReach(actor, { unitId: volume?.unit_org_id ?? null })
  if (!volume) throw new Refusal('absent', '没有找到这份案卷，或您无权查看。')
  return volume
}

async function listVolumes(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>, today: string) {
  reachedByQuery(actor)
  let asked = archive(tx)
    .selectFrom('platform.archive_volume as v')
    .leftJoin('platform.archive_destruction as x', 'x.volume_id', 'v.id')
    .select([
      'v.id',
      'v.title',
      'v.part',
      'v.org_id',
      'v.closed_on',
      'v.retention',
      'v.keep_until',
      'x.at as destroyed_at',
    ])
  if (!actor.scopes.includes('any')) asked = asked.where('v.unit_org_id', '=', actor.orgId)
  if (query.due === 'true') asked = asked.where('v.keep_until', '<', today).where('x.at', 'is', null)
  if (query.cursor !== undefined) asked = asked.where('v.id', '<', query.cursor)
  const rows = await asked
    .orderBy('v.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  const orgs = await orgNames(
    tx,
    page.map((row) => row.org_id),
  )
  return {
    items: page.map((row) => ({
      id: row.id,
      title: row.title,
      part: row.part,
      org: orgs.get(row.org_id) ?? '',
      closedOn: row.closed_on,
      retention: row.retention,
      keepUntil: row.keep_until,
      destroyedAt: row.destroyed_at,
    })),
    next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

async function showVolume(tx: Tx, actor: Actor, id: string, today: string) {
  const volume = await reached(tx, actor, id)
  const proposal = await proposalOf(tx, id)
  const destruction = await destructionOf(tx, id)
  const people = await personNames(
    tx,
    [proposal?.by_person, destruction?.by_person].filter((person) => person !== undefined),
  )
  const isDue = volume.keep_until !== null && volume.keep_until < today
  const mayDestroy =
    isDue && !destruction && actor.roles.some((role) => role === 'officer' || role === 'decider')
  return {
    id: volume.id,
    dossierId: volume.dossier_id,
    title: volume.title,
    part: volume.part,
    others: (await volumesOfDossier(tx, volume.dossier_id))
      .filter((one) => one.id !== volume.id)
      .map((one) => ({ id: one.id, part: one.part })),
    closedOn: volume.closed_on,
    retention: volume.retention,
    keepUntil: volume.keep_until,
    items: volume.items,
    sha256: volume.sha256,
    size: volume.size,
    madeAt: volume.made_at,
    proposal: proposal
      ? { by: people.get(proposal.by_person) ?? '', at: proposal.at, reason: proposal.reason }
      : null,
    destruction: destruction ? { by: people.get(destruction.by_person) ?? '', at: destruction.at } : null,
    next: {
      propose: mayDestroy && !proposal,
      destroy: mayDestroy && proposal !== undefined && !isSamePerson(actor, proposerOf(proposal)),
    },
  }
}

/** Takes the bytes of destroyed volumes away, unless something else has the same. */
export function destroyedConsumer(db: Database, files: FileStore): Consumer {
  return {
    name: 'archive',
    topic: 'archive.destroyed',
    handle: async (rows) => {
      for (const row of rows) {
        const hash = String(row.payload['sha256'])
        if (!(await db.read('platform', (tx) => bytesNeeded(tx, hash)))) files.remove(hash)
      }
    },
  }
}
