import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { clockActor, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { completeRecord } from '#modules/directories/fixture.ts'
import { directoriesModule } from '#modules/directories/module.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { AGENCY, FIRM, people, UNIVERSITY } from '#test/market.ts'
import { brokenIn, certify, payment, RATE, rival, uuid, type Made, type Shown } from './fixture.ts'
import { commissionsModule } from './module.ts'

const { office, secondOffice, firm, broker, newcomer, officer } = people
describe('commission of a broker, from the introduction to paid and disputed (issue 5 line 6)', () => {
  let market: DealMarket
  let n = 0
  before(async () => {
    market = await openDealMarket([directoriesModule, contractsModule, settlementModule, commissionsModule])
    await market.query(
      `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at, verified_at)
       select $1, $3, kind, '示例第二机构', '示例第二机构', '', '', false, true, created_at, verified_at
       from platform.organisation where id = $2`,
      [rival.orgId, AGENCY, 'rival'],
    )
    await person(rival.personId, rival.name)
    for (const [who, certificateNo] of [
      [broker, 'JJ-1'],
      [rival, 'JJ-2'],
    ] as const)
      await certify(market, who, completeRecord('broker', { name: who.name, certificateNo }))
  })
  after(() => market.drop())

  const act = (
    who: Actor,
    made: Pick<Made, 'dossierId'>,
    action: string,
    input: object = {},
    procedure = 'commission',
  ) => market.act(who, made.dossierId, action, input, procedure)
  const introduced = async (achievementId: string, by: Actor = broker, demandId?: string) => {
    const whom = demandId === undefined ? { buyerOrgId: FIRM } : { demandId }
    const given = { achievementId, ...whom, reason: '装置正好对应该厂的尾水问题。' }
    const made = await market.write<Made>(by, 'introduction.make', given)
    await act(office, made, 'confirm', { agrees: true }, 'introduction')
    await act(firm, made, 'confirmToo', { agrees: true }, 'introduction')
    return made.id
  }
  const propose = (introductionId: string, more: object = {}, by: Actor = broker) =>
    market.write<Made>(by, 'commission.propose', { ...RATE, ...more, introductionId })
  const show = (who: Actor, { id }: Pick<Made, 'id'>) => market.read<Shown>(who, 'commission.show', { id })
  const achievement = () => market.achievement(`示例佣金成果第 ${String((n += 1))} 号`)

  /** A contract the two sign here, as the contracts module leaves it. */
  const contract = async (achievementId: string) => {
    const deal = await market.write<Made>(firm, 'deal.open', {
      achievementId,
      message: '想取得许可用于尾水处理。',
    })
    const { contractId, code } = await signedContract(market, achievementId, deal, await now())
    await market.write(clockActor, 'commission.follow-contract', { contractId, dealId: deal.id })
    return { contractId, code }
  }
  const now = async () =>
    (
      await market.query<{ at: string }>(
        `select clock_timestamp() + clock_offset_ms * interval '1 ms' as at from platform.state`,
      )
    )[0]?.at ?? ''
  /** Money on the contract, recorded and confirmed by two of the seller's. */
  const money = async (contractId: string, kind: 'receipt' | 'refund', fen: number) => {
    const [row] = await market.query<{ id: string }>(
      'select id from settlement.settlement where contract_id = $1',
      [contractId],
    )
    const day = dayOf(await now())
    const given = { id: row?.id, fen, onDay: day, number: `B-${String((n += 1))}` }
    const more =
      kind === 'receipt'
        ? { payer: '示例公司', ownAccount: '示例大学基本户' }
        : { cause: '付错', reason: '多付' }
    const made = await market.write<{ id: string }>(office, `settlement.${kind}`, { ...given, ...more })
    await market.write(secondOffice, 'settlement.confirm', { id: row?.id, receiptId: made.id })
    await market.settle()
    return day
  }
  const agreed = async (introductionId: string, more: object = {}, by: Actor = broker) => {
    const made = await propose(introductionId, more, by)
    await act(firm, made, 'confirm', { agrees: true })
    return made
  }
  const person = (one: string | null, name: string) =>
    market.query(`insert into platform.person (id, name, sample, created_at) select $1, $2, true, now()`, [
      one,
      name,
    ])
  const bothUntil = (day: string) =>
    market.query(
      `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
       select md5(o::text)::uuid, $1, o, '', '{firm}', '2026-01-05', $2, '2026-01-05' from unnest($3::uuid[]) o
       on conflict (id) do update set until_day = excluded.until_day`,
      [rival.personId, day, [AGENCY, FIRM]],
    )
  const whole = async () => assert.deepEqual(await brokenIn(market), [])

  it('agreed by both, arises with the contract, due with each receipt, paid and confirmed, settled', async () => {
    const achievementId = await achievement()
    const demandId = await market.demand('示例佣金需求')
    await market.query(
      `insert into matching.answer (id, demand_id, achievement_id, side, answer, reason, note, person_id, org_id, at, about)
       values (gen_random_uuid(), $1, $2, 'demand', 'interested', null, null, $3, $4, '2026-03-01T02:00:00Z', null)`,
      [demandId, achievementId, firm.personId, FIRM],
    )
    const introductionId = await introduced(achievementId, broker, demandId)
    await assert.rejects(propose(introductionId, {}, newcomer), /您的身份不能办理/)
    await assert.rejects(propose(introductionId, {}, rival), /没有找到/)
    await bothUntil('2099-12-31')
    await assert.rejects(
      propose(introductionId),
      /同一个人任职/,
      'a seat that ends one day is held until then',
    )
    await bothUntil('2026-01-06')
    const made = await propose(introductionId)
    await assert.rejects(propose(introductionId), /已有一份在办/)
    await assert.rejects(act(office, made, 'confirm', { agrees: true }), /没有找到|无权/)
    await assert.rejects(act(firm, made, 'confirm', { agrees: false }), /核对佣金的算法/)
    await act(firm, made, 'confirm', { agrees: true })
    await assert.rejects(show(office, made), /没有找到/, 'the other side does not read the amount')
    const { contractId } = await contract(achievementId)
    assert.equal((await show(broker, made)).state, 'claimed')
    const day = await money(contractId, 'receipt', 100_001)
    await money(contractId, 'receipt', 200_003)
    const shown = await show(firm, made)
    assert.match(shown.record.findings[0] ?? '', /2026-03-01 示例公司.*“有意向”，早于/, 'known before')
    assert.deepEqual(
      shown.dues.map(({ fen }) => fen),
      [5000, 10_000],
      '5 % of 300,004 fen, the part of a fen left out',
    )
    assert.deepEqual(
      shown.next.map(({ name }) => name),
      ['pay', 'dispute'],
    )

    const pay = (who: Actor, fen: number, onDay = day, number = `C-${String((n += 1))}`) =>
      market.write<{ id: string }>(who, 'commission.pay', { id: made.id, ...payment(fen, onDay, number) })
    await assert.rejects(pay(firm, 15_001), /应付未付的是 150.00 元/)
    await assert.rejects(pay(firm, 100, '2025-01-01'), /不会更早/)
    await assert.rejects(pay(firm, 100, '2099-01-01'), /还没有到/)
    await assert.rejects(pay(broker, 100), /由支付佣金的单位登记/)
    const first = await pay(firm, 5000, day, 'C-same')
    await assert.rejects(pay(firm, 5000, day, 'C-same'), /已经登记过/)
    await assert.rejects(pay(firm, 10_001), /应付未付的是 100.00 元/, 'what waits counts as taken')
    const confirm = (who: Actor, paymentId: string) =>
      market.write(who, 'commission.confirm-payment', { id: made.id, paymentId })
    await assert.rejects(confirm(firm, first.id), /由收到款的另一方确认/)
    await confirm(broker, first.id)
    await assert.rejects(confirm(broker, first.id), /已经入账/)
    const wrong = await pay(firm, 10_000)
    await market.write(broker, 'commission.reject-payment', {
      id: made.id,
      paymentId: wrong.id,
      reason: '没有收到这笔款。',
    })
    await assert.rejects(act(broker, made, 'settle'), /还有 100.00 元 没有付清/)
    await confirm(broker, (await pay(firm, 10_000)).id)

    for (const { accounts, number } of (await show(firm, made)).money)
      assert.equal(accounts?.from, `示例公司账户 ${number}`, 'each payment keeps its own account (P25)')
    await money(contractId, 'refund', 200_003)
    assert.deepEqual((await show(broker, made)).standing.overFen, 10_000, 'a refund is made good')
    await assert.rejects(act(broker, made, 'settle'), /多付了 100.00 元，退回付款方以后再结清/)
    const given = { id: made.id, fen: 10_000, onDay: day, number: 'R-1', reason: '合同退款' }
    const back = await market.write<{ id: string }>(broker, 'commission.return', given)
    await confirm(firm, back.id)
    const { paidFen, dueFen, openFen } = (await show(broker, made)).standing
    assert.deepEqual([paidFen, dueFen, openFen], [5000, 5000, 0])
    await act(broker, made, 'settle')
    await money(contractId, 'receipt', 100_000)
    assert.equal((await show(broker, made)).standing.dueFen, 5000, 'settled: nothing more is due')
    await money(contractId, 'refund', 150_000)
    assert.equal(
      (await show(firm, made)).standing.overFen,
      2500,
      'settled: a refund is made good all the same',
    )
    await whole()
  })

  it('refused or unanswered is no agreement; certificate, relation, second claim, lateness: a sentence each', async () => {
    const achievementId = await achievement()
    const introductionId = await introduced(achievementId)
    const made = await propose(introductionId)
    await act(firm, made, 'refuse', { reason: '没有委托过。' })
    const silent = await propose(introductionId)
    await market.pass(15)
    await market.sweep()
    assert.equal((await show(firm, silent)).state, 'lapsed', 'silence is no consent (P31)')

    await contract(achievementId)
    await assert.rejects(propose(introductionId), /已经签订，佣金要在签订以前约定/)

    await market.query(
      `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
       select gen_random_uuid(), $1, org, '经理', '{broker}', '2026-01-01', null, '2026-01-05'
       from unnest($2::uuid[]) as org`,
      [rival.personId, [FIRM, rival.orgId]],
    )
    const theirs = await introduced(await achievement(), rival)
    await assert.rejects(propose(theirs, {}, rival), /关联方/)
    await market.query('delete from platform.membership where org_id = $1', [rival.orgId])

    const uncertified = { ...rival, personId: uuid(952) }
    await person(uncertified.personId, '壬一')
    await assert.rejects(propose(theirs, {}, uncertified), /没有在技术经纪人名录中公开证书/)
  })

  it('a claim the platform does not bind is raised, contested, disputed, and decided from the record by somebody apart', async () => {
    const achievementId = await achievement()
    const first = await introduced(achievementId)
    const second = await introduced(achievementId, rival)
    const early = await agreed(first)
    const late = await agreed(second, { bp: 1000 }, rival)
    const both = await propose(first, { payer: 'seller' })
    assert.equal((await show(firm, early)).otherPaysToo, true, 'no fee hidden')
    await act(broker, both, 'waive')
    const { contractId, code } = await contract(achievementId)
    await money(contractId, 'receipt', 1_000_000)
    assert.equal((await show(rival, late)).state, 'agreed', 'the deal belongs to the earlier introduction')

    const raise = (contractCode: string, reason = '介绍了决策人。') =>
      market.write(rival, 'commission.claim', { id: late.id, contractCode, reason })
    await assert.rejects(raise('23456789zz'), /没有找到被引荐双方之间的这份合同/)
    await raise(code)
    await assert.rejects(raise(code), /还没有合同成立的/)
    await act(firm, late, 'contest', { reason: '合同由另一位经纪人促成。' })

    const kept = JSON.stringify((await show(rival, late)).record)
    assert.ok(!/另一家|开始洽谈/.test(kept), 'what the two did otherwise is not told before a dispute (P16)')
    const dispute = { id: late.id, grounds: 'otherBroker', account: '本机构首先介绍了负责采购的人。' }
    await assert.rejects(market.write(office, 'commission.complain', dispute), /没有找到/)
    const opened = await market.write<Made>(rival, 'commission.complain', {
      ...dispute,
      fileIds: [await market.file(rival)],
    })
    await assert.rejects(market.write(rival, 'commission.complain', dispute), /正在处理/)
    await assert.rejects(show(officer, late), /没有找到/, 'not before it was brought to the unit')
    const settle = (who: Actor, action: string, input: object) =>
      act(who, opened, action, input, 'commission-dispute')
    await assert.rejects(settle(rival, 'answer', { answer: '自己答复自己' }), /不是此事的|等待对方答复/)
    await settle(firm, 'answer', { answer: '采购人早由第一家介绍。' })

    const fileId = await market.file(office)
    await market.query(
      `with i as (insert into disclosure.item (id, achievement_id, owner_org_id, level, mode, version, made_at)
           values (gen_random_uuid(), $1, $2, 'nda', 'view', 1, $5) returning id),
         v as (insert into disclosure.item_version (item_id, version, title, file_id, type, size, sha256, person_id, at, journal_id)
           select id, 1, '秘密配方 CANARY', $3, 'pdf', 1, repeat('b', 64), $4, $5, gen_random_uuid() from i returning item_id)
       insert into disclosure.opening (id, public_id, item_id, version, deal_id, owner_org_id, org_id, org_name, person_id,
         person_name, mode, sha256, at, journal_id)
       select gen_random_uuid(), 'o1', v.item_id, 1, c.deal_id, $2, $6, '示例公司', $4, '乙一', 'view', repeat('b', 64), $5,
         (select id from platform.journal order by at desc limit 1) from v, contracts.contract c where c.id = $7`,
      [achievementId, UNIVERSITY, fileId, firm.personId, await now(), FIRM, contractId],
    )
    const seen = await show(officer, late)
    assert.ok(seen.record.entries.some(({ what, leaf }) => what.includes('打开一份资料') && leaf !== null))
    assert.ok(!JSON.stringify(seen).includes('CANARY'), 'who saw something when, never what')
    assert.equal(seen.dossierId, null, 'who decides goes by the dispute')
    assert.match(seen.record.findings[1] ?? '', /有 2 次引荐成立.*示例服务机构/)
    const order = seen.record.entries.map(({ at }) => at)
    assert.deepEqual(order, order.toSorted(), 'a dated list')
    const proofs = seen.record.entries.filter(({ what }) =>
      /引荐双方接洽|确认被引荐|同意佣金约定|主张佣金|提出争议|答复争议/.test(what),
    )
    assert.ok(proofs.length >= 9)
    assert.ok(
      proofs.every(({ leaf }) => /^[0-9a-f]{64}$/.test(leaf ?? '')),
      'each word has its leaf',
    )
    const pdf = await market.read<Response>(officer, 'commission.record', { id: late.id })
    assert.equal(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5), '%PDF-')
    const rivals = await show(rival, late)
    assert.ok(!JSON.stringify(rivals.record).includes('示例服务机构'), 'a rival is not named to a broker')

    const decision = { outcome: 'part', reason: '两家都有引荐，合同所在的洽谈属于第一家的引荐。' }
    const hand = { ...officer, personId: firm.personId }
    await assert.rejects(settle(hand, 'decide', { ...decision, partBp: 2500 }), /您经手过/)
    await assert.rejects(settle(officer, 'decide', decision), /请填按约定佣金的多少/)
    await settle(officer, 'decide', { ...decision, partBp: 2500 })
    const decided = await show(firm, late)
    assert.equal(decided.state, 'claimed')
    assert.equal(decided.standing.dueFen, 25_000, 'a quarter of 10 % of 10,000 yuan')
    assert.match(decided.disputes[0]?.outcome ?? '', /25%/)
    const letters = await market.query<{ adverse: boolean; addressee_org_ids: string[] }>(
      'select adverse, addressee_org_ids from platform.letter where dossier_id = $1',
      [opened.dossierId],
    )
    assert.deepEqual(letters, [{ adverse: true, addressee_org_ids: [rival.orgId, FIRM] }])
    await whole()

    const complaint = { id: late.id, grounds: 'notOurs', account: '合同与这次引荐没有任何关系。' }
    await assert.rejects(market.write(firm, 'commission.complain', complaint), /争议已经处理过/)
    await money(contractId, 'receipt', 1_000)
    const again = await market.write<Made>(firm, 'commission.complain', complaint)
    const pay = { id: late.id, ...payment(100, '2027-12-31', 'X-1') }
    await assert.rejects(market.write(firm, 'commission.pay', pay), /暂缓支付/)
    await act(firm, again, 'withdraw', { reason: '已经和解。' }, 'commission-dispute')
    assert.equal((await show(firm, late)).state, 'claimed')
    await assert.rejects(market.write(firm, 'commission.complain', complaint), /已经撤回过争议/)
    const last = await market.write<Made>(rival, 'commission.complain', {
      ...complaint,
      grounds: 'otherBroker',
    })
    await market.pass(40)
    await market.sweep()
    const none = { outcome: 'none', reason: '引荐与合同没有因果关系。' }
    await assert.rejects(act(officer, last, 'decide', none, 'commission-dispute'), /前一次处理/)
    await act({ ...officer, personId: uuid(953) }, last, 'decide', none, 'commission-dispute')
    const gone = await show(rival, late)
    assert.deepEqual([gone.state, gone.standing.dueFen], ['dismissed', 0])
    await whole()
  })

  it('what is due has its term: both are told before it ends and after it, until it is paid', async () => {
    const achievementId = await achievement()
    const made = await agreed(await introduced(achievementId))
    const { contractId } = await contract(achievementId)
    const day = await money(contractId, 'receipt', 100_000)
    const kinds = `select coalesce(string_agg(kind, ' ' order by nominal_on), '') as kinds from platform.deadline
      where dossier_id = $1 and state = 'open'`
    const open = async () => (await market.query<{ kinds: string }>(kinds, [made.dossierId]))[0]?.kinds
    assert.equal(await open(), 'reminder term reminder')
    await market.pass(30)
    await market.sweep()
    assert.equal(await open(), 'term', 'it stays overdue')
    await market.write(firm, 'commission.pay', { id: made.id, ...payment(5000, day, 'T-1') })
    assert.equal(await open(), '')
  })

  it('one broker has one claim on one payer for one contract, by however many introductions', async () => {
    const achievementId = await achievement()
    const made = await agreed(await introduced(achievementId))
    const both = { sellerOrgId: UNIVERSITY, buyerOrgId: FIRM, reason: '双方可以长期合作。' }
    const wide = await market.write<Made>(broker, 'introduction.make', both)
    await act(office, wide, 'confirm', { agrees: true }, 'introduction')
    await act(firm, wide, 'confirmToo', { agrees: true }, 'introduction')
    const twice = await agreed(wide.id)
    const { code } = await contract(achievementId)
    assert.equal((await show(broker, made)).state, 'claimed')
    await assert.rejects(
      market.write(broker, 'commission.claim', {
        id: twice.id,
        contractCode: code,
        reason: '长期合作的一部分。',
      }),
      /已经有一份佣金，不能重复主张/,
    )
  })

  it('a certificate that ran out promises nothing, and what was proposed before is not confirmed any more', async () => {
    const introductionId = await introduced(await achievement())
    const made = await propose(introductionId)
    await market.pass(500)
    await assert.rejects(act(firm, made, 'confirm', { agrees: true }), /证书已于 2027-05-31 到期/)
    await assert.rejects(propose(introductionId, { payer: 'seller' }), /证书已于 2027-05-31 到期/)
  })
})

