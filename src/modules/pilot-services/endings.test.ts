import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { clockActor } from '#platform/access/access.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import { dossierPaper } from '#platform/print/dossier.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { viewDossier } from '#platform/procedure/view.ts'
import { AGENCY, calendar, people } from '#test/market.ts'
import {
  act,
  agreed,
  ask,
  base,
  fileOf,
  market,
  monday,
  published,
  refuses,
  registered,
  request,
  secondFirm,
  started,
  stateOf,
  today,
  type Saved,
} from '#test/pilot-desk.ts'
import { serviceFigures } from './figures.ts'
import { pilotServicesModule } from './module.ts'

const { firm } = people

describe('a run that does not come to its usual end', () => {
  before(registered)

  /** A run that is reported; whether its contract lets silence accept. */
  const reported = async (name: string, contract: object): Promise<Saved> => {
    const { id } = await published(name)
    const booking = await ask(firm, id, request(monday(), 9))
    await agreed(firm, booking, contract)
    await started(booking)
    await act(base, booking, 'report', {
      summary: '连续三批稳定。',
      trlBefore: 3,
      trlAfter: 6,
      feeFen: 1_600_000,
      industrialised: false,
      fileId: await fileOf(AGENCY),
    })
    return booking
  }

  it('a report nobody answers is accepted where the contract says so, and waits where it does not (practice.md P31)', async () => {
    const agreedTo = await reported('示例约定视为验收', { silenceAccepts: true })
    const silent = await reported('示例没有约定', {})
    await market.pass(10)
    await market.sweep()
    assert.deepEqual([await stateOf(firm, agreedTo), await stateOf(firm, silent)], ['reported', 'reported'])
    await market.pass(30)
    await market.sweep()
    assert.deepEqual([await stateOf(firm, agreedTo), await stateOf(firm, silent)], ['accepted', 'reported'])
    const { dossierId } = agreedTo
    const bindings = pilotServicesModule.bindings ?? []
    const [view, paper] = await market.test.db.read('platform', async (tx) => {
      const dossier = await findDossier(tx, 'platform', dossierId)
      const binding = bindings.find(({ procedure }) => procedure.id === dossier?.procedure)
      assert.ok(dossier && binding)
      return [
        await viewDossier(tx, bindings, dossierId, firm, calendar, today),
        await dossierPaper(tx, binding, dossier, firm),
      ] as const
    })
    const last = view.entries[view.entries.length - 1]
    assert.match(last?.silenceBasis ?? '', /中试服务合同/, 'on which basis silence was a word')
    assert.equal(view.entries[0]?.silenceBasis, null)
    assert.match(JSON.stringify(paper.blocks), /逾期未答复，依据 双方签订的中试服务合同/)
    await act(firm, silent, 'accept', {})
    await market.pass(-40)
  })

  it('a line taken down counts neither in held nor in open minutes: utilisation stays within the whole', async () => {
    const line = await published('示例下架产线', { capacity: 1 })
    const booking = await ask(firm, line.id, request(monday(15), 9))
    await agreed(firm, booking)
    await started(booking)
    const figures = () =>
      market.test.db.read('pilot-services', (tx) =>
        serviceFigures(tx, AGENCY, monday(15), addDays(monday(15), 1)),
      )
    const before = await figures()
    await market.act(base, line.dossierId, 'pilot-service-listing.withdraw', {
      outcome: '停止服务',
      reason: '产线改造。',
    })
    const after = await figures()
    assert.deepEqual([before.heldMinutes - after.heldMinutes, after.utilisationBp <= 10_000], [120, true])
    await act(base, booking, 'fail', { reason: '产线改造，无法完成。' })
  })

  it('one that fails is ended by the base with the reason, and its slot is free', async () => {
    const { id } = await published('示例未完成', { capacity: 1 })
    const booking = await ask(firm, id, request(monday(20), 9))
    await agreed(firm, booking)
    await started(booking)
    await assert.rejects(act(firm, booking, 'fail', { reason: '不做了。' }), refuses(/不能|无权|身份/))
    await act(base, booking, 'fail', { reason: '反应釜故障，物料报废，无法完成。' })
    assert.equal(await stateOf(firm, booking), 'failed')
    await ask(secondFirm, id, request(monday(20), 9))
  })

  it('lines pass with their base to its new body, and what is asked but not signed; a contract stays', async () => {
    const { id } = await published('示例随基地划转', { capacity: 2 })
    const signed = await ask(firm, id, request(monday(25), 9))
    await agreed(firm, signed)
    const asked = await ask(firm, id, request(monday(25), 9))
    const orgs = { from: AGENCY, to: secondFirm.orgId }
    assert.deepEqual(await market.write(clockActor, 'pilot-service.pass', orgs), { lines: 0, bookings: 0 })
    await market.query(`update pilot_bases.base set org_id = $1`, [secondFirm.orgId])
    const passed = await market.write<{ lines: number; bookings: number }>(
      clockActor,
      'pilot-service.pass',
      orgs,
    )
    assert.ok(passed.lines >= 1 && passed.bookings >= 1)
    await assert.rejects(market.read(base, 'pilot-service.show', { id }), refuses(/没有找到/))
    await market.read(secondFirm, 'pilot-service.show', { id })
    await act(secondFirm, asked, 'reply', { opinion: '可以做。', affiliated: false })
    await assert.rejects(act(base, asked, 'quote', {}), refuses(/./))
    await act(base, signed, 'passSafety', { checks: '设备、通风、应急预案齐备。' })
    assert.equal(await stateOf(firm, signed), 'checked')
    const { entries } = await market.read<{
      entries: { who: string; what: string; bookingId: string | null }[]
    }>(secondFirm, 'pilot-booking.calendar', { id, from: monday(25), days: 1 })
    assert.deepEqual(
      new Map(entries.map(({ who, bookingId }) => [who, bookingId])),
      new Map([
        ['示例公司', asked.id],
        ['示例服务机构', null],
      ]),
    )
    assert.equal(entries.length, 2)
    assert.deepEqual(entries.filter(({ what }) => /卡那/.test(what)).length, 1, 'only what is its own')
    const runsOf = async (orgId: string | null) =>
      (
        await market.test.db.read('pilot-services', (tx) =>
          serviceFigures(tx, orgId, addDays(today, -1), addDays(today, 60)),
        )
      ).runs
    assert.deepEqual([await runsOf(AGENCY), await runsOf(secondFirm.orgId), await runsOf(null)], [0, 2, 2])
  })

  it('holds its invariants', async () => {
    for (const { rows } of pilotServicesModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('pilot-services', rows), [])
  })
})
