import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { read as readBook } from '@e965/xlsx'
import { Hono } from 'hono'
import { Refusal } from '#platform/refusal.ts'
import { readAssets } from '#web/portal/assets.ts'
import { bareRecord, fixtureDeps } from './fixture.ts'
import { open, read } from './fixture-app.ts'
import { lotPages } from './fixture-lots.ts'
import { ELDER_COOKIE, LANG_COOKIE } from './mount.ts'

const FIRST_VIEW_BYTES = 20 * 1024
const CSS_BYTES = 8 * 1024
const SCRIPT_BYTES = 4 * 1024
const VERIFIER_BYTES = 80 * 1024
const record = '/achievements/akkkkkkkk0'
const demand = '/demands/dkkkkkkkk0'
const htmlPages = [
  '/',
  '/achievements',
  '/achievements?q=养殖&techField=生物与新医药&sort=name',
  '/achievements?q=没有这样的词',
  '/demands',
  '/market',
  '/market?kind=demand&period=2026',
  '/contract-registrations',
  '/contract-registrations?year=2025',
  record,
  demand,
  '/resources',
  '/service-bodies',
  '/service-bodies/skkkkkkkk0',
  '/instruments?category=分析仪器',
  '/instruments/ikkkkkkkk0',
  '/instruments/ikkkkkkkk0/calendar',
  '/pilot-services',
  '/pilot-services/find?q=鱼皮&from=5&to=7',
  '/pilot-services/statistics',
  '/pilot-services/pkkkkkkkk0',
  '/pilot-services/pkkkkkkkk0/calendar',
  '/brokers',
  '/brokers/bkkkkkkkk0',
  '/experts',
  '/experts/ekkkkkkkk0',
  '/events',
  '/events/0e0e0e0e0e0e',
  '/events/0e0e0e0e0e0e/sign-in?code=abc',
  ...lotPages,
  '/draws',
  '/draws/d0d0d0d0d0d0',
  '/notices',
  '/notices/n0n0n0n0n0n0',
  '/notices/n2n2n2n2n2n2',
  '/guides',
  '/guides/test-recognition',
  '/objections',
  '/objections?code=0123456789abcdefghjk&done=notice.object',
  '/plan',
  '/plan/problems',
  '/plan/tasks',
  '/plan/policies',
  '/plan/brands',
  '/search?q=养殖',
  '/about',
  '/letters/1e1e1e1e1e1e',
  '/letters/1e1e1e1e1e1e?sha256=abc',
  '/receipts/2e2e2e2e2e2e',
  '/verify',
  '/verify?leaf=1111111111111111111111111111111111111111111111111111111111111111',
  '/verify?leaf=abc',
  '/sign-in',
  '/sign-in/code',
  '/register',
  '/register/organisation',
  '/invitation',
  '/reset-password',
  '/change-password',
  '/drafts',
  '/l/stop',
  '/l/confirm',
]

describe('bytes of the first view (design.md 9)', () => {
  const assets = readAssets()

  test('stylesheet under 8 KB and script under 4 KB', () => {
    assert.ok(assets.css.body.length < CSS_BYTES, `${String(assets.css.body.length)} bytes of CSS`)
    assert.ok(assets.js.body.length < SCRIPT_BYTES, `${String(assets.js.body.length)} bytes of script`)
    // Loaded on a click only.
    assert.ok(assets.verify.body.length < VERIFIER_BYTES)
  })

  const views = [
    '/',
    '/achievements',
    '/demands',
    record,
    demand,
    '/market',
    '/resources',
    '/instruments',
    '/instruments/ikkkkkkkk0',
    '/instruments/ikkkkkkkk0/calendar',
    '/service-bodies/skkkkkkkk0',
    '/notices',
    '/notices/n0n0n0n0n0n0',
    '/guides/test-recognition',
    '/plan',
  ]
  for (const path of views) {
    test(`${path} with stylesheet, script and charts is at most 20 KB gzip`, async () => {
      const { html } = await read(open().app, path)
      const bytes = [html, assets.css.body, assets.js.body].reduce(
        (sum, part) => sum + gzipSync(part).length,
        0,
      )
      assert.ok(bytes <= FIRST_VIEW_BYTES, `${String(bytes)} bytes`)
    })
  }
})

describe('every page, in both languages and the elder version', () => {
  const { app } = open()
  for (const path of htmlPages) {
    for (const [mode, cookie] of [
      ['Chinese', ''],
      ['English', `${LANG_COOKIE}=en`],
      ['elder', `${ELDER_COOKIE}=1`],
    ] as const) {
      test(`${path} in ${mode}`, async () => {
        const { response, html } = await read(app, encodeURI(path), { cookie })
        assert.equal(response.status, 200)
        assert.match(html, /<title>[^<]+<\/title>/)
        assert.match(html, /<meta name="description" content="[^"]+"/)
        assert.ok(html.includes(mode === 'English' ? '<html lang="en"' : '<html lang="zh-CN"'))
        assert.equal(html.includes('data-elder=""'), mode === 'elder')
        assert.doesNotMatch(
          html,
          /<script(?! src=| type="application\/ld\+json")|<style| style="| on[a-z]+="/,
        )
        assertHeadings(html)
        assertTableHeads(html)
      })
    }
  }
})