/** A contract the two sign on a deal, as the contracts and settlement modules leave it. */
async function signedContract(market: DealMarket, achievementId: string, deal: Made, at: string) {
  const [contractId, code] = [v7(), publicId()]
  await market.query(
    `insert into contracts.contract (id, public_id, purpose, deal_id, achievement_id, demand_id, dossier_id, type, title,
       seller_org_id, buyer_org_id, sample, state, version, matter, drafted_by, drafted_at, concluded_at)
     values ($1, $2, 'contract', $3, $4, null, $5, '普通许可', '示例合同', $6, $7, false, 'confirmed', 1, null, $8, $9, $9)`,
    [contractId, code, deal.id, achievementId, deal.dossierId, UNIVERSITY, FIRM, office.personId, at],
  )
  const fileId = await market.file(office)
  await market.query(
    `with d as (insert into platform.signing_document (id, subject_kind, subject_id, version, title, file_id, sha256, mark_id,
         digest, pages, marked_pages, paper_only, at)
       values (gen_random_uuid(), 'contract', $1, 1, '示例合同', $2, repeat('a', 64), $4, repeat('a', 64), 1, 1, false, $3)
       returning id)
     insert into contracts.document (contract_id, version, terms_version, file_id, sha256, made_by, at, signing_id)
     select $1, 1, 1, $2, repeat('a', 64), $5, $3, d.id from d`,
    [contractId, fileId, at, code, office.personId],
  )
  await market.query(`update deals.deal set state = 'signed' where id = $1`, [deal.id])
  await market.query(
    `insert into settlement.settlement (id, public_id, contract_id, deal_id, code, title, seller_org_id, buyer_org_id,
       signed_on, version, agreed_version, sample, opened_at)
     values (gen_random_uuid(), $1, $2, $3, $1, '示例合同', $4, $5, '2026-01-05', 0, null, false, '2026-01-05')`,
    [code, contractId, deal.id, UNIVERSITY, FIRM],
  )
  return { contractId, code }
}
