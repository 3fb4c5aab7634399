import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { contractsModule } from '#modules/contracts/module.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { AGENCY, people, UNIVERSITY } from '#test/market.ts'
import { decision, finance, type Shown } from '../fixture.ts'
import { incomeModule } from '../module.ts'
import { signedLicence } from '../store-fixture.ts'
import * as store from '../store.ts'
import { dueOf } from './due.ts'

const { office, leader } = people
const student = { name: '丙学生', weightBp: 10_000, main: true, post: '无' }
const plan = { ruleSource: 'UNIT_RULE', ruleName: '示例办法', teamRateBp: 7000, members: [student] }
const others = [
  { orgId: AGENCY, name: '示例服务机构', shareBp: 6000 },
  { name: '示例第二公司', shareBp: 4000 },
]

describe('income by the ownership of its day, when ownership changes (practice.md P28)', () => {
  let market: DealMarket
  let n = 100
  before(async () => {
    market = await openDealMarket([contractsModule, settlementModule, incomeModule])
    await market.query(
      'insert into platform.person (id, name, sample, created_at) values ($1, $2, true, $3)',
      [finance.personId, finance.name, '2026-01-05'],
    )
  })
  after(() => market.drop())

  const NOW = `(clock_timestamp() + s.clock_offset_ms * interval '1 ms')`
  const today = async () => {
    const [row] = await market.query<{ day: string }>(
      `select (${NOW} at time zone 'Asia/Shanghai')::date::text as day from platform.state s`,
    )
    return row?.day ?? ''
  }
  /** From today on, or from the day given, these own it. */
  const own = async (achievementId: string, coOwners: object | null, day?: string) => {
    await market.query(
      `insert into achievements.achievement_version
       select v.record_id, v.version + 1, v.name, jsonb_set(v.data, '{coOwners}', $2::jsonb), v.gaps, v.faults, null,
         v.person_id, v.org_id, coalesce($3::timestamptz, ${NOW}), v.journal_id
       from achievements.achievement_version v cross join platform.state s
       where v.record_id = $1 order by v.version desc limit 1`,
      [achievementId, JSON.stringify(coOwners), day === undefined ? null : `${day}T04:00:00Z`],
    )
    await market.query(
      `update achievements.achievement set version = version + 1, last_version = version + 1, public_version = version + 1
       where id = $1`,
      [achievementId],
    )
  }
  const contract = () => signedLicence(market, (n += 1))
  /** Money on the contract today, recorded by finance and confirmed by the office. */
  const money = async (contractId: string, kind: 'receipt' | 'refund', fen: number) => {
    const [row] = await market.query<{ id: string }>(
      'select id from settlement.settlement where contract_id = $1',
      [contractId],
    )
    const more =
      kind === 'receipt'
        ? { payer: '示例公司', ownAccount: '示例大学基本户' }
        : { cause: '付错', reason: '多付' }
    const given = { id: row?.id, fen, onDay: await today(), number: `O-${String((n += 1))}` }
    const made = await market.write<{ id: string }>(finance, `settlement.${kind}`, { ...given, ...more })
    await market.write(office, 'settlement.confirm', { id: row?.id, receiptId: made.id })
    await market.settle()
  }
  const inForce = async (matter: object, more: object = {}) => {
    const made = await market.write<{ id: string; dossierId: string }>(office, 'income.draft', {
      ...plan,
      ...more,
      matter,
    })
    await market.act(office, made.dossierId, 'ask', {}, 'income-plan')
    const fileId = await market.file(office)
    await market.write(office, 'income.paper-word', { id: made.id, member: '丙学生', word: 'agree', fileId })
    await market.act(office, made.dossierId, 'submit', {}, 'income-plan')
    await market.act(leader, made.dossierId, 'approve', decision, 'income-plan')
    await market.settle()
    return made.id
  }
  const show = (id: string) =>
    market.read<Shown & { undivided: readonly { says: string }[]; ownedDays: readonly { says: string }[] }>(
      office,
      'income.show',
      { id },
    )
  const partsOf = async (id: string) => (await show(id)).payouts.map(({ partFen }) => partFen).toReversed()

  it('what others divided and goes back takes nothing from the unit, and blocks none of its payouts', async () => {
    const { contractId, achievementId } = await contract()
    const planId = await inForce({ contractId })
    await money(contractId, 'receipt', 1000)
    await market.pass(1)
    await own(achievementId, others)
    await money(contractId, 'receipt', 500)
    await money(contractId, 'refund', 500)
    assert.deepEqual(await partsOf(planId), [1000])
    const [payout] = (await show(planId)).payouts
    assert.ok(payout)
    await market.act(finance, payout.dossierId, 'enterCosts', {}, 'income-payout')
    await market.act(leader, payout.dossierId, 'approve', decision, 'income-payout')
    await market.pass(60)
    await market.sweep()
    await market.write(finance, 'income.pay', {
      id: payout.id,
      member: '丙学生',
      paidOn: await today(),
      account: '示例大学基本户',
      voucher: 'V-1',
    })
    const row = await market.test.db.read('income', (tx) => store.findPlan(tx, { id: planId }))
    assert.ok(row)
    const theirs = await market.test.db.read('income', (tx) => dueOf(tx, { ...row, org_id: AGENCY }))
    assert.deepEqual(
      theirs.map(({ grossFen, partFen, unitBp }) => [grossFen, partFen, unitBp]),
      [
        [1000, 0, 0],
        [500, 300, 6000],
        [-500, -300, 6000],
      ],
      'the new owner gives back what it divided, not what it never had',
    )
    await money(contractId, 'refund', 1000)
    assert.deepEqual(await partsOf(planId), [1000, -1000], 'what the unit divided is its to make good')
  })

  it('what came at 100 % goes back at 100 %, though the unit owns 30 % by then, in parts too', async () => {
    const { contractId, achievementId } = await contract()
    const planId = await inForce({ contractId })
    await money(contractId, 'receipt', 1001)
    await market.pass(1)
    await own(achievementId, [
      { orgId: UNIVERSITY, name: '示例大学', shareBp: 3000 },
      { orgId: AGENCY, name: '示例服务机构', shareBp: 7000 },
    ])
    await money(contractId, 'refund', 400)
    await money(contractId, 'refund', 601)
    await money(contractId, 'receipt', 100)
    await money(contractId, 'refund', 100)
    assert.deepEqual(await partsOf(planId), [1001, -400, -601, 30, -30])
  })

  it('a day whose record did not name the unit is corrected with a reason, and what came is divided', async () => {
    const { contractId, achievementId } = await contract()
    const planId = await inForce({ contractId })
    await own(achievementId, [
      { name: '示例大', shareBp: 3000 },
      { name: '示例第二公司', shareBp: 7000 },
    ])
    await market.pass(1)
    const onDay = await today()
    await money(contractId, 'receipt', 1000)
    assert.deepEqual(await partsOf(planId), [])
    assert.equal((await show(planId)).undivided.length, 1)
    const given = { id: planId, onDay, unitBp: 3000, reason: '登记时用了简称，见共有协议。' }
    await assert.rejects(market.write(finance, 'income.owned-day', given), /您的身份不能办理/)
    await assert.rejects(
      market.write(office, 'income.owned-day', { ...given, onDay: '2026-01-05' }),
      /没有因本单位没有份额而未分配的到账/,
    )
    await market.write(office, 'income.owned-day', given)
    await market.settle()
    assert.deepEqual(await partsOf(planId), [300])
    const { undivided, ownedDays } = await show(planId)
    assert.deepEqual(undivided, [])
    assert.match(ownedDays[0]?.says ?? '', /更正为 30%，理由：登记时用了简称/)
    await assert.rejects(market.write(office, 'income.owned-day', given), /不用更正/)
    await money(contractId, 'refund', 1000)
    assert.deepEqual(await partsOf(planId), [300, -300])
  })

  it('a unit that sold in December enters the profit of that year; of the year after it enters none', async () => {
    const { achievementId } = await contract()
    const more = { firstYear: 2027, years: 3 }
    const planId = await inForce({ achievementId, mode: 'SELF_IMPLEMENT' }, more)
    await own(achievementId, others, '2027-12-15')
    await market.pass(1200)
    const enter = async (year: number) =>
      market.write(finance, 'income.profit', {
        id: planId,
        year,
        profitFen: 1000,
        fileId: await market.file(finance),
      })
    await enter(2027)
    assert.deepEqual(await partsOf(planId), [1000])
    await assert.rejects(enter(2028), /2028 年本单位已没有这项成果的份额/)
  })
})
