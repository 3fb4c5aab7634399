import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { whatModeAsks } from '#test/deal-terms.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'

/** A research centre that is no state-founded institute, a firm, another firm. */
export const SELLER = 'nongye.zhuan'
export const BUYER = 'shuichan.cai'
export const STRANGER = 'dianzi.yu'

export const terms = {
  mode: '普通许可',
  priceFen: 12_800_050,
  payment: '签约后 10 日内一次付清。',
  territory: '中华人民共和国境内',
  termMonths: 36,
  deliverables: '交付工艺规程一套。',
  acceptance: '按工艺规程连续运行三批检验合格。',
  improvements: '无',
  confidentiality: '无',
  liability: '逾期付款的，按每日万分之五支付违约金。',
  disputes: '协商不成的，向被告住所地人民法院起诉。',
}

export const achievement = {
  kind: '应用技术',
  techField: '生物与新医药',
  industrySection: 'A',
  industryDivision: '01',
  jobRelated: true,
  fundingSource: '自筹',
  trl: 3,
  modes: ['转让', '普通许可'],
  priceMode: '协议定价',
  negotiable: true,
  summary: '以低温和气调包装延长荔枝保鲜时间。',
  secrecy: '公开',
  exportControl: '否',
  ip: [
    {
      type: '发明专利',
      number: 'ZL202110123456.3',
      status: '已授权',
      filedOn: '2021-02-03',
      publishedOn: '2021-08-03',
      grantedOn: '2023-05-06',
    },
  ],
}
const review = { reviewedBy: '保密员', reviewedOn: '2026-01-05', conclusion: '同意公开' }

interface DealRef {
  readonly id: string
  readonly dossierId: string
}
interface MadeRef {
  readonly id: string
  readonly dossierId: string
  readonly sha256: string
}

export const ok = (answer: Answer) => {
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
  return answer.body
}
export const refused = (answer: Answer, words: RegExp, status = 409) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.match(answer.body.detail, words)
}

/** A city with a seller and a buyer who have made contracts before: what tests of contracts do over HTTP. */
export async function contractDesk(options: { workbench?: boolean } = {}) {
  const city = await testCity(options)
  // The samples were signed a moment ago by the same people: their codes count against the limit.
  await city.runtime.db.owner((client) =>
    client.query(`update platform.one_time_code set created_at = created_at - interval '1 day'`),
  )
  const seller = await city.as(SELLER)
  const buyer = await city.as(BUYER)
  const officer = await city.as('ju.lin')
  const acts = dossierActs()
  /** The name in the register of the organisation a member of the cast works for. */
  const nameOf = (login: string): string => {
    const { organisations, persons } = city.runtime.pack.cast
    const at = persons.find((person) => person.login === login)?.memberships[0]?.at
    return organisations.find(({ id }) => id === at)?.name ?? ''
  }
  const deals = dealActs({ seller, buyer, officer }, acts)
  const show = async (client: Client, id: string) => ok(await client.get(`/api/v1/contracts/${id}`))
  /** The code of the SMS just sent, as the demo banner shows it. */
  const giveFactor = async (client: Client, matter: string) => {
    ok(await client.post('/api/v1/session/code'))
    const { items } = ok(await client.get('/api/v1/demo/codes'))
    const code = /\d{6}/.exec(items.at(-1))?.[0]
    ok(await client.post('/api/v1/session/confirm', { code, matter }))
  }
  const tryConfirm = (client: Client, made: Pick<MadeRef, 'dossierId' | 'sha256'>) =>
    acts.sign(client, made.dossierId, 'confirm', { capacity: '主任（经授权）', documentHash: made.sha256 })
  return {
    city,
    seller,
    buyer,
    sellerName: nameOf(SELLER),
    buyerName: nameOf(BUYER),
    ...acts,
    ...deals,
    show,
    giveFactor,
    tryConfirm,
    confirm: async (client: Client, made: MadeRef) => {
      await giveFactor(client, `contract:${made.id}:${made.sha256}`)
      return tryConfirm(client, made)
    },
    make: async (deal: { id: string }, by = seller) =>
      ok(await by.post(`/api/v1/deals/${deal.id}/contract`)).result,
    consentBoth: async (made: { dossierId: string }, version = 1) => {
      for (const client of [seller, buyer])
        ok(await acts.sign(client, made.dossierId, 'consentElectronic', { version, agreed: true }))
    },
    /** Follows the way to the file as a browser does. */
    bytesOf: (client: Client, path: string) => bytesOf(city, client, path),
    /** Stores a file as a person does from the browser; answers its id. */
    upload: (client: Client, files: readonly File[], asPdf = false) => upload(city, client, files, asPdf),
  }
}

