import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { modules } from '#app/modules.ts'
import { consoleActor } from '#platform/access/access.ts'
import { exportFile } from '#platform/bulk/export.ts'
import { importFile } from '#platform/bulk/import.ts'
import { testCity, type Client, type TestCity } from './city.ts'

/** A file with the least columns of each kind (design.md 8: the names are stable), and a word its export must hold. */
const least: readonly (readonly [kind: string, text: string, word: RegExp])[] = [
  ['achievements', '成果名称\n一种少列导入的成果\n', /少列导入的成果/],
  ['demands', '需求名称\n一项少列导入的需求\n', /少列导入的需求/],
  ['service-bodies', '机构名称\n示例少列服务机构\n', /少列服务机构/],
  ['instruments', '仪器名称,原值（万元）\n少列光谱仪,９８\n', /少列光谱仪.*98/],
  ['brokers', '姓名\n少列经纪（示例）\n', /少列经纪/],
  ['experts', '姓名\n少列专家（示例）\n', /少列专家/],
  ['enterprises', '企业名称,所在县区\n示例少列企业有限公司,海丰县\n', /少列企业有限公司.*441521/],
]

/** Told by their own tests: registers of a unit, its bank statements, and files of a partner, which nobody else brings. */
const toldElsewhere = [
  'patents',
  'past-contracts',
  'partner-achievements',
  'partner-demands',
  'bank-statements',
]

describe('directories and the register in a whole city', () => {
  let city: TestCity
  let visitor: Client
  const folder = mkdtempSync(join(tmpdir(), 'keqiao-directories-'))

  before(async () => {
    city = await testCity()
    visitor = await city.as(null)
  })
  after(() => city.close())

  const kindNamed = (name: string) => {
    const found = modules.flatMap(({ bulk = [] }) => bulk).find(({ kind }) => kind === name)
    assert.ok(found, name)
    return found
  }

  it('the table of files leaves out no kind that files can carry', () => {
    const known = modules.flatMap(({ bulk = [] }) => bulk.map(({ kind }) => kind))
    assert.deepEqual(known.toSorted(), [...least.map(([kind]) => kind), ...toldElsewhere].toSorted())
  })

  for (const [name, text, word] of least)
    it(`${name}: the least columns are enough; again it changes nothing; the export holds it`, async () => {
      const kind = kindNamed(name)
      const file = join(folder, `${name}.csv`)
      writeFileSync(file, text)
      const owner = name === 'enterprises' ? undefined : '示例·汕尾理工学院'
      const load = () =>
        importFile({
          ...city.runtime,
          kind,
          file,
          owner,
          dryRun: false,
          goodRows: false,
          publish: false,
          actor: consoleActor,
        })
      const first = await load()
      assert.deepEqual([first.errors, first.created], [[], 1])
      const again = await load()
      assert.deepEqual([again.created, again.unchanged], [0, 1])
      const out = join(folder, `${name}-out.csv`)
      await exportFile({ db: city.runtime.db, kind, file: out, actor: consoleActor })
      assert.match(readFileSync(out, 'utf8'), word)
    })

  it('what was only imported is on no public list', async () => {
    await city.runtime.drain()
    for (const path of ['service-bodies', 'instruments', 'brokers', 'experts']) {
      const { body } = await visitor.get(`/api/v1/${path}?q=${encodeURIComponent('少列')}`)
      assert.equal(body.total, 0, path)
    }
  })

  const lists: readonly (readonly [path: string, filter: string, value: string])[] = [
    ['service-bodies', 'types', '检测'],
    ['instruments', 'category', '分析仪器'],
    ['brokers', 'level', '中级'],
    ['experts', 'services', '培训'],
  ]
  for (const [path, filter, value] of lists)
    it(`GET /${path} lists, filters by ${filter} and leads to each record; no personal field is in it`, async () => {
      const all = await visitor.get(`/api/v1/${path}`)
      assert.ok(all.body.total > 0)
      const some = await visitor.get(`/api/v1/${path}?${filter}=${encodeURIComponent(value)}`)
      assert.ok(some.body.total > 0 && some.body.total < all.body.total, JSON.stringify(some.body))
      for (const { publicId } of all.body.items as { publicId: string }[]) {
        const record = await visitor.get(`/api/v1/${path}/${publicId}`)
        assert.equal(record.status, 200)
        // Contacts of the samples are names of people who are in no other field of these records.
        assert.ok(!/1\d{10}|黄文桥|"contact"/.test(JSON.stringify(record.body)), publicId)
      }
    })

  it('an expert is asked through the platform: the competent unit reads whom it is about, and no contact is shown', async () => {
    const { body } = await visitor.get('/api/v1/experts')
    const [expert] = body.items as { id: string; publicId: string; name: string }[]
    assert.ok(expert)
    const page = await (await city.app.request(`http://localhost/experts/${expert.publicId}`)).text()
    assert.ok(page.includes(`/app/experts/${expert.id}?view=public`))
    const firm = await city.as('shuichan.cai')
    const ask = (aboutId: string) =>
      firm.post('/api/v1/help-requests', {
        aboutKind: 'expert',
        aboutId,
        question: '想请教养殖尾水怎样处理才达标。',
      })
    const asked = await ask(expert.id)
    assert.equal(asked.status, 200, JSON.stringify(asked.body))
    const officer = await city.as('ju.lin')
    const shown = await officer.get(`/api/v1/help-requests/${asked.body.result.id}`)
    assert.equal(shown.body.aboutName, expert.name)
    assert.ok(!/1\d{10}/.test(JSON.stringify(shown.body)))
    assert.equal((await ask('018f0000-0000-7000-8000-000000000000')).status, 404)
  })

  it('nothing of an enterprise is public but counts, none of them small (P12, P16)', async () => {
    const { body } = await visitor.get('/api/v1/enterprise-statistics')
    const cells = [...body.byRegion, ...body.byTechField, ...body.byScale] as { count: number | null }[]
    assert.ok(cells.length > 0)
    for (const { count } of cells) assert.ok(count === null || count >= body.suppressBelow)
    for (const path of ['enterprises', 'enterprise-twins'])
      assert.equal((await visitor.get(`/api/v1/${path}`)).status, 401)
    const { body: found } = await visitor.get(`/api/v1/search?q=${encodeURIComponent('鲜汐水产')}`)
    assert.ok(!JSON.stringify(found).includes('91999999DEM000065Q'))
  })

  it('the sitewide search finds the four kinds and the sitemap holds their pages', async () => {
    const sitemap = await (await city.app.request('http://localhost/sitemap.xml')).text()
    for (const path of ['service-bodies', 'instruments', 'brokers', 'experts']) {
      const { body } = await visitor.get(`/api/v1/${path}`)
      for (const { publicId } of body.items as { publicId: string }[])
        assert.ok(sitemap.includes(`/${path}/${publicId}`), publicId)
    }
    const page = await (
      await city.app.request(`http://localhost/search?q=${encodeURIComponent('扫描电子显微镜')}`)
    ).text()
    assert.match(page.replace(/<[^>]+>/g, ''), /场发射扫描电子显微镜/)
  })
})
