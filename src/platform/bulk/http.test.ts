import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Hono } from 'hono'
import { joinPermissions, visitor, type Actor } from '#platform/access/access.ts'
import { problemResponse } from '#platform/http/api.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { importHttp } from './http.ts'
import { permissions } from './routes.ts'

describe('import and export over HTTP', () => {
  let market: Market
  let app: Hono
  let actor: Actor = people.office
  before(async () => {
    market = await openMarket([achievementsModule])
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

  it('shows another unit nothing in its export', async () => {
    actor = people.firm
    assert.deepEqual(await (await app.request('/api/v1/export/achievements.json')).json(), [])
    actor = people.office
  })
})
