import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { DealMarket } from '#test/deal-market.ts'
import { people } from '#test/market.ts'
import { payableOf, payoutsOf } from './store-money.ts'

const { office, leader } = people
const finance: Actor = { ...people.secondOffice, personId: v7(), name: '财务', roles: ['finance'] }
/** Years of own use a plan may share, and as many divisions. */
const YEARS = [2023, 2024, 2025]
/** Longer than the notice of a division (`notice.cashReward.workingDays`), and than members have to answer. */
const DAYS = 40
const WHOLE_BP = 10_000
const decision = { decidedBy: '领导班子集体决定', decidedOn: '2026-01-05', free: true }

/** Shares of as many people that finance may pay now, by the whole way from plan to notice (转化法 45). */
export async function payableShares(market: DealMarket, count: number) {
  const perYear = Math.ceil(count / YEARS.length)
  const achievementId = await market.achievement('示例收益成果')
  const member = (i: number) => ({
    name: `成员${String(i)}号`,
    weightBp: Math.floor(WHOLE_BP / perYear) + (i === 0 ? WHOLE_BP % perYear : 0),
    main: true,
    post: '无',
  })
  const members = Array.from({ length: perYear }, (_, i) => member(i))
  const plan = await market.write<{ id: string; dossierId: string }>(office, 'income.draft', {
    ruleSource: 'NONE',
    teamRateBp: 5000,
    members,
    firstYear: YEARS[0],
    years: YEARS.length,
    matter: { achievementId, mode: 'SELF_IMPLEMENT' },
  })
  const act = (
    who: Actor,
    dossierId: string,
    action: string,
    input: object = {},
    procedure = 'income-plan',
  ) => market.act(who, dossierId, action, input, procedure)
  await act(office, plan.dossierId, 'ask')
  const fileId = await market.file(office)
  for (const { name } of members)
    await market.write(office, 'income.paper-word', { id: plan.id, member: name, word: 'agree', fileId })
  await act(office, plan.dossierId, 'submit')
  await act(leader, plan.dossierId, 'approve', decision)
  for (const year of YEARS) {
    const profit = { id: plan.id, year, profitFen: 10_000_000, fileId: await market.file(finance) }
    await market.write(finance, 'income.profit', profit)
  }
  for (const dossierId of await payoutsOf(market))
    await act(leader, dossierId, 'approve', decision, 'income-payout')
  await market.pass(DAYS)
  await market.sweep()
  return { finance, shares: (await payableOf(market)).slice(0, count) }
}
