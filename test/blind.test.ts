import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import PDFDocument from 'pdfkit'
import { publicDeps } from '#app/portal-deps.ts'
import { exportPortal } from '#modules/portal/export.ts'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import { testCity, type Answer, type Client, type TestCity } from './city.ts'
import { dumpOf, fetchAs, pagesFrom, pathsOf, readables, type Fetched } from './crawl.ts'

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
/** Pages of the portal that are read; more than there are. */
const PAGES_MAX = 700

/** A firm by everything it could be recognised by, each found nowhere else. */
interface Firm {
  readonly login: string
  readonly canaries: Readonly<Record<string, string>>
  /** A word only the name of its demand has. */
  readonly mark: string
}

const firmOf = (word: string, latin: string, mark: string, n: number): Firm => {
  const last = word.slice(-1)
  const code = `91441599MA4${latin
    .slice(0, 6)
    .toUpperCase()
    .replaceAll(/[IOSVZ]/g, 'X')
    .padEnd(6, 'A')}`
  return {
    login: `${latin}.handler`,
    mark,
    canaries: {
      name: `示例${word}生物有限公司`,
      shortName: word,
      creditCode: code + checkCharacter(code),
      address: `汕尾市城区${word}大道${String(n)}号`,
      phone: `1397770${String(n).padStart(4, '0')}`,
      email: `mail@${latin}.example`,
      code: `${latin.toUpperCase()}-0001`,
      member: `寒鸦${last}`,
      colleague: `乌篷${last}`,
      contact: `江渚${last}`,
      secret: `${word}密方三号`,
      fileName: `${latin}-plan.pdf`,
      fileAuthor: `${latin}author`,
    },
  }
}

const hidden = firmOf('昧谷鲣', 'jianmeigu', '青鳞甲', 77)
const open = firmOf('晨谷鲤', 'lichengu', '赤鳞乙', 78)

const ok = ({ status, body }: Answer) => {
  assert.ok(status >= 200 && status < 300, `${String(status)} ${JSON.stringify(body)}`)
  return body.result ?? body
}

