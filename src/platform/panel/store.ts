import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import { drawOf } from './draw.ts'
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
  /** Whom the person stood in for. */
  agent_for: string | null
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

/** A round as it was frozen. */
export interface FrozenRow {
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
  journal_id: string
}

/** With what came of it; null while it did not. */
export interface DrawRow extends FrozenRow {
  seed: string | null
  seed_source: string | null
  operator: string | null
  witness: string | null
  drawn_at: string | null
  replaced_at: string | null
  replaced_reason: string | null
}

export interface TypedRow {
  draw_id: string
  attempt: number
  part: 1 | 2
  seed: string
  source: string
  person_id: string
  agent_for: string | null
  at: string
}

export interface DrawnRow {
  draw_id: string
  seed: string
  source: string
  operator: string
  witness: string
  at: string
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
  'platform.panel_draw': Omit<FrozenRow, 'rows' | 'counts' | 'left_out'> & {
    rows: unknown
    counts: unknown
    left_out: unknown
  }
  'platform.panel_typed': TypedRow
  'platform.panel_drawn': DrawnRow
  'platform.panel_redraw': { draw_id: string; reason: string; person_id: string; at: string }
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

export async function insertDraw(tx: Tx, row: FrozenRow, pool: readonly CandidateRow[]): Promise<void> {
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

export async function insertTyped(tx: Tx, row: TypedRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_typed').values(row).execute()
}

/** The last attempt to type the seed: one row while the second person is waited for. */
export async function lastAttempt(tx: Tx, drawId: string): Promise<TypedRow[]> {
  const rows = await tables(tx)
    .selectFrom('platform.panel_typed')
    .selectAll()
    .where('draw_id', '=', drawId)
    .orderBy('attempt', 'desc')
    .orderBy('part')
    .limit(2)
    .execute()
  return rows.filter(({ attempt }) => attempt === rows[0]?.attempt)
}

export async function insertDrawn(tx: Tx, row: DrawnRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_drawn').values(row).execute()
}

export async function insertRedraw(tx: Tx, row: PanelTables['platform.panel_redraw']): Promise<void> {
  await tables(tx).insertInto('platform.panel_redraw').values(row).execute()
}

async function draws(tx: Tx, where: ReturnType<typeof sql>): Promise<DrawRow[]> {
  const { rows } = await sql<DrawRow>`
    select d.*, n.seed, n.source as seed_source, n.operator, n.witness, n.at as drawn_at, r.at as replaced_at,
      r.reason as replaced_reason
    from platform.panel_draw d left join platform.panel_drawn n on n.draw_id = d.id
    left join platform.panel_redraw r on r.draw_id = d.id ${where}`.execute(tx.as('platform'))
  return rows
}

/** Every round of a panel, the newest first. */
export async function drawsOf(tx: Tx, panelId: string): Promise<DrawRow[]> {
  return draws(tx, sql`where d.panel_id = ${panelId} order by d.round desc`)
}

export async function findDraw(tx: Tx, publicId: string): Promise<DrawRow | undefined> {
  const [row] = await draws(tx, sql`where d.public_id = ${publicId}`)
  return row
}

/** The frozen pool of a round by stratum and leaf. */
export async function candidatesOf(tx: Tx, drawId: string): Promise<CandidateRow[]> {
  return tables(tx)
    .selectFrom('platform.panel_candidate')
    .selectAll()
    .where('draw_id', '=', drawId)
    .orderBy('stratum')
    .orderBy('leaf')
    .limit(POOL_MAX)
    .execute()
}

/** The pool of a drawn round in the order in which its candidates are asked, stratum by stratum. */
export async function orderOf(
  tx: Tx,
  draw: Pick<DrawRow, 'id' | 'seed'>,
): Promise<(CandidateRow & { readonly place: number })[]> {
  if (draw.seed === null) return []
  const byLeaf = new Map((await candidatesOf(tx, draw.id)).map((one) => [one.leaf, one]))
  return drawOf([...byLeaf.values()], draw.seed).flatMap((leaves) =>
    leaves.flatMap((leaf, place) => {
      const one = byLeaf.get(leaf)
      return one ? [{ ...one, place }] : []
    }),
  )
}

/** Rounds in which a person stood in the pool and which were drawn, the newest first. */
export async function poolsOfPerson(
  tx: Tx,
  personId: string,
  limit: number,
): Promise<(CandidateRow & { public_id: string; root: string; drawn_at: string })[]> {
  return tables(tx)
    .selectFrom('platform.panel_candidate as c')
    .innerJoin('platform.panel_draw as d', 'd.id', 'c.draw_id')
    .innerJoin('platform.panel_drawn as n', 'n.draw_id', 'd.id')
    .selectAll('c')
    .select(['d.public_id', 'd.root', 'n.at as drawn_at'])
    .where('c.person_id', '=', personId)
    .orderBy('n.at', 'desc')
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
