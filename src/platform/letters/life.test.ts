import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { clockActor } from '#platform/access/access.ts'
import {
  ADMINISTRATIVE_REMEDIES,
  letterFaults,
  plainLetter,
  type LetterMaker,
} from '#platform/letters/letter.ts'
import {
  apartFault,
  lifeFaults,
  nextSteps,
  numberText,
  readNumber,
  STEPS,
  type Life,
} from '#platform/letters/life.ts'
import { letterDesk, paperBinding, type LetterDesk, type OneLetter } from '#test/letter-desk.ts'

const whole = STEPS.map((step) => [step])
const merged: Life = [['draft'], ['check'], ['countersign'], ['issue', 'number'], ['seal'], ['serve', 'file']]

describe('life of a letter (practice.md P9)', () => {
  it('runs draft, check, countersign, issue, number, seal, service, file; nobody countersigns: that step is skipped', () => {
    for (const [state, next, without] of [
      ['open', 'draft', 'draft'],
      ['draft', 'check', 'check'],
      ['check', 'countersign', 'issue'],
      ['countersign', 'issue', 'issue'],
      ['issue', 'number', 'number'],
      ['number', 'seal', 'seal'],
      ['seal', 'serve', 'serve'],
      ['serve', 'file', 'file'],
    ] as const) {
      assert.deepEqual(nextSteps(whole, state, true), [next], state)
      assert.deepEqual(nextSteps(whole, state, false), [without], state)
    }
    for (const state of ['file', 'cancelled'] as const) assert.deepEqual(nextSteps(whole, state, true), [])
  })

  it('merges steps as the city says, and goes on inside a merged act after a void number', () => {
    assert.deepEqual(nextSteps(merged, 'check', false), ['issue', 'number'])
    assert.deepEqual(nextSteps(merged, 'issue', false), ['number'])
    assert.deepEqual(nextSteps(merged, 'seal', false), ['serve', 'file'])
  })

  it('never lets a merge lose a step, change the order or the separation of persons', () => {
    const faulty: readonly (readonly [unknown, RegExp])[] = [
      ['draft', /列表/],
      [[['draft'], ['check'], ['issue'], ['number'], ['seal'], ['serve'], ['file']], /不能省略/],
      [[['draft'], ['countersign'], ['check'], ['issue'], ['number'], ['seal'], ['serve'], ['file']], /调换/],
      [[['draft', 'check'], ['countersign'], ['issue'], ['number'], ['seal'], ['serve'], ['file']], /分开/],
      [[['draft'], ['check', 'countersign'], ['issue'], ['number'], ['seal'], ['serve'], ['file']], /会签/],
      [[['draft'], ['check'], ['countersign'], ['issue'], ['number'], ['seal', 'serve'], ['file']], /送达/],
    ]
    for (const [value, why] of faulty) assert.match(lifeFaults(value).join(), why, JSON.stringify(value))
    for (const value of [whole, merged]) assert.deepEqual(lifeFaults(value), [])
  })

  it('keeps drafter, checker and signer apart; a deputy counts as the one represented (P6, convention 5)', () => {
    const by = (personId: string, agentFor: string | null = null) => ({ personId, agentFor })
    const done = [
      { step: 'draft', ...by('a') },
      { step: 'check', ...by('b', 'd') },
    ]
    for (const [step, who, why] of [
      ['check', by('a'), /您已办理本文的拟稿/],
      ['check', by('b'), undefined],
      ['check', by('e', 'a'), /代理人与被代理人视为同一人，核稿/],
      ['countersign', by('a'), /拟稿/],
      ['countersign', by('e', 'a'), /视为同一人/],
      ['issue', by('a'), /拟稿/],
      ['issue', by('b'), /您已办理本文的核稿/],
      ['issue', by('d'), /核稿由您代理的人或代理您的人办理/],
      ['issue', by('e', 'd'), /视为同一人/],
      ['issue', by('c'), undefined],
      ['number', by('a'), undefined],
      ['serve', by('b', 'a'), undefined],
    ] as const) {
      const fault = apartFault(step, who, done)
      if (why === undefined) assert.equal(fault, undefined, `${step} ${who.personId}`)
      else assert.match(fault ?? '', why, `${step} ${who.personId}`)
    }
  })

  it('writes and reads numbers as GB/T 9704—2012 has them', () => {
    assert.equal(numberText('示科字', 2026, 3), '示科字〔2026〕3号')
    for (const typed of [
      '示科字〔2026〕12号',
      '示科字[2026]12号',
      '示科字（2026）12号',
      ' 示科字【２０２６】12 号',
      '示科字〔2026〕第12号',
    ])
      assert.equal(readNumber(typed), '示科字〔2026〕12号', typed)
    for (const typed of [
      '',
      '12号',
      '示科字2026-12',
      '示科字〔2026〕012号',
      '示科字〔1926〕1号',
      'AB〔2026〕1号',
    ])
      assert.equal(readNumber(typed), undefined, typed)
  })
})

