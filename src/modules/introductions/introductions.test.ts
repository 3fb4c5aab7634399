import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { loadCalendar } from '#platform/calendar/store.ts'
import { viewDossier } from '#platform/procedure/view.ts'
import { licenceTerms, openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { AGENCY, FIRM, people, UNIVERSITY } from '#test/market.ts'
import { introductionBinding } from './commands.ts'
import { introductionsModule } from './module.ts'
import { covering } from './rules.ts'
import { recordOf as brokerRecord } from './store.ts'

const { office, firm, broker, newcomer, officer } = people

interface Made {
  readonly id: string
  readonly dossierId: string
}
interface Shown {
  readonly state: string
  readonly protectedOn: string | null
  readonly protectedUntil: string | null
  readonly knownSince: string | null
  readonly commission: { payer: string; bp: number | null } | null
  readonly deals: { id: string | null; name: string; stage: string; counts: boolean }[]
  readonly buyer: string
  readonly answers: { kind: string; org: string; by: string }[]
}

describe('an introduction by a broker and its protection', () => {
  let market: DealMarket
  let n = 0
  before(async () => {
    market = await openDealMarket()
  })
  after(() => market.drop())

  const named = (what: string) => `示例${what}第 ${String((n += 1))} 号`
  const make = async (more: object = {}) => {
    const achievementId = await market.achievement(named('成果'))
    const demandId = await market.demand(named('需求'))
    const input = { achievementId, demandId, reason: '装置正好对应该厂的尾水问题。', ...more }
    const made = await market.write<Made>(broker, 'introduction.make', input)
    return { ...made, achievementId, demandId }
  }
  const act = (actor: typeof office, made: Made, action: string, input: object = {}) =>
    market.act(actor, made.dossierId, action, input, 'introduction')
  const show = (actor: typeof office, made: Made) =>
    market.read<Shown>(actor, 'introduction.show', { id: made.id })
  const confirm = { agrees: true }
  const established = async (more: object = {}) => {
    const made = await make(more)
    await act(office, made, 'confirm', confirm)
    await act(firm, made, 'confirmToo', confirm)
    return made
  }
  const dealOf = async (dealId: string) =>
    (
      await market.query<{ introduction_id: string | null; introduction_counts: boolean | null }>(
        'select introduction_id, introduction_counts from deals.deal where id = $1',
        [dealId],
      )
    )[0]
  const end = (deal: Made) => market.act(firm, deal.dossierId, 'end', { reason: '其他' })

  it('both confirm: protected from that day for the term of the ruleset, with a receipt to print', async () => {
    const made = await make()
    await assert.rejects(act(office, made, 'confirm', { agrees: false }), /同意/)
    await act(office, made, 'confirm', confirm)
    await assert.rejects(act(office, made, 'confirmToo', confirm), /贵方已经确认/)
    await assert.rejects(market.read(broker, 'introduction.receipt', { id: made.id }), /成立后才有回执/)
    await act(firm, made, 'confirmToo', confirm)
    const shown = await show(broker, made)
    assert.equal(shown.state, 'protected')
    assert.equal(Number(shown.protectedUntil?.slice(0, 4)) - Number(shown.protectedOn?.slice(0, 4)), 1)
    for (const reader of [broker, office, firm]) {
      const pdf = await market.read<Response>(reader, 'introduction.receipt', { id: made.id })
      assert.equal(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
        '%PDF-',
      )
    }
    await assert.rejects(market.read(newcomer, 'introduction.show', { id: made.id }), /没有找到/)
  })

  it('one confirms and the other is silent past the term: established by the rule, and the receipt says so', async () => {
    const made = await make()
    await act(firm, made, 'confirm', confirm)
    await market.pass(40)
    await market.sweep()
    const shown = await show(broker, made)
    assert.equal(shown.state, 'protected')
    assert.deepEqual(
      shown.answers.map((one) => [one.kind, one.org]),
      [
        ['confirm', '示例公司'],
        ['silence', '系统时钟'],
      ],
    )
  })

  it('nobody answers: nothing is protected', async () => {
    const made = await make()
    await market.pass(40)
    await market.sweep()
    const shown = await show(broker, made)
    assert.deepEqual([shown.state, shown.protectedOn], ['lapsed', null])
  })

  it('早已相识 needs a date that has passed and a record; the broker accepts, insists, or is silent', async () => {
    const objection = { knownSince: '2026-03-01', proof: '2026 年 3 月签过试用协议。' }
    const accepted = await make()
    await assert.rejects(act(firm, accepted, 'object', { knownSince: '2026-03-01' }), /此项必填/)
    await assert.rejects(
      act(firm, accepted, 'object', { ...objection, knownSince: '2099-01-01' }),
      /今天以后/,
    )
    await act(firm, accepted, 'object', objection)
    await assert.rejects(act(office, accepted, 'confirmToo', confirm), /有异议/)
    await act(broker, accepted, 'acceptObjection')
    assert.equal((await show(firm, accepted)).state, 'refused')
    const insisted = await make()
    await act(firm, insisted, 'object', objection)
    await act(broker, insisted, 'insist', { reason: '试用协议与本成果无关。' })
    assert.deepEqual(
      [(await show(firm, insisted)).state, (await show(firm, insisted)).protectedOn],
      ['disputed', null],
    )
    const silent = await make()
    await act(office, silent, 'object', objection)
    await market.pass(40)
    await market.sweep()
    assert.equal((await show(broker, silent)).state, 'refused')
  })

  it('a deal of the pair about the achievement is bound; the broker sees its stage and no term', async () => {
    const made = await established({
      payer: 'buyer',
      commissionBp: 300,
      commissionNote: '合同成立后 10 日内。',
    })
    const intent = { achievementId: made.achievementId, message: '愿意继续谈。' }
    const deal = await market.write<Made>(firm, 'deal.open', intent)
    assert.deepEqual(await dealOf(deal.id), { introduction_id: made.id, introduction_counts: true })
    await market.act(office, deal.dossierId, 'accept')
    await market.act(firm, deal.dossierId, 'propose', licenceTerms)
    const shown = await show(broker, made)
    assert.deepEqual(
      shown.deals.map((one) => [one.id, one.stage, one.counts]),
      [[null, '洽谈中', true]],
    )
    assert.doesNotMatch(JSON.stringify(shown), /38000000|付清|验收/)
    await assert.rejects(market.read(broker, 'deal.show', { id: deal.id }), /没有找到/)
    const parties = await market.read<{ introduction: { id: string; counts: boolean } }>(
      office,
      'deal.show',
      {
        id: deal.id,
      },
    )
    assert.deepEqual([parties.introduction.id, parties.introduction.counts], [made.id, true])
    assert.equal(shown.commission?.bp, 300)
    const counted = await market.test.db.read('introductions', (tx) =>
      brokerRecord(tx, { personId: broker.personId ?? '' }),
    )
    assert.ok(counted.established > 0 && counted.met === 1 && counted.signed === 0, JSON.stringify(counted))
    assert.equal((await show(firm, made)).commission?.payer, '需求方')
    assert.equal((await show(office, made)).commission, null, 'not the payer’s other side')

    await market.write(firm, 'deal.broker-access', { id: deal.id, allowed: true })
    await assert.rejects(market.read(broker, 'deal.show', { id: deal.id }), /没有找到/)
    await market.write(office, 'deal.broker-access', { id: deal.id, allowed: true })
    const letIn = await market.read<{ terms: unknown[]; messages: unknown[] }>(broker, 'deal.show', {
      id: deal.id,
    })
    assert.deepEqual([letIn.terms.length, letIn.messages.length], [1, 0])
    await assert.rejects(
      market.write(broker, 'deal.message', { id: deal.id, body: '我来说两句' }),
      /没有找到/,
    )
    await market.write(office, 'deal.broker-access', { id: deal.id, allowed: false })
    await assert.rejects(market.read(broker, 'deal.show', { id: deal.id }), /没有找到/)
    await end(deal)
  })

  it('a later direct deal about something else says so and links; whether it counts is the ruleset’s (跳单)', async () => {
    const made = await established()
    const other = await market.achievement(named('成果'))
    const input = { achievementId: other, message: '我们直接谈这一项。' }
    const deal = await market.write<Made>(firm, 'deal.open', input)
    const bound = await dealOf(deal.id)
    assert.ok(bound?.introduction_id)
    assert.equal(bound.introduction_counts, false)
    await end(deal)
    const direct = await market.write<Made>(firm, 'deal.open', {
      ...input,
      achievementId: made.achievementId,
    })
    assert.equal((await dealOf(direct.id))?.introduction_counts, true)
    await end(direct)
  })

  it('after the protection nothing is bound any more', async () => {
    const made = await established()
    await market.pass(400)
    await market.sweep()
    assert.equal((await show(broker, made)).state, 'expired')
    const deal = await market.write<Made>(firm, 'deal.open', {
      achievementId: await market.achievement(named('成果')),
      message: '新的一项。',
    })
    assert.deepEqual(await dealOf(deal.id), { introduction_id: null, introduction_counts: null })
    await end(deal)
  })

  it('says when the platform knows the two to have talked before', async () => {
    const made = await make()
    assert.ok((await show(broker, made)).knownSince)
    await act(broker, made, 'withdraw')
  })

  it('is refused twice, of oneself, between the same, by whoever is no broker, and without a side', async () => {
    const made = await make()
    const again = { achievementId: made.achievementId, demandId: made.demandId, reason: '再介绍一次。' }
    const refused = (actor: typeof office, input: object, sentence: RegExp) =>
      assert.rejects(market.write(actor, 'introduction.make', { ...again, ...input }), sentence)
    await refused(broker, {}, /已就同一事项引荐过/)
    await refused(officer, {}, /不能办理/)
    await refused(broker, { demandId: undefined, buyerOrgId: AGENCY }, /不能引荐本单位/)
    await refused(broker, { demandId: undefined, buyerOrgId: UNIVERSITY }, /同一家单位/)
    await refused(broker, { demandId: undefined }, /请选择需求方/)
    await refused(
      broker,
      {
        achievementId: undefined,
        demandId: undefined,
        payer: 'buyer',
        commissionBp: 1,
        commissionFen: 1_000_000,
        sellerOrgId: UNIVERSITY,
        buyerOrgId: FIRM,
      },
      /比例或定额/,
    )
  })

  it('of a blind demand tells neither owner nor broker who it is before that one confirms', async () => {
    const demandId = await market.demand(named('需求'))
    await market.query(
      `update exchange.demand_version set data = data || '{"blind": true}' where record_id = $1`,
      [demandId],
    )
    const achievementId = await market.achievement(named('成果'))
    const made = await market.write<Made>(broker, 'introduction.make', {
      achievementId,
      demandId,
      reason: '匿名需求与这项成果相合。',
    })
    for (const reader of [broker, office]) {
      const text = JSON.stringify(await show(reader, made))
      assert.match(text, /匿名需求方/)
      assert.ok(!text.includes('示例公司') && !text.includes(FIRM))
    }
    assert.equal((await show(firm, made)).buyer, '示例公司')
    await act(firm, made, 'confirm', confirm)
    assert.equal((await show(office, made)).buyer, '示例公司')
  })

  it('a guess who owns a blind demand is neither refused nor answered otherwise than a wrong one', async () => {
    const demandId = await market.demand(named('需求'))
    await market.query(
      `update exchange.demand_version set data = data || '{"blind": true}' where record_id = $1`,
      [demandId],
    )
    const reason = '匿名需求与这家单位相合。'
    const guesses = []
    for (const [sellerOrgId, named] of Object.entries({ [FIRM]: '示例公司', [UNIVERSITY]: '示例大学' })) {
      const made = await market.write<Made>(broker, 'introduction.make', { demandId, sellerOrgId, reason })
      const shown: object = await show(broker, made)
      assert.equal((shown as { seller: string }).seller, named)
      const { dossier } = await market.test.db.read('introductions', async (tx) =>
        viewDossier(tx, [introductionBinding], made.dossierId, broker, await loadCalendar(tx), '2026-11-26'),
      )
      const own = { id: '', dossierId: '', publicId: '', madeAt: '', seller: '' }
      guesses.push({ ...shown, ...own, parties: dossier.party_org_ids })
    }
    assert.deepEqual(guesses[0], guesses[1])
  })

  it('the public record has counts only, and the invariants hold', async () => {
    const record = await market.read<Record<string, number>>(newcomer, 'introduction.record', {
      orgId: AGENCY,
    })
    assert.deepEqual(Object.keys(record).sort(), ['established', 'introduced', 'met', 'signed'])
    assert.ok((record['introduced'] ?? 0) > (record['established'] ?? 0) && (record['met'] ?? 0) >= 1)
    for (const { name, rows } of introductionsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('introductions', rows), [], name)
  })
})

describe('which introduction answers for a deal', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((d) => `2026-03-${String(d).padStart(2, '0')}`)
  const introduction = fc.record({
    id: fc.uuid(),
    achievementId: fc.constantFrom('A', 'B', null),
    protectedOn: day,
    protectedUntil: day,
  })
  it('is in force on the day; one that counts goes first, then the earliest; none is passed over', () => {
    fc.assert(
      fc.property(fc.array(introduction, { maxLength: 8 }), day, fc.boolean(), (all, on, wholePair) => {
        const found = covering(all, { achievementId: 'A', on, wholePair })
        const inForce = all.filter((one) => one.protectedOn <= on && on <= one.protectedUntil)
        assert.equal(found === undefined, inForce.length === 0)
        if (!found) return
        const counting = inForce.filter((one) => wholePair || one.achievementId !== 'B')
        assert.equal(found.counts, counting.length > 0)
        const rivals = counting.length > 0 ? counting : inForce
        const earliest = rivals.map((one) => one.protectedOn).sort()[0]
        assert.equal(found.introduction.protectedOn, earliest)
      }),
      { numRuns: 300 },
    )
  })
})
