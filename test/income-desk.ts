import assert from 'node:assert/strict'
import { YEAR_2027 } from './year-2027.ts'
import type { Answer, Client, TestCity } from './city.ts'

export const done = (answer: Answer) => {
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
  return answer.body
}

/** What happens beside the browser in the journey from a signed contract to paid income. */
export function incomeDesk(city: TestCity) {
  const actOn = async (who: Client, procedure: string, dossierId: string, action: string, input = {}) => {
    const { dossier } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    const path = `/api/v1/procedures/${procedure}/${dossierId}/${action}`
    return done(await who.post(path, { ...input, visit: dossier.visit }))
  }
  /** Today in the city, or some days later. */
  const dayOf = async (days = 0): Promise<string> => {
    const { body } = await (await city.as('xitong.guan')).get('/api/v1/instance/clock')
    return new Date(Date.parse(body.today) + days * 86_400_000).toISOString().slice(0, 10)
  }
  /** The calendar of 2027: what ends in a year that is not loaded waits (practice.md P1). */
  const loadYear = async () => {
    const table = { year: 2027, format: 'csv', text: YEAR_2027, source: '示例：测试用', preview: false }
    done(await (await city.as('xitong.guan')).post('/api/v1/calendar/years', table))
  }
  return {
    actOn,
    dayOf,
    loadYear,
    sign: (office: Client, firm: Client, name: string) => sign(city, { office, firm, name }, actOn),
    planForThree: (office: Client, contractId: string) => planForThree(city, office, contractId),
    payIn: async (finance: Client, office: Client, contractId: string, fen: number) => {
      const found = done(await finance.get('/api/v1/settlements')).items as {
        id: string
        contractId: string
      }[]
      const settlement = found.find((one) => one.contractId === contractId)
      const path = `/api/v1/settlements/${settlement?.id ?? ''}/receipts`
      const money = { fen, onDay: await dayOf(), number: 'B-1', payer: '示例公司', ownAccount: '示例基本户' }
      const receipt = done(await finance.post(path, money)).result
      done(await office.post(`${path}/${receipt.id}/confirm`))
    },
  }
}

/** The contract of a deal whose terms stand, confirmed by both by second factor; answers its identifier. */
async function sign(
  city: TestCity,
  { office, firm, name }: { readonly office: Client; readonly firm: Client; readonly name: string },
  actOn: (
    who: Client,
    procedure: string,
    dossierId: string,
    action: string,
    input?: object,
  ) => Promise<unknown>,
): Promise<string> {
  const { items } = done(await firm.get('/api/v1/deals?limit=100'))
  const deal = (items as { id: string; name: string }[]).find((one) => one.name === name)
  const made = done(await office.post(`/api/v1/deals/${deal?.id ?? ''}/contract`)).result
  const agreed = { version: 1, agreed: true }
  for (const who of [office, firm])
    await actOn(who, 'contract-signing', made.dossierId, 'consentElectronic', agreed)
  for (const who of [office, firm]) {
    done(await who.post('/api/v1/session/code'))
    const codes = done(await who.get('/api/v1/demo/codes')).items as string[]
    const code = /\d{6}/.exec(codes.at(-1) ?? '')?.[0]
    done(await who.post('/api/v1/session/confirm', { code, matter: `contract:${made.id}:${made.sha256}` }))
    const said = { capacity: '负责人', documentHash: made.sha256 }
    await actOn(who, 'contract-signing', made.dossierId, 'confirm', said)
  }
  await city.runtime.drain()
  return made.id
}

/** A plan for two members with accounts and one without. */
async function planForThree(city: TestCity, office: Client, contractId: string): Promise<string> {
  const me = async (login: string) => done(await (await city.as(login)).get('/api/v1/me')).person
  const one = await me('jiaoshou.lin')
  const two = await me('jiaoshou.su')
  const plan = {
    ruleSource: 'UNIT_RULE',
    ruleName: '示例理工学院科技成果转化办法第十二条',
    teamRateBp: 7000,
    members: [
      { personId: one.id, name: one.name, weightBp: 5000, main: true, post: '无' },
      { personId: two.id, name: two.name, weightBp: 3000, main: false, post: '无' },
      { name: '示例学生', weightBp: 2000, main: false, post: '无' },
    ],
  }
  return done(await office.post('/api/v1/income/plans', { ...plan, matter: { contractId } })).result.id
}