/** One h1, and no level skipped on the way down. */
function assertHeadings(html: string): void {
  const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map((match) => Number(match[1]))
  assert.equal(levels.filter((level) => level === 1).length, 1, 'one h1')
  for (const [i, level] of levels.entries()) {
    assert.ok(level <= (levels[i - 1] ?? level) + 1, `h${String(level)} after h${String(levels[i - 1])}`)
  }
}

function assertTableHeads(html: string): void {
  for (const [table] of html.matchAll(/<table[\s\S]*?<\/table>/g)) assert.match(table, /<th scope="col"/)
}

describe('what strangers typed stays text', () => {
  const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\`{{7*7}}</title>javascript:alert(1)`
  const hostile = bareRecord('achievement', {
    publicId: 'evil',
    name: attack,
    summary: attack,
    ownerName: attack,
    code: attack,
    keywords: [attack],
    texts: [[attack, attack]],
    facts: [[attack, attack]],
    techField: attack,
    region: attack,
    modes: [attack],
    state: attack,
    withheld: attack,
    ip: [
      {
        type: attack,
        number: attack,
        status: attack,
        filedOn: null,
        grantedOn: null,
        expiresOn: null,
        owners: [attack],
      },
    ],
    matches: [
      {
        publicId: attack,
        name: attack,
        ownerName: attack,
        phrases: [attack],
        gaps: [{ zh: attack, en: attack }],
        sample: true,
      },
    ],
  })
  const { app } = open({}, [hostile])

  const query = encodeURIComponent(attack)
  for (const path of [
    '/',
    '/achievements/evil',
    '/achievements',
    `/achievements?q=${query}`,
    `/search?q=${query}`,
    `/sign-in?back=${query}`,
    `/nowhere/${query}`,
  ]) {
    test(`on ${decodeURIComponent(path).slice(0, 30)}`, async () => {
      const { html } = await read(app, path)
      const outsideQuotes = html.replaceAll(/="[^"<>]*"/g, '=""')
      assert.ok(!/<script(?! src="" defer="">)|<img|<[^>]* onerror=/i.test(outsideQuotes))
      assert.ok(!/(?:href|action|src)="\s*javascript:/i.test(html))
    })
  }

  test('a record of another platform is labelled, with its page there, and offers no deal of ours', async () => {
    const source = {
      platform: '示例中心',
      contact: '成果部 020-00000000',
      owner: '外地大学',
      link: 'https://example.org/1',
    }
    const viewer = {
      name: '甲',
      orgId: null,
      orgName: '乙公司',
      canOpenDeal: true,
      canPostDemand: false,
      canBook: false,
      canBookPilot: false,
      personId: 'x',
    }
    const outside = open({ viewer: async () => viewer }, [
      bareRecord('achievement', { name: '外来的成果', publicId: 'w', source }),
    ])
    const list = await read(outside.app, '/achievements')
    assert.match(list.html, /来源：示例中心/)
    const page = (await read(outside.app, '/achievements/w')).html
    for (const text of [
      /来源：示例中心/,
      /外地大学/,
      /href="https:\/\/example\.org\/1"/,
      /成果部 020-00000000/,
      /向本平台运营方求助/,
    ])
      assert.match(page, text)
    assert.doesNotMatch(page, /deal\.open|提交合作意向|登录后提交/)
  })

  test('in a spreadsheet no cell starts a formula', async () => {
    const formula = open({}, [bareRecord('achievement', { name: '=cmd|calc', publicId: 'f' })])
    const { html } = await read(formula.app, '/achievements.csv')
    assert.match(html, /'=cmd\|calc/)
    const book = await formula.app.request('/achievements.xlsx')
    const sheet = readBook(await book.arrayBuffer(), { type: 'array' }).Sheets['科技成果'] ?? {}
    const cells = Object.values(sheet) as { t?: string; v?: unknown; f?: string }[]
    assert.ok(cells.some(({ t, v }) => t === 's' && v === '=cmd|calc'))
    assert.ok(
      cells.every(({ f }) => f === undefined),
      'text, never a formula',
    )
  })

  test('sign-in leads back only to this site', async () => {
    for (const back of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      const { html } = await read(app, `/sign-in?back=${encodeURIComponent(back)}`)
      assert.match(html, /name="_back" value="\/app\/"/)
    }
  })
})

describe('answers', () => {
  const { app, portal } = open()

  test('what does not exist is 404 with a way on', async () => {
    for (const path of [
      '/nothing',
      '/achievements/unknown',
      '/plan/unknown',
      '/plan/unknown.csv',
      '/id/thing/x',
    ]) {
      const { response, html } = await read(app, path)
      assert.equal(response.status, 404, path)
      assert.match(html, /没有这个页面/)
    }
  })

  test('the permanent address leads to the record', async () => {
    const { response } = await read(app, '/id/achievement/akkkkkkkk0')
    assert.equal(response.status, 302)
    assert.equal(response.headers.get('location'), record)
  })

  test('language and elder version are remembered and leave the address', async () => {
    const { response } = await read(app, '/achievements?q=x&lang=en&elder=1')
    assert.equal(response.status, 303)
    assert.equal(response.headers.get('location'), '/achievements?q=x')
    assert.match(response.headers.get('set-cookie') ?? '', /keqiao_lang=en.*keqiao_elder=1/)
  })

  test('security, cache and compression headers', async () => {
    const { response } = await read(app, '/', { 'accept-encoding': 'gzip, br' })
    assert.equal(response.headers.get('content-encoding'), 'br')
    assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self'; style-src 'self'/)
    const etag = response.headers.get('etag') ?? ''
    const again = await read(app, '/', { 'if-none-match': etag })
    assert.equal(again.response.status, 304)
    const asset = await read(app, readAssets().css.path)
    assert.match(asset.response.headers.get('cache-control') ?? '', /immutable/)
  })

  test('a failing part becomes 500 with an incident number, a refusal its sentence', async (context) => {
    const logged = context.mock.method(console, 'error', () => {})
    const broken = open({ list: () => Promise.reject(new Error('secret inside')) })
    const { response, html } = await read(broken.app, '/achievements')
    assert.equal(response.status, 500)
    assert.match(html, /事件编号：[0-9a-f]{12}/)
    assert.doesNotMatch(html, /secret inside/)
    assert.equal(logged.mock.callCount(), 1)
    const refusing = open({ list: () => Promise.reject(new Refusal('badRequest', '翻页标记无效。')) })
    assert.match((await read(refusing.app, '/achievements')).html, /翻页标记无效。/)
  })

  test('a page is shown even when the database cannot even say the time', async (context) => {
    context.mock.method(console, 'error', () => {})
    const { response } = await read(open({ instance: () => Promise.reject(new Error('down')) }).app, '/')
    assert.equal(response.status, 500)
  })

  test('a refused form comes back with its sentence and what was typed', async () => {
    const form = new Hono()
    form.post('/sign-in', (context) =>
      portal.again(context, new Refusal('forbidden', '登录名或密码不正确。'), { login: '王小明' }),
    )
    const response = await form.request('/sign-in', { method: 'POST' })
    const html = await response.text()
    assert.equal(response.status, 403)
    assert.match(html, /role="alert"[\s\S]*登录名或密码不正确。/)
    assert.match(html, /value="王小明"/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })
})

describe('what the instance and the viewer are shows', () => {
  test('rehearsal cannot be missed and a real city has no banner', async () => {
    const now = '2027-01-04T01:12:00.000Z'
    const rehearsal = open({ instance: async () => ({ kind: 'rehearsal', now }) })
    assert.match((await read(rehearsal.app, '/')).html, /banner rehearsal[\s\S]*演练时间 2027-01-04 09:12/)
    const production = open({
      instance: async () => ({ kind: 'production', now }),
      demo: async () => ({ cast: [], codes: [] }),
    })
    const home = await read(production.app, '/')
    assert.doesNotMatch(home.html, /class="banner/)
    assert.doesNotMatch((await read(production.app, '/sign-in')).html, /demo\/sign-in/)
  })

  test('visitors are led to sign in, a member of a firm gets the form without script', async () => {
    assert.match((await read(open().app, record)).html, /href="\/sign-in\?back=%2Fachievements%2F/)
    const viewer = {
      name: '林',
      orgId: null,
      canPostDemand: false,
      orgName: '示例公司',
      canOpenDeal: true,
      canBook: true,
      canBookPilot: true,
      personId: 'p',
    }
    const { html } = await read(open({ viewer: async () => viewer }).app, record)
    assert.match(html, /<form action="\/do\/deal.open" method="post">/)
    assert.match(html, /name="_key" value="018f/)
  })

  test('samples carry 示例 (P3), an empty contact is hidden, planned policies await verification', async () => {
    const { app } = open()
    const { html } = await read(app, record)
    assert.match(html, /示例：本条记录为演示而写/)
    assert.doesNotMatch(html, /<dt>电话<\/dt>/)
    assert.match((await read(app, '/plan/policies')).html, /状态待核实/)
  })

  test('a capped total says so', async () => {
    const deps = fixtureDeps()
    const capped = open({
      list: async (query) => ({ ...(await deps.list(query)), total: 1000, totalIsCapped: true }),
    })
    assert.match((await read(capped.app, '/achievements')).html, /超过 1,000 条/)
  })
})
