import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { soundApplication } from '#modules/pilot-bases/fixture.ts'
import type { Application } from '#modules/pilot-bases/forms.ts'
import { pilotBasesModule } from '#modules/pilot-bases/module.ts'
import { visitor, type Actor, type Role } from '#platform/access/access.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { BUREAU, calendar, FIRM, openMarket, people, rules, UNIVERSITY, type Market } from './market.ts'

const member = (n: number, name: string, orgId: string, roles: readonly Role[]): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  name,
  orgId,
  roles,
  orgVerified: true,
})
export const { firm, officer, office } = people
export const decider = member(21, '丙三', BUREAU, ['decider'])
export const secondOfficer = member(22, '丙四', BUREAU, ['officer'])
export const refuses = (message: RegExp) => (error: unknown) => {
  assert.match(String(error), message)
  return true
}
export interface Opened {
  readonly id: string
  readonly dossierId: string
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
before(async () => {
  market = await openMarket([pilotBasesModule], { law: { rules: cityRules, calendar } })
  await market.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) =>
    seedRules(tx, cityRules.rows, '2026-01-05T01:00:00.000Z'),
  )
  await market.query(`update platform.organisation set region = 'R1' where id = any($1)`, [
    [FIRM, UNIVERSITY],
  ])
})
after(() => market.drop())

export const day = async () => {
  const [row] = await market.query<{ day: string }>(
    `select to_char((clock_timestamp() + clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from platform.state`,
  )
  return row?.day ?? ''
}
/** The sound application brought to the test's today. */
export async function application(more: Partial<Application> = {}): Promise<Application> {
  const year = Number((await day()).slice(0, 4))
  const sound = soundApplication()
  const items = sound.pilotItems.map((one) => ({
    ...one,
    from: `${year - 1}-02-01`,
    to: `${year - 1}-08-31`,
  }))
  return { ...sound, pilotItems: items, ...more }
}
export const draft = async (actor: Actor, more: Partial<Application> = {}) =>
  market.write<Opened>(actor, 'pilot-base.draft', await application(more))
export const act = (actor: Actor, dossierId: string, action: string, input: object = {}) =>
  market.act(actor, dossierId, `pilot-base-recognition.${action}`, input)
export const stateOf = async (dossierId: string) =>
  (await market.query<{ state: string }>('select state from platform.dossier where id = $1', [dossierId]))[0]
    ?.state
