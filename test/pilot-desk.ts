import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { achievementsModule } from '#modules/achievements/module.ts'
import { pilotBasesModule } from '#modules/pilot-bases/module.ts'
import { visitor, type Actor, type Role } from '#platform/access/access.ts'
import { instantAt } from '#platform/booking/slots.ts'
import { addDays, dayOf, weekday } from '#platform/calendar/calendar.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { AGENCY, BUREAU, calendar, FIRM, openMarket, people, rules, type Market } from './market.ts'
import { completeService } from '#modules/pilot-services/fixture.ts'
import { pilotServicesModule } from '#modules/pilot-services/module.ts'

const SECOND_FIRM = '01920000-0000-7000-8000-000000000109'
const member = (n: number, name: string, orgId: string, roles: readonly Role[]): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  name,
  orgId,
  orgName: name,
  roles,
  orgVerified: true,
})
const { officer } = people
export const decider = member(21, '丙三', BUREAU, ['decider'])
export const base = member(22, '己二', AGENCY, ['serviceBody'])
export const secondFirm = member(23, '庚一', SECOND_FIRM, ['firm'])
export const refuses = (message: RegExp) => (error: unknown) => {
  assert.match(String(error), message)
  return true
}
export interface Saved {
  readonly id: string
  readonly publicId: string
  readonly dossierId: string
}
interface Shown {
  readonly state: string
  readonly what: string
  readonly process: string
  readonly lateCancel: boolean
  readonly when: string
  readonly move: { readonly when: string } | null
  readonly raise: { readonly state: string } | null
}

/** The release's rules with the one region of this test's city. */
const cityRules = new Ruleset([
  ...rules.rows,
  {
    layer: 'city',
    key: 'city.regions',
    title: '本市县（市、区）和功能区',
    from: '1900-01-01',
    until: null,
    value: [['R1', '示例县']],
    unit: '代码与名称',
    status: 'verified',
    source: '测试',
    note: '',
  },
])

export let market: Market
export let today = ''
before(async () => {
  market = await openMarket([achievementsModule, pilotBasesModule, pilotServicesModule], {
    law: { rules: cityRules, calendar },
  })
  await market.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) =>
    seedRules(tx, cityRules.rows, '2026-01-05T01:00:00.000Z'),
  )
  await market.query(
    `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at, verified_at)
     values ($1, $2, '民企', '第二公司', '第二公司', '', '', false, false, $3, $3)`,
    [SECOND_FIRM, 'second-firm', '2026-01-05T01:00:00.000Z'],
  )
  await market.query(`update platform.organisation set region = 'R1' where id = any($1)`, [[AGENCY, FIRM]])
  const [row] = await market.query<{ now: string }>('select clock_timestamp()::text as now')
  today = dayOf(new Date(row?.now ?? '').toISOString())
})
after(() => market.drop())

/** The first Monday at least `after` days from now. */
export const monday = (after = 10) => {
  let day = addDays(today, after)
  while (weekday(day) !== 1) day = addDays(day, 1)
  return day
}
export const request = (day: string, from: number, hours = 2, more: object = {}) => ({
  from: instantAt(day, from * 60),
  until: instantAt(day, (from + hours) * 60),
  process: '卡那工艺：酶解',
  material: '鱼皮',
  batch: '100',
  hazard: '无危险',
  confidential: '否',
  ...more,
})
export const ask = (actor: Actor, id: string, input: object) =>
  market.write<Saved>(actor, 'pilot-booking.request', { id, ...input })
export const act = (actor: Actor, booking: Saved, action: string, input: object = {}) =>
  market.act(actor, booking.dossierId, `pilot-service-booking.${action}`, input)
export const shown = (actor: Actor, booking: Saved) =>
  market.read<Shown>(actor, 'pilot-booking.show', { id: booking.id })
export const stateOf = async (actor: Actor, booking: Saved) => (await shown(actor, booking)).state
export const fileOf = async (orgId: string) => {
  const id = randomUUID()
  await market.query(
    `insert into platform.file (id, sha256, name, type, size, pages, org_id, created_by, created_at)
     values ($1, $2, '中试报告.pdf', 'application/pdf', 9, 1, $3, null, '2026-01-05T01:00:00.000Z')`,
    [id, 'a'.repeat(64), orgId],
  )
  return id
}
export const draft = (name: string, more: object = {}) =>
  market.write<Saved>(base, 'pilot-service.draft', completeService({ name, ...more }))
export const published = async (name: string, more: object = {}) => {
  const saved = await draft(name, more)
  await market.act(base, saved.dossierId, 'pilot-service-listing.submit', { declaresOpen: true })
  await market.act(officer, saved.dossierId, 'pilot-service-listing.approve')
  return saved
}
/** The base of the agency, recognised on paper before. */
export const registered = async () => {
  const year = Number(today.slice(0, 4))
  const made = await market.write<Saved>(officer, 'pilot-base.register-existing', {
    orgId: AGENCY,
    name: '示例海洋食品中试基地',
    field: '生物与新医药',
    address: '示例县示例路 1 号',
    siteM2: 800,
    equipmentFen: 300_000_000,
    staff: 9,
    certNo: '示例证1号',
    plateNo: '示例牌1号',
    documentNo: '示例字〔2024〕1号',
    from: `${year}-01-01`,
    until: `${year + 4}-12-31`,
  })
  await market.act(decider, made.dossierId, 'pilot-base-registration.confirm')
}
/** Brings a request to a signed contract. */
export const agreed = async (client: Actor, booking: Saved, more: object = {}) => {
  await act(base, booking, 'reply', { opinion: '可以做。', affiliated: false })
  await act(base, booking, 'quote', { feeFen: 1_600_001, covers: '人工、水电、分析。', leadDays: 20 })
  await act(client, booking, 'acceptQuote')
  const fileId = await fileOf(AGENCY)
  await act(base, booking, 'bringContract', { signedOn: today, fileId, ...more })
  await assert.rejects(act(base, booking, 'checkContract'), refuses(/请等对方核对/))
  await act(client, booking, 'checkContract')
}
/** Starts a run whose time has not come. */
export const started = async (booking: Saved) => {
  await act(base, booking, 'passSafety', { checks: '设备、通风、应急预案齐备。' })
  const shift = (by: string) =>
    market.query(`update pilot_services.booking set from_at = from_at + $2::interval where id = $1`, [
      booking.id,
      by,
    ])
  await shift('-60 days')
  await act(base, booking, 'start')
  await shift('60 days')
}
