import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { outsideProcedure } from './outside/procedure.ts'
import { lotProcedure } from './procedure.ts'
import { attemptsOf } from './store-chain.ts'

type Titles = Readonly<Record<string, { readonly title: string }>>
const titles: Readonly<Record<'lot' | 'outside', Titles>> = {
  lot: lotProcedure.states,
  outside: outsideProcedure.states,
}

/** How a sale outside stands in public: what the exchange announces itself, never a price, a bidder or an open result. */
const PUBLIC_STATES: Readonly<Record<string, string>> = {
  outside: '场外交易中',
  resulted: '场外交易中',
  awarded: '已成交',
  concluded: '已成交',
  unsold: '未成交',
  defaulted: '成交后反悔',
  withdrawn: '已撤回',
}

/**
 * Every announced attempt at the achievement, here and outside, in one chain (practice.md P24); empty where there is one.
 * Of attempts outside others than the owner read no more than the exchange publishes.
 */
export async function chainOf(tx: Tx, of: Parameters<typeof attemptsOf>[1], isOwner: boolean) {
  const attempts = await attemptsOf(tx, of)
  if (attempts.length < 2) return []
  return attempts.map(({ kind, state, announced_at: announcedAt, ...one }) => {
    const isOpen = isOwner || kind === 'lot'
    return {
      kind,
      id: isOpen ? one.id : null,
      publicId: isOpen ? one.public_id : null,
      exchange: one.exchange,
      stateTitle: (isOpen ? titles[kind][state]?.title : PUBLIC_STATES[state]) ?? state,
      floorFen: one.floor_fen,
      priceFen: isOpen ? one.price_fen : null,
      /** Null until it is announced. */
      on: announcedAt === null ? one.approved_on : dayOf(announcedAt),
    }
  })
}
