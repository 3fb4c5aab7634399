import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testCity, type Client, type TestCity } from './city.ts'

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE'])

describe('the description of the API and the public lists it describes', () => {
  let city: TestCity
  let visitor: Client

  before(async () => {
    city = await testCity()
    visitor = await city.as(null)
  })
  after(() => city.close())

  async function operations() {
    const { body } = await visitor.get('/api/openapi.json')
    const paths = body.paths as Record<string, Record<string, { operationId: string; parameters?: object[] }>>
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
    )
  }

  it('/api/openapi.json holds every mounted route and no other', async () => {
    const mounted = city.app.routes
      .filter(({ method, path }) => METHODS.has(method) && path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
    const all = await operations()
    const described = all
      .filter(({ path }) => path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path}`)
    assert.ok(mounted.length > 100, `${mounted.length} routes`)
    assert.deepEqual(described.toSorted(), [...new Set(mounted)].toSorted())
    assert.ok(all.some(({ path }) => path === '/healthz'))
  })

  it('no two operations share a name', async () => {
    const names = (await operations()).map(({ operation }) => operation.operationId)
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      [],
    )
  })

  it('the description of a list names its filters, and ranges where they are numbers', async () => {
    const list = (await operations()).find(
      ({ method, path }) => method === 'GET' && path === '/api/v1/achievements',
    )
    assert.ok(list)
    const names = (list.operation.parameters as { name: string }[]).map(({ name }) => name)
    for (const name of ['q', 'cursor', 'techField', 'trl', 'trlMin', 'trlMax'])
      assert.ok(names.includes(name), name)
    assert.ok(!names.includes('techFieldMin'))
  })

  it('a list refuses what it cannot filter by, naming the field', async () => {
    for (const [path, field] of [
      ['achievements?bogus=1', 'bogus'],
      ['achievements?constructor=1', 'constructor'],
      ['achievements?type=技术攻关', 'type'],
      ['achievements?trl=abc', 'trl'],
      ['achievements?trlMin=abc', 'trlMin'],
      ['achievements?techFieldMin=1', 'techFieldMin'],
      ['achievements?techField=新材料&techField=不存在', 'techField'],
      ['achievements?sample=maybe', 'sample'],
      ['achievements?facets=techField,bogus', 'facets'],
      ['demands?trl=7', 'trl'],
      ['demands?type=不存在', 'type'],
    ] as const) {
      const { status, body } = await visitor.get(`/api/v1/${encodeURI(path)}`)
      assert.equal(status, 422, path)
      assert.equal(body.fields?.[0]?.field, field, JSON.stringify(body))
      assert.match(body.detail, new RegExp(field === 'facets' ? 'bogus' : field))
    }
  })

  it('a list filters by what it names, passes over marks of campaigns and empty values', async () => {
    const all = await visitor.get('/api/v1/achievements?utm_source=x&from=home&techField=')
    assert.equal(all.status, 200)
    assert.ok(all.body.total > 0)
    const [first] = all.body.items
    const q = (words: string) => visitor.get(`/api/v1/achievements?${encodeURI(words)}&limit=100`)
    const one = await q(`techField=${first.techField}&ownerClass=${first.owner.class}&sample=${first.sample}`)
    assert.ok(one.body.items.some(({ id }: { id: string }) => id === first.id))
    const ripe = await q('trlMin=7&trlMax=9')
    assert.ok(ripe.body.total > 0)
    assert.ok(ripe.body.items.every(({ trl }: { trl: number }) => trl >= 7))
    const exact = await q('trl=7')
    assert.ok(exact.body.items.every(({ trl }: { trl: number }) => trl === 7))
  })
})
