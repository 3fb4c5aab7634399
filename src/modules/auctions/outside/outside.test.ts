import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { visitor } from '#platform/access/access.ts'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import { textBook } from '#platform/workbook/fixture.ts'
import { openWorkbook } from '#platform/workbook/workbook.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { FIRM, UNIVERSITY, people } from '#test/market.ts'
import { auctionsModule } from '../module.ts'
import { readCells, type Cell } from './file.ts'
import { resultFaults } from './rules.ts'

const { office, secondOffice, leader, leaderAndOffice, firm, firmTwo } = people
const coded = (body: string) => body + checkCharacter(body)
const FIRM_CODE = coded('91440000MA5EXAMP1')
const UNIVERSITY_CODE = coded('12440000MA5EXAMP2')
const NUMBER = 'ABCDEFGH'

/** The sheet 结果 as an exchange fills it in. */
const answers = (number = NUMBER, doneOn = '2026-03-02') => ({
  编号: number,
  结果: '成交',
  受让方名称: '示例公司',
  统一社会信用代码: FIRM_CODE,
  '成交价（元）': '120,000.50',
  参加家数: '3',
  交易凭证号: 'CQ-示例-001',
  成交日期: doneOn,
})
const cellsOf = (texts: Readonly<Record<string, string>>, problems: Readonly<Record<string, Cell>> = {}) =>
  new Map(Object.entries({ ...texts }).map(([title, text]) => [title, problems[title] ?? { text }]))

