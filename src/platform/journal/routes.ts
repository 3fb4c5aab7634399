import { sql } from 'kysely'
import { z } from 'zod'
import type { Permissions } from '../access/access.ts'
import { reachedByQuery, type Actor } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { personNames } from '../identity/names.ts'
import { fill, Refusal } from '../refusal.ts'
import { reviews, seesThrough, veilsOf } from '../veil/veil.ts'

export const permissions = {
  'journal.read': {
    officer: 'unit',
    decider: 'unit',
    orgAdmin: 'org',
    tto: 'org',
    admin: 'any',
    auditor: 'any',
  },
} satisfies Permissions

const { read } = routesOf('platform')

interface JournalRow {
  id: string
  at: string
  command: string
  sentence: string
  params: Record<string, string | number>
  actor_kind: string
  person_id: string | null
  org_id: string | null
  agent_for: string | null
  subject_kind: string | null
  subject_id: string | null
  input: unknown
  ruleset_version: string
  gate: unknown
  leaf_id: string
  leaf_hash: string
}

const listQuery = z.object({
  subjectKind: z.string().max(40).optional(),
  subjectId: z.uuid().optional(),
  personId: z.uuid().optional(),
  command: z.string().max(100).optional(),
  /** Day in Asia/Shanghai, inclusive. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

const notSealed = sql`not exists (select 1 from platform.seal s where s.subject_id = j.subject_id and s.lifted_at is null)`

/** Whose entries the actor may see: all, or those of the own organisation and of what was brought to the own unit. */
function visible(actor: Actor) {
  reachedByQuery(actor)
  if (actor.scopes.includes('any')) return sql`true`
  // That somebody of the own organisation sits on a panel is sealed too.
  return sql`((j.org_id = ${actor.orgId}::uuid and ${notSealed}) or exists (select 1 from platform.dossier d
    where d.subject_kind = j.subject_kind and d.subject_id = j.subject_id
      and ((d.unit_id = ${actor.orgId}::uuid and d.visit > 1) or d.org_id = ${actor.orgId}::uuid)))`
}

/** Asking by person must not tell whose a veiled act was. */
function notVeiled(actor: Actor) {
  if (seesThrough(actor)) return notSealed
  return sql`${notSealed} and not exists (select 1 from platform.veil v where v.subject_kind = j.subject_kind
    and v.subject_id = j.subject_id and v.org_id = j.org_id and v.lifted_at is null and v.org_id <> ${actor.orgId}::uuid
    and not (v.reviewers_see and ${reviews(actor)}))`
}

interface Shown {
  readonly row: JournalRow
  /** Who acted, in words. */
  readonly actor: string
}

/** The rows as this viewer may read them: of an act behind a veil neither person, organisation, gate nor what was typed. */
async function shownTo(tx: Tx, viewer: Actor, rows: readonly JournalRow[]): Promise<Shown[]> {
  const veils = await veilsOf(
    tx,
    viewer,
    rows.map((row) => row.subject_id),
  )
  const actorOf = await actorsOf(tx, rows)
  return rows.map((row) => {
    const veiled = veils.nameFor(row.subject_id, row.org_id)
    if (veiled === undefined) return { row, actor: actorOf(row) }
    return {
      row: { ...row, person_id: null, org_id: null, agent_for: null, gate: null, input: null },
      actor: veiled,
    }
  })
}

/** Names as they are today: an erased person shows by pseudonym, here as everywhere (P18). */
async function actorsOf(tx: Tx, rows: readonly JournalRow[]): Promise<(row: JournalRow) => string> {
  const people = await personNames(
    tx,
    rows.map((row) => row.person_id),
  )
  const machines: Readonly<Record<string, string>> = { clock: '系统时钟', console: '控制台', visitor: '访客' }
  return (row) => machines[row.actor_kind] ?? people.get(row.person_id ?? '') ?? '—'
}

/** The sentence with its parameters, as the page shows it; a parameter the command did not name stays visible. */
function sentenceOf(row: JournalRow, actor: string): string {
  const names = [...row.sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const missing = Object.fromEntries(names.map((name) => [name, '—']))
  return fill(row.sentence, { ...missing, ...row.params, actor })
}

export const routes = [
  read({
    path: '/journal',
    permission: 'journal.read',
    journal: 'journal.list',
    title: '操作日志',
    input: listQuery,
    verb: async (tx, actor, query) => {
      const [at, id] = query.cursor?.split('_') ?? []
      const { rows } = await sql<JournalRow>`
        select j.* from platform.journal j where ${visible(actor)}
          and (${query.subjectKind ?? null}::text is null or j.subject_kind = ${query.subjectKind ?? null})
          and (${query.subjectId ?? null}::uuid is null or j.subject_id = ${query.subjectId ?? null}::uuid)
          and (${query.personId ?? null}::uuid is null
            or (j.person_id = ${query.personId ?? null}::uuid and ${notVeiled(actor)}))
          and (${query.command ?? null}::text is null or j.command = ${query.command ?? null})
          and (${query.from ?? null}::date is null or j.at >= (${query.from ?? null}::date)::timestamp at time zone 'Asia/Shanghai')
          and (${query.to ?? null}::date is null or j.at < (${query.to ?? null}::date + 1)::timestamp at time zone 'Asia/Shanghai')
          and (${at ?? null}::timestamptz is null or (j.at, j.id) < (${at ?? null}::timestamptz, ${id ?? null}::uuid))
        order by j.at desc, j.id desc limit ${query.limit + 1}`.execute(tx.as('platform'))
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      const shown = await shownTo(tx, actor, page)
      return {
        items: shown.map(({ row, actor: by }) => ({
          id: row.id,
          at: row.at,
          command: row.command,
          sentence: sentenceOf(row, by),
          actorKind: row.actor_kind,
          personId: row.person_id,
          orgId: row.org_id,
          subjectKind: row.subject_kind,
          subjectId: row.subject_id,
        })),
        next: rows.length > query.limit && last ? `${last.at}_${last.id}` : null,
      }
    },
  }),
  read({
    path: '/journal/{id}',
    permission: 'journal.read',
    journal: 'journal.show',
    title: '操作日志详情',
    input: z.object({ id: z.uuid() }),
    verb: async (tx, actor, { id }) => {
      const { rows } = await sql<JournalRow>`
        select j.*, l.hash as leaf_hash from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
        where j.id = ${id} and ${visible(actor)}`.execute(tx.as('platform'))
      const [shown] = await shownTo(tx, actor, rows)
      if (!shown) {
        throw new Refusal('absent', '没有找到这条日志，或您无权查看。')
      }
      const { row, actor: by } = shown
      return {
        id: row.id,
        at: row.at,
        command: row.command,
        sentence: sentenceOf(row, by),
        actorKind: row.actor_kind,
        personId: row.person_id,
        orgId: row.org_id,
        agentFor: row.agent_for,
        subjectKind: row.subject_kind,
        subjectId: row.subject_id,
        input: row.input,
        rulesetVersion: row.ruleset_version,
        gate: row.gate,
        leaf: row.leaf_hash,
      }
    },
  }),
]
