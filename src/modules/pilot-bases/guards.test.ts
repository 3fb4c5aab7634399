import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rules } from '#test/market.ts'
import { conditionsOf, equipmentTotal, faultsOf } from './conditions.ts'
import { waysLeft } from './facts.ts'
import { soundApplication } from './fixture.ts'
import { changeBinding } from './life/effects.ts'
import { guards, recognitionProcedure } from './procedure.ts'
import { barredFrom, isInForce, numbersOn } from './rules.ts'
import { renewalProcedure } from './renewal/procedure.ts'

const today = '2026-03-02'
const numbers = numbersOn(rules, today)

describe('a lease and the certificate (domain/pilotbase.md: leased site ending before validity)', () => {
  // A renewal of a base valid to 2026-05-31, handed in on 2026-03-02: its certificate would run to 2029-05-31.
  const renewal = { today, validFrom: '2026-06-01', inCity: true, unitName: '示例公司' }
  const rented = (leaseUntil: string) => soundApplication({ siteRight: '租赁', leaseUntil })
  for (const [leaseUntil, fault, gap] of [
    ['2029-03-01', '2029-03-01 到期，早于认定有效期届满日 2029-05-31', '早了 91 天'],
    ['2029-05-30', '2029-05-30 到期，早于认定有效期届满日 2029-05-31', '早了 1 天'],
    ['2029-05-31', undefined, undefined],
  ] as const)
    it(`of a renewal is compared with the end of the renewed certificate: ${leaseUntil}`, () => {
      const [found] = faultsOf(rented(leaseUntil), numbers, renewal)
      assert.equal(found?.message.includes(fault ?? ''), fault === undefined ? undefined : true)
      const lease = conditionsOf(rented(leaseUntil), numbers, renewal).find(({ key }) => key === 'lease')
      assert.equal(lease?.gap, gap ?? '')
    })

  type Facts = Parameters<typeof guards.leaseLasts>[0]
  const facts = (leaseUntil: string | undefined) =>
    ({ leaseUntil, certificateUntil: '2029-06-30' }) as unknown as Facts
  const extending = (leaseUntil: string) =>
    ({ input: { leaseUntil } }) as Parameters<typeof guards.extensionLasts>[1]
  it('shorter than the certificate by one day stops it; the last day itself and an own site do not', () => {
    assert.match(
      guards.leaseLasts(facts('2029-06-29')) ?? '',
      /2029-06-29 到期，早于.*2029-06-30；.*补交续租合同/,
    )
    assert.equal(guards.leaseLasts(facts('2029-06-30')), undefined)
    assert.equal(guards.leaseLasts(facts(undefined)), undefined)
  })
  it('is extended only where it is too short, and to the end of the certificate', () => {
    assert.equal(guards.leaseEnds(facts('2029-06-29')), undefined)
    assert.match(guards.leaseEnds(facts('2029-06-30')) ?? '', /不用补交/)
    assert.match(guards.leaseEnds(facts(undefined)) ?? '', /不用补交/)
    assert.match(guards.extensionLasts(facts(undefined), extending('2029-06-29')) ?? '', /仍早于/)
    assert.equal(guards.extensionLasts(facts(undefined), extending('2029-06-30')), undefined)
  })
})

describe('an accident hidden (domain/pilotbase.md): what may still be done, by state', () => {
  const { id: recognition } = recognitionProcedure
  const { id: renewal } = renewalProcedure
  for (const [procedure, state, asked, ways] of [
    [recognition, 'countyReview', false, '“退回补正”或“不予推荐”'],
    [recognition, 'countyReview', true, '“不予推荐”'],
    [recognition, 'formalCheck', false, '“一次性告知补正”或“不予认定”'],
    [recognition, 'formalCheck', true, '“不予认定”'],
    [recognition, 'meeting', false, '“不予认定”'],
    [recognition, 'issuing', false, '“不予认定”'],
    [renewal, 'formalCheck', false, '“一次性告知补正”或“不予续期”'],
    [renewal, 'deciding', false, '“不予续期”'],
  ] as const)
    it(`${procedure} in ${state}${asked ? ', asked before' : ''}: ${ways}`, () => {
      assert.equal(waysLeft(procedure, state, asked), ways)
    })
})