describe('the result of an exchange outside, cell by cell (P24)', () => {
  it('is read as it was meant', () => {
    assert.deepEqual(readCells(cellsOf({ ...answers(), 成交日期: '2026年3月2日' }), NUMBER).result, {
      outcome: '成交',
      winnerName: '示例公司',
      winnerCode: FIRM_CODE,
      priceFen: 12_000_050,
      bidders: 3,
      receipt: 'CQ-示例-001',
      doneOn: '2026-03-02',
    })
    const unsold = { 编号: NUMBER, 结果: '未成交', 参加家数: '0', 成交日期: '2026-03-02' }
    const rows = Object.fromEntries(Object.keys(answers()).map((title) => [title, '']))
    assert.deepEqual(readCells(cellsOf({ ...rows, ...unsold }), NUMBER).result, {
      outcome: '未成交',
      bidders: 0,
      doneOn: '2026-03-02',
    })
  })

  for (const [title, text, sentence] of [
    ['编号', 'ABCDEFGJ', /不是这次交易的 ABCDEFGH/],
    ['结果', '成功', /应为下列之一：成交、未成交/],
    ['成交价（元）', '9'.repeat(21), /“成交价（元）”：金额[太过]大/],
    ['成交价（元）', '10000000000001', /“成交价（元）”：金额太大/],
    ['成交价（元）', '-0', /不能是负数/],
    ['成交价（元）', '-120000', /不能是负数/],
    ['成交价（元）', '1e3', /科学计数法/],
    ['成交价（元）', '0.005', /比“分”更小/],
    ['成交价（元）', '0', /应大于 0/],
    ['成交价（元）', '12万元', /换算成元/],
    ['成交价（元）', '100000元/15000美元', /不能写两种货币/],
    ['成交价（元）', '面议', /应填数字/],
    ['成交价（元）', '=B1*2', /公式/],
    ['统一社会信用代码', '9.14403E+17', /科学记数/],
    ['统一社会信用代码', '9144', /应为 18 位/],
    ['统一社会信用代码', `${FIRM_CODE.slice(0, -1)}${FIRM_CODE.endsWith('1') ? '2' : '1'}`, /校验码不符/],
    ['受让方名称', '', /“受让方名称”：此项必填/],
    ['统一社会信用代码', '', /“统一社会信用代码”：此项必填/],
    ['成交价（元）', '', /“成交价（元）”：此项必填/],
    ['交易凭证号', '', /“交易凭证号”：此项必填/],
    ['成交日期', '', /“成交日期”：/],
    ['结果', '', /“结果”：/],
    ['参加家数', '三家', /应为整数/],
    ['参加家数', '-1', /“参加家数”：/],
    ['成交日期', '2026-02-30', /确有这一天/],
    ['成交日期', '上周', /确有这一天/],
  ] as const)
    it(`refuses ${title} ${text}`, () => {
      const { faults = [] } = readCells(cellsOf({ ...answers(), [title]: text }), NUMBER)
      assert.equal(faults.length, 1)
      assert.match(faults[0] ?? '', sentence)
    })

  it('refuses a code whose digits the spreadsheet lost, and a sheet without its lines', () => {
    const lost = { 统一社会信用代码: { text: '914400000000000000', problem: 'digitsLost' } } as const
    assert.match(readCells(cellsOf(answers(), lost), NUMBER).faults?.[0] ?? '', /“文本”格式/)
    assert.match(readCells(new Map(), NUMBER).faults?.[0] ?? '', /缺少“编号”/)
  })

  const sale = {
    floorFen: 10_000_000,
    approvedOn: '2026-03-01',
    ownerCode: UNIVERSITY_CODE,
    today: '2026-03-05',
  }
  const { result: sound } = readCells(cellsOf(answers()), NUMBER)
  for (const [what, more, sentence] of [
    ['a price below the floor', { priceFen: 9_999_999 }, /低于本单位批准的底价 100,000\.00 元/],
    ['the owner as winner', { winnerCode: UNIVERSITY_CODE }, /转让方自己/],
    ['an award without bidders', { bidders: 0 }, /至少是 1/],
    ['a day to come', { doneOn: '2026-03-06' }, /还没有到/],
    ['a day before the approval', { doneOn: '2026-02-28' }, /早于本单位同意/],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.ok(sound)
      const faults = resultFaults({ ...sound, certificateFileId: '', ...more }, sale)
      assert.equal(faults.length, 1)
      assert.match(faults[0]?.message ?? '', sentence)
    })

  it('refuses a failed sale with a winner, a cell at a time; takes a sound result', () => {
    const { faults = [] } = readCells(cellsOf({ ...answers(), 结果: '未成交' }), NUMBER)
    assert.deepEqual(
      faults.map((fault) => fault.slice(0, fault.indexOf('：'))),
      ['“受让方名称”', '“统一社会信用代码”', '“成交价（元）”', '“交易凭证号”'],
    )
    assert.ok(sound)
    assert.deepEqual(resultFaults({ ...sound, certificateFileId: '' }, sale), [])
  })
})

interface Shown {
  readonly publicId: string
  readonly state: string
  readonly contractId: string | null
  readonly result: { readonly priceFen: number | null } | null
  readonly chain: readonly { readonly id: string; readonly kind: string }[]
  readonly next: readonly { readonly name: string }[]
}

