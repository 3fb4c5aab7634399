import assert from 'node:assert/strict'
import PdfKit from 'pdfkit'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import type { Answer, Client, TestCity } from './city.ts'

/** A firm by everything it could be recognised by, each found nowhere else. */
export interface Firm {
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

/** The firm that hides, and its twin that does the same in the open. */
export const hidden = firmOf('昧谷鲣', 'jianmeigu', '青鳞甲', 77)
export const open = firmOf('晨谷鲤', 'lichengu', '赤鳞乙', 78)

type Key = 'hidden' | 'open'

interface Org {
  readonly id: string
  readonly publicId: string
  readonly personId: string
}

/** What both firms did, and by whom and under which identifiers it can be asked for. */
export interface Story {
  readonly city: TestCity
  /** Everybody of the cast, and a visitor, by login. */
  readonly clients: Map<string, Client>
  readonly client: (login: string) => Client
  readonly firm: Record<Key, Client>
  readonly orgs: Record<Key, Org>
  readonly ids: Record<string, string>
}

/** Two firms settle in the city and do the same things, one of them behind the veil. */
export async function openStory(city: TestCity): Promise<Story> {
  const clients = new Map<string, Client>()
  for (const { login, memberships } of city.runtime.pack.cast.persons)
    if (memberships.length > 0 && (!login.endsWith('.lian') || login === 'industry-bureau.lian'))
      clients.set(login, await city.as(login))
  const visitor = await city.as(null)
  clients.set('visitor', visitor)
  const nobody = { id: '', publicId: '', personId: '' }
  const story: Story = {
    city,
    clients,
    client: (login) => {
      const found = clients.get(login)
      assert.ok(found, login)
      return found
    },
    firm: { hidden: visitor, open: visitor },
    orgs: { hidden: nobody, open: nobody },
    ids: {},
  }
  await settle(story, 'hidden', hidden)
  await settle(story, 'open', open)
  await tell(story)
  return story
}

/** The result of an answer that must have been given. */
export const ok = ({ status, body }: Answer) => {
  assert.ok(status >= 200 && status < 300, `${String(status)} ${JSON.stringify(body)}`)
  return body.result ?? body
}

/** A verified firm with two people, made as the cast is. */
async function settle(story: Story, key: Key, { login, canaries: c }: Firm) {
  const { city } = story
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
  story.orgs[key] = made
  story.firm[key] = await city.as(login)
}

export const act = async (client: Client, dossierId: string, action: string, input: object = {}) => {
  const { dossier, procedure } = ok(await client.get(`/api/v1/dossiers/${dossierId}`))
  return ok(
    await client.post(`/api/v1/procedures/${String(procedure.id)}/${dossierId}/${action}`, {
      visit: dossier.visit,
      ...input,
    }),
  )
}
async function post({ firm, ids, client }: Story, key: Key, of: Firm, blind: boolean) {
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
async function keep({ city, firm, ids }: Story, key: Key, of: Firm) {
  const document = new PdfKit({
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

const ownAchievement = async (of: Client) => {
  const { items } = ok(await of.get('/api/v1/my/achievements?state=published'))
  return items[0].id as string
}

/** Both firms do the same: answers, talks, help, files; one of them behind the veil. */
async function tell(story: Story) {
  const { city, firm, ids, client } = story
  await post(story, 'hidden', hidden, true)
  await post(story, 'open', open, false)
  await city.runtime.drain()
  for (const [key, of] of [
    ['hidden', hidden],
    ['open', open],
  ] as const) {
    await keep(story, key, of)
    const demandId = ids[key]
    const university = await ownAchievement(client('gaoxiao.zhuan'))
    const institute = await ownAchievement(client('haiyang.zhuan'))
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
    const slip = { body: `欢迎来${of.canaries['address'] ?? ''}看看` }
    const told = await firm[key].post(`/api/v1/deals/${intent.id}/messages`, slip)
    assert.equal(told.status, key === 'hidden' ? 422 : 200, 'a slip of the pen is refused behind the veil')
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
