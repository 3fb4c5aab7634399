import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Done, LetterState } from './life.ts'

export interface LetterRow {
  id: string
  public_id: string
  dossier_id: string
  visit: number
  procedure: string
  action: string
  kind: string
  unit_org_id: string | null
  countersign_org_ids: string[]
  addressee_org_ids: string[]
  addressee_person_ids: string[]
  adverse: boolean
  starts_term: boolean
  state: LetterState
  version: number
  number: string | null
  issued_on: string | null
  pdf_sha256: string | null
  docx_sha256: string | null
  drafted_at: string
  moved_at: string
  /** The cancelled letter in whose place it was drafted. */
  replaces: string | null
}

/** What a text says besides its title. */
export interface LetterContent {
  readonly paragraphs: readonly string[]
  readonly attachments: readonly string[]
  readonly copies: readonly string[]
  /** The sentence on remedies; empty where there are none. */
  readonly remedy: string
}

export interface LetterText {
  letter_id: string
  version: number
  title: string
  content: LetterContent
  by_person: string | null
  at: string
}

export interface StepRow {
  id: string
  letter_id: string
  version: number
  step: string
  person_id: string | null
  /** For whom a deputy did it; null when in own name. */
  agent_for: string | null
  org_id: string | null
  note: string
  at: string
  journal_id: string
}

export interface SeriesRow {
  id: string
  unit_org_id: string
  prefix: string
  year: number
  first_number: number
  last_number: number
  next_number: number
  opened_by: string | null
  opened_at: string
}

export interface NumberRow {
  number: string
  letter_id: string
  unit_org_id: string | null
  series_id: string | null
  by_person: string | null
  at: string
  journal_id: string
}

export interface ServiceRow {
  id: string
  letter_id: string
  org_id: string | null
  person_id: string | null
  way: 'electronic' | 'post' | 'hand'
  served_on: string
  consent_id: string | null
  receipt_file_id: string | null
  note: string
  by_person: string | null
  at: string
  journal_id: string
}

export interface ConsentRow {
  id: string
  org_id: string | null
  person_id: string | null
  given_by: string
  given_at: string
  withdrawn_by: string | null
  withdrawn_at: string | null
}

export interface SealUseRow {
  id: string
  letter_id: string
  seal_name: string
  copies: number
  pdf_sha256: string
  picture_sha256: string | null
  by_person: string | null
  unit_org_id: string | null
  at: string
  journal_id: string
}

export interface SealPictureRow {
  id: string
  org_id: string
  name: string
  file_id: string
  sha256: string
  by_person: string | null
  at: string
  ended_at: string | null
}

interface LetterTables {
  'platform.dossier': { id: string; unit_id: string | null }
  'platform.letter': LetterRow
  'platform.letter_text': LetterText
  'platform.letter_step': StepRow
  'platform.letter_series': SeriesRow
  'platform.letter_number': NumberRow
  'platform.letter_number_void': {
    number: string
    reason: string
    by_person: string | null
    at: string
    journal_id: string
  }
  'platform.seal_use': SealUseRow
  'platform.seal_picture': SealPictureRow
  'platform.electronic_consent': ConsentRow
  'platform.letter_service': ServiceRow
}

/** Query builder on the tables of letters, as the role of the ground. */
export function letters(tx: Tx) {
  return tx.as<LetterTables>('platform')
}

