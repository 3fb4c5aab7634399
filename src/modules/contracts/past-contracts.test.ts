import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stringify } from 'csv-stringify/sync'
import { visitor } from '#platform/access/access.ts'
import { csvOf, exportFile } from '#platform/bulk/export.ts'
import { importFile } from '#platform/bulk/import.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { consoleActor } from '#platform/access/access.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { CONTRACT_SUBTYPES, CONTRACT_TYPES } from '#platform/forms/contracts.ts'
import { contractsModule } from './module.ts'
import { pastContractBulk } from './past-bulk.ts'
import type { PastContract } from './past-forms.ts'
import { pastFaults } from './past-rules.ts'

const contract = (more: Partial<PastContract> = {}): PastContract => ({
  name: '水质监测技术服务合同',
  type: '技术服务',
  signedOn: '2023-06-15',
  seller: '示例大学',
  buyer: '示例水产公司',
  totalFen: 50_000_000,
  technologyFen: 40_000_000,
  ...more,
})

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

describe('historic contracts', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule, dealsModule, contractsModule])
  })
  after(() => market.drop())

  const add = (form: object) => market.write<{ id: string }>(people.office, 'past-contract.add', form)
  const total = async (actor: Parameters<Market['read']>[0] = people.office) =>
    (await market.read<{ total: number }>(actor, 'past-contract.list', {})).total
  const load = (text: string) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: pastContractBulk,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
    })

  const faulty: readonly (readonly [string, Partial<PastContract>, RegExp])[] = [
    ['技术交易额 above 成交额', { technologyFen: 60_000_000 }, /技术交易额 600,000\.00 元 大于合同成交额/],
    ['a subtype of another class', { subtype: '独占许可' }, /“独占许可”不是技术服务的细分类型/],
    ['a day to come', { signedOn: '2999-01' }, /还没有到/],
    ['one party twice', { buyer: '示例大学' }, /同一个单位/],
    ['万元 typed as yuan', { totalFen: 5_000, technologyFen: 4_000 }, /可能把万元填成了元.*已核对金额单位/],
  ]
  for (const [name, more, sentence] of faulty)
    it(`refuses ${name}`, () => {
      const [fault] = pastFaults(contract(more), '2026-11-27')
      assert.match(fault?.message ?? '', sentence)
    })

  it('knows the five classes, 独占, 排他 and 普通 apart', () => {
    assert.deepEqual(Object.keys(CONTRACT_SUBTYPES), [...CONTRACT_TYPES])
    assert.deepEqual(CONTRACT_SUBTYPES.技术许可, ['独占许可', '排他许可', '普通许可'])
  })

  it('is written down by hand, by month where the day is not known, and told apart by its number', async () => {
    await add(contract({ code: 'HT-1' }))
    await add(contract({ name: '只知道月份的合同', signedOn: '2019-06', registrationNo: '2019440000000001' }))
    await assert.rejects(add(contract({ code: 'HT-1' })), /台账里已有/)
    await assert.rejects(add(contract({ registrationNo: '12-短' })), /8 至 32 位/)
    assert.equal(await total(), 2)
  })

  it('is imported as lists of units have it, by number, registration number or the parties and the day', async () => {
    const text = stringify([
      ['技术合同台账', '', '', '', '', '', ''],
      ['合同编号', '项目名称', '合同类别', '签订时间', '委托方', '受托方', '合同金额（万元）'],
      ['HT-1', '水质监测技术服务合同', '技术服务合同', '2023.6.15', '示例水产公司', '示例大学', '50'],
      ['', '没有编号的合同', '开发', '2022年3月', '甲公司', '示例大学', '120.5'],
      ['', '没有编号的合同', '开发', '2022年4月', '甲公司', '示例大学', '30'],
      ['合计', '', '', '', '', '', '200.5'],
    ])
    const first = await load(text)
    assert.deepEqual([first.created, first.updated + first.unchanged, first.errors], [2, 1, []])
    const again = await load(text)
    assert.deepEqual([again.created, again.unchanged], [0, 3])
    let csv = ''
    for await (const piece of csvOf({ db: market.test.db, kind: pastContractBulk, actor: people.office }))
      csv += piece
    const back = await load(csv)
    assert.deepEqual([back.created, back.updated, back.errors], [0, 0, []])
  })

  it('is its owner’s alone; the console exports it only for a named owner (P16)', async () => {
    assert.equal(await total(people.firm), 0)
    await assert.rejects(total(people.officer), { kind: 'forbidden' })
    const mine = { db: market.test.db, kind: pastContractBulk }
    for (const actor of [people.officer, { ...people.office, roles: ['researcher'] as const }])
      await assert.rejects(textOf(csvOf({ ...mine, actor })), { kind: 'forbidden' })
    const call = {
      db: market.test.db,
      kind: pastContractBulk,
      actor: consoleActor,
      file: '/tmp/never-written.csv',
    }
    await assert.rejects(exportFile(call), /历史合同只能由所属单位导出/)
    let text = ''
    for await (const piece of csvOf({ ...call, owner: '示例大学' })) text += piece
    assert.match(text, /没有编号的合同/)
  })

  it('is counted in public as history, by year, class and size; fewer than the rule’s number are not told', async () => {
    for (let i = 0; i < 3; i += 1)
      await add(contract({ code: `TJ-${i}`, signedOn: '2021-05-06', totalFen: 50_000_000 }))
    const { items, source, suppressedBelow } = await market.read<{
      source: string
      suppressedBelow: number
      items: { year: string; type: string; size: string; contracts: number | null }[]
    }>(visitor, 'past-contract.statistics', {})
    assert.deepEqual([source, suppressedBelow], ['历史', 3])
    const of = (year: string) =>
      items.filter((item) => item.year === year).map(({ size, contracts }) => [size, contracts])
    assert.deepEqual(of('2021'), [['10 万至 100 万元', 3]])
    assert.deepEqual(of('2023'), [['10 万至 100 万元', null]])
    assert.deepEqual(of('2022'), [
      ['10 万至 100 万元', null],
      ['100 万至 1000 万元', null],
    ])
    assert.ok(!JSON.stringify(items).includes('示例'), 'no party, no amount')
  })
})
