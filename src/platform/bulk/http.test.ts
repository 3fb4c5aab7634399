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
      .map(
        (line) =>
          JSON.parse(line) as { result?: { created: number }; problem?: { status: number; detail: string } },
      )

  it('answers JSON lines, the result last, and exports csv and JSON', async () => {
    const answer = (await lines(await post('编号,名称\nH-1,网上导入一号\nH-2,网上导入二号\n'))).at(-1)
    assert.equal(answer?.result?.created, 2)
    const csv = await (await app.request('/api/v1/export/achievements.csv')).text()
    assert.ok(csv.includes('H-1,网上导入一号'))
    const json = (await (await app.request('/api/v1/export/achievements.json')).json()) as { code: string }[]
    assert.deepEqual(json.map((row) => row.code).sort(), ['H-1', 'H-2'])
  })

  it('gives a template with the header alone, which the import takes as it is', async () => {
    const template = await app.request('/api/v1/import/achievements/template.csv')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await template.arrayBuffer())
    const columns = text.trim().split(',')
    assert.ok(text.startsWith('\ufeff编号,名称,') && columns.length > 20)
    const row = columns.map((_, index) => (index < 2 ? `模板${index}` : '')).join(',')
    const answer = (await lines(await post(`${text}${row}\n`, { dryRun: 'true' }))).at(-1)
    assert.equal(answer?.result?.created, 1)
    assert.equal((await app.request('/api/v1/import/everything/template.csv')).status, 404)
  })

  it('tells a refused file as a problem in words, and names what it knows for another kind', async () => {
    const answer = (await lines(await post('甲,乙\n1,2\n'))).at(-1)
    assert.equal(answer?.problem?.status, 422)
    assert.match(answer?.problem?.detail ?? '', /没有认出表头/)
    assert.equal((await post('x', {}, 'everything')).status, 404)
  })

  it('refuses visitors before reading the file, and owners who would publish or name another unit', async () => {
    actor = visitor
    assert.equal((await post('编号,名称\nH-3,网上导入三号\n')).status, 401)
    assert.equal((await app.request('/api/v1/export/achievements.csv')).status, 401)
    actor = people.office
    const publish = (await lines(await post('编号,名称\nH-3,网上导入三号\n', { publish: 'true' }))).at(-1)
    assert.equal(publish?.problem?.status, 403)
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
