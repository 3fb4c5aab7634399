import { v7 } from 'uuid'
import { auctionsModule } from '#modules/auctions/module.ts'
import { commissionsModule } from '#modules/commissions/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { directoriesModule } from '#modules/directories/module.ts'
import { incomeModule } from '#modules/income/module.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import type { Actor } from '#platform/access/access.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import { Refusal } from '#platform/refusal.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots } from '#test/lots.ts'
import { FIRM, people } from '#test/market.ts'
import { addFirms } from './store-auction.ts'
import { payableShares } from './money-payouts.ts'
import { countMoney, dueCommission } from './store-money.ts'

const SUBMISSIONS_PER_KEY = 10
/** Kinds of money route that the keys are shared out to. */
const KINDS = 7
const STEP_FEN = 100
const { office, secondOffice, firm, firmTwo } = people

interface Run {
  readonly market: DealMarket
  readonly lots: ReturnType<typeof openLots>
  readonly faults: string[]
  keys: number
}

/** Ten submissions of one key at once, then one with another body, and the answer all got. */
async function tenTimes(run: Run, actor: Actor, journal: string, input: object, other: object) {
  const route = run.market.modules
    .flatMap(({ routes }) => routes)
    .find((one): one is WriteRoute => one.kind === 'write' && one.journal === journal)
  if (!route) throw new Error(`no route writes ${journal}`)
  const key = v7()
  run.keys += 1
  const send = (body: object) => run.market.bus<{ readonly id?: string }>({ route, actor, input: body, key })
  const settled = await Promise.allSettled(Array.from({ length: SUBMISSIONS_PER_KEY }, () => send(input)))
  const replies = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  for (const one of settled)
    if (one.status === 'rejected' && !(one.reason instanceof Refusal && one.reason.kind === 'conflict'))
      run.faults.push(`${journal}: ${String(one.reason)}`)
  if (new Set(replies.map(({ journalId }) => journalId)).size !== 1)
    run.faults.push(`${journal}: not one and the same reply`)
  const changed = await send({ ...input, ...other }).catch((error: unknown) => error)
  if (!(changed instanceof Refusal) || changed.kind !== 'invalid')
    run.faults.push(`${journal}: another body under the same key was taken`)
  return replies[0]?.result.id ?? ''
}

async function bids(run: Run, n: number): Promise<void> {
  const { lots } = run
  const lot = await lots.announced({ stepFen: STEP_FEN })
  for (const one of [firm, firmTwo]) await lots.admitted(lot, one)
  await lots.goTo(lot, 'starts_at', 5_000)
  for (let i = 0; i < n; i += 1) {
    const input = { id: lot.id, amountFen: 10_000_000 + i * STEP_FEN }
    await tenTimes(run, i % 2 === 0 ? firm : firmTwo, 'lot.bid', input, { amountFen: 99_000_000 })
  }
}

/** Receipts, each confirmed by a second person, and refunds of a fen each. */
async function settlements(run: Run, n: number): Promise<void> {
  const { market } = run
  const { id } = await market.write<{ id: string }>(office, 'settlement.enter', {
    title: '示例·检测合同',
    code: 'GX-2026-1',
    buyerOrgId: FIRM,
    signedOn: '2026-01-05',
  })
  const item = { kind: '分期款', title: '验收后', dueOn: '2026-06-30', fen: 100_000_000 }
  await market.write(office, 'settlement.propose', { id, items: [item] })
  await market.write(firm, 'settlement.agree', { id, version: 1 })
  for (let i = 0; i < n; i += 1) {
    const receipt = { id, fen: 1_000, onDay: '2026-01-05', payer: '示例公司', ownAccount: '示例大学 6222' }
    const number = `S-${String(i)}`
    const receiptId = await tenTimes(run, office, 'settlement.receipt', { ...receipt, number }, { fen: 2 })
    await tenTimes(run, secondOffice, 'settlement.confirm', { id, receiptId }, { receiptId: id })
  }
  for (let i = 0; i < n; i += 1) {
    const number = `T-${String(i)}`
    const why = { line: '1', cause: '付错', reason: '多付退回。' }
    const refund = { id, fen: 1, onDay: '2026-01-05', number, ...why }
    await tenTimes(run, office, 'settlement.refund', refund, { fen: 2 })
  }
}

/** Deposits of bidders who were not admitted go back. */
async function deposits(run: Run, n: number): Promise<void> {
  const { market, lots } = run
  const lot = await lots.announced()
  for (const [i, orgId] of (await addFirms(market, n)).entries()) {
    const bidder = { ...firm, orgId, personId: v7(), name: `竞买人${String(i)}` }
    const { id: bidderId } = await lots.applied(lot, bidder)
    const no = { id: lot.id, bidderId, admitted: false, reason: '材料不全。' }
    await market.write(office, 'lot.admit', no)
    const back = { id: lot.id, bidderId, receipt: `TK-${String(i)}` }
    await tenTimes(run, office, 'lot.return-deposit', back, { receipt: 'TK-X' })
  }
}

/** Shares of people in a division, and commission of a fen each. */
async function payouts(run: Run, n: number): Promise<void> {
  const { market } = run
  const { finance, shares } = await payableShares(market, n)
  for (const [i, { id, member }] of shares.entries()) {
    const paid = { id, member, paidOn: '2026-01-05', account: '示例大学 6222', voucher: `P-${String(i)}` }
    await tenTimes(run, finance, 'income.pay', paid, { voucher: 'P-X' })
  }
  const commissionId = await dueCommission(market, 100_000)
  for (let i = 0; i < n; i += 1) {
    const number = `Y-${String(i)}`
    const accounts = { ownAccount: '示例公司 7333', brokerAccount: '示例服务机构 8444' }
    const paid = { id: commissionId, fen: 1, onDay: '2026-01-05', number, ...accounts }
    await tenTimes(run, firm, 'commission.pay', paid, { fen: 2 })
  }
}

/**
 * `n` keys on the routes by which money moves, each submitted ten times at once and once with another body (trust.md
 * A19, T12): bids, receipts, their confirmation, refunds, deposits given back, shares paid to people, commission. Each key has one effect and one journal
 * entry, and the ledger holds no more than that.
 */
export async function proveMoneyKeys(n: number) {
  const market = await openDealMarket([
    directoriesModule,
    contractsModule,
    auctionsModule,
    settlementModule,
    incomeModule,
    commissionsModule,
  ])
  const run: Run = { market, lots: openLots(market), faults: [], keys: 0 }
  const each = Math.ceil(n / KINDS)
  try {
    await settlements(run, each)
    await deposits(run, each)
    await bids(run, each)
    await payouts(run, each)
    const { journal, ...rows } = await countMoney(market)
    for (const [name, count] of Object.entries(rows))
      if (count !== each) run.faults.push(`${name}: ${String(count)} for ${String(each)} keys`)
    if (journal !== run.keys) run.faults.push(`journal: ${String(journal)} for ${String(run.keys)} keys`)
    for (const { name, rows: broken } of ledgerInvariants)
      if ((await market.test.db.read('platform', broken)).length > 0) run.faults.push(name)
    return {
      keys: run.keys,
      submissions: run.keys * SUBMISSIONS_PER_KEY,
      rows,
      journal,
      faults: run.faults.slice(0, 10),
      failures: run.faults.length,
    }
  } finally {
    await market.drop()
  }
}
