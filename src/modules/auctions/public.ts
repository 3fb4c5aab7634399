import type { z } from 'zod'
import { visitor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { filledRows } from '#platform/print/fields.ts'
import { lotForm } from './forms.ts'
import { lotProcedure } from './procedure.ts'
import { readableLot } from './readable.ts'
import { openedOf } from './sealed/store.ts'
import { sealedRecord } from './sealed/view.ts'
import * as store from './store.ts'
import { listQuery, liveLot, publicLots as listed, recordOfLot, showLot } from './view.ts'

const states: Readonly<Record<string, { readonly title: string }>> = lotProcedure.states

/** No lot has a bid of a higher number: the most the column holds. */
const LAST_BID = 2_147_483_647

/** A page of lots by the words of an address; a filter of unknown value counts as not set. */
async function list(tx: Tx, asked: Readonly<Record<string, string>>) {
  const known = Object.entries(asked).filter(
    ([name, value]) => value !== '' && listQuery.partial().safeParse({ [name]: value }).success,
  )
  const query: z.infer<typeof listQuery> = listQuery.parse(Object.fromEntries(known))
  const rows = await store.countsOf(tx)
  const counted = (key: 'state' | 'mode' | 'manner') => {
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(row[key], (counts.get(row[key]) ?? 0) + row.n)
    return [...counts].map(([value, n]) => ({ value, n }))
  }
  return {
    ...(await listed(tx, query)),
    counts: {
      state: counted('state').map((one) => ({ ...one, title: states[one.value]?.title ?? one.value })),
      manner: counted('manner'),
      mode: counted('mode'),
    },
  }
}

/** One lot as a visitor reads it: every published term, and the bidding as it stands at `now`. */
async function one(tx: Tx, id: string, now: Instant) {
  const lot = await showLot(tx, visitor, { id }, now)
  // Times and amounts are shown in the reader's own form.
  const {
    achievementId: _a,
    startsAt: _s,
    endsAt,
    floorFen: _f,
    stepFen: _e,
    depositFen: _d,
    watched,
    ...said
  } = lot.form
  // Of sealed bids nobody reads a price while they come in.
  const terms = said.manner === '网络竞价' ? { ...said, watched } : said
  return {
    ...lot,
    endsAt,
    terms: filledRows(lotForm, terms).map(([title = '', value = '']) => [title, value] as const),
    // Of the bids only the leading one.
    live: await liveLot(tx, visitor, { id, after: LAST_BID }, now),
  }
}

/** The public record of a lot that has ended; null where there is none (nobody handed in a sealed bid). */
async function record(tx: Tx, id: string) {
  const lot = await readableLot(tx, visitor, id)
  return {
    publicId: lot.public_id,
    name: lot.achievement_name,
    sample: lot.sample,
    record: await publishedOf(tx, lot),
  }
}

async function publishedOf(tx: Tx, lot: store.LotRow) {
  const { id } = lot
  if (lot.closed_at === null || lot.state === 'opening') return null
  if (lot.form.manner === '网络竞价')
    return { kind: 'open', published: await recordOfLot(tx, visitor, { id }) } as const
  if ((await openedOf(tx, id)).size === 0) return null
  return { kind: 'sealed', published: await sealedRecord(tx, visitor, { id }) } as const
}

/** What the portal shows of lots: the same as the API answers a visitor. */
export const publicLots = { list, one, record }