function dossierActs() {
  const visitOf = async (client: Client, dossierId: string) =>
    ok(await client.get(`/api/v1/dossiers/${dossierId}`)).dossier.visit
  const act = async (
    client: Client,
    procedure: string,
    dossierId: string,
    action: string,
    input: object = {},
  ) =>
    client.post(`/api/v1/procedures/${procedure}/${dossierId}/${action}`, {
      ...input,
      visit: await visitOf(client, dossierId),
    })
  const sign = (client: Client, dossierId: string, action: string, input: object = {}) =>
    act(client, 'contract-signing', dossierId, action, input)
  /** Actions offered to the client, with the reason where one is not allowed. */
  const offered = async (client: Client, dossierId: string): Promise<Record<string, string | true>> => {
    const { next } = ok(await client.get(`/api/v1/dossiers/${dossierId}`))
    return Object.fromEntries(
      (next as { name: string; reason?: string }[]).map(({ name, reason }) => [name, reason ?? true]),
    )
  }
  return { act, sign, offered }
}

function dealActs(
  { seller, buyer, officer }: Readonly<Record<'seller' | 'buyer' | 'officer', Client>>,
  { act }: ReturnType<typeof dossierActs>,
) {
  let published = 0
  /** An achievement of the centre, reviewed and published. */
  const publish = async (more: object = {}): Promise<string> => {
    const name = `示例·荔枝保鲜工艺第${(published += 1)}号`
    const { id, dossierId } = ok(
      await seller.post('/api/v1/achievements', { ...achievement, name, ...more }),
    ).result
    ok(await act(seller, 'achievement-listing', dossierId, 'submit', review))
    ok(await act(officer, 'achievement-listing', dossierId, 'approve'))
    return id
  }
  const propose = async (deal: DealRef, mode: string, more: object = {}) => {
    ok(
      await act(buyer, 'deal', deal.dossierId, 'propose', { ...terms, mode, ...whatModeAsks(mode), ...more }),
    )
    const { terms: versions } = ok(await seller.get(`/api/v1/deals/${deal.id}`))
    ok(await act(seller, 'deal', deal.dossierId, 'agree', { termsVersion: versions[0].version }))
  }
  /** A deal the seller accepted, on a new achievement. */
  const openDeal = async (of: object = {}): Promise<DealRef> => {
    const intent = { achievementId: await publish(of), message: '希望合作转化这项成果。' }
    const opened = ok(await buyer.post('/api/v1/deals', intent)).result
    ok(await act(seller, 'deal', opened.dossierId, 'accept'))
    return opened as DealRef
  }
  /** A deal both agreed to, ready to be signed. */
  const agreedDeal = async (mode = terms.mode, of: object = {}): Promise<DealRef> => {
    const opened = await openDeal(of)
    await propose(opened, mode)
    return opened
  }
  return { publish, propose, openDeal, agreedDeal }
}

async function bytesOf(city: TestCity, client: Client, path: string): Promise<Buffer> {
  const { cookie } = client
  const answer = await city.app.request(`http://localhost${path}`, { headers: { cookie } })
  const to = answer.headers.get('location')
  const file = to === null ? answer : await city.app.request(`http://localhost${to}`, { headers: { cookie } })
  assert.equal(file.status, 200, path)
  assert.match(file.headers.get('content-disposition') ?? '', /^attachment/)
  return Buffer.from(await file.arrayBuffer())
}

/** Stores a file as a person does from the browser; answers its id. */
export async function upload(
  city: TestCity,
  client: Client,
  files: readonly File[],
  asPdf: boolean,
): Promise<string> {
  const form = new FormData()
  for (const file of files) form.append('file', file)
  if (asPdf) form.append('asPdf', '1')
  const headers = { cookie: client.cookie, 'idempotency-key': randomUUID() }
  const answer = await city.app.request('http://localhost/api/v1/files', {
    method: 'POST',
    headers,
    body: form,
  })
  const body = (await answer.json()) as { result: { id: string } }
  assert.equal(answer.status, 200, JSON.stringify(body))
  return body.result.id
}
