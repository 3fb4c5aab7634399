import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { clockActor } from '#platform/access/access.ts'
import { brokenInvariants } from '#app/invariants.ts'
import { contractDesk, ok, refused } from '#modules/contracts/fixture.ts'
import type { Answer, Client } from '#test/city.ts'
import { textBook } from '#platform/workbook/fixture.ts'
import { moneyRuns, royalty, standingOf, statement } from './fixture.ts'
import { receiptsOfContract } from './index.ts'

const DAY = '2026-11-26'
describe('settlement of a contract (practice.md P25)', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let office: Client
  let finance: Client
  let firm: Client
  let firmId: string
  before(async () => {
    desk = await contractDesk()
    office = await desk.city.as('gaoxiao.zhuan')
    finance = await desk.city.as('gaoxiao.caiwu')
    firm = await desk.city.as('fengdian.gu')
    firmId = ok(await firm.get('/api/v1/me')).org.id
  })
  after(() => desk.city.close())

  const show = async (client: Client, id: string) => ok(await client.get(`/api/v1/settlements/${id}`))
  const act = (client: Client, id: string, path: string, body: object = {}): Promise<Answer> =>
    client.post(`/api/v1/settlements/${id}/${path}`, body)
  let entered = 0
  /** A contract made elsewhere whose schedule both have confirmed. */
  const settled = async (schedule: object, signedOn = '2026-01-05') => {
    const code = `GX-2026-${(entered += 1)}`
    const input = { title: `示例·风机叶片检测合同 ${entered}`, code, buyerOrgId: firmId, signedOn }
    const { id } = ok(await office.post('/api/v1/settlements', input)).result
    ok(await act(office, id, 'schedule', schedule))
    ok(await act(firm, id, 'schedule/confirm', { version: 1 }))
    return { id, code }
  }
  const item = { kind: '分期款', title: '验收后', dueOn: '2026-06-30', fen: 50_000 }
  const bring = async (client: Client, text: string | Uint8Array<ArrayBuffer>) => {
    const form = new FormData()
    form.set('file', new File([text], '流水.csv'))
    const answer = await desk.city.app.request('http://localhost/api/v1/import/bank-statements', {
      method: 'POST',
      headers: { cookie: client.cookie, 'idempotency-key': randomUUID() },
      body: form,
    })
    const last = (await answer.text()).trim().split('\n').at(-1) ?? '{}'
    return JSON.parse(last)
  }
  const receipt = (fen: number, number: string) => ({
    fen,
    onDay: DAY,
    number,
    payer: '示例风电公司',
    ownAccount: '示例大学 6222',
  })
  const openLine = async (ref: string) =>
    ok(await office.get('/api/v1/bank-lines?limit=100')).items.find((one: { ref: string }) => one.ref === ref)

  it('opens by itself when a contract is concluded, at its price, for both sides and nobody else', async () => {
    const deal = await desk.agreedDeal()
    const made = await desk.make(deal)
    await desk.consentBoth(made)
    ok(await desk.confirm(desk.seller, made))
    ok(await desk.confirm(desk.buyer, made))
    await desk.city.runtime.drain()
    const { items } = ok(await desk.buyer.get('/api/v1/settlements'))
    assert.deepEqual(
      items.map((one: { contractId: string; side: string; version: number }) => [
        one.contractId,
        one.side,
        one.version,
      ]),
      [[made.id, '付款方', 1]],
    )
    const found = await show(desk.seller, items[0].id)
    assert.equal(found.schedule.items[0].fen, 12_800_050)
    assert.equal(found.agreed, null)
    refused(await firm.get(`/api/v1/settlements/${items[0].id}`), /没有找到/, 404)
    const wrong = { items: [{ ...item, dueOn: undefined }] }
    refused(await act(desk.buyer, items[0].id, 'schedule', wrong), /合同价款是 128,000\.50 元/, 422)
    for (const client of [desk.seller, desk.buyer])
      ok(await act(client, items[0].id, 'schedule/confirm', { version: 1 }))
    assert.equal((await show(desk.seller, items[0].id)).agreedVersion, 1)
    refused(await act(desk.buyer, items[0].id, 'receipts', receipt(1, 'X-1')), /没有找到/, 404)
    const changes = { changes: '价款改为 500 元。' }
    const more = ok(await desk.seller.post(`/api/v1/deals/${deal.id}/supplement`, changes)).result
    await desk.consentBoth(more)
    for (const client of [desk.seller, desk.buyer]) ok(await desk.confirm(client, more))
    ok(await act(desk.buyer, items[0].id, 'schedule', wrong))
  })

  it('a line of the bank is suggested with reasons and confirmed by somebody else than who imported it', async () => {
    const { id, code } = await settled({ items: [item] })
    const text = statement([
      `2026.11.26,B-1,"50,000.00",,不相干的公司,付 ${code.toLowerCase()} 款`.replace('50,000.00', '500.00'),
      '2026-11-26,B-2,0.00,12.00,供电局,电费',
      '20261126,B-3,3.00,,陌生人,货款',
    ])
    const first = await bring(finance, text)
    assert.equal(first.result?.created, 2, JSON.stringify(first))
    const line = await openLine('B-1')
    assert.equal(line.suggestions[0].settlementId, id)
    assert.deepEqual(line.suggestions[0].reasons, [`用途里写着合同编号 ${code}`, '金额等于未付的“验收后”'])
    refused(await act(finance, id, `lines/${line.id}/confirm`), /由另一位同事确认/)
    const before = (await show(firm, id)).dues[0]
    assert.deepEqual([before.openFen, before.state], [50_000, '逾期'])
    ok(await act(office, id, `lines/${line.id}/confirm`))
    refused(await act(office, id, `lines/${line.id}/confirm`), /已经入账/)
    assert.equal((await show(firm, id)).dues[0].state, '已付清')
    // The same lines as a workbook, amounts as text, with one more.
    const book = await textBook([
      ['账户明细'],
      ...text
        .split('\n')
        .slice(2, 4)
        .map((row) => row.replaceAll('"', '').split(',')),
      ['2026-11-26', 'B-9', '1.00', '', '甲', '款'],
    ])
    const { created, unchanged } = (await bring(finance, new Uint8Array(book))).result
    assert.deepEqual([created, unchanged], [1, 1])
    ok(
      await office.post(`/api/v1/bank-lines/${(await openLine('B-3')).id}/aside`, {
        reason: '货款，与合同无关',
      }),
    )
    assert.equal(await openLine('B-3'), undefined)
    const receipts = await desk.city.runtime.db.read('settlement', (tx) => receiptsOfContract(tx, id))
    assert.deepEqual(
      receipts.map(({ receivedOn, fen }) => [receivedOn, fen]),
      [['2026-11-26', 50_000]],
    )
  })

  const bad: readonly [string, string, RegExp][] = [
    ['万元', statement(['2026-11-26,C-1,5,,甲,款']).replace('收入金额', '收入金额（万元）'), /以元为单位/],
    ['万元 above the table', `单位：万元\n${statement(['2026-11-26,C-1,5,,甲,款'])}`, /以元为单位/],
    [
      'a second currency',
      statement(['2026-11-26,C-1,5,,甲,款', '2026-11-26,C-2,USD 5,,甲,款']),
      /只登记人民币/,
    ],
    ['money both ways', statement(['2026-11-26,C-1,5,5,甲,款']), /既有收入又有支出/],
    ['no amount', statement(['2026-11-26,C-1,,,甲,款']), /都没有金额/],
    ['no payer', statement(['2026-11-26,C-1,5,,,款']), /要有对方户名/],
    ['a day to come', statement(['2027-11-26,C-1,5,,甲,款']), /还没有到/],
    [
      'one reference twice',
      statement(['2026-11-26,C-1,5,,甲,款', '2026-11-26,C-1,6,,甲,款']),
      /C-1|重复|两次/,
    ],
  ]
  for (const [name, text, says] of bad)
    it(`a statement with ${name} is refused, whole (P32)`, async () => {
      const { result, detail } = await bring(finance, text)
      assert.equal(result?.created ?? 0, 0)
      assert.match(JSON.stringify([result?.errors, detail]), says)
    })

  it('a refund takes no more than came, a reversal takes back one posting whole and once', async () => {
    const { id } = await settled({ items: [item] })
    const recorded = ok(await act(office, id, 'receipts', receipt(50_000, 'D-1'))).result
    assert.equal((await show(firm, id)).receivedFen, 0)
    refused(await act(office, id, `receipts/${recorded.id}/confirm`), /由另一位同事确认/)
    refused(await act(office, id, 'receipts', receipt(50_000, 'D-1')), /已经登记过/, 422)
    ok(await act(finance, id, `receipts/${recorded.id}/confirm`))
    refused(await act(finance, id, `receipts/${recorded.id}/confirm`), /已经入账或者作废/)
    const refund = (fen: number, number: string) =>
      act(office, id, 'refunds', { fen, onDay: DAY, number, line: '1', cause: '付错', reason: '数量减少' })
    refused(await refund(50_001, 'D-2'), /“验收后”可退的只有 500\.00 元，不够 500\.01 元/, 422)
    const given = ok(await refund(20_000, 'D-2')).result
    refused(
      await act(office, id, `receipts/${recorded.id}/reversal`, { reason: '登记错误' }),
      /可用的只有 300\.00 元/,
    )
    ok(await act(office, id, `receipts/${given.id}/reject`, { reason: '没有退成' }))
    const back = ok(
      await act(office, id, `receipts/${recorded.id}/reversal`, { reason: '登记到别的合同' }),
    ).result
    ok(await act(finance, id, `receipts/${back.id}/confirm`))
    refused(await act(office, id, `receipts/${recorded.id}/reversal`, { reason: '再来一次' }), /已经冲正过/)
    const { money, receivedFen, dues } = await show(firm, id)
    assert.deepEqual(
      money.map((one: { kind: string; state: string }) => `${one.kind} ${one.state}`).sort(),
      ['冲正 posted', '收款 reversed', '退款 voided'].sort(),
    )
    assert.deepEqual([receivedFen, dues[0].state, money[0].recordedBy], [0, '逾期', null])
  })

  it('P25: royalty given back leaves the entry fee paid; a refund for an end waits for the end, and then nothing is due', async () => {
    const entry = { kind: '入门费', title: '签约时', dueOn: '2026-01-31', fen: 50_000 }
    const { id } = await settled({ ...royalty, items: [entry] }, '2025-01-01')
    const span = { fromOn: '2025-01-01', untilOn: '2025-12-31', baseFen: 2_000_000 }
    const report = ok(await act(firm, id, 'royalties', span)).result
    const pay = async (path: string, input: object) => {
      const { id: receiptId } = ok(await act(office, id, path, input)).result
      ok(await act(finance, id, `receipts/${receiptId}/confirm`))
    }
    await pay('receipts', receipt(50_000, 'F-1'))
    await pay('receipts', { ...receipt(100_000, 'F-2'), royaltyId: report.id, ownAccount: '示例大学 7333' })
    const back = (number: string, fen: number, more: object) => ({
      fen,
      onDay: DAY,
      number,
      reason: '依双方约定',
      ...more,
    })
    const states = async () =>
      (await show(firm, id)).dues.map((one: { state: string; openFen: number }) => [one.state, one.openFen])
    refused(await act(office, id, 'refunds', back('F-3', 1, { cause: '付错' })), /退的是哪一期/, 422)
    await pay('refunds', back('F-3', 30_000, { cause: '付错', line: report.id }))
    assert.deepEqual(await states(), [
      ['逾期', 30_000],
      ['已付清', 0],
    ])
    await pay('refunds', back('F-4', 20_000, { cause: '减价', line: '1' }))
    assert.deepEqual(await states(), [
      ['逾期', 30_000],
      ['已付清', 0],
    ])
    const rest = back('F-5', 30_000, { cause: '终止', line: '1' })
    refused(await act(office, id, 'refunds', rest), /还没有登记合同终止/, 422)
    const end = { how: '解除', endedOn: DAY, reason: '解除通知 2026-11-20' }
    refused(await act(firm, id, 'end', end), /没有找到/, 404)
    refused(await act(office, id, 'end', { ...end, endedOn: '2024-12-31' }), /不能更早/, 422)
    ok(await act(office, id, 'end', end))
    refused(await act(office, id, 'end', end), /已经登记过终止/)
    await pay('refunds', rest)
    assert.deepEqual(await states(), [
      ['合同已终止', 0],
      ['合同已终止', 0],
    ])
    const shown = await show(office, id)
    assert.deepEqual(shown.unreported, [])
    assert.equal(shown.money.at(-1).line, '签约时')
    const accounts = (of: typeof shown) =>
      of.money.slice(0, 2).map((one: { ownAccount: string }) => one.ownAccount)
    assert.deepEqual(accounts(shown), ['示例大学 6222', '示例大学 7333'], 'each keeps its own account')
    assert.deepEqual(accounts(await show(firm, id)), [null, null])
    refused(
      await act(firm, id, 'royalties', { ...span, fromOn: '2026-01-01', untilOn: '2026-06-30' }),
      /合同已经终止/,
    )
    const { items } = ok(await office.get('/api/v1/arrears?limit=100'))
    assert.equal(items.filter((one: { settlementId: string }) => one.settlementId === id).length, 0)
    ok(await act(office, id, 'schedule', { items: [{ ...entry, title: '清算款', fen: 70_000 }] }))
    ok(await act(firm, id, 'schedule/confirm', { version: 2 }))
    assert.deepEqual((await states())[1], ['逾期', 70_000])
  })

  it('500 random runs of receipts and refunds stand in the database as in a model: conserved, never below nothing (P25)', async () => {
    const runs = moneyRuns(500)
    const { rows } = await desk.city.runtime.db.owner((client) =>
      client.query<{ lines: [number, number][] }>(
        `select (select json_agg(json_build_array(t.fen, t.paid_fen) order by t.n)
           from settlement.standing(
             (select array_agg(x::bigint order by o) from jsonb_array_elements_text(r.run->'fens') with ordinality u(x, o)),
             (select array_agg((x->>'fen')::bigint order by o) from jsonb_array_elements(r.run->'money') with ordinality u(x, o)),
             (select array_agg((x->>'line')::int order by o) from jsonb_array_elements(r.run->'money') with ordinality u(x, o)),
             (select array_agg((x->>'lasting')::boolean order by o) from jsonb_array_elements(r.run->'money') with ordinality u(x, o))) t) as lines
         from jsonb_array_elements($1::jsonb) with ordinality r(run, k) order by r.k`,
        [JSON.stringify(runs)],
      ),
    )
    assert.equal(rows.length, runs.length)
    for (const [i, run] of runs.entries()) {
      const lines = rows[i]?.lines ?? []
      assert.deepEqual(lines, standingOf(run), JSON.stringify(run))
      for (const [fen, paid] of lines) assert.ok(paid >= 0 && paid <= fen)
    }
  })

  it('the buyer reports royalty, and a report is corrected while nothing is paid on it', async () => {
    const { id } = await settled(royalty, '2025-01-01')
    assert.deepEqual((await show(office, id)).unreported, [
      { fromOn: '2025-01-01', untilOn: '2025-12-31', title: '第 1 期' },
    ])
    const report = (by: Client, baseFen: number, more: object = {}) =>
      act(by, id, 'royalties', { fromOn: '2025-01-01', untilOn: '2025-12-31', baseFen, ...more })
    refused(await report(office, 100), /由付款方报送/, 403)
    refused(
      await report(firm, 100, { untilOn: '2025-01-01' }),
      /第 1 期：2025-01-01 至 2025-12-31，请整期/,
      422,
    )
    const wrong = ok(await report(firm, 1_000_000)).result
    refused(await report(firm, 2_000_000), /重叠/, 422)
    const right = ok(await report(firm, 2_000_000, { corrects: wrong.id })).result
    assert.deepEqual([right.fen, right.dueOn], [100_000, '2026-01-30'])
    const late = ok(await office.get('/api/v1/arrears')).items.find(
      (one: { settlementId: string }) => one.settlementId === id,
    )
    assert.deepEqual([late.openFen, late.dueOn], [100_000, '2026-01-30'])
    const paid = ok(
      await act(office, id, 'receipts', { ...receipt(100_000, 'R-1'), royaltyId: right.id }),
    ).result
    refused(await report(firm, 3_000_000, { corrects: right.id }), /已有付款登记/)
    ok(await act(finance, id, `receipts/${paid.id}/confirm`))
    const [one] = await desk.city.runtime.db.read('settlement', (tx) => receiptsOfContract(tx, id))
    assert.deepEqual(one?.royaltyPeriod, { fromOn: '2025-01-01', untilOn: '2025-12-31' })
  })

  it('invoices have a number of their own, and a red one takes back no more than was issued', async () => {
    const { id } = await settled({ items: [item] })
    const invoice = (number: string, fen: number, red = false) =>
      act(finance, id, 'invoices', { number, issuedOn: DAY, fen, red })
    ok(await invoice('26442000000123456789', 50_000))
    refused(await invoice('26442000000123456789', 50_000), /登记过这个号码/, 422)
    refused(await invoice('1234567', 5), /8 至 20 位/, 422)
    refused(await invoice('26442000000123456780', 50_001, true), /不能超过它/, 422)
    ok(await invoice('26442000000123456780', 50_000, true))
  })

  it('both sides are told once of what is overdue, and the buyer of royalty it has not reported', async () => {
    const { id } = await settled({ ...royalty, royaltyMonths: 12 }, '2025-01-01')
    await settled({ items: [item] })
    const clock = desk.city.runtime.routes.find(({ journal }) => journal === 'settlement.day')
    assert.ok(clock?.kind === 'write')
    const tell = () =>
      desk.city.runtime.bus<{ told: number }>({
        route: clock,
        actor: clockActor,
        input: {},
        key: randomUUID(),
      })
    assert.ok((await tell()).result.told >= 1)
    assert.equal((await tell()).result.told, 0)
    await desk.city.runtime.drain()
    const told = async (client: Client) =>
      ok(await client.get('/api/v1/messages')).items.filter(
        (one: { link: string; text: string }) =>
          one.link.endsWith(id) && /2025-12-31 的提成还没有报送/.test(one.text),
      ).length
    assert.deepEqual([await told(firm), await told(office)], [1, 0])
  })

  it('ten submissions of each of twenty keys have twenty effects', async () => {
    const { id } = await settled({ items: [item] })
    const sends = Array.from({ length: 200 }, (_, i) => i % 20)
    const answers = await Promise.all(
      sends.map((n) =>
        firstOf(
          office.post(
            `/api/v1/settlements/${id}/receipts`,
            receipt(100 + n, `K-${n}`),
            `settlement-key-${id}-${n}`,
          ),
        ),
      ),
    )
    assert.deepEqual(
      [...new Set(answers.filter((status) => status !== 200 && status !== 409 && status !== 503))],
      [],
    )
    const { money } = await show(office, id)
    assert.equal(money.length, 20)
  })

  it('the ledger check and every other invariant return no row', async () => {
    const { db, modules } = desk.city.runtime
    assert.deepEqual(await brokenInvariants(db, modules), [])
  })

  it('P18: who paid by a line that pays nothing is erased after the term, of one that pays it stays', async () => {
    const payers = async () =>
      (
        await desk.city.runtime.db.owner((client) =>
          client.query<{ ref: string }>(
            `select l.ref from settlement.bank_line l join settlement.line_payer p on p.line_id = l.id
             where l.ref in ('B-1', 'B-3') order by l.ref`,
          ),
        )
      ).rows.map(({ ref }) => ref)
    assert.deepEqual(await payers(), ['B-1', 'B-3'])
    await desk.city.runtime.db.owner((client) =>
      client.query('update platform.state set clock_offset_ms = clock_offset_ms + $1', [182 * 86_400_000]),
    )
    const clock = desk.city.runtime.routes.find(({ journal }) => journal === 'settlement.day')
    assert.ok(clock?.kind === 'write')
    await desk.city.runtime.bus({ route: clock, actor: clockActor, input: {}, key: randomUUID() })
    assert.deepEqual(await payers(), ['B-1'])
  })
})

async function firstOf(answer: Promise<Answer>): Promise<number> {
  return (await answer).status
}
