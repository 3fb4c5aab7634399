import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { calendar } from '#test/market.ts'
import { completeService } from './fixture.ts'
import { NO_HAZARD, serviceForm, type PilotService } from './forms.ts'
import { counted, publicCounts } from './figures.ts'
import {
  contractFault,
  fitOf,
  isLate,
  reportFault,
  requestFault,
  safetyFault,
  serviceFaults,
  serviceGaps,
} from './rules.ts'

const line = (more: object = {}) => completeService(more) as PilotService
const TODAY = '2026-03-02'

describe('a line of a base', () => {
  it('is complete and sound as the fixture gives it', () => {
    serviceForm.parse(completeService())
    assert.deepEqual([serviceFaults(line(), TODAY), serviceGaps(line())], [[], []])
  })
  const faults: readonly (readonly [why: string, more: object, says: RegExp])[] = [
    ['ends no higher than it begins', { trlTo: 3 }, /应高于起点/],
    ['takes at most less than at least', { batchMost: 10 }, /不能小于每批最少/],
    ['is dangerous without an approval number', { approvals: [] }, /“高温高压”的工艺须填写有效的批准文号/],
    [
      'is dangerous with an approval that ran out',
      { approvals: [{ hazard: '高温高压', name: '登记', number: '1', until: '2026-03-01' }] },
      /须填写有效的批准文号/,
    ],
    ['has an approval of another class only', { hazards: ['易燃易爆'] }, /“易燃易爆”/],
  ]
  for (const [why, more, says] of faults)
    it(`is not listed when it ${why}`, () => {
      assert.match(serviceFaults(line(more), TODAY)[0]?.message ?? '', says)
    })
})

describe('a request', () => {
  const asked = { hazard: NO_HAZARD, batch: 100, confidential: false }
  const rows: readonly (readonly [why: string, more: object, form: object, says: RegExp | undefined])[] = [
    ['within what the line can do', {}, {}, undefined],
    ['the least batch, inclusive', { batch: 50 }, {}, undefined],
    ['one below the least batch', { batch: 49 }, {}, /每批 50–2000 千克/],
    ['one above the most', { batch: 2001 }, {}, /每批 50–2000 千克/],
    ['a danger the line has an approval for', { hazard: '高温高压' }, {}, undefined],
    ['a danger the line does not take', { hazard: '生物安全' }, {}, /没有承接“生物安全”工艺的批准/],
    ['secrecy the line keeps', { confidential: true }, {}, undefined],
    ['secrecy the line does not keep', { confidential: true }, { keepsSecret: false }, /不能保密承接/],
  ]
  for (const [why, more, form, says] of rows)
    it(`${says ? 'is refused' : 'is taken'}: ${why}`, () => {
      const fault = requestFault(line(form), { ...asked, ...more })
      if (says) assert.match(fault?.message ?? '', says)
      else assert.equal(fault, undefined)
    })
})

describe('safety check: a dangerous process needs an approval number that holds on the last day', () => {
  const approval = (until: string, hazard: '腐蚀' | '高温高压' = '腐蚀') => ({
    hazard,
    name: '批准',
    number: '1',
    until,
  })
  const rows: readonly (readonly [
    hazard: string,
    approvals: ReturnType<typeof approval>[],
    says: RegExp | undefined,
  ])[] = [
    [NO_HAZARD, [], undefined],
    ['腐蚀', [], /没有批准文号/],
    ['腐蚀', [approval('2026-04-01', '高温高压')], /没有批准文号/],
    ['腐蚀', [approval('2026-03-31')], /前到期/],
    ['腐蚀', [approval('2026-04-01')], undefined],
    ['腐蚀', [approval('2026-01-01'), approval('2027-01-01')], undefined],
  ]
  for (const [hazard, approvals, says] of rows)
    it(`${hazard} with ${approvals.map((one) => `${one.hazard} ${one.until}`).join(', ') || 'nothing'}`, () => {
      const fault = safetyFault(hazard, approvals, '2026-04-01')
      if (says) assert.match(fault ?? '', says)
      else assert.equal(fault, undefined)
    })
})

describe('cancelling is free of blame before three working days', () => {
  // 2026-03-06 is a Friday.
  const rows: readonly (readonly [today: string, first: string, late: boolean])[] = [
    ['2026-03-02', '2026-03-06', false],
    ['2026-03-03', '2026-03-06', true],
    ['2026-03-06', '2026-03-06', true],
    ['2026-03-06', '2026-03-09', true],
    ['2026-03-05', '2026-03-11', false],
    ['2026-03-06', '2026-03-11', true],
  ]
  for (const [today, first, late] of rows)
    it(`${today} for a run on ${first}: ${late ? 'late' : 'free'}`, () =>
      assert.equal(isLate(today, first, 3, calendar), late))
})

