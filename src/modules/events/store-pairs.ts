import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

export interface PairRow {
  id: string
  event_id: string
  seller_org_id: string
  buyer_org_id: string
  achievement_id: string | null
  achievement_name: string | null
  demand_id: string | null
  demand_name: string | null
  starts_at: string | null
  ends_at: string | null
  table_no: number | null
  met_at: string | null
  deal_id: string | null
  made_at: string
}

export interface WordRow {
  id: string
  pair_id: string
  kind: 'met' | 'answer'
  answer: 'continue' | 'later' | 'no' | null
  reason: string | null
  note: string | null
  org_id: string
  person_id: string
  at: string
}

interface Tables {
  'events.pair': PairRow
  'events.pair_word': WordRow
}

const events = (tx: Tx) => tx.as<Tables>('events')
/** More 1:1 meetings than this no hall sees in three days. */
const PAIRS_MAX = 2_000

export async function insertPair(tx: Tx, row: PairRow): Promise<void> {
  await events(tx).insertInto('events.pair').values(row).execute()
}

export async function findPair(tx: Tx, id: string): Promise<PairRow | undefined> {
  return events(tx).selectFrom('events.pair').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function updatePair(tx: Tx, id: string, to: Partial<PairRow>): Promise<void> {
  await events(tx).updateTable('events.pair').set(to).where('id', '=', id).execute()
}

/** Pairs of an event by time; with an organisation only those it is one side of. */
export async function pairsOf(tx: Tx, eventId: string, orgId?: string): Promise<PairRow[]> {
  let query = events(tx).selectFrom('events.pair').selectAll().where('event_id', '=', eventId)
  if (orgId !== undefined)
    query = query.where((where) =>
      where.or([where('seller_org_id', '=', orgId), where('buyer_org_id', '=', orgId)]),
    )
  return query.orderBy('starts_at').orderBy('table_no').orderBy('id').limit(PAIRS_MAX).execute()
}

export async function insertWord(tx: Tx, row: WordRow): Promise<void> {
  await events(tx).insertInto('events.pair_word').values(row).execute()
}

export async function wordsOf(tx: Tx, pairIds: readonly string[]): Promise<WordRow[]> {
  if (pairIds.length === 0) return []
  return events(tx)
    .selectFrom('events.pair_word')
    .selectAll()
    .where('pair_id', 'in', [...pairIds])
    .orderBy('at')
    .orderBy('id')
    .execute()
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('events'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'an event has the state of its dossier',
    rows: rowsOf(`select e.id from events.event e join platform.dossier d on d.id = e.dossier_id
      where d.state <> e.state limit 20`),
  },
  {
    name: 'no event has more registered than it holds',
    rows: rowsOf(`select e.id from events.event e where e.capacity < (
      select count(*) from events.registration r where r.event_id = e.id and r.state = 'registered') limit 20`),
  },
  {
    name: 'nobody waits while a place is free',
    rows: rowsOf(`select e.id from events.event e where e.state = 'published' and e.capacity > (
        select count(*) from events.registration r where r.event_id = e.id and r.state = 'registered')
      and exists (select 1 from events.registration r where r.event_id = e.id and r.state = 'waiting') limit 20`),
  },
  {
    name: 'nobody and no table is in two meetings at once',
    rows: rowsOf(`select a.id from events.pair a join events.pair b on a.event_id = b.event_id and a.id < b.id
      and a.starts_at < b.ends_at and b.starts_at < a.ends_at
      and (a.table_no = b.table_no or a.seller_org_id in (b.seller_org_id, b.buyer_org_id)
        or a.buyer_org_id in (b.seller_org_id, b.buyer_org_id)) limit 20`),
  },
  {
    name: 'of an archived event no guest is known',
    rows: rowsOf(`select g.id from events.guest g join events.event e on e.id = g.event_id
      where e.state = 'archived' and (g.erased_at is null or g.name <> '' or g.phone <> '') limit 20`),
  },
]