describe('opinions that are not in', () => {
  it('names how many units are overdue, and says nothing of a term that is over', () => {
    const said = (overdue: number) =>
      recognitionProcedure.guards.consentIsComplete({} as never, {
        personId: null,
        orgId: null,
        orgVerified: true,
        input: undefined,
        standings: { consent: { asked: 3, answered: 1, dissents: 0, overdue, complete: false } },
      })
    assert.equal(said(0), '会签单位的意见还没有收齐。')
    assert.match(said(2) ?? '', /其中 2 个单位逾期没有答复，请向这些单位催办/)
  })
})

describe('who may take over a base', () => {
  it('is barred until the latest bar of its bases is over, on that day no more', () => {
    const bars = [{ barred_until: null }, { barred_until: '2026-04-01' }, { barred_until: '2026-03-03' }]
    assert.equal(barredFrom(bars, today), '2026-04-01')
    assert.equal(barredFrom(bars, '2026-03-31'), '2026-04-01')
    assert.equal(barredFrom(bars, '2026-04-01'), undefined)
    assert.equal(barredFrom([], today), undefined)
  })

  it('has one already while a base is valid or under correction', () => {
    const until_day = today
    assert.deepEqual(
      ['valid', 'correcting', 'revoked'].map((status) => isInForce({ status, until_day }, today)),
      [true, true, false],
    )
    assert.equal(isInForce({ status: 'valid', until_day: '2026-03-01' }, today), false)
  })
})

describe('items for the applicant itself (domain/pilotbase.md)', () => {
  const around = { today, validFrom: today, inCity: true, unitName: '示例（海洋）食品公司' }
  const [item] = soundApplication().pilotItems
  const claimed = (client: string) => {
    const pilotItems = [{ ...item!, client, external: true }]
    const form = soundApplication({ unit: '示例（海洋）食品公司', pilotItems })
    return faultsOf(form, numbers, around).map(({ field }) => field)
  }
  const own = ['pilotItems.0.external', 'pilotItems']
  for (const [client, fields] of [
    ['示例（海洋）食品公司', own],
    ['示例(海洋)食品公司', own],
    ['示例 （海洋）食品公司', own],
    ['示例（海洋）食品公司研发部', own],
    ['示例渔业公司', []],
  ] as const)
    it(`${client}: ${fields.length > 0 ? 'its own, whatever the width, and a department too' : 'another unit'}`, () =>
      assert.deepEqual(claimed(client), fields))
})

describe('equipment counted once (domain/pilotbase.md: double-counted by partners)', () => {
  const [one] = soundApplication().equipment
  const row = (more: object) => ({ ...one!, originalFen: 100, ...more })
  const around = { today, validFrom: today, inCity: true, unitName: '示例公司' }
  for (const [why, second, fault, total] of [
    ['one number of two owners for two models', { owner: '示例大学', model: 'FYF-9' }, undefined, 200],
    ['one number and model of two owners', { owner: '示例大学' }, /合作单位之间不得重复计算/, 100],
    ['one number of one owner, whatever the model says', { model: 'FYF-9' }, /只能列一次/, 100],
    ['another number of the same model', { assetNo: 'A-009' }, undefined, 200],
  ] as const)
    it(`${why}: ${fault ? 'refused, counted once' : 'two assets'}`, () => {
      const form = soundApplication({ equipment: [row({}), row(second)] })
      const [found] = faultsOf(form, numbers, around)
      if (fault) assert.match(found?.message ?? '', fault)
      else assert.equal(found, undefined)
      assert.equal(equipmentTotal(form), total)
    })
})

describe('a change of a base', () => {
  it('a refused change has its letter with the remedies against it (practice.md P9)', () => {
    const letter = changeBinding.procedure.actions['refuse']?.letter
    assert.equal(changeBinding.letters?.[letter ?? '']?.adverse?.remedies.length, 2)
  })
})