describe('an adverse decision names remedy, body and term (practice.md P9)', () => {
  const with_ = (refusal: LetterMaker) =>
    letterFaults({ ...paperBinding, letters: { ...paperBinding.letters, refusal } })
  const maker = plainLetter('不予许可决定书', { says: '', adverse: { remedies: ADMINISTRATIVE_REMEDIES } })

  it('stops the start when a refusal has none, or half of one', () => {
    assert.deepEqual(with_(maker), [])
    assert.match(with_(plainLetter('决定书', { says: '' })).join(), /must be adverse/)
    for (const half of [{ title: '' }, { body: '' }, { term: { rule: '', unit: 'days' as const } }]) {
      const remedy = { ...ADMINISTRATIVE_REMEDIES[0], ...half }
      assert.match(with_({ ...maker, adverse: { remedies: [remedy] } }).join(), /without remedy/)
    }
  })

  it('stops the start when an action drafts a letter nobody makes', () => {
    assert.match(letterFaults({ ...paperBinding, letters: {} }).join(), /correction, which nobody makes/)
  })

  it('is a compile error without remedies', () => {
    const make: LetterMaker['make'] = async () => ({ title: '', paragraphs: [] })
    // @ts-expect-error -- no remedy at all
    const none: LetterMaker = { title: '决定书', adverse: { remedies: [] }, make }
    // @ts-expect-error -- a remedy without body and term
    const half: LetterMaker = { title: '决定书', adverse: { remedies: [{ title: '申请行政复议' }] }, make }
    assert.ok(none.adverse && half.adverse)
  })
})

describe('steps merged by the city', () => {
  it('are done by one person in one act, with the number and the seal', async () => {
    const desk = await letterDesk([
      ['draft'],
      ['check'],
      ['countersign'],
      ['issue', 'number'],
      ['seal'],
      ['serve', 'file'],
    ])
    try {
      const { letter } = await desk.drafted()
      const at = { id: letter.id, version: letter.version }
      await desk.call('letter.check', desk.people.checker, at)
      await assert.rejects(desk.call('letter.issue', desk.people.decider, at), /填一项/)
      const issued = await desk.call('letter.issue', desk.people.decider, {
        ...at,
        number: '示科字〔2026〕1号',
      })
      assert.deepEqual([issued.state, issued.number], ['number', '示科字〔2026〕1号'])
    } finally {
      await desk.close()
    }
  })
})

describe('the term a letter starts', () => {
  let desk: LetterDesk
  const at = ({ id, version }: OneLetter) => ({ id, version })
  before(async () => {
    desk = await letterDesk()
  })
  after(() => desk.close())

  it('no term ends before the letter that starts it is served, nor when that letter was cancelled (P9)', async () => {
    const { officer, decider } = desk.people
    await desk.at('2026-12-01T02:00:00.000Z')
    const { dossierId, letter } = await desk.drafted('ask')
    const text = { title: '关于补正的通知', text: '请补正。', attachments: [], copies: [] }
    const stateAfter = async (instant: string) => {
      await desk.at(instant)
      await desk.sweep()
      const [row] = await desk.owner<{ state: string }>('select state from platform.dossier where id = $1', [
        dossierId,
      ])
      return row?.state
    }
    // Eleven working days; the term of ten days from the act is long over.
    assert.equal(await stateAfter('2026-12-16T02:00:00.000Z'), 'correcting')
    await assert.rejects(desk.act('lapse', clockActor, dossierId), /文书尚未送达，期限尚未开始/)
    await desk.call('letter.cancel', decider, { ...at(letter), reason: '写错' })
    await assert.rejects(desk.act('lapse', clockActor, dossierId), /文书尚未送达/)
    const anew = await desk.call('letter.anew', officer, { ...at(letter), ...text })
    await assert.rejects(desk.act('lapse', clockActor, dossierId), /文书尚未送达/)
    const sealed = await desk.upTo(anew, 'seal')
    const receiptFileId = await desk.receipt(officer)
    const [whom] = await desk.owner<{ org: string }>(
      'select addressee_org_ids[1] as org from platform.letter where id = $1',
      [sealed.id],
    )
    const served = { addressee: `org:${whom?.org}`, way: 'post', servedOn: '2026-12-16', receiptFileId }
    await desk.call('letter.serve', officer, { ...at(sealed), ...served })
    // Ten days end on a Saturday, so the term ends on Monday the 28th.
    assert.equal(await stateAfter('2026-12-28T02:00:00.000Z'), 'correcting')
    assert.equal(await stateAfter('2026-12-29T02:00:00.000Z'), 'lapsed')
  })
})
