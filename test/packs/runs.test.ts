import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { loadPack } from '#platform/pack/pack.ts'
import { testCity, type Client, type TestCity } from '#test/city.ts'

const packDir = join(import.meta.dirname, 'pengcheng')
const pack = loadPack(packDir)
/** What the shipped city is called; nothing of it may show in another one. */
const shipped = /汕尾|海丰|陆丰|陆河|红海|shanwei/i

describe('another city runs from its pack alone', () => {
  let city: TestCity
  let visitor: Client

  before(async () => {
    city = await testCity({ city: 'pengcheng', packDir })
    visitor = await city.as(null)
  })
  after(() => city.close())

  const page = async (path: string): Promise<string> => {
    const answer = await visitor.get(path)
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body).slice(0, 300)}`)
    assert.doesNotMatch(answer.body, shipped, path)
    return answer.body
  }

  for (const path of ['/', '/achievements', '/demands', '/plan', '/sign-in'])
    it(`${path} answers under the city's own name`, async () => {
      const html = await page(path)
      assert.ok(html.includes(pack.city.name.zh), `${path} names ${pack.city.name.zh}`)
    })

  it('shows its own plan, units and samples', async () => {
    assert.ok((await page('/plan')).includes(pack.plan.title))
    const [sample] = pack.achievements
    assert.ok(sample && (await page('/achievements')).includes(sample.name))
  })

  it('offers its own cast for signing in, and a member of it works in the workbench', async () => {
    const html = await page('/sign-in')
    for (const { label } of pack.cast.oneClick) assert.ok(html.includes(label), label)
    const officer = await city.as('office.one')
    const me = await officer.get('/api/v1/me')
    assert.equal(me.status, 200)
    assert.equal(me.body.person.name, '甲一（示例）')
    assert.doesNotMatch(JSON.stringify(me.body), shipped)
  })

  it('has the years of its pack in the working calendar', async () => {
    const { years } = (await (await city.as('sys.admin')).get('/api/v1/calendar')).body
    assert.deepEqual(
      years.map(({ year }: { year: number }) => year),
      pack.calendar.map(({ year }) => year).toReversed(),
    )
  })
})
