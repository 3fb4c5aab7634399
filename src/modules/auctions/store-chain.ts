import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

/** An attempt at an achievement: a lot here, or a sale outside. */
interface AttemptRow {
  readonly id: string
  readonly kind: 'lot' | 'outside'
  readonly public_id: string
  readonly state: string
  readonly floor_fen: number
  readonly price_fen: number | null
  /** Of a sale outside. */
  readonly exchange: string | null
  /** When a lot was announced. */
  readonly announced_at: string | null
  /** When a sale outside was approved. */
  readonly approved_on: string | null
}

/** Attempts of an owner at one achievement, here and outside, oldest first: every announced one, and this. */
export async function attemptsOf(
  tx: Tx,
  of: { readonly id: string; readonly org_id: string; readonly achievement_id: string },
): Promise<AttemptRow[]> {
  const { id, org_id: orgId, achievement_id: achievementId } = of
  const { rows } = await sql<AttemptRow>`
    select * from (
      select id, 'lot' as kind, public_id, state, floor_fen, award_fen as price_fen, null as exchange, announced_at,
        null::date as approved_on, made_at
      from auctions.lot where achievement_id = ${achievementId} and org_id = ${orgId}
      union all select s.id, 'outside', s.public_id, s.state, s.floor_fen, r.price_fen, s.form ->> 'exchange', null,
        s.approved_on, s.made_at
      from auctions.outside_sale s left join auctions.outside_result r on r.id = s.result_id
      where s.achievement_id = ${achievementId} and s.org_id = ${orgId}) a
    where announced_at is not null or approved_on is not null or id = ${id}
    order by made_at desc limit 50`.execute(tx.as('auctions'))
  return rows.toReversed()
}