describe('a blind demand: who asks is told nowhere until it consents (issue 3, item 2)', () => {
  let city: TestCity
  const clients = new Map<string, Client>()
  const firm = { hidden: undefined as unknown as Client, open: undefined as unknown as Client }
  const ids: Record<string, string> = {}
  const orgs: Record<'hidden' | 'open', { id: string; publicId: string; personId: string }> = {
    hidden: { id: '', publicId: '', personId: '' },
    open: { id: '', publicId: '', personId: '' },
  }
  const all = (of: Firm, org: { id: string; publicId: string; personId: string }) => ({
    ...of.canaries,
    orgId: org.id,
    orgPublicId: org.publicId,
    personId: org.personId,
    login: of.login,
  })

  /** Everybody who may not know: all of the cast but the reviewing unit's officers, the auditor and the administrator. */
  const others = () =>
    [...clients].filter(([login]) => !['ju.lin', 'ju.chen', 'xitong.shen', 'xitong.guan'].includes(login))

  before(async () => {
    city = await testCity()
    for (const { login, memberships } of city.runtime.pack.cast.persons)
      if (!clients.has(login) && memberships.length > 0 && !/\.lian$/.test(login))
        clients.set(login, await city.as(login))
    clients.set('industry-bureau.lian', await city.as('industry-bureau.lian'))
    clients.set('visitor', await city.as(null))
    await settle('hidden', hidden)
    await settle('open', open)
    await story()
  })
  after(() => city.close())

  /** A verified firm with two people, made as the cast is. */
  async function settle(key: 'hidden' | 'open', { login, canaries: c }: Firm) {
    const made = await city.runtime.db.owner(async (client) => {
      const org = await client.query<{ id: string; public_id: string }>(
        `insert into platform.organisation (id, public_id, kind, name, short_name, credit_code, region, address, business,
           state_founded, sample, created_at, verified_at)
         values (gen_random_uuid(), $1, '民企', $2, $3, $4, '441521', $5, '', false, true, clock_timestamp(), clock_timestamp())
         returning id, public_id`,
        [`${key}orgpubl1`, c['name'], c['shortName'], c['creditCode'], c['address']],
      )
      const person = async (name: string, phone: string | null, who: string, roles: string[]) => {
        const { rows } = await client.query<{ id: string }>(
          `with p as (insert into platform.person (id, name, phone, email, sample, created_at)
             values (gen_random_uuid(), $1, $2, $3, true, clock_timestamp()) returning id),
           a as (insert into platform.account (person_id, login) select id, $4 from p)
           insert into platform.membership (id, person_id, org_id, title, roles, from_day, created_at)
           select gen_random_uuid(), id, $5, '', $6, '2026-01-01', clock_timestamp() from p returning person_id as id`,
          [name, phone, phone === null ? null : c['email'], who, org.rows[0]?.id, roles],
        )
        return rows[0]?.id ?? ''
      }
      const personId = await person(c['member'] ?? '', c['phone'] ?? '', login, ['firm', 'orgAdmin'])
      await person(c['colleague'] ?? '', null, `${login}.two`, ['firm'])
      return { id: org.rows[0]?.id ?? '', publicId: org.rows[0]?.public_id ?? '', personId }
    })
    orgs[key] = made
    firm[key] = await city.as(login)
  }

  const act = async (client: Client, dossierId: string, action: string, input: object = {}) => {
    const { dossier, procedure } = ok(await client.get(`/api/v1/dossiers/${dossierId}`))
    return ok(
      await client.post(`/api/v1/procedures/${String(procedure.id)}/${dossierId}/${action}`, {
        visit: dossier.visit,
        ...input,
      }),
    )
  }
  const client = (login: string) => {
    const found = clients.get(login)
    assert.ok(found, login)
    return found
  }

  async function post(key: 'hidden' | 'open', of: Firm, blind: boolean) {
    const c = of.canaries
    const words = blind ? '' : Object.values(c).join('；')
    const form = {
      name: `${of.mark}荔枝常温保鲜护色需求`,
      code: c['code'],
      type: '技术攻关',
      techField: '生物与新医药',
      industrySection: 'A',
      keywords: ['荔枝', '保鲜'],
      problem: `荔枝采后三天就褐变，想找常温保鲜一周以上的护色办法。${words}`,
      cooperationModes: ['合作开发'],
      negotiable: true,
      contact: `${c['contact'] ?? ''} ${c['phone'] ?? ''}`,
      confidentialParts: c['secret'],
      secrecy: '公开',
      declaresOpen: true,
      ...(blind && { blind: true }),
    }
    const saved = ok(await firm[key].post('/api/v1/demands/post', form))
    await act(client('ju.lin'), saved.dossierId, 'approve')
    ids[key] = saved.id
    ids[`${key}PublicId`] = saved.publicId
    ids[`${key}Dossier`] = saved.dossierId
  }

  /** A PDF whose name and properties tell whose it is, kept by the firm. */
  async function keep(of: Firm, key: 'hidden' | 'open') {
    const document = new PDFDocument({
      info: { Author: of.canaries['fileAuthor'] ?? '', Title: of.canaries['name'] ?? '' },
    })
    const chunks: Buffer[] = []
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    const done = new Promise((resolve) => document.on('end', resolve))
    document.text('plan')
    document.end()
    await done
    const body = new FormData()
    body.append(
      'file',
      new File([new Uint8Array(Buffer.concat(chunks))], of.canaries['fileName'] ?? '', {
        type: 'application/pdf',
      }),
    )
    const answer = await city.app.request('http://localhost/api/v1/files', {
      method: 'POST',
      headers: { cookie: firm[key].cookie, 'idempotency-key': `file-${key}` },
      body,
    })
    assert.equal(answer.status, 200)
    const reply = (await answer.json()) as { result?: { id: string }; id?: string }
    ids[`${key}File`] = reply.result?.id ?? reply.id ?? ''
  }

  const ownAchievement = async (login: string) => {
    const { items } = ok(await client(login).get('/api/v1/my/achievements?state=published'))
    return items[0].id as string
  }

  /** Both firms do the same: answers, talks, help, files; one of them behind the veil. */
  async function story() {
    await post('hidden', hidden, true)
    await post('open', open, false)
    await city.runtime.drain()
    for (const [key, of] of [
      ['hidden', hidden],
      ['open', open],
    ] as const) {
      await keep(of, key)
      const demandId = ids[key]
      const university = await ownAchievement('gaoxiao.zhuan')
      const institute = await ownAchievement('haiyang.zhuan')
      await firm[key].post('/api/v1/matches/answer', { demandId, achievementId: university, answer: 'later' })
      await firm[key].post('/api/v1/matches/answer', {
        demandId,
        achievementId: institute,
        answer: 'no',
        reason: '太早期',
        note: '只有实验室数据',
      })
      const message = '我们的办法能把保鲜期延长到十天。'
      const offer = ok(
        await client('gaoxiao.zhuan').post('/api/v1/deals/offers', {
          demandId,
          achievementId: university,
          message,
        }),
      )
      ids[`${key}Deal`] = offer.id
      ids[`${key}DealDossier`] = offer.dossierId
      const intent = ok(
        await firm[key].post('/api/v1/deals', {
          demandId,
          achievementId: institute,
          message: '想了解成本和产能。',
        }),
      )
      ids[`${key}Intent`] = intent.id
      ids[`${key}IntentDossier`] = intent.dossierId
      await act(client('haiyang.zhuan'), intent.dossierId, 'accept')
      ok(await firm[key].post(`/api/v1/deals/${intent.id}/messages`, { body: '请问设备要多大地方？' }))
      ok(await client('haiyang.zhuan').post(`/api/v1/deals/${intent.id}/messages`, { body: '二十平方米。' }))
      const help = ok(
        await firm[key].post('/api/v1/help-requests', {
          aboutKind: 'demand',
          aboutId: demandId,
          question: '请帮忙判断可行性。',
        }),
      )
      ids[`${key}Help`] = help.id
      ids[`${key}HelpDossier`] = help.dossierId
    }
    await city.runtime.drain()
  }

  /** What these people can read: every GET route of the API with every identifier of the story, and the portal by its links. */
  async function crawl(people: readonly (readonly [string, Client])[]): Promise<Fetched[]> {
    const found: Fetched[] = []
    const known = Object.entries(ids).filter(([, id]) => id !== '')
    const hiddenIds = known.filter(([key]) => key.startsWith('hidden')).map(([, id]) => id)
    const allIds = known.map(([, id]) => id)
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
      const paths = allowed.flatMap((route) =>
        pathsOf(route, TWIN_READERS.includes(who) ? allIds : hiddenIds),
      )
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
  const marks = () => [hidden.mark, ids['hidden'] ?? '', ids['hiddenPublicId'] ?? '']

  const traces = (fetched: readonly Fetched[], canaries: Readonly<Record<string, string>>) =>
    fetched.flatMap(({ who, path, text }) => {
      const told = Object.entries(canaries).filter(([, canary]) => text.includes(canary))
      const isDirectory = DIRECTORY.test(path) && !marks().some((mark) => text.includes(mark))
      return told.length === 0 || isDirectory
        ? []
        : [`${who} ${path}: ${told.map(([name]) => name).join(' ')}`]
    })

  it('nobody who may not know finds it in the API', { timeout: 600_000 }, async () => {
    const fetched = await crawl(others())
    const read = fetched.filter(({ status }) => status === 200)
    assert.ok(read.length > 500, `${String(read.length)} answers`)
    assert.ok(
      read.some(({ text }) => text.includes(hidden.mark)),
      'the demand itself is read',
    )
    assert.deepEqual(traces(fetched, all(hidden, orgs.hidden)), [])
    const twin = new Set(
      fetched.flatMap(({ text }) =>
        Object.entries(all(open, orgs.open))
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
      '/sitemap.xml',
      '/achievements',
      `/demands/${ids['hiddenPublicId'] ?? ''}`,
      `/id/demand/${ids['hiddenPublicId'] ?? ''}`,
    ]
    const pages = [
      ...(await pagesFrom(city.app, 'visitor', client('visitor'), starts, PAGES_MAX)),
      ...(await pagesFrom(city.app, 'tto', client('gaoxiao.zhuan'), starts, 60)),
    ]
    assert.ok(pages.length > 100, `${String(pages.length)} pages`)
    assert.ok(pages.some(({ path, text }) => path === '/demands.csv' && text.includes(hidden.mark)))
    assert.deepEqual(traces(pages, all(hidden, orgs.hidden)), [])
    assert.ok(pages.some(({ text }) => text.includes(open.canaries['name'] ?? '')))

    const dir = mkdtempSync(join(tmpdir(), 'keqiao-static-'))
    await exportPortal(
      {
        ...publicDeps(city.runtime),
        viewer: async () => null,
        demo: async () => ({ cast: [], codes: [] }),
        drafts: async () => [],
        propose: null,
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
    assert.deepEqual(traces(copies, all(hidden, orgs.hidden)), [])
  })

  it('a search for it finds nothing; for the twin it finds the twin', async () => {
    for (const [name, canary] of Object.entries(all(hidden, orgs.hidden))) {
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
    const told = (of: Firm, org: (typeof orgs)['hidden']) =>
      dumps.flatMap(({ table, rows }) =>
        rows
          .filter((row) => Object.values(all(of, org)).some((canary) => row.includes(canary)))
          // The organisation's own row, which every module may join.
          .filter(
            (row) => table !== 'platform.pub_organisation' || marks().some((mark) => row.includes(mark)),
          )
          .map((row) => `${table}: ${row.slice(0, 200)}`),
      )
    assert.deepEqual(told(hidden, orgs.hidden), [])
    assert.ok(told(open, orgs.open).length > 0)
  })

  it('the reviewing officer knows, a colleague of the officer does not, in the record and in the journal', async () => {
    const path = `/api/v1/my/demands/${ids['hidden'] ?? ''}`
    assert.equal(ok(await client('ju.lin').get(path)).owner.name, hidden.canaries['name'])
    assert.equal(ok(await client('ju.zhou').get(path)).owner.name, '匿名需求方')
    const journal = `/api/v1/journal?subjectKind=demand&subjectId=${ids['hidden'] ?? ''}`
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
      await firm.hidden.post(`/api/v1/deals/${ids['hiddenIntent'] ?? ''}/disclose`, { agrees: true })
    ).body
    assert.match(receipt.signature, /\S{20}/)
    await city.runtime.drain()
    const now = await fetchAs(
      city.app,
      'haiyang.zhuan',
      client('haiyang.zhuan'),
      `/api/v1/deals/${ids['hiddenIntent'] ?? ''}`,
    )
    assert.ok(now.text.includes(hidden.canaries['name'] ?? ''))
    const institute = city.runtime.pack.cast.persons
      .filter(({ memberships }) => memberships.some(({ at }) => at === 'sample-ocean-institute'))
      .map(({ login }) => login)
    const rest = others().filter(([login]) => AFTER.includes(login) && !institute.includes(login))
    assert.deepEqual(traces(await crawl(rest), all(hidden, orgs.hidden)), [])
  })
})
