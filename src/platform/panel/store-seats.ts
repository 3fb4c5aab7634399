import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Ballot } from './rules.ts'

/** Where a seat stands. Who declined, was silent, had a conflict or was skipped has none. */
export type SeatState =
  | 'invited'
  | 'accepted'
  | 'refused'
  | 'silent'
  | 'recused'
  | 'passed'
  | 'committed'
  | 'reviewing'
  | 'submitted'
  | 'confirmed'
  | 'paid'
  | 'evaluated'
  | 'removed'

/** Why a seat was freed that nobody is to blame for. */
export const REDRAWN = '重新抽取'

/** Why a seat was freed of somebody who did not come. */
export const ABSENT = '未到会'

export interface SeatRecord {
  id: string
  panel_id: string
  draw_id: string
  leaf: string
  stratum: number
  type: string
  expert_id: string
  person_id: string
  unit_key: string
  state: SeatState
  invited_at: string
  answer_by: string
  answered_at: string | null
  conflict: string | null
  reason: string | null
  soft: string | null
  soft_stays: boolean | null
  soft_reason: string | null
  chair_vote: string | null
  committed_at: string | null
  submitted_at: string | null
  removed_at: string | null
  fee_fen: number | null
  rating: number | null
  rating_words: string | null
}

export interface BallotRow {
  seat_id: string
  ballot: Ballot
  digest: string
  at: string
  journal_id: string
}

export interface ConfirmationRow {
  seat_id: string
  opinion_no: number
  agrees: boolean
  dissent: string | null
  at: string
  journal_id: string
}

interface SeatTables {
  'platform.panel_seat': SeatRecord
  'platform.panel_ballot': Omit<BallotRow, 'ballot'> & { ballot: unknown }
  'platform.panel_confirmation': ConfirmationRow
}

const tables = (tx: Tx) => tx.as<SeatTables>('platform')

export async function insertSeat(tx: Tx, row: SeatRecord): Promise<void> {
  await tables(tx).insertInto('platform.panel_seat').values(row).execute()
}

export async function changeSeat(tx: Tx, id: string, to: Partial<SeatRecord>): Promise<void> {
  await tables(tx).updateTable('platform.panel_seat').set(to).where('id', '=', id).execute()
}

export async function findSeat(tx: Tx, id: string): Promise<SeatRecord | undefined> {
  return tables(tx).selectFrom('platform.panel_seat').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Everybody who was asked in a panel, of all rounds, in the order they were. */
export async function seatsOfPanel(tx: Tx, panelId: string): Promise<SeatRecord[]> {
  return tables(tx)
    .selectFrom('platform.panel_seat')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy('invited_at')
    .orderBy('id')
    .execute()
}

/** A person's seats, the newest first. */
export async function seatsOfPerson(tx: Tx, personId: string, limit: number): Promise<SeatRecord[]> {
  return tables(tx)
    .selectFrom('platform.panel_seat')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('invited_at', 'desc')
    .limit(limit)
    .execute()
}

/** Invitations whose time to answer is over. */
export async function overdueSeats(tx: Tx, now: string, limit: number): Promise<SeatRecord[]> {
  return (
    tables(tx)
      .selectFrom('platform.panel_seat as s')
      .selectAll()
      .where('state', '=', 'invited')
      .where('answer_by', '<', now)
      // Of a panel that is over nobody is waited for.
      .where(
        sql<boolean>`exists (select 1 from platform.panel p where p.id = s.panel_id and p.state in ('drawn', 'reviewing'))`,
      )
      .orderBy('answer_by')
      .limit(limit)
      .execute()
  )
}

/** People who held a seat in any panel of these dossiers. */
export async function servedOn(tx: Tx, dossierIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct s.person_id from platform.panel_seat s join platform.panel p on p.id = s.panel_id
    where p.dossier_id = any (${[...dossierIds]}::uuid[])
      and (s.state in ('committed', 'reviewing', 'submitted', 'confirmed', 'paid', 'evaluated')
        or (s.state = 'removed' and s.conflict <> ${REDRAWN}))`.execute(tx.as('platform'))
  return new Set(rows.map(({ person_id }) => person_id))
}

/** How often people held a seat since an instant, as whichever entry of the pool: those asked and not gone, met or not. */
export async function loadOf(tx: Tx, since: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ person_id: string; n: number }>`
    select person_id, count(*)::int as n from platform.panel_seat
    where invited_at >= ${since}
      and state in ('invited', 'accepted', 'committed', 'reviewing', 'submitted', 'confirmed', 'paid', 'evaluated')
    group by person_id`.execute(tx.as('platform'))
  return new Map(rows.map(({ person_id, n }) => [person_id, n]))
}

/** What the pool shows of an expert's service. */
export interface Service {
  /** Panels of which the meeting began: who sits in one before is told to nobody. */
  readonly met: number
  readonly absences: number
  readonly ratings: readonly number[]
}

/** How people served, as whichever entry of the pool: panels that met since an instant, absences and ratings of all time. */
export async function serviceOf(
  tx: Tx,
  personIds: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, Service>> {
  const { rows } = await sql<Service & { person_id: string }>`
    select s.person_id,
      count(*) filter (where p.opened_at >= ${since} and s.state in
        ('reviewing', 'submitted', 'confirmed', 'paid', 'evaluated'))::int as met,
      count(*) filter (where s.state = 'removed' and s.conflict = ${ABSENT})::int as absences,
      coalesce(array_agg(s.rating) filter (where s.rating is not null), '{}') as ratings
    from platform.panel_seat s join platform.panel p on p.id = s.panel_id
    where s.person_id = any (${[...personIds]}::uuid[]) and p.opened_at is not null
    group by s.person_id`.execute(tx.as('platform'))
  return new Map(rows.map(({ person_id, ...service }) => [person_id, service]))
}

/** How often a person did not come since an instant; of all time without one. */
export async function absencesSince(tx: Tx, personId: string, since: string | null): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.panel_seat s join platform.panel p on p.id = s.panel_id
    where s.person_id = ${personId} and s.state = 'removed' and s.conflict = ${ABSENT} and p.opened_at is not null
      and (${since}::timestamptz is null or s.removed_at > ${since}::timestamptz)`.execute(tx.as('platform'))
  return rows[0]?.n ?? 0
}

export async function insertBallot(tx: Tx, row: BallotRow): Promise<void> {
  const values = { ...row, ballot: JSON.stringify(row.ballot) }
  await tables(tx).insertInto('platform.panel_ballot').values(values).execute()
}

export async function ballotsOf(tx: Tx, seatIds: readonly string[]): Promise<BallotRow[]> {
  if (seatIds.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('platform.panel_ballot')
    .selectAll()
    .where('seat_id', 'in', [...seatIds])
    .execute()
  return rows as BallotRow[]
}

/** Every ballot there is: an installation has some thousands. */
export async function allBallots(tx: Tx): Promise<BallotRow[]> {
  return (await tables(tx).selectFrom('platform.panel_ballot').selectAll().execute()) as BallotRow[]
}

export async function insertConfirmation(tx: Tx, row: ConfirmationRow): Promise<void> {
  await tables(tx).insertInto('platform.panel_confirmation').values(row).execute()
}

/** Confirmations of one text of the opinion. */
export async function confirmationsOf(
  tx: Tx,
  seatIds: readonly string[],
  opinionNo: number,
): Promise<ConfirmationRow[]> {
  if (seatIds.length === 0) return []
  return tables(tx)
    .selectFrom('platform.panel_confirmation')
    .selectAll()
    .where('seat_id', 'in', [...seatIds])
    .where('opinion_no', '=', opinionNo)
    .execute()
}
