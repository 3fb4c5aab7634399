import { sql } from 'kysely'
import type { CommandTx } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { MembershipRow } from './tables.ts'

/** Something a leaver still holds and that must be handed over first (P6). */
export interface Holding {
  readonly dossierId: string
  readonly title: string
  readonly procedure: string
  readonly state: string
}

/** A sentence names this many; the page lists all. */
const NAMED = 3
const LISTED_MAX = 500

type Seat = Pick<MembershipRow, 'person_id' | 'org_id'>

/** Open dossiers that the person opened for the organisation; the draft of an own profile concerns nobody else. */
export async function holdings(tx: Tx, seat: Seat): Promise<Holding[]> {
  const { rows } = await sql<Holding>`
    select id as "dossierId", title, procedure, state from platform.dossier
    where opened_by = ${seat.person_id} and org_id is not distinct from ${seat.org_id}::uuid and closed_at is null
      and not (of_person and state = 'draft')
    order by opened_at, id limit ${LISTED_MAX}`.execute(tx.as('platform'))
  return rows
}

/** Refuses with the first titles when something is still held. */
export function mustHoldNothing(held: readonly Holding[]): void {
  if (held.length === 0) return
  const titles = held.slice(0, NAMED).map((holding) => `《${holding.title}》`)
  throw new Refusal('conflict', '该成员名下还有 {n} 个未办结的办件（{titles}{more}），请先交接再办理离岗。', {
    n: held.length,
    titles: titles.join('、'),
    more: held.length > NAMED ? ' 等' : '',
  })
}

/** Gives the person's open dossiers to a colleague, but for the person's own; who opened them stays in their entries and the journal. */
export async function passOn(tx: CommandTx, seat: Seat, toPerson: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update platform.dossier set opened_by = ${toPerson}
    where opened_by = ${seat.person_id} and org_id is not distinct from ${seat.org_id}::uuid and closed_at is null
      and not of_person
    returning id`.execute(tx.as('platform'))
  return rows.map((row) => row.id)
}