describe('report and contract', () => {
  const report = { summary: '', trlBefore: 5, trlAfter: 5, feeFen: 0, industrialised: false, fileId: '' }
  const line = { known: undefined, most: undefined }
  it('a report never lowers the maturity', () => {
    assert.equal(reportFault(report, line), undefined)
    assert.match(reportFault({ ...report, trlAfter: 4 }, line) ?? '', /不能低于中试前/)
  })
  const levels: readonly (readonly [
    before: number,
    after: number,
    known: number | undefined,
    says: RegExp | undefined,
  ])[] = [
    [5, 7, 5, undefined],
    [5, 7, undefined, undefined],
    [4, 7, 5, /现在的成熟度是 5 级/],
    [6, 7, 5, /现在的成熟度是 5 级/],
    [5, 8, 5, /最高可做到 7 级/],
    [5, 8, undefined, /最高可做到 7 级/],
    // Nothing was raised: the achievement stood above the line before.
    [8, 8, 8, undefined],
  ]
  for (const [trlBefore, trlAfter, known, says] of levels)
    it(`a report of ${trlBefore} to ${trlAfter}, of an achievement at ${known ?? 'no known level'} on a line to 7: ${says ? 'refused' : 'taken'}`, () => {
      const fault = reportFault({ trlBefore, trlAfter }, { known, most: 7 })
      if (says) assert.match(fault ?? '', says)
      else assert.equal(fault, undefined)
    })
  it('a contract is not signed in the future', () => {
    assert.equal(contractFault(TODAY, TODAY), undefined)
    assert.match(contractFault('2026-03-03', TODAY) ?? '', /还没有到/)
  })
})

describe('who can take this from TRL 5 to 7?', () => {
  const wanted = { q: '', from: 5, to: 7 }
  const rows: readonly (readonly [why: string, wanted: object, words: string[], fits: boolean])[] = [
    ['the line spans the step', {}, [], true],
    ['it ends below', { to: 8 }, [], false],
    ['it begins above', { from: 2 }, [], false],
    ['there is nothing left to raise', { from: 7, to: undefined }, [], false],
    ['the material is named', {}, ['鱼皮'], true],
    ['no word is met', {}, ['芯片'], false],
    ['the batch fits', { batch: 2_000, unit: '千克' }, [], true],
    ['the batch is too large', { batch: 2_001, unit: '千克' }, [], false],
    ['the batch is in another unit', { batch: 100, unit: '升' }, [], false],
    ['the danger is approved', { hazard: '高温高压' }, [], true],
    ['the danger is not', { hazard: '腐蚀' }, [], false],
  ]
  for (const [why, more, words, fits] of rows)
    it(`${fits ? 'yes' : 'no'}: ${why}`, () =>
      assert.equal(fitOf(line(), { ...wanted, ...more }, words) !== undefined, fits))

  it('says why: the maturity, the materials and the words that met', () => {
    const fit = fitOf(line(), wanted, ['鱼皮', '放大'])
    assert.deepEqual(fit?.materials, ['鱼皮'])
    assert.deepEqual(fit?.reasons, ['成熟度：可从 3 级做到 7 级', '物料相符：鱼皮', '说明中有：鱼皮、放大'])
  })
  it('a line made for the step stands before one that spans more', () => {
    const [just, wide] = [line({ trlFrom: 5 }), line({ trlFrom: 1, trlTo: 9 })].map((one) =>
      fitOf(one, wanted, []),
    )
    assert.ok((just?.points ?? 0) > (wide?.points ?? 0))
  })
})

describe('figures', () => {
  const run = (more: object = {}) => ({
    base_org_id: 'b',
    service_id: 's',
    client_org_id: 'c',
    affiliated: false,
    fee_fen: 100_001,
    trl_before: 5,
    trl_after: 7,
    industrialised: false,
    raised: true,
    stars: 4,
    ...more,
  })
  it('an affiliated client is not external; money is summed in fen; stars in hundredths', () => {
    const found = counted([
      run(),
      run({ affiliated: true, stars: null }),
      run({ client_org_id: 'd', stars: 5 }),
    ])
    assert.deepEqual(
      [found.runs, found.external, found.externalBp, found.clients, found.incomeFen, found.starsHundredths],
      [3, 2, 6666, 2, 300_003, 450],
    )
  })
  // Of 3 as the least: runs to external clients, to affiliated ones; steps 5–7, then 5–6.
  const cells: readonly (readonly [
    external: number,
    affiliated: number,
    higher: number,
    says: readonly [runs: number | null, externalBp: number | null, steps: readonly number[]],
  ])[] = [
    [0, 0, 0, [null, null, []]],
    [2, 0, 2, [null, null, []]],
    [3, 0, 3, [3, 10_000, [3]]],
    [0, 3, 3, [3, 0, [3]]],
    [3, 2, 5, [5, null, [5]]],
    [2, 3, 5, [5, null, [5]]],
    [3, 3, 3, [6, 5_000, [3, 3]]],
    [5, 0, 3, [5, 10_000, []]],
    [8, 0, 7, [8, 10_000, []]],
    [9, 0, 0, [9, 10_000, [9]]],
  ]
  for (const [external, affiliated, higher, says] of cells)
    it(`no cell below 3, nor one to be worked out (P16): ${external} external, ${affiliated} affiliated, ${higher} to 7`, () => {
      const runs = Array.from({ length: external + affiliated }, (_, n) =>
        run({ affiliated: n >= external, trl_after: n < higher ? 7 : 6, raised: n > 0 }),
      )
      const found = publicCounts(runs, 3)
      assert.deepEqual([found.runs, found.externalBp, found.steps.map((step) => step.runs)], says)
      assert.equal(found.raised, null, 'one that was not raised is left over')
    })
  it('nothing counted is nothing, never a division by zero', () => {
    const none = counted([])
    assert.deepEqual([none.externalBp, none.starsHundredths], [0, null])
  })
})
