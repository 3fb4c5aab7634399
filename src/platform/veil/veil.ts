import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'

/** What the other side reads in place of a demander that has not consented to being seen. */
export const HIDDEN_DEMANDER = '匿名需求方'

export interface VeiledSubject {
  readonly kind: string
  readonly id: string
}

interface VeilTables {
  'platform.veil': {
    subject_kind: string
    subject_id: string
    org_id: string
    name: string
    drawn_at: string
    lifted_at: string | null
    reviewers_see: boolean
  }
}

const tables = (tx: Tx) => tx.as<VeilTables>('platform')

/**
 * Hides an organisation's part in a subject from everybody else: dossier and journal then show `name` in its place,
 * until `liftVeil`. Auditors and administrators see through it, and where `reviewersSee` the officers who review it.
 */
export async function drawVeil(
  tx: CommandTx,
  subject: VeiledSubject,
  orgId: string,
  name: string,
  now: Instant,
  reviewersSee = false,
): Promise<void> {
  await tables(tx)
    .insertInto('platform.veil')
    .values({
      subject_kind: subject.kind,
      subject_id: subject.id,
      org_id: orgId,
      name,
      drawn_at: now,
      lifted_at: null,
      reviewers_see: reviewersSee,
    })
    .onConflict((clash) =>
      clash.columns(['subject_kind', 'subject_id', 'org_id']).doUpdateSet({ lifted_at: null }),
    )
    .execute()
}

/** The organisation is shown from now on, its earlier acts too. */
export async function liftVeil(
  tx: CommandTx,
  subject: VeiledSubject,
  orgId: string,
  now: Instant,
): Promise<void> {
  await tables(tx)
    .updateTable('platform.veil')
    .set({ lifted_at: now })
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('org_id', '=', orgId)
    .where('lifted_at', 'is', null)
    .execute()
}

/** Whether the organisation's part in the subject is hidden at present. */
export async function isVeiled(tx: Tx, subject: VeiledSubject, orgId: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('platform.veil')
    .select('org_id')
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('org_id', '=', orgId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Names shown instead of organisations this viewer must not recognise, by `subject id` and organisation. */
export interface Veils {
  readonly nameFor: (subjectId: string | null, orgId: string | null) => string | undefined
}

/** The veils over these subjects as this viewer sees them. */
export async function veilsOf(tx: Tx, viewer: Actor, subjectIds: readonly (string | null)[]): Promise<Veils> {
  const ids = [...new Set(subjectIds.filter((id) => id !== null))]
  if (ids.length === 0) return { nameFor: () => undefined }
  const seals = await sealsOf(tx, ids)
  if (seesThrough(viewer)) return { nameFor: (subjectId) => seals.get(subjectId ?? '') }
  const rows = await tables(tx)
    .selectFrom('platform.veil')
    .select(['subject_id', 'org_id', 'name', 'reviewers_see'])
    .where('subject_id', 'in', ids)
    .where('lifted_at', 'is', null)
    .execute()
  const names = new Map(
    rows
      .filter((row) => row.org_id !== viewer.orgId && !(row.reviewers_see && reviews(viewer)))
      .map((row) => [`${row.subject_id} ${row.org_id}`, row.name]),
  )
  return {
    nameFor: (subjectId, orgId) =>
      seals.get(subjectId ?? '') ?? names.get(`${subjectId ?? ''} ${orgId ?? ''}`),
  }
}

/** Whoever reads what was brought to the own unit reads it by reach; of its members the officers review. */
export function reviews(viewer: Actor): boolean {
  return viewer.roles.includes('officer')
}

/** Those who supervise the whole installation, and the machine itself. */
export function seesThrough(viewer: Actor): boolean {
  return (
    viewer.kind === 'clock' ||
    viewer.kind === 'console' ||
    viewer.roles.includes('auditor') ||
    viewer.roles.includes('admin')
  )
}

interface SealTables {
  'platform.seal': { subject_id: string; name: string; sealed_at: string; lifted_at: string | null }
}

/**
 * Seals a subject: until `liftSeals`, acts on it show neither person nor content to anybody, auditors included (whoever
 * was drawn for a panel, before its meeting).
 */
export async function sealSubject(tx: CommandTx, id: string, name: string, now: Instant): Promise<void> {
  await tx
    .as<SealTables>('platform')
    .insertInto('platform.seal')
    .values({ subject_id: id, name, sealed_at: now, lifted_at: null })
    .onConflict((clash) => clash.column('subject_id').doNothing())
    .execute()
}

export async function liftSeals(tx: CommandTx, ids: readonly string[], now: Instant): Promise<void> {
  if (ids.length === 0) return
  await tx
    .as<SealTables>('platform')
    .updateTable('platform.seal')
    .set({ lifted_at: now })
    .where('subject_id', 'in', [...ids])
    .where('lifted_at', 'is', null)
    .execute()
}

/** Names of the sealed ones among these subjects. */
async function sealsOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .as<SealTables>('platform')
    .selectFrom('platform.seal')
    .select(['subject_id', 'name'])
    .where('subject_id', 'in', [...ids])
    .where('lifted_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.subject_id, row.name]))
}