export async function lockLetter(tx: Tx, id: string): Promise<LetterRow | undefined> {
  return letters(tx)
    .selectFrom('platform.letter')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findLetter(tx: Tx, id: string): Promise<LetterRow | undefined> {
  return letters(tx).selectFrom('platform.letter').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function publicLetter(tx: Tx, publicId: string): Promise<LetterRow | undefined> {
  return letters(tx)
    .selectFrom('platform.letter')
    .selectAll()
    .where('public_id', '=', publicId)
    .executeTakeFirst()
}

export async function lettersOfDossier(tx: Tx, dossierId: string): Promise<LetterRow[]> {
  return letters(tx)
    .selectFrom('platform.letter')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('drafted_at')
    .limit(200)
    .execute()
}

/** The letter drafted in place of a cancelled one. */
export async function successorOf(tx: Tx, id: string): Promise<string | null> {
  const row = await letters(tx)
    .selectFrom('platform.letter')
    .select('id')
    .where('replaces', '=', id)
    .executeTakeFirst()
  return row?.id ?? null
}

/**
 * Whether the letter that starts the term of the dossier's state has reached nobody yet. Of a cancelled one the letter
 * drafted in its place counts; where there is none the addressee is still owed it.
 */
export async function waitsForService(
  tx: Tx,
  { id, visit }: { readonly id: string; readonly visit: number },
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from platform.letter l
    where l.dossier_id = ${id} and l.visit = ${visit} and l.starts_term
      and not exists (select 1 from platform.letter_service s where s.letter_id = l.id)
      and not exists (select 1 from platform.letter n where n.replaces = l.id)
    limit 1`.execute(tx.as('platform'))
  return rows.length > 0
}

/** The letter's unit: its own, or while it has none the one the dossier is at. */
export async function unitOf(tx: Tx, letter: LetterRow): Promise<string | null> {
  if (letter.unit_org_id !== null) return letter.unit_org_id
  const { rows } = await sql<{ unit_id: string | null }>`
    select unit_id from platform.dossier where id = ${letter.dossier_id}`.execute(tx.as('platform'))
  return rows[0]?.unit_id ?? null
}

/** The text of a version, default the newest. */
export async function textOf(tx: Tx, letter: LetterRow, version = letter.version): Promise<LetterText> {
  return letters(tx)
    .selectFrom('platform.letter_text')
    .selectAll()
    .where('letter_id', '=', letter.id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
}

export async function titlesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await letters(tx)
    .selectFrom('platform.letter_text as t')
    .innerJoin('platform.letter as l', (join) =>
      join.onRef('l.id', '=', 't.letter_id').onRef('l.version', '=', 't.version'),
    )
    .select(['t.letter_id', 't.title'])
    .where('t.letter_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.letter_id, row.title]))
}

export async function stepsOf(tx: Tx, letterId: string): Promise<StepRow[]> {
  return letters(tx)
    .selectFrom('platform.letter_step')
    .selectAll()
    .where('letter_id', '=', letterId)
    .orderBy('at')
    .orderBy('id')
    .limit(500)
    .execute()
}

/** Who did which step, for the separation of persons. */
export async function doneOf(tx: Tx, letterId: string): Promise<Done[]> {
  return (await stepsOf(tx, letterId)).map((row) => ({
    step: row.step,
    personId: row.person_id,
    agentFor: row.agent_for,
  }))
}

export async function servicesOf(tx: Tx, letterId: string): Promise<ServiceRow[]> {
  return letters(tx)
    .selectFrom('platform.letter_service')
    .selectAll()
    .where('letter_id', '=', letterId)
    .orderBy('at')
    .limit(500)
    .execute()
}

export async function sealUsesOf(tx: Tx, letterId: string): Promise<SealUseRow[]> {
  return letters(tx)
    .selectFrom('platform.seal_use')
    .selectAll()
    .where('letter_id', '=', letterId)
    .orderBy('at')
    .limit(100)
    .execute()
}

/** The unit's seal picture in use, if it has given one. */
export async function sealPicture(tx: Tx, orgId: string | null): Promise<SealPictureRow | undefined> {
  if (orgId === null) return undefined
  return letters(tx)
    .selectFrom('platform.seal_picture')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('ended_at', 'is', null)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The consent in force of an organisation or person; undefined when there is none. */
export async function consentOf(
  tx: Tx,
  whose: { readonly orgId: string | null; readonly personId: string | null },
): Promise<ConsentRow | undefined> {
  let query = letters(tx)
    .selectFrom('platform.electronic_consent')
    .selectAll()
    .where('withdrawn_at', 'is', null)
  query =
    whose.orgId === null
      ? query.where('person_id', '=', whose.personId)
      : query.where('org_id', '=', whose.orgId)
  return query.orderBy('given_at', 'desc').limit(1).executeTakeFirst()
}
