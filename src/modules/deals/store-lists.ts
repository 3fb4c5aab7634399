import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { DealRow } from './store.ts'

export interface DealQuery {
  /** Null: deals of all. */
  readonly orgId: string | null
  readonly state?: string | undefined
  readonly side?: 'seller' | 'buyer' | undefined
  readonly waiting?: 'me' | 'other' | undefined
  readonly q?: string | undefined
  /** Opening time and identifier of the last deal of the page before. */
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

/**
 * Deals where the organisation is seller or buyer, newest first. Searched in the achievement's name and in the name of
 * the other side, unless that side hides: a search must not tell what the row does not show.
 */
export async function dealsOf(tx: Tx, query: DealQuery): Promise<DealRow[]> {
  const { rows } = await sql<DealRow>`
    select d.* from deals.deal d ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (d.opened_at, d.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by d.opened_at desc, d.id desc limit ${query.limit}`.execute(tx.as('deals'))
  return rows
}

export async function countDeals(tx: Tx, query: DealQuery): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from deals.deal d ${whereOf(query)}`.execute(tx.as('deals'))
  return rows[0]?.n ?? 0
}

function whereOf({ orgId, state, side, waiting, q }: DealQuery) {
  const open = sql`d.state not in ('signed', 'ended')`
  const turn =
    waiting === 'me'
      ? sql`${open} and (d.waits_for_org_id is null or d.waits_for_org_id = ${orgId}::uuid)`
      : waiting === 'other'
        ? sql`${open} and d.waits_for_org_id <> ${orgId}::uuid`
        : sql`true`
  const like = q === undefined || q === '' ? null : `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  return sql`
    where (${orgId}::uuid is null or d.seller_org_id = ${orgId}::uuid or d.buyer_org_id = ${orgId}::uuid)
      and (${state ?? null}::text is null or d.state = ${state ?? null})
      and (${side ?? null}::text is null
        or (${side ?? null} = 'seller' and d.seller_org_id = ${orgId}::uuid)
        or (${side ?? null} = 'buyer' and d.buyer_org_id = ${orgId}::uuid))
      and (${turn})
      and (${like}::text is null or d.achievement_name ilike ${like}
        or exists (select 1 from platform.pub_organisation o where o.name ilike ${like} and (
          (o.id = d.seller_org_id and d.seller_org_id is distinct from ${orgId}::uuid)
          or (o.id = d.buyer_org_id and d.buyer_org_id is distinct from ${orgId}::uuid
            and not (d.buyer_hidden and ${orgId}::uuid is not null)))))`
}

export interface ReasonCount {
  readonly reason: string
  readonly side: 'seller' | 'buyer'
  readonly by: 'own' | 'other' | 'clock'
  readonly count: number
}

/** Why deals of the organisation (null: of all, seen from the seller) ended, by side and by who said so. */
export async function countReasons(tx: Tx, orgId: string | null): Promise<ReasonCount[]> {
  const { rows } = await sql<ReasonCount>`
    select e.reason, s.side,
      case when e.by_org_id is null then 'clock' when e.by_org_id = s.own then 'own' else 'other' end as by,
      count(*)::int as count
    from deals.ending e
    join deals.deal d on d.id = e.deal_id
    cross join lateral (
      select case when d.buyer_org_id = ${orgId}::uuid then 'buyer' else 'seller' end as side,
        case when d.buyer_org_id = ${orgId}::uuid then d.buyer_org_id else d.seller_org_id end as own
    ) s
    where ${orgId}::uuid is null or ${orgId}::uuid in (d.seller_org_id, d.buyer_org_id)
    group by 1, 2, 3 order by count(*) desc, 1, 2, 3`.execute(tx.as('deals'))
  return rows
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('deals'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a deal has the state of its dossier',
    rows: rowsOf(
      `select d.id from deals.deal d join platform.dossier o on o.id = d.dossier_id where o.state <> d.state limit 20`,
    ),
  },
  {
    name: 'nobody agrees to own terms',
    rows: rowsOf(`select a.deal_id from deals.agreement a
      join deals.terms t on t.deal_id = a.deal_id and t.version = a.version
      where a.org_id = t.proposed_by_org_id limit 20`),
  },
  {
    name: 'a state-founded seller has not signed an agreed price without notice',
    rows: rowsOf(
      `select d.id from deals.deal d where d.seller_is_state_founded and d.state in ('contracting', 'signed')
        and d.price_route is null and not exists (select 1 from platform.dossier_entry e
          where e.dossier_id = d.dossier_id and e.action = 'clearPrice') limit 20`,
    ),
  },
  {
    name: 'an ended deal has its reason, and only an ended one',
    rows: rowsOf(`select d.id from deals.deal d left join deals.ending e on e.deal_id = d.id
      where (d.state = 'ended') <> (e.deal_id is not null) limit 20`),
  },
  {
    name: 'a hidden demander is behind a veil, one that consented is not, and nobody signs unseen',
    rows: rowsOf(`select d.id from deals.deal d
      left join platform.veil v on v.subject_kind = 'deal' and v.subject_id = d.id and v.org_id = d.buyer_org_id
        and v.lifted_at is null
      left join deals.disclosure c on c.deal_id = d.id
      where d.buyer_hidden <> (v.subject_id is not null) or (d.buyer_hidden and c.deal_id is not null)
        or (d.buyer_hidden and d.state in ('pricing', 'priceProposed', 'noticing', 'contracting', 'signed')) limit 20`),
  },
  {
    name: 'every deal that goes on waits under a term',
    rows: rowsOf(`select d.id from deals.deal d where d.state in ('intent', 'offered', 'negotiating') and not exists (
      select 1 from platform.deadline t where t.dossier_id = d.dossier_id and t.kind = 'term' and t.state = 'open') limit 20`),
  },
  {
    name: 'a meeting has the state of its dossier, and a held one has confirmed minutes',
    rows: rowsOf(`select m.id from deals.meeting m join platform.dossier o on o.id = m.dossier_id
      where o.state <> m.state or (m.state = 'held') <> (m.held_at is not null)
        or (m.held_at is not null and not exists (select 1 from deals.minutes n where n.meeting_id = m.id)) limit 20`),
  },
]