describe('场外交易 (转化法 18; practice.md P24, P29)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
    for (const [orgId, code] of [
      [FIRM, FIRM_CODE],
      [UNIVERSITY, UNIVERSITY_CODE],
    ])
      await market.query('update platform.organisation set credit_code = $2 where id = $1', [orgId, code])
  })
  after(async () => {
    for (const { name, rows } of auctionsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('auctions', rows), [], name)
    await market.drop()
  })

  const today = async () => lots.wall(await lots.nowMs()).slice(0, 10)
  let n = 0
  const form = async (more: object = {}) => ({
    achievementId: await market.achievement(`示例场外成果第 ${String((n += 1))} 号`),
    exchange: '示例产权交易中心',
    mode: '普通许可',
    routeReason: '国资监管单位核定进场交易。',
    floorFen: 10_000_000,
    priceBasis: '评估备案编号示例 1 号。',
    depositFen: 1_000_000,
    deliverables: '交付技术资料一套。',
    termMonths: 36,
    acceptance: '按双方确认的大纲验收。',
    payment: '签约后 10 日内付清。',
    liability: '按民法典的规定承担。',
    ...more,
  })
  const act = (actor: typeof office, { dossierId }: Lot, action: string, input: object = {}) =>
    market.act(actor, dossierId, action, input, 'outside-sale')
  const decided = { decidedBy: '领导班子集体决定', free: true }
  const begun = async (more: object = {}) => {
    const sale = await market.write<Lot>(office, 'outside-sale.draft', await form(more))
    await act(office, sale, 'propose')
    await act(leader, sale, 'approve', decided)
    return sale
  }
  const show = (actor: typeof office, { id }: Lot) => market.read<Shown>(actor, 'outside-sale.show', { id })
  const typed = async (more: object = {}) => ({
    outcome: '成交',
    winnerName: '示例公司',
    winnerCode: FIRM_CODE,
    priceFen: 12_000_000,
    bidders: 2,
    receipt: 'CQ-示例-002',
    doneOn: await today(),
    certificateFileId: await market.file(office),
    ...more,
  })
  const rowsOf = async (bytes: Buffer, sheet: string) => {
    const book = await openWorkbook(bytes, 'xlsx')
    try {
      return (await book.survey(sheet)).top.map(({ cells }) => cells)
    } finally {
      await book.close()
    }
  }

  /** The file for the exchange, and its sheet 结果 filled in and brought back. */
  const fileOf = async ({ id }: Lot) => {
    const response = await market.read<Response>(office, 'outside-sale.file', { id })
    const sent = Buffer.from(await response.arrayBuffer())
    const sheet = await rowsOf(sent, '结果')
    const bring = async (texts: Readonly<Record<string, string>>, name = '结果') => {
      const rows = sheet.map(([title = '', , hint = '']) => [title, texts[title] ?? '填写', hint])
      return market.write(office, 'outside-sale.bring-result', {
        id,
        fileId: await market.file(office, await textBook(rows, name)),
        certificateFileId: await market.file(office),
      })
    }
    return { sent, number: sheet[1]?.[1] ?? '', bring }
  }

  it('goes out as a file of its announced terms, and comes back in it, checked', async () => {
    const sale = await market.write<Lot>(leaderAndOffice, 'outside-sale.draft', await form())
    await assert.rejects(fileOf(sale), /同意场外交易以后/)
    await act(leaderAndOffice, sale, 'propose')
    await assert.rejects(act(leaderAndOffice, sale, 'approve', decided), /不同的人/)
    await act(leader, sale, 'sendBack', { reason: '请补充条款。' })
    await act(office, sale, 'propose')
    await act(leader, sale, 'approve', decided)
    const { sent, number, bring } = await fileOf(sale)
    const announced = (await rowsOf(sent, '公告信息')).map((cells) => cells.join('：')).join('\n')
    for (const part of [/底价：100,000\.00 元/, /知识产权：/, /5 个工作日内退还/, /转让方：示例大学/])
      assert.match(announced, part)
    const sound = answers(number, await today())
    const stranger = coded('91440000MA5EXAMP9')
    await assert.rejects(bring(sound, '别的表'), /没有“结果”这一页/)
    await assert.rejects(bring({ ...sound, '成交价（元）': '99,999.99' }), /低于本单位批准的底价/)
    await assert.rejects(bring({ ...sound, 编号: 'ABCDEFGH' }), /不是这次交易的/)
    await assert.rejects(bring({ ...sound, 统一社会信用代码: stranger }), /还没有在平台注册/)
    await assert.rejects(bring({ ...sound, 受让方名称: '示例第二公司' }), /登记的“示例公司”不一致/)
    const typedIn = { id: sale.id, ...(await typed()) }
    await assert.rejects(market.write(firm, 'outside-sale.enter-result', typedIn), /没有找到/)
    await bring(sound)
    await assert.rejects(bring(sound), /不在场外进行/)
  })

  it('a result is confirmed by a second person, and the winner goes on to the contract', async () => {
    const sale = await begun()
    const reserved = await market.query(
      'select reserved_by from achievements.reservation where reserved_by = $1',
      ['场外交易'],
    )
    assert.equal(reserved.length, 2, 'this sale, and the one before that waits for its result')
    const { number, bring } = await fileOf(sale)
    await bring(answers(number, await today()))
    await assert.rejects(act(office, sale, 'confirmAward'), /不同的人/)
    await assert.rejects(act(secondOffice, sale, 'confirmUnsold'), /录入的结果是成交/)
    await assert.rejects(show(firm, sale), /没有找到/, 'nothing before it is confirmed')
    await act(secondOffice, sale, 'returnResult', { reason: '凭证号抄错。' })
    assert.equal((await show(office, sale)).result, null)
    await bring({ ...answers(number, await today()), 交易凭证号: 'CQ-示例-003' })
    await act(secondOffice, sale, 'confirmAward')
    await assert.rejects(show(firmTwo, sale), /没有找到/)
    await assert.rejects(market.write(firmTwo, 'outside-sale.accept', { id: sale.id }), /没有找到/)
    const offered = (await show(firm, sale)).next.map(({ name }) => name)
    assert.deepEqual(offered, ['accept'])
    await market.write(firm, 'outside-sale.accept', { id: sale.id })
    await assert.rejects(market.write(firm, 'outside-sale.accept', { id: sale.id }), /已经进入签约/)
    const seen = await show(office, sale)
    assert.deepEqual([seen.state, seen.result?.priceFen], ['awarded', 12_000_050], 'until it is signed')
    assert.ok(seen.contractId !== null)
    const [deal] = await market.query<{ price_route: string; fen: string; text: string }>(
      `select d.price_route, t.data ->> 'priceFen' as fen, t.data ->> 'background' as text
       from deals.deal d join deals.terms t on t.deal_id = d.id
       join auctions.outside_sale s on s.deal_id = d.id where s.id = $1`,
      [sale.id],
    )
    assert.deepEqual([deal?.price_route, deal?.fen], ['场外交易', '12000050'])
    assert.match(deal?.text ?? '', /示例产权交易中心.*CQ-示例-003/)
  })

  it('all attempts at an achievement, here and outside, stand in one chain whoever names none, one open at a time (P24)', async () => {
    const lotForm = await lots.form()
    const { achievementId } = lotForm
    const never = await market.write<Lot>(office, 'lot.draft', lotForm)
    await market.act(office, never.dossierId, 'withdraw', { reason: '条款要改。' }, 'lot')
    const lot = await lots.announce(await market.write<Lot>(office, 'lot.draft', lotForm))
    const of = { achievementId }
    await assert.rejects(market.write(office, 'outside-sale.draft', await form(of)), /没有结束的挂牌/)
    await market.act(office, lot.dossierId, 'withdraw', { reason: '改为进场交易。' }, 'lot')
    const first = await begun(of)
    await assert.rejects(market.write(office, 'lot.draft', lotForm), /没有结束的场外交易/)
    await assert.rejects(market.write(office, 'outside-sale.draft', await form(of)), /没有结束的场外交易/)
    const unsold = { outcome: '未成交', bidders: 0, doneOn: await today() }
    const id = first.id
    const certificateFileId = await market.file(office)
    await market.write(office, 'outside-sale.enter-result', { id, ...unsold, certificateFileId })
    await act(leader, first, 'confirmUnsold')
    const second = await begun(of)
    await market.write(office, 'outside-sale.enter-result', { id: second.id, ...(await typed()) })
    await act(leader, second, 'confirmAward')
    const refused = { reason: '受让方拒绝签约。' }
    await assert.rejects(act(leader, second, 'declareDefault', refused), /签约期限未满/)
    await market.pass(60)
    await assert.rejects(act(office, second, 'declareDefault', refused), /不同的人/)
    await act(leader, second, 'declareDefault', refused)
    await assert.rejects(market.write(firm, 'outside-sale.accept', { id: second.id }), /已登记未成交/)
    const third = await begun(of)
    await act(office, third, 'withdraw', { reason: '不再交易。' })
    const fourth = await begun(of)
    await market.write(office, 'outside-sale.enter-result', { id: fourth.id, ...(await typed()) })
    await act(leader, fourth, 'confirmAward')
    await act(office, fourth, 'failToSell', { reason: '专利权属发生争议。' })
    assert.equal((await show(firm, fourth)).state, 'unsold')
    // In five months the first times are over.
    const { startsAt, endsAt } = await lots.form()
    const last = await market.write<Lot>(office, 'lot.draft', { ...lotForm, startsAt, endsAt })
    await lots.announce(last)
    const ids = [lot.id, first.id, second.id, third.id, fourth.id, last.id]
    assert.deepEqual(
      (await show(office, second)).chain.map((one) => one.id),
      ids,
    )
    type Chain = { id: string; exchange: string | null; stateTitle: string; floorFen: number }[]
    const seen = await market.read<{ chain: Chain; next: { name: string }[] }>(office, 'lot.show', lot)
    assert.deepEqual([seen.chain.map((one) => one.id), seen.next.map(({ name }) => name)], [ids, ['outside']])
    // What anybody reads of it, from the first lot and from the last (P16, P24).
    const open = await market.read<{ chain: Chain }>(visitor, 'lot.show', lot)
    assert.deepEqual(
      open.chain.map(({ exchange, stateTitle, floorFen }) => [exchange, stateTitle, floorFen]),
      [
        [null, '已撤回', 10_000_000],
        ...['未成交', '成交后反悔', '已撤回', '未成交'].map((state) => [
          '示例产权交易中心',
          state,
          10_000_000,
        ]),
        [null, '挂牌公告中', 10_000_000],
      ],
    )
    const fromLast = await market.read<{ chain: Chain }>(visitor, 'lot.show', last)
    assert.deepEqual(fromLast.chain, open.chain)
    for (const canary of ['示例公司', '12000000', 'CQ-示例', fourth.id, '专利权属'])
      assert.ok(!JSON.stringify(open).includes(canary), canary)
    const { items, total } = await market.read<{ items: { id: string }[]; total: number }>(
      firm,
      'outside-sale.list',
      {},
    )
    assert.ok(total === 3 && items.some((one) => one.id === second.id), 'only what it took')
  })

  it('the owner is reminded of it while it is at the exchange, and nothing else happens (P24)', async () => {
    const sale = await begun()
    const told = async () =>
      (
        await market.query(
          `select 1 from platform.outbox where payload::text like '%向机构了解进展%' and payload::text like $1`,
          [`%${sale.dossierId}%`],
        )
      ).length
    assert.equal(await told(), 0)
    await market.pass(80)
    await market.sweep()
    assert.ok((await told()) > 0)
    assert.equal((await show(office, sale)).state, 'outside')
  })

  it('a draft is corrected by its owner until it is proposed', async () => {
    const input = await form()
    const sale = await market.write<Lot>(office, 'outside-sale.draft', input)
    const { id } = sale
    await market.write(office, 'outside-sale.save', { ...input, id, floorFen: 20_000_000 })
    await assert.rejects(market.write(firm, 'outside-sale.save', { ...input, id }), /没有找到/)
    for (const floorFen of [0, -0, 0.5, 1e21, '12万元', '1e3', '100元/15美元'])
      await assert.rejects(market.write(office, 'outside-sale.save', { ...input, id, floorFen }), /./)
    await act(office, sale, 'propose')
    await assert.rejects(market.write(office, 'outside-sale.save', { ...input, id }), /不能再改/)
  })
})
