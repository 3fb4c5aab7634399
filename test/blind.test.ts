import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { read as readBook } from '@e965/xlsx'
import { openFigures } from '#app/market-figures.ts'
import { publicDeps } from '#app/portal-deps.ts'
import { exportPortal } from '#modules/portal/export.ts'
import { hidden, ok, open, openStory, type Firm, type Story } from './blind-story.ts'
import { testCity, type Client, type TestCity } from './city.ts'
import { dumpOf, fetchAs, pagesFrom, pathsOf, readables, type Fetched, type Readable } from './crawl.ts'

/** Who also reads everything of the twin that hides nothing. */
const TWIN_READERS = ['haiyang.zhuan', 'gaoxiao.zhuan', 'visitor']
/** Who reads everything once more after the consent: the other seller, and one of each further kind. */
const AFTER = [
  'gaoxiao.zhuan',
  'jiaoshou.lin',
  'ju.zhou',
  'caizheng.wu',
  'jingji.ma',
  'shuichan.cai',
  'visitor',
]
/** Rows of an organisation itself, which tell nothing of a demand. */
const OWN_ROWS = ['platform.pub_organisation', 'platform.pub_organisation_code']
/** Pages of the portal that are read; more than there are. */
const PAGES_MAX = 700

describe('a blind demand: who asks is told nowhere until it consents (issue 3, item 2)', () => {
  let city: TestCity
  let story: Story
  const client = (login: string) => story.client(login)
  const all = (of: Firm, org: Story['orgs']['hidden']) => ({
    ...of.canaries,
    orgId: org.id,
    orgPublicId: org.publicId,
    personId: org.personId,
    login: of.login,
  })

  /** Everybody who may not know: all of the cast but the reviewing unit's officers, the auditor and the administrator. */
  const others = () =>
    [...story.clients].filter(
      ([login]) => !['ju.lin', 'ju.chen', 'xitong.shen', 'xitong.guan'].includes(login),
    )

  /** Of those with the same roles one reads everything; what a route answers is decided by role, unit and part. */
  const oneOfEachKind = () => {
    const seen = new Set<string>()
    return others().filter(([login]) => {
      const person = city.runtime.pack.cast.persons.find((one) => one.login === login)
      const kind = JSON.stringify(person?.memberships.map(({ roles }) => roles) ?? login)
      const isFirst = !seen.has(kind)
      seen.add(kind)
      return isFirst || TWIN_READERS.includes(login)
    })
  }

  before(async () => {
    city = await testCity()
    story = await openStory(city)
  })
  after(() => city.close())

  let opens: Promise<ReadonlySet<string>> | undefined
  /** The addresses that somebody with a stake in the story can open: its firm, the reviewing officer, the two it deals with. */
  async function stake(routes: readonly Readable[]): Promise<ReadonlySet<string>> {
    const known = Object.values(story.ids).filter((id) => id !== '')
    const paths = routes.flatMap((route) => pathsOf(route, known))
    const found = new Set<string>()
    for (const reader of [story.firm.hidden, ...['ju.lin', ...TWIN_READERS].map(client)])
      for (const path of paths)
        if (!found.has(path) && (await fetchAs(city.app, '', reader, path)).status === 200) found.add(path)
    return found
  }

  /**
   * What these people can read: every GET route of the API. Some try every identifier of the story in every place; the
   * others the addresses that exist for anybody with a stake in it.
   */
  async function crawl(people: readonly (readonly [string, Client])[]): Promise<Fetched[]> {
    const found: Fetched[] = []
    const known = Object.entries(story.ids).filter(([, id]) => id !== '')
    const hiddenIds = known.filter(([key]) => key.startsWith('hidden')).map(([, id]) => id)
    const allIds = known.map(([, id]) => id)
    const staked = await (opens ??= stake(await readables(city.app, city.runtime)))
    const routes = await readables(city.app, city.runtime)
    assert.ok(routes.length > 70, `${String(routes.length)} routes`)
    for (const [who, reader] of people) {
      const { roles } = ok(await reader.get('/api/v1/me')) as { roles: string[] }
      const holds = ['visitor', ...(who === 'visitor' ? [] : ['person']), ...roles]
      // Whom a route refuses for the role is tried in access.test.ts.
      const allowed = routes.filter(
        ({ holders }) => holders?.some((holder) => holds.includes(holder)) ?? true,
      )
      // The twin's identifiers prove that the crawl finds what is there; one party and the public are enough for that.
      const isThorough = TWIN_READERS.includes(who)
      const paths = allowed
        .flatMap((route) => pathsOf(route, isThorough ? allIds : hiddenIds))
        .filter((path) => isThorough || staked.has(path) || !hiddenIds.some((id) => path.includes(id)))
      for (const path of paths) found.push(await fetchAs(city.app, who, reader, path))
      for (const path of [
        '/api/v1/journal?limit=100',
        '/api/v1/messages?limit=100',
        '/api/v1/demands?limit=100&facets=type,ownerId,region,ownerClass',
      ])
        found.push(await fetchAs(city.app, who, reader, path))
    }
    return found
  }

  /** Lists of organisations name each of them; they must not name its demand. */
  const DIRECTORY = /^\/api\/v1\/(?:organisations|enterprises)\b/
  const marks = () => [hidden.mark, story.ids['hidden'] ?? '', story.ids['hiddenPublicId'] ?? '']

  const traces = (fetched: readonly Fetched[], canaries: Readonly<Record<string, string>>) =>
    fetched.flatMap(({ who, path, text }) => {
      const told = Object.entries(canaries).filter(([, canary]) => text.includes(canary))
      const isDirectory = DIRECTORY.test(path) && !marks().some((mark) => text.includes(mark))
      return told.length === 0 || isDirectory
        ? []
        : [`${who} ${path}: ${told.map(([name]) => name).join(' ')}`]
    })

  it('nobody who may not know finds it in the API', { timeout: 600_000 }, async () => {
    const fetched = await crawl(oneOfEachKind())
    const read = fetched.filter(({ status }) => status === 200)
    assert.ok(read.length > 500, `${String(read.length)} answers`)
    assert.ok(
      read.some(({ text }) => text.includes(hidden.mark)),
      'the demand itself is read',
    )
    assert.deepEqual(traces(fetched, all(hidden, story.orgs.hidden)), [])
    const twin = new Set(
      fetched.flatMap(({ text }) =>
        Object.entries(all(open, story.orgs.open))
          .filter(([, c]) => text.includes(c))
          .map(([n]) => n),
      ),
    )
    const expected = Object.keys(open.canaries).filter((name) => !['contact', 'secret'].includes(name))
    assert.deepEqual(
      expected.filter((name) => !twin.has(name)),
      [],
      'the crawl finds what is there: the twin that hides nothing',
    )
  })

  it('nor on the portal, its downloads and feeds, nor in its static copy', { timeout: 600_000 }, async () => {
    const starts = [
      '/',
      '/demands',
      '/demands.csv',
      '/demands.json',
      '/demands.rss',
      '/demands.feed.json',
      '/market',
      '/market.json',
      '/sitemap.xml',
      '/achievements',
      `/demands/${story.ids['hiddenPublicId'] ?? ''}`,
      `/id/demand/${story.ids['hiddenPublicId'] ?? ''}`,
    ]
    const pages = [
      ...(await pagesFrom(city.app, 'visitor', client('visitor'), starts, PAGES_MAX)),
      ...(await pagesFrom(city.app, 'tto', client('gaoxiao.zhuan'), starts, 60)),
    ]
    assert.ok(pages.length > 100, `${String(pages.length)} pages`)
    assert.ok(pages.some(({ path, text }) => path === '/demands.csv' && text.includes(hidden.mark)))
    for (const feed of ['/demands.rss', '/demands.feed.json'])
      assert.ok(
        pages.some(({ path, text }) => path === feed && text.includes(hidden.mark)),
        feed,
      )
    assert.deepEqual(traces(pages, all(hidden, story.orgs.hidden)), [])
    assert.ok(pages.some(({ text }) => text.includes(open.canaries['name'] ?? '')))

    const book = await city.app.request('/demands.xlsx')
    const sheets = readBook(new Uint8Array(await book.arrayBuffer())).Sheets
    const text = JSON.stringify(sheets)
    assert.ok(text.includes(hidden.mark) && text.includes(open.canaries['name'] ?? ''))
    assert.deepEqual(
      traces([{ who: 'visitor', path: '/demands.xlsx', status: 200, text }], all(hidden, story.orgs.hidden)),
      [],
    )

    const dir = mkdtempSync(join(tmpdir(), 'keqiao-static-'))
    await exportPortal(
      {
        ...publicDeps(city.runtime, openFigures(city.runtime.db, city.runtime.modules)),
        viewer: async () => null,
        demo: async () => ({ cast: [], codes: [] }),
        drafts: async () => [],
        link: async () => null,
        signingLink: async () => null,
        leafProof: async () => null,
        propose: null,
        objection: async () => null,
        source: () => '',
      },
      dir,
    )
    const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const copies = files.map((entry) => ({
      who: 'copy',
      path: entry.name,
      status: 200,
      text: readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    }))
    assert.ok(copies.some(({ text }) => text.includes(hidden.mark)))
    assert.deepEqual(traces(copies, all(hidden, story.orgs.hidden)), [])
  })

  it('a search for it finds nothing; for the twin it finds the twin', async () => {
    for (const [name, canary] of Object.entries(all(hidden, story.orgs.hidden))) {
      const { body } = await client('visitor').get(`/api/v1/demands?q=${encodeURIComponent(`"${canary}"`)}`)
      const found = (body.items as { name: string }[]).map((item) => item.name)
      assert.ok(!found.some((one) => one.includes(hidden.mark)), `${name}: ${found.join()}`)
      const page = await fetchAs(
        city.app,
        'visitor',
        client('visitor'),
        `/search?q=${encodeURIComponent(canary)}`,
      )
      assert.ok(!page.text.includes(hidden.mark), name)
    }
    const { body } = await client('visitor').get(
      `/api/v1/demands?q=${encodeURIComponent(`"${open.canaries['name'] ?? ''}"`)}`,
    )
    assert.ok((body.items as { name: string }[])[0]?.name.includes(open.mark))
  })

  it('no table or view of the public reader, and none a module lends to another, holds it beside the demand', async () => {
    const dumps = await dumpOf(city.runtime)
    assert.ok(dumps.some(({ table }) => table === 'platform.search_doc'))
    assert.ok(
      dumps.some(
        ({ table, rows }) => table === 'platform.search_doc' && rows.some((row) => row.includes(hidden.mark)),
      ),
    )
    const told = (of: Firm, org: Story['orgs']['hidden']) =>
      dumps.flatMap(({ table, rows }) =>
        rows
          .filter((row) => Object.values(all(of, org)).some((canary) => row.includes(canary)))
          // The organisation's own row, which every module may join.
          .filter((row) => !OWN_ROWS.includes(table) || marks().some((mark) => row.includes(mark)))
          .map((row) => `${table}: ${row.slice(0, 200)}`),
      )
    assert.deepEqual(told(hidden, story.orgs.hidden), [])
    assert.ok(told(open, story.orgs.open).length > 0)
  })

  it('the reviewing officer knows, a colleague of the officer does not, in the record and in the journal', async () => {
    const path = `/api/v1/my/demands/${story.ids['hidden'] ?? ''}`
    assert.equal(ok(await client('ju.lin').get(path)).owner.name, hidden.canaries['name'])
    assert.equal(ok(await client('ju.zhou').get(path)).owner.name, '匿名需求方')
    const journal = `/api/v1/journal?subjectKind=demand&subjectId=${story.ids['hidden'] ?? ''}`
    const said = async (login: string) =>
      (ok(await client(login).get(journal)).items as { sentence: string; id: string }[]).map(
        ({ sentence }) => sentence,
      )
    assert.ok((await said('ju.lin')).some((sentence) => sentence.startsWith(hidden.canaries['member'] ?? '')))
    assert.ok((await said('ju.zhou')).some((sentence) => sentence.startsWith('匿名需求方')))
    assert.ok(
      (await said('xitong.shen')).some((sentence) => sentence.startsWith(hidden.canaries['member'] ?? '')),
    )
  })

  it('after consent to one counterpart exactly that one knows', { timeout: 600_000 }, async () => {
    const { receipt } = (
      await story.firm.hidden.post(`/api/v1/deals/${story.ids['hiddenIntent'] ?? ''}/disclose`, {
        agrees: true,
      })
    ).body
    assert.match(receipt.signature, /\S{20}/)
    await city.runtime.drain()
    const now = await fetchAs(
      city.app,
      'haiyang.zhuan',
      client('haiyang.zhuan'),
      `/api/v1/deals/${story.ids['hiddenIntent'] ?? ''}`,
    )
    assert.ok(now.text.includes(hidden.canaries['name'] ?? ''))
    const institute = city.runtime.pack.cast.persons
      .filter(({ memberships }) => memberships.some(({ at }) => at === 'sample-ocean-institute'))
      .map(({ login }) => login)
    const rest = others().filter(([login]) => AFTER.includes(login) && !institute.includes(login))
    assert.deepEqual(traces(await crawl(rest), all(hidden, story.orgs.hidden)), [])
  })
})
