import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import type { Actor } from '#platform/access/access.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { FIRM, people, UNIVERSITY } from '#test/market.ts'
import { royalty } from './fixture.ts'
import { settlementModule } from './module.ts'

interface Shown {
  readonly dues: readonly { readonly title: string; readonly state: string; readonly openFen: number }[]
  readonly money: readonly {
    readonly kind: string
    readonly fen: number
    readonly payer: string
    readonly ownAccount: string | null
  }[]
  readonly next: readonly { readonly name: string }[]
}

const { office, secondOffice, firm } = people
const DAY = '2026-01-05'
const PRICE = 12_800_050
describe('what is still to be paid after less was agreed, or after an end (practice.md P25)', () => {
  let market: DealMarket
  before(async () => {
    market = await openDealMarket([contractsModule, settlementModule])
    await market.pass(40)
  })
  after(() => market.drop())

  const show = (id: string) => market.read<Shown>(office, 'settlement.show', { id })
  const act = (by: Actor, id: string, journal: string, body: object) =>
    market.write<{ id: string; version: number }>(by, `settlement.${journal}`, { id, ...body })
  const dues = async (id: string) =>
    (await show(id)).dues.map(({ title, state, openFen }) => [title, state, openFen])
  let n = 0
  const receipt = (fen: number, more: object = {}) => ({
    fen,
    onDay: DAY,
    number: `M-${String((n += 1))}`,
    payer: '示例公司',
    ownAccount: '示例大学基本户',
    ...more,
  })
  const refund = (fen: number, more: object) => ({
    fen,
    onDay: DAY,
    number: `M-${String((n += 1))}`,
    reason: '依双方约定',
    ...more,
  })
  const confirm = (id: string, receiptId: string) => act(secondOffice, id, 'confirm', { receiptId })
  /** Recorded by one and confirmed by another. */
  const pay = async (id: string, kind: 'receipt' | 'refund', input: object) =>
    confirm(id, (await act(office, id, kind, input)).id)
  const end = (id: string) =>
    act(office, id, 'end', { how: '协商终止', endedOn: DAY, reason: '终止协议 2026-01-04' })
  const agree = async (id: string, schedule: object) => {
    const { version } = await act(office, id, 'propose', schedule)
    return act(firm, id, 'agree', { version })
  }
  const enter = async () => {
    const code = `QS-${String((n += 1))}`
    const input = { title: '示例许可', code, buyerOrgId: FIRM, signedOn: '2025-01-01' }
    return (await market.write<{ id: string }>(office, 'settlement.enter', input)).id
  }
  /** A contract made elsewhere whose schedule both have confirmed. */
  const entered = async (schedule: object) => {
    const id = await enter()
    await agree(id, schedule)
    return id
  }
  /** A contract signed here at the price. */
  const signed = async () => {
    const achievementId = await market.achievement('示例结算成果')
    const deal = await market.write<{ id: string }>(firm, 'deal.open', {
      achievementId,
      message: '想取得许可用于养殖尾水处理。',
    })
    await market.query(
      `insert into deals.terms (deal_id, version, data, proposed_by_org_id, proposed_by, at)
       values ($1, 1, $2, $3, $4, '2026-01-05')`,
      [deal.id, JSON.stringify({ priceFen: PRICE }), UNIVERSITY, office.personId],
    )
    await market.query('update deals.deal set agreed_terms_version = 1 where id = $1', [deal.id])
    const id = await enter()
    await market.query('update settlement.settlement set deal_id = $2 where id = $1', [id, deal.id])
    return id
  }
  const item = (fen: number, title = '清算款') => ({ kind: '分期款', title, dueOn: '2026-01-31', fen })

  it('of a contract signed here: what was reduced comes off the price, and after an end the price is none', async () => {
    const id = await signed()
    const moved = (fen: number) => ({ items: [{ kind: '一次总付', title: '验收后', fen }] })
    await agree(id, moved(PRICE))
    await pay(id, 'receipt', receipt(PRICE))
    const waiting = await act(office, id, 'refund', refund(100_000, { cause: '减价', line: '1' }))
    await assert.rejects(act(office, id, 'propose', moved(PRICE)), /减价退款还在等第二人确认/)
    await confirm(id, waiting.id)
    await assert.rejects(
      act(office, id, 'propose', moved(PRICE)),
      /减去已减价退还的 1,000\.00 元 是 127,000\.50 元/,
    )
    await agree(id, moved(PRICE - 100_000))
    assert.deepEqual(await dues(id), [['验收后', '已付清', 0]])
    const { version } = await act(office, id, 'propose', moved(PRICE - 100_000))
    await pay(id, 'refund', refund(100_000, { cause: '减价', line: '1' }))
    await assert.rejects(act(firm, id, 'agree', { version }), /是 126,000\.50 元，应当相等/)

    await end(id)
    await pay(id, 'refund', refund(6_000_000, { cause: '终止', line: '1' }))
    await agree(id, { items: [item(10_000)] })
    assert.deepEqual(await dues(id), [['清算款', '逾期', 10_000]], 'what was kept pays none of it')
    assert.ok((await show(id)).next.some(({ name }) => name === 'refund'))
    const more = (fen: number, line?: string) => refund(fen, { cause: '终止', line })
    const kept = PRICE - 200_000 - 6_000_000
    await assert.rejects(
      act(office, id, 'refund', more(kept + 1)),
      /不属于任何一期的收款可退的只有 66,000\.50 元/,
    )
    await pay(id, 'refund', more(500))
    await pay(id, 'receipt', receipt(4000))
    assert.deepEqual(await dues(id), [['清算款', '逾期', 6000]])
    await assert.rejects(act(office, id, 'refund', more(4001, '1')), /“清算款”可退的只有 40\.00 元/)
    await agree(id, { items: [{ ...item(10_000), dueOn: '2099-06-30' }] })
    assert.deepEqual(await dues(id), [['清算款', '部分已付', 6000]], 'a later version moves the day only')
    await pay(id, 'receipt', receipt(6000))
    assert.deepEqual(await dues(id), [['清算款', '已付清', 0]])
  })

  it('of a contract typed in: what was kept pays no new item, and royalty of before the end stays ended', async () => {
    const id = await entered({ ...royalty, items: [item(100_000, '入门费')] })
    const span = { fromOn: '2025-01-01', untilOn: '2025-12-31', baseFen: 2_000_000 }
    const report = await act(firm, id, 'royalty', span)
    await pay(id, 'receipt', receipt(100_000))
    await end(id)
    await pay(id, 'refund', refund(60_000, { cause: '终止', line: '1' }))
    await agree(id, { ...royalty, items: [item(10_000)] })
    assert.deepEqual(await dues(id), [
      ['提成 2025-01-01 至 2025-12-31', '合同已终止', 0],
      ['清算款', '逾期', 10_000],
    ])
    await assert.rejects(
      act(firm, id, 'royalty', { ...span, corrects: report.id }),
      /合同终止以前报送的，不再更正/,
    )
    const { items } = await market.read<{ items: readonly { settlementId: string; openFen: number }[] }>(
      office,
      'settlement.arrears',
      {},
    )
    assert.deepEqual(
      items.filter(({ settlementId }) => settlementId === id).map(({ openFen }) => openFen),
      [10_000],
    )
  })

  it('an advance of before any report is given back once there are reports, by itself', async () => {
    const id = await entered(royalty)
    await pay(id, 'receipt', receipt(50_000))
    const span = { fromOn: '2025-01-01', untilOn: '2025-12-31', baseFen: 2_000_000 }
    const report = await act(firm, id, 'royalty', span)
    await pay(id, 'receipt', receipt(30_000, { royaltyId: report.id }))
    const back = (fen: number, line?: string) => refund(fen, { cause: '付错', line })
    await assert.rejects(act(office, id, 'refund', back(50_001)), /不属于任何一期的收款可退的只有 500\.00 元/)
    await pay(id, 'refund', back(50_000))
    await assert.rejects(act(office, id, 'refund', back(1)), /请在“应付款项”里选退的是哪一期/)
    assert.deepEqual(await dues(id), [['提成 2025-01-01 至 2025-12-31', '逾期', 70_000]])
  })

  it('a refund goes to who paid the line, from where that came, unless it says otherwise', async () => {
    const id = await entered({ ...royalty, items: [item(50_000, '入门费')] })
    const span = { fromOn: '2025-01-01', untilOn: '2025-12-31', baseFen: 2_000_000 }
    const report = await act(firm, id, 'royalty', span)
    await pay(id, 'receipt', receipt(50_000, { payer: '甲公司', payerAccount: '6222' }))
    const other = { payer: '乙公司', ownAccount: '示例大学第二户', royaltyId: report.id }
    await pay(id, 'receipt', receipt(50_000, other))
    await pay(id, 'refund', refund(10, { cause: '付错', line: report.id }))
    await pay(id, 'refund', refund(20, { cause: '付错', line: '1' }))
    const told = { payee: '丙公司', ownAccount: '示例大学第三户' }
    await pay(id, 'refund', refund(30, { cause: '付错', line: '1', ...told }))
    const { money } = await show(id)
    assert.deepEqual(
      money
        .filter(({ kind }) => kind === '退款')
        .map(({ fen, payer, ownAccount }) => [fen, payer, ownAccount]),
      [
        [10, '乙公司', '示例大学第二户'],
        [20, '甲公司', '示例大学基本户'],
        [30, '丙公司', '示例大学第三户'],
      ],
    )
  })

  it('leaves nothing that an invariant forbids', async () => {
    for (const { name, rows } of [...(settlementModule.invariants ?? []), ...ledgerInvariants])
      assert.deepEqual(await market.test.db.read('settlement', rows), [], name)
  })
})
