import { v7 } from 'uuid'
import { isSamePerson, mustReach, reachedByQuery, type Actor, type Doer } from '../access/access.ts'
import { addDays, dayOf } from '../calendar/calendar.ts'
import { datesOf } from '../calendar/deadlines.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import { lettersOfDossier } from '../letters/store.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import {
  archive,
  destructionOf,
  findVolume,
  insertVolume,
  proposalOf,
  volumesOfDossier,
  type ProposalRow,
  type VolumeRow,
} from './store.ts'
import { makeVolume } from './volume.ts'

const MONTHS_A_YEAR = 12
const RETENTION = ['永久', '30', '10'] as const

/** The rule that says how long dossiers of a procedure are kept: its own, or the general one. */
export function retentionOf(tx: CommandTx, procedure: string): VolumeRow['retention'] {
  // A key has no hyphens: organisation-verification is archive.retention.organisationVerification.
  const own = `archive.retention.${procedure.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase())}`
  const key = tx.rules.has(own) ? own : 'archive.retention'
  const value = RETENTION.find((one) => one === tx.rules.text(key, tx.today))
  if (value === undefined) throw new Error(`${key} is none of ${RETENTION.join(', ')}`)
  return value
}

/** The last day a volume must be kept: counted from the day after it was closed; null for ever. */
export function keepUntil(tx: CommandTx, retention: VolumeRow['retention'], closedOn: Day): Day | null {
  if (retention === '永久') return null
  const kept = { term: { months: Number(retention) * MONTHS_A_YEAR }, suspensions: [] }
  return datesOf(kept, closedOn, tx.calendar).nominalOn
}

/**
 * Makes the volume of a dossier that ended, once its letters are all filed or cancelled, and later ones 补充卷 of what
 * came after; else changes nothing. A later volume is kept as long, counted from its own day.
 */
export async function archiveDossier(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  { dossierId }: { readonly dossierId: string },
  now: Instant,
): Promise<{ readonly volumeId: string | null }> {
  reachedByQuery(actor)
  const dossier = await findDossier(tx, 'platform', dossierId)
  const newest = bindings.find(({ procedure }) => procedure.id === dossier?.procedure)
  if (!dossier || !newest) throw new Error(`no dossier ${dossierId} of a known procedure`)
  const open = (await lettersOfDossier(tx, dossierId)).some(
    ({ state }) => !['file', 'cancelled'].includes(state),
  )
  const made = await volumesOfDossier(tx, dossierId)
  const last = made.at(-1)?.id ?? null
  tx.about('dossier', dossierId, { title: dossier.title })
  if (dossier.closed_at === null || open) return { volumeId: last }
  const binding = bindingOf(newest, dossier)
  const closedOn = made.length === 0 ? dayOf(dossier.closed_at) : tx.today
  const retention = retentionOf(tx, dossier.procedure)
  const head = {
    part: (made.at(-1)?.part ?? 0) + 1,
    retention,
    keepUntil: keepUntil(tx, retention, closedOn),
    closedOn,
  }
  const volume = await makeVolume(
    tx,
    bindings,
    binding,
    dossier,
    head,
    made.flatMap(({ items }) => items),
  )
  if (!volume) return { volumeId: last }
  const id = v7()
  await insertVolume(tx, {
    id,
    dossier_id: dossierId,
    part: head.part,
    procedure: dossier.procedure,
    title: dossier.title,
    org_id: dossier.org_id,
    unit_org_id: dossier.unit_id,
    closed_on: closedOn,
    retention,
    keep_until: head.keepUntil,
    items: volume.items,
    sha256: tx.files.write(volume.bytes),
    size: volume.bytes.length,
    ruleset_version: tx.rules.version,
    made_at: now,
    journal_id: tx.journalId,
  })
  return { volumeId: id }
}

async function heldVolume(tx: CommandTx, actor: Actor, id: string): Promise<VolumeRow> {
  const volume = await findVolume(tx, id)
  mustReach(actor, { unitId: volume?.unit_org_id ?? null })
  if (!volume) throw new Refusal('absent', '没有找到这份案卷，或您无权办理。')
  if (await destructionOf(tx, id)) throw new Refusal('conflict', '这份案卷已经销毁，销毁记录仍然保存。')
  if (volume.keep_until === null) throw new Refusal('conflict', '这份案卷永久保管，不能销毁。')
  if (tx.today <= volume.keep_until)
    throw new Refusal('conflict', '这份案卷保管到 {until}，{from} 起才能销毁。', {
      until: volume.keep_until,
      from: addDays(volume.keep_until, 1),
    })
  return volume
}

/** One person says that a volume may go, after its term. */
export async function proposeDestruction(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly reason: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const volume = await heldVolume(tx, actor, input.id)
  if (await proposalOf(tx, volume.id)) throw new Refusal('conflict', '已经有人提出销毁，请由另一人复核。')
  const row = {
    id: v7(),
    volume_id: volume.id,
    reason: input.reason,
    by_person: personOf(actor),
    agent_for: actor.agentFor,
    at: now,
    journal_id: tx.journalId,
  }
  await archive(tx).insertInto('platform.archive_proposal').values(row).execute()
  tx.about('archive-volume', volume.id, { title: volume.title })
  return { id: volume.id }
}

/** Another person agrees: the bytes go, the record and the list of digests stay. */
export async function destroyVolume(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const volume = await heldVolume(tx, actor, input.id)
  const proposal = await proposalOf(tx, volume.id)
  if (!proposal) throw new Refusal('conflict', '销毁须先由一人提出，再由另一人复核。')
  if (isSamePerson(actor, proposerOf(proposal)))
    throw new Refusal(
      'forbidden',
      '提出人不能复核自己的销毁意见，代理人与被代理人视为同一人，请由另一位同事复核。',
    )
  await archive(tx)
    .insertInto('platform.archive_destruction')
    .values({
      volume_id: volume.id,
      proposal_id: proposal.id,
      by_person: personOf(actor),
      agent_for: actor.agentFor,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
  tx.about('archive-volume', volume.id, { title: volume.title })
  // The bytes go after the commit: a command that is refused in the end must have destroyed nothing.
  await tx.emit('archive.destroyed', { volumeId: volume.id, sha256: volume.sha256 })
  return { id: volume.id }
}

/** Who proposed, and for whom. */
export function proposerOf(proposal: ProposalRow): Doer {
  return { personId: proposal.by_person, agentFor: proposal.agent_for }
}

function personOf(actor: Actor): string {
  if (actor.personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  return actor.personId
}
