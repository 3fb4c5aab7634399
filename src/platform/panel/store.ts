import type { Tx } from '../db/database.ts'
import type { Criteria } from './forms.ts'
import type { Decision, SeatRow } from './rules.ts'

export interface PanelRow {
  id: string
  public_id: string
  dossier_id: string
  visit: number
  procedure: string
  title: string
  unit_id: string | null
  state: 'criteria' | 'frozen' | 'drawn' | 'reviewing' | 'decided' | 'closed'
  opened_at: string | null
  chair_seat: string | null
  opinion: string | null
  opinion_no: number
  result: Decision | null
  sample: boolean
  at: string
}

export interface CriteriaRow {
  panel_id: string
  version: number
  criteria: Criteria
  person_id: string
  at: string
  journal_id: string
}

export interface ExclusionRow {
  id: string
  panel_id: string
  name: string
  unit: string
  reason: string
  org_id: string
  person_id: string
  at: string
}

export interface DrawRow {
  id: string
  public_id: string
  panel_id: string
  round: number
  criteria_version: number
  reason: string | null
  algorithm: string
  rows: SeatRow[]
  root: string
  counts: number[]
  left_out: Readonly<Record<string, number>>
  seed_name: string
  seed_at: string
  frozen_by: string
  frozen_at: string
  first_seed: string | null
  first_source: string | null
  first_by: string | null
  first_at: string | null
  seed: string | null
  seed_source: string | null
  drawn_by: string | null
  drawn_at: string | null
  replaced_at: string | null
}

export interface CandidateRow {
  draw_id: string
  leaf: string
  stratum: number
  expert_id: string
  person_id: string
  unit_key: string
  code: string
  salt: string
  /** Place in the order of its stratum, from 0; null until drawn. */
  place: number | null
}

export interface EventRow {
  id: string
  panel_id: string
  draw_id: string | null
  leaf: string | null
  words: string
  at: string
  journal_id: string
}

interface PanelTables {
  'platform.panel': Omit<PanelRow, 'result'> & { result: unknown }
  'platform.panel_criteria': Omit<CriteriaRow, 'criteria'> & { criteria: unknown }
  'platform.panel_exclusion': ExclusionRow
  'platform.panel_draw': Omit<DrawRow, 'rows' | 'counts' | 'left_out'> & {
    rows: unknown
    counts: unknown
    left_out: unknown
  }
  'platform.panel_candidate': CandidateRow
  'platform.panel_event': EventRow
}

const tables = (tx: Tx) => tx.as<PanelTables>('platform')

/** A pool of one city; a draw over more is no panel of experts. */
const POOL_MAX = 5_000
/** Steps of one panel: replies, replacements, ballots. */
const EVENTS_MAX = 1_000

export async function insertPanel(tx: Tx, row: PanelRow): Promise<void> {
  const values = { ...row, result: row.result === null ? null : JSON.stringify(row.result) }
  await tables(tx).insertInto('platform.panel').values(values).execute()
}

export async function changePanel(tx: Tx, id: string, to: Partial<PanelRow>): Promise<void> {
  const { result, ...plain } = to
  const kept = result === undefined ? {} : { result: result === null ? null : JSON.stringify(result) }
  await tables(tx)
    .updateTable('platform.panel')
    .set({ ...plain, ...kept })
    .where('id', '=', id)
    .execute()
}

/** The panel of a visit. */
export async function panelOf(
  tx: Tx,
  dossier: { readonly id: string; readonly visit: number },
): Promise<PanelRow | undefined> {
  const row = await tables(tx)
    .selectFrom('platform.panel')
    .selectAll()
    .where('dossier_id', '=', dossier.id)
    .where('visit', '=', dossier.visit)
    .executeTakeFirst()
  return row as PanelRow | undefined
}

export async function findPanel(tx: Tx, id: string): Promise<PanelRow | undefined> {
  const row = await tables(tx)
    .selectFrom('platform.panel')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row as PanelRow | undefined
}

/** The same, locked: replies and the next invitation wait for each other. */
export async function lockPanel(tx: Tx, id: string): Promise<PanelRow | undefined> {
  const query = tables(tx).selectFrom('platform.panel').selectAll().where('id', '=', id)
  return (await query.forUpdate().executeTakeFirst()) as PanelRow | undefined
}

