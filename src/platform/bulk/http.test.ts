import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { read } from '@e965/xlsx'
import { Hono } from 'hono'
import { joinPermissions, visitor, type Actor } from '#platform/access/access.ts'
import { problemResponse } from '#platform/http/api.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { enterprisesModule } from '#modules/enterprises/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { textBook } from '../workbook/fixture.ts'
import { importHttp } from './http.ts'
import type { Look } from './look.ts'
import { permissions } from './routes.ts'

describe('import and export over HTTP', () => {
  let market: Market
  let app: Hono
  let actor: Actor = people.office
  before(async () => {
    market = await openMarket([achievementsModule, enterprisesModule])
    app = new Hono()
    app.onError((error, context) => problemResponse(context, error).response)
    const parts = { db: market.test.db, bus: market.bus, modules: market.modules }
    importHttp(app, { ...parts, permissions: joinPermissions([permissions]), actorOf: async () => actor })
  })
  after(() => market.drop())

  const post = async (text: string, options: Record<string, string> = {}, kind = 'achievements') => {
    const form = new FormData()
    form.set('file', new File([text], 'rows.csv'))
    for (const [name, value] of Object.entries(options)) form.set(name, value)
    return app.request(`/api/v1/import/${kind}`, { method: 'POST', body: form })
  }
  const lines = async (response: Response) =>
    (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { result?: { created: number } })

  it('answers JSON lines, the result last, and exports csv and JSON', async () => {
    const answer = (await lines(await post('编号,名称\nH-1,网上导入一号\nH-2,网上导入二号\n'))).at(-1)
    assert.equal(answer?.result?.created, 2)
    const csv = await (await app.request('/api/v1/export/achievements.csv')).text()
    assert.ok(csv.includes('H-1,网上导入一号'))
    const json = (await (await app.request('/api/v1/export/achievements.json')).json()) as { code: string }[]
    assert.deepEqual(json.map((row) => row.code).sort(), ['H-1', 'H-2'])
  })

  it('tells a refused file as a problem in words, and names what it knows for another kind', async () => {
    const answer = await post('甲,乙\n1,2\n')
    assert.equal(answer.status, 422)
    assert.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json')
    assert.match(((await answer.json()) as { detail: string }).detail, /没有认出表头/)
    for (const [text, sentence] of [
      ['', /文件是空的/],
      ['编号,名称\n', /只有表头/],
      ['%PDF-1.7\n', /这是 pdf 文件/],
    ] as const) {
      const refused = await post(text)
      assert.equal(refused.status, 422, text)
      assert.match(((await refused.json()) as { detail: string }).detail, sentence)
    }
    assert.equal((await post('x', {}, 'everything')).status, 404)
  })

  it('answers 400 to a body that is no form, a broken one, and one without a file', async () => {
    const type = 'multipart/form-data; boundary=x'
    for (const [contentType, body] of [
      [type, ''],
      [type, '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n编号'],
      ['multipart/form-data', '编号,名称\n'],
      [type, '--x\r\nContent-Disposition: form-data; name="dryRun"\r\n\r\ntrue\r\n--x--\r\n'],
      ['text/csv', '编号,名称\nH-9,网上导入九号\n'],
    ] as const) {
      const headers = { 'content-type': contentType }
      const answer = await app.request('/api/v1/import/achievements', { method: 'POST', headers, body })
      assert.equal(answer.status, 400, body)
      assert.match(((await answer.json()) as { detail: string }).detail, /csv/)
    }
  })

  it('tells progress in rows of data, the header not among them', async () => {
    const rows = Array.from({ length: 3 }, (_, i) => `H-2${i},进度成果第${i}号`).join('\n')
    const response = await post(`编号,名称\n${rows}\n`)
    const told = (await response.text())
      .trim()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { progress?: object }).progress ?? [])
    assert.deepEqual(told, [{ phase: '生效', rows: 3, total: 3 }])
  })

  it('refuses visitors before reading the file, and owners who would publish or name another unit', async () => {
    actor = visitor
    assert.equal((await post('编号,名称\nH-3,网上导入三号\n')).status, 401)
    assert.equal((await app.request('/api/v1/export/achievements.csv')).status, 401)
    actor = people.office
    assert.equal((await post('编号,名称\nH-3,网上导入三号\n', { publish: 'true' })).status, 403)
    await lines(await post('编号,名称\nH-4,网上导入四号\n', { owner: '示例公司' }))
    const [row] = await market.query<{ name: string }>(
      `select o.name from achievements.achievement r join platform.organisation o on o.id = r.owner_org_id where r.code = 'H-4'`,
    )
    assert.equal(row?.name, '示例大学', 'the name of another unit counts only for who may import for all')
  })

  it('looks into a workbook, gives template, error file and export as workbooks, and tells kinds and limits', async () => {
    const upload = async (step: string, bytes: Uint8Array, options: Record<string, string> = {}) => {
      const form = new FormData()
      form.set('file', new File([new Uint8Array(bytes)], '我的成果.xlsx'))
      for (const [name, value] of Object.entries(options)) form.set(name, value)
      return app.request(`/api/v1/import/achievements${step}`, { method: 'POST', body: form })
    }
    const mine = await textBook([['标题行'], ['全称', '简介'], ['网上的表一', '甲'], ['', '乙']])
    const looked = (await (await upload('/look', mine)).json()) as Look
    assert.deepEqual([looked.headerRow, looked.needsMapping, looked.fields.length > 20], [2, true, true])
    const map = JSON.stringify({ 全称: 'name' })
    const answer = (await lines(await upload('', mine, { map, dryRun: 'true' }))).at(-1)
    assert.match(JSON.stringify(answer?.result), /此项必填/)
    const errors = await upload('/errors', mine, { map })
    assert.equal(
      errors.headers.get('content-disposition'),
      `attachment; filename*=UTF-8''${encodeURIComponent('我的成果-导入问题.xlsx')}`,
    )
    const cells = read(await errors.arrayBuffer(), { type: 'array' }).Sheets['成果'] ?? {}
    assert.match(JSON.stringify(cells['C4']), /名称：此项必填/)
    assert.equal((await upload('', mine, { map: '{' })).status, 400)
    for (const path of ['bulk/achievements/template', 'export/achievements.xlsx']) {
      const book = await app.request(`/api/v1/${path}`)
      assert.equal(book.status, 200, path)
      assert.ok(read(await book.arrayBuffer(), { type: 'array' }).SheetNames.length > 0, path)
    }
    assert.equal((await app.request('/api/v1/bulk/everything/template')).status, 404)
    const kinds = (await (await app.request('/api/v1/bulk')).json()) as {
      kinds: object[]
      says: string
      maxBytes: number
    }
    assert.deepEqual(kinds.kinds, [
      { kind: 'achievements', title: '成果', imports: true, exports: true },
      { kind: 'patents', title: '知识产权', imports: true, exports: true },
    ])
    actor = people.officer
    const offered = async () => JSON.stringify(await (await app.request('/api/v1/bulk')).json())
    assert.ok(!(await offered()).includes('enterprises'), 'a register is not for every officer')
    await market.query(
      `insert into platform.competence (id, procedure, step, unit_org_id, basis, from_day, until_day, status)
       values (gen_random_uuid(), 'enterprise-register', null, $1, '测试', '2020-01-01', null, 'proposed')`,
      [people.officer.orgId],
    )
    assert.ok((await offered()).includes('enterprises'), 'but for the unit that keeps it')
    assert.match(kinds.says, /xlsx、xls、et（WPS 表格）和 csv，不超过 50 MB、200000 行/)
    actor = visitor
    for (const step of ['/look', '/errors']) assert.equal((await upload(step, mine)).status, 401)
    for (const path of ['bulk', 'bulk/achievements/template'])
      assert.equal((await app.request(`/api/v1/${path}`)).status, 401)
    actor = people.office
  })

  it('shows another unit nothing in its export', async () => {
    actor = people.firm
    assert.deepEqual(await (await app.request('/api/v1/export/achievements.json')).json(), [])
    actor = people.office
  })
})
