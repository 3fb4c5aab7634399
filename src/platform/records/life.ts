import { sql, type RawBuilder } from 'kysely'
import type { CommandTx, Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'
import { UNEXPLAINED } from './forms.ts'
import type { Tables } from './tables.ts'

/** A record's life on the shelf, whatever its kind: the facts behind reminders, the public funnel and the stale rate. */
export interface ListingRow {
  readonly record_id: string
  readonly kind: string
  readonly org_id: string
  readonly dossier_id: string
  readonly field: string | null
  readonly hidden: boolean
  readonly sample: boolean
  readonly listed_on: Day
  readonly confirmed_on: Day
  readonly valid_until: Day
  readonly ended_on: Day | null
  readonly outcome: string | null
  readonly amount_fen: number | null
}

/** What is known when a record comes on the shelf or is confirmed there. */
export interface Shelved extends Pick<
  ListingRow,
  'record_id' | 'kind' | 'org_id' | 'dossier_id' | 'field' | 'hidden' | 'sample' | 'valid_until'
> {
  readonly on: Day
}

/** One record as rows for `shelve`. */
export function shelvedRow(row: Shelved): RawBuilder<unknown> {
  return sql`select * from jsonb_to_record(${JSON.stringify(row)}::jsonb) as x(record_id uuid, kind text, org_id uuid,
    dossier_id uuid, field text, hidden boolean, sample boolean, valid_until date, "on" date)`
}

/**
 * The records of `rows` (a query with the columns of `Shelved`) are on the shelf from its day, or still are:
 * `listed_on` stays what it was the first time.
 */
export async function shelve(tx: CommandTx, module: string, rows: RawBuilder<unknown>): Promise<void> {
  const db = tx.as(module)
  await sql`insert into platform.listing (record_id, kind, org_id, dossier_id, field, hidden, sample, listed_on,
      confirmed_on, valid_until)
    select record_id, kind, org_id, dossier_id, field, hidden, sample, "on", "on", valid_until from (${rows}) x
    on conflict (record_id) do update set dossier_id = excluded.dossier_id, field = excluded.field,
      hidden = excluded.hidden, sample = excluded.sample, confirmed_on = excluded.confirmed_on,
      valid_until = excluded.valid_until, ended_on = null, outcome = null, amount_fen = null`.execute(db)
  await sql`update platform.listing_spell s set closed_on = x."on" from (${rows}) x
    where s.record_id = x.record_id and s.closed_on is null and s.from_on < x."on"`.execute(db)
  // Confirmed twice on one day, or taken down and listed again on it: one spell.
  await sql`insert into platform.listing_spell (record_id, kind, from_on, valid_until, closed_on, ended)
    select record_id, kind, "on", valid_until, null, false from (${rows}) x
    on conflict (record_id, from_on) do update set valid_until = excluded.valid_until, closed_on = null, ended = false`.execute(
    db,
  )
}

/** The records left the shelf today; `end` null: their owner is asked what came of them. */
export async function unshelve(
  tx: CommandTx,
  module: string,
  recordIds: readonly string[],
  end: { readonly outcome: string; readonly amountFen: number | null } | null,
): Promise<void> {
  const db = tx.as(module)
  await sql`update platform.listing set ended_on = ${tx.today}, outcome = ${end?.outcome ?? null},
      amount_fen = ${end?.amountFen ?? null}
    where record_id = any (${[...recordIds]}::uuid[]) and ended_on is null`.execute(db)
  await sql`update platform.listing_spell set closed_on = greatest(from_on, ${tx.today}::date), ended = true
    where record_id = any (${[...recordIds]}::uuid[]) and closed_on is null`.execute(db)
}

/** What came of a listing that has ended is written down, by its owner or, after the term, by the clock. */
export async function explain(
  tx: CommandTx,
  module: string,
  recordId: string,
  end: { readonly outcome: string; readonly amountFen: number | null },
): Promise<void> {
  await sql`update platform.listing set outcome = ${end.outcome}, amount_fen = ${end.amountFen}
    where record_id = ${recordId} and ended_on is not null`.execute(tx.as(module))
}

/** What an approved change says of the record's place in the statistics. */
export async function reclassify(
  tx: CommandTx,
  module: string,
  recordId: string,
  to: Pick<ListingRow, 'field' | 'hidden'>,
): Promise<void> {
  await sql`update platform.listing set field = ${to.field}, hidden = ${to.hidden}
    where record_id = ${recordId}`.execute(tx.as(module))
}

/** Lapsed listings of an organisation whose outcome nobody has told. */
export async function unansweredOf(tx: Tx, orgId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.listing
    where org_id = ${orgId} and ended_on is not null and (outcome is null or outcome = ${UNEXPLAINED})`.execute(
    tx.as('platform'),
  )
  return rows[0]?.n ?? 0
}

export type ShelfSet = 'due' | 'live' | 'unanswered'

/** A listing with its dossier, for whoever has to confirm or explain it. */
export type ShelfRow = DossierRow & Omit<ListingRow, 'org_id' | 'dossier_id'> & { readonly due: boolean }

interface ShelfQuery {
  readonly orgId: string
  readonly today: Day
  /** Days before the end from which an owner is asked to confirm (listing.reminder.days). */
  readonly remindDays: number
  readonly set: ShelfSet
  readonly after: string | null
  readonly limit: number
}

/** The owner was asked to confirm the listing `l` and has not: the first reminder came after the last confirmation. */
export function isAsked(today: Day, remindDays: number): RawBuilder<boolean> {
  return sql<boolean>`(l.ended_on is null and l.valid_until - ${remindDays}::int <= ${today}::date
    and l.confirmed_on < l.valid_until - ${remindDays}::int)`
}

/** Listings of an organisation: those it was asked to confirm, all on the shelf, or the lapsed ones without an answer. */
export async function shelfOf(
  tx: Tx,
  { orgId, today, remindDays, set, after, limit }: ShelfQuery,
): Promise<{ rows: ShelfRow[]; counted: Record<ShelfSet, number> }> {
  const asked = isAsked(today, remindDays)
  const sets = {
    due: asked,
    live: sql<boolean>`(l.ended_on is null)`,
    unanswered: sql<boolean>`(l.ended_on is not null and (l.outcome is null or l.outcome = ${UNEXPLAINED}))`,
  }
  const { rows } = await sql<ShelfRow>`
    select d.*, l.record_id, l.kind, l.field, l.hidden, l.sample, l.listed_on, l.confirmed_on, l.valid_until, l.ended_on,
      l.outcome, l.amount_fen, ${asked} as due
    from platform.listing l join platform.dossier d on d.id = l.dossier_id
    where l.org_id = ${orgId} and ${sets[set]} and (${after}::uuid is null or (l.valid_until, l.record_id) >
      (select a.valid_until, a.record_id from platform.listing a where a.record_id = ${after}::uuid))
    order by l.valid_until, l.record_id limit ${limit}`.execute(tx.as('platform'))
  const counts = await sql<Record<ShelfSet, number>>`
    select count(*) filter (where ${sets.due})::int as due, count(*) filter (where ${sets.live})::int as live,
      count(*) filter (where ${sets.unanswered})::int as unanswered
    from platform.listing l where l.org_id = ${orgId}`.execute(tx.as('platform'))
  return { rows, counted: counts.rows[0] ?? { due: 0, live: 0, unanswered: 0 } }
}

/** How a kind's tables say what a batch put on the shelf. */
export function shelfRows({ head, versions }: Pick<Tables, 'head' | 'versions'>) {
  return {
    /** What the batch put on the shelf, as rows for `shelve`. */
    shelved: (
      kind: string,
      { field = '', hidden = '' }: { readonly field?: string; readonly hidden?: string },
      ids: readonly string[],
      on: string,
    ) => sql`
      select r.id as record_id, ${kind}::text as kind, r.owner_org_id as org_id, r.dossier_id, v.data->>${field} as field,
        coalesce((v.data->>${hidden})::boolean, false) as hidden, r.sample, r.valid_until, ${on}::date as "on"
      from ${head} r join ${versions} v on v.record_id = r.id and v.version = r.public_version
      where r.id = any (${[...ids]}::uuid[])`,
  }
}