/** Panels of a dossier, the first visit first. */
export async function panelsOf(tx: Tx, dossierIds: readonly string[]): Promise<PanelRow[]> {
  if (dossierIds.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('platform.panel')
    .selectAll()
    .where('dossier_id', 'in', [...dossierIds])
    .orderBy('visit')
    .execute()
  return rows as PanelRow[]
}

export async function insertCriteria(tx: Tx, row: CriteriaRow): Promise<void> {
  const values = { ...row, criteria: JSON.stringify(row.criteria) }
  await tables(tx).insertInto('platform.panel_criteria').values(values).execute()
}

/** Every version of the criteria, the newest first. */
export async function criteriaOf(tx: Tx, panelId: string): Promise<CriteriaRow[]> {
  const rows = await tables(tx)
    .selectFrom('platform.panel_criteria')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy('version', 'desc')
    .execute()
  return rows as CriteriaRow[]
}

export async function insertExclusion(tx: Tx, row: ExclusionRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_exclusion').values(row).execute()
}

export async function exclusionsOf(tx: Tx, panelId: string): Promise<ExclusionRow[]> {
  return tables(tx)
    .selectFrom('platform.panel_exclusion')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy('at')
    .execute()
}

export async function insertDraw(tx: Tx, row: DrawRow, pool: readonly CandidateRow[]): Promise<void> {
  const values = {
    ...row,
    rows: JSON.stringify(row.rows),
    counts: JSON.stringify(row.counts),
    left_out: JSON.stringify(row.left_out),
  }
  await tables(tx).insertInto('platform.panel_draw').values(values).execute()
  await tables(tx)
    .insertInto('platform.panel_candidate')
    .values([...pool])
    .execute()
}

type DrawnColumns = Pick<DrawRow, 'first_seed' | 'first_source' | 'first_by' | 'first_at'> &
  Pick<DrawRow, 'seed' | 'seed_source' | 'drawn_by' | 'drawn_at' | 'replaced_at'>

export async function changeDraw(tx: Tx, id: string, to: Partial<DrawnColumns>): Promise<void> {
  await tables(tx).updateTable('platform.panel_draw').set(to).where('id', '=', id).execute()
}

/** Every round of a panel, the newest first. */
export async function drawsOf(tx: Tx, panelId: string): Promise<DrawRow[]> {
  const rows = await tables(tx)
    .selectFrom('platform.panel_draw')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy('round', 'desc')
    .execute()
  return rows as DrawRow[]
}

export async function findDraw(tx: Tx, by: { readonly publicId: string }): Promise<DrawRow | undefined> {
  const row = await tables(tx)
    .selectFrom('platform.panel_draw')
    .selectAll()
    .where('public_id', '=', by.publicId)
    .executeTakeFirst()
  return row as DrawRow | undefined
}

/** The frozen pool of a round by stratum and place in the order. */
export async function candidatesOf(tx: Tx, drawId: string): Promise<CandidateRow[]> {
  return tables(tx)
    .selectFrom('platform.panel_candidate')
    .selectAll()
    .where('draw_id', '=', drawId)
    .orderBy('stratum')
    .orderBy('place')
    .orderBy('leaf')
    .limit(POOL_MAX)
    .execute()
}

export async function placeCandidate(tx: Tx, drawId: string, leaf: string, place: number): Promise<void> {
  await tables(tx)
    .updateTable('platform.panel_candidate')
    .set({ place })
    .where('draw_id', '=', drawId)
    .where('leaf', '=', leaf)
    .execute()
}

/** Rounds in which a person stood in the pool and which were drawn, the newest first. */
export async function poolsOfPerson(
  tx: Tx,
  personId: string,
  limit: number,
): Promise<(CandidateRow & Pick<DrawRow, 'public_id' | 'root' | 'drawn_at'>)[]> {
  return tables(tx)
    .selectFrom('platform.panel_candidate as c')
    .innerJoin('platform.panel_draw as d', 'd.id', 'c.draw_id')
    .selectAll('c')
    .select(['d.public_id', 'd.root', 'd.drawn_at'])
    .where('c.person_id', '=', personId)
    .where('d.drawn_at', 'is not', null)
    .orderBy('d.drawn_at', 'desc')
    .limit(limit)
    .execute()
}

export async function insertEvent(tx: Tx, row: EventRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_event').values(row).execute()
}

/** What happened, in order. */
export async function eventsOf(tx: Tx, panelId: string): Promise<EventRow[]> {
  return tables(tx)
    .selectFrom('platform.panel_event')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy('at')
    .orderBy('id')
    .limit(EVENTS_MAX)
    .execute()
}
