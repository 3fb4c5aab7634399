import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import { bookOn } from '#platform/ledger/ledger.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { AGENCY, FIRM, people, UNIVERSITY } from '#test/market.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import { decision, finance, lecturer, plan, professor, type Shown } from './fixture.ts'
import { incomeModule } from './module.ts'
import { signedLicence } from './store-fixture.ts'

const { office, secondOffice, leader, leaderAndOffice, firm } = people
describe('income of a contract from plan to paid (转化法 44, 45; practice.md P6, P25, P28)', () => {
  let market: DealMarket
  let n = 0
  before(async () => {
    market = await openDealMarket([contractsModule, settlementModule, incomeModule])
    for (const { personId, name } of [finance, professor, lecturer]) {
      await market.query(
        'insert into platform.person (id, name, sample, created_at) values ($1, $2, true, $3)',
        [personId, name, '2026-01-05'],
      )
      await market.query(
        `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
         values (gen_random_uuid(), $1, $2, '教师', '{researcher}', '2026-01-01', null, '2026-01-05')`,
        [personId, UNIVERSITY],
      )
    }
  })
  after(() => market.drop())

  const contract = (type?: string) => signedLicence(market, (n += 1), type)
  /** Money on the contract, recorded by finance and confirmed by the office. */
  const money = async (contractId: string, kind: 'receipt' | 'refund', fen: number) => {
    const [row] = await market.query<{ id: string }>(
      'select id from settlement.settlement where contract_id = $1',
      [contractId],
    )
    const given = { id: row?.id, fen, onDay: '2026-01-05', number: `B-${String((n += 1))}` }
    const more =
      kind === 'receipt'
        ? { payer: '示例公司', ownAccount: '示例大学基本户' }
        : { cause: '付错', reason: '多付' }
    const made = await market.write<{ id: string }>(finance, `settlement.${kind}`, {
      ...given,
      ...more,
    })
    await market.write(office, 'settlement.confirm', { id: row?.id, receiptId: made.id })
    await market.settle()
    return { id: row?.id, receiptId: made.id }
  }
  const come = (contractId: string, fen: number) => money(contractId, 'receipt', fen)
  const takeBack = async (came: Awaited<ReturnType<typeof come>>) => {
    const wrong = { ...came, reason: '串户' }
    const { id } = await market.write<{ id: string }>(finance, 'settlement.reverse', wrong)
    await market.write(office, 'settlement.confirm', { id: came.id, receiptId: id })
    await market.settle()
  }
  const draft = (matter: object, more: object = {}, by = office) =>
    market.write<{ id: string; dossierId: string }>(by, 'income.draft', { ...plan, ...more, matter })
  const act = (
    who: Actor,
    dossierId: string,
    action: string,
    input: object = {},
    procedure = 'income-plan',
  ) => market.act(who, dossierId, action, input, procedure)
  const show = (planId: string) => market.read<Shown>(office, 'income.show', { id: planId })
  const paper = async (planId: string, word = 'agree') =>
    market.write(office, 'income.paper-word', {
      id: planId,
      member: '丙学生',
      word,
      ...(word === 'dispute' && { reason: '比例应当重议。' }),
      fileId: await market.file(office),
    })
  /** A plan all agreed to, in force. */
  const inForce = async (matter: object, more: object = {}) => {
    const made = await draft(matter, more)
    await act(office, made.dossierId, 'ask')
    for (const who of [professor, lecturer])
      await market.write(who, 'income.word', { id: made.id, word: 'agree' })
    await paper(made.id)
    await act(office, made.dossierId, 'submit')
    await act(leader, made.dossierId, 'approve', decision)
    await market.settle()
    return made
  }
  const last = async (planId: string) => {
    const { payouts } = await show(planId)
    const payout = payouts[0]
    assert.ok(payout)
    return payout
  }
  const pay = (payoutId: string, member: string, who: Actor = finance) =>
    market.write<{ finished: boolean }>(who, 'income.pay', {
      id: payoutId,
      member,
      paidOn: '2026-01-05',
      account: '示例大学基本户',
      voucher: `V-${member}`,
    })
  /** Over the days of the notice, and what the clock then does. */
  const noticed = async (dossierId: string) => {
    const [row] = await market.query<{ days: number }>(
      `select (t.due_on - ((clock_timestamp() + s.clock_offset_ms * interval '1 ms') at time zone 'Asia/Shanghai')::date) as days
       from platform.deadline t cross join platform.state s where t.dossier_id = $1 and t.performs = 'clear' and t.state = 'open'`,
      [dossierId],
    )
    assert.ok((row?.days ?? 0) >= 15, 'at least 15 working days')
    await market.pass((row?.days ?? 0) + 1)
    await market.sweep()
  }

  it('each member says yes or no; who drafts or shares does not approve; a receipt is divided by itself', async () => {
    const { contractId } = await contract()
    await come(contractId, 10_000_001)
    const made = await draft({ contractId })
    await assert.rejects(draft({ contractId }), /已有在办/)
    await act(leaderAndOffice, made.dossierId, 'ask')
    await assert.rejects(act(office, made.dossierId, 'submit'), /还有成员没有确认：甲教授、乙老师、丙学生/)
    await assert.rejects(market.write(finance, 'income.word', { id: made.id, word: 'agree' }), /您参与的/)
    await market.write(professor, 'income.word', { id: made.id, word: 'agree' })
    await market.write(lecturer, 'income.word', { id: made.id, word: 'dispute', reason: '我的比例少了。' })
    await assert.rejects(
      market.write(professor, 'income.paper-word', { id: made.id, member: '丙学生', word: 'agree' }),
    )
    await paper(made.id)
    await act(office, made.dossierId, 'submit')
    await assert.rejects(act(leaderAndOffice, made.dossierId, 'approve', decision), /不同的人/)
    const both = { ...professor, roles: ['leader'] as const }
    await assert.rejects(act(both, made.dossierId, 'approve', decision), /您参与这次分配/)
    await assert.rejects(
      act(leader, made.dossierId, 'approve', { ...decision, decidedOn: '2099-01-01' }),
      /不能晚于今天/,
    )
    await act(leader, made.dossierId, 'approve', decision)
    await market.settle()
    const payout = await last(made.id)
    assert.equal(payout.state, 'costing')
    assert.equal(payout.poolFen, 7_000_001, '70 % rounded up to the fen')

    const costs = [{ kind: '评估费', fen: 1, voucher: 'P-1' }]
    await act(finance, payout.dossierId, 'enterCosts', { costs }, 'income-payout')
    await act(leader, payout.dossierId, 'approve', decision, 'income-payout')
    const divided = await last(made.id)
    assert.deepEqual(
      divided.shares.map(({ fen }) => fen),
      [3_500_000, 2_100_000, 1_400_000],
    )
    assert.equal(divided.relief?.until, '2029-01-05')
    await assert.rejects(pay(payout.id, professor.personId ?? ''), /公示期满以后/)
    await noticed(payout.dossierId)
    assert.equal((await last(made.id)).state, 'payable')

    await assert.rejects(pay(payout.id, lecturer.personId ?? ''), /“乙老师”的份额不能发放：本人对方案有异议/)
    assert.equal((await pay(payout.id, professor.personId ?? '')).finished, false)
    await assert.rejects(pay(payout.id, professor.personId ?? ''), /请勿重复/)
    await assert.rejects(
      act(office, payout.dossierId, 'cancel', { reason: '有误' }, 'income-payout'),
      /已经有成员领取/,
    )
    await assert.rejects(pay(payout.id, '丙学生', office), /您的身份不能办理/)
    assert.equal((await pay(payout.id, '丙学生')).finished, false)
    const finding = { id: made.id, member: lecturer.personId, reason: '经复核，比例符合内部协议。' }
    await assert.rejects(market.write(office, 'income.settle', finding), /您的身份不能办理/)
    await market.write(leader, 'income.settle', finding)
    assert.equal((await pay(payout.id, lecturer.personId ?? '')).finished, true)
    assert.equal((await last(made.id)).state, 'paid')
    const accounts = await market.test.db.read('income', (tx) => bookOn(tx, payout.id, null))
    assert.deepEqual(
      accounts.map(({ kind, holder_id, standing }) => [kind, holder_id, standing.posted]),
      [
        ['unit', UNIVERSITY, -7_000_000],
        ['member', professor.personId, 3_500_000],
        ['member', accounts[2]?.holder_id, 1_400_000],
        ['member', lecturer.personId, 2_100_000],
      ],
      'each payment stands in the ledger, the unit’s account outside the other side (P25)',
    )
  })

  it('instalments come to one payment, and money paid back is made good before the next is paid', async () => {
    const { contractId } = await contract()
    const made = await inForce({ contractId })
    const divide = async (fen: number, action = 'approve') => {
      await money(contractId, fen > 0 ? 'receipt' : 'refund', Math.abs(fen))
      const { dossierId } = await last(made.id)
      await act(finance, dossierId, 'enterCosts', {}, 'income-payout')
      await act(leader, dossierId, action, action === 'approve' ? decision : {}, 'income-payout')
      return (await last(made.id)).poolFen
    }
    assert.equal(await divide(33), 24)
    assert.equal(await divide(33), 23)
    await assert.rejects(divide(-20), /没有可以分配的净收入/)
    const { dossierId } = await last(made.id)
    await act(leader, dossierId, 'noteEmpty', {}, 'income-payout')
    assert.equal(await divide(20, 'noteEmpty'), 0, 'what was paid stays paid')
    assert.equal(await divide(34), 23, '70 % of 100 together')
  })

  it('P28: of a day the unit owned nothing of it, a receipt is recorded and others are told; it is no payout', async () => {
    const { contractId, achievementId } = await contract()
    const made = await inForce({ contractId })
    await market.query(
      `update achievements.achievement_version set data = jsonb_set(data, '{coOwners}', $2::jsonb) where record_id = $1`,
      [
        achievementId,
        JSON.stringify([
          { orgId: AGENCY, name: '示例服务机构', shareBp: 6000 },
          { orgId: FIRM, name: '示例公司', shareBp: 4000 },
        ]),
      ],
    )
    const { id: settlementId } = await come(contractId, 1000)
    await come(contractId, 500)
    const [row] = await market.query<{ waiting: number }>(
      'select count(*)::int as waiting from platform.outbox where done_at is null',
    )
    assert.equal(row?.waiting, 0, 'nothing is stuck')
    const { payouts, undivided } = await market.read<Shown & { undivided: readonly { says: string }[] }>(
      office,
      'income.show',
      { id: made.id },
    )
    assert.deepEqual(payouts, [])
    assert.match(undivided.map(({ says }) => says).join(), /10\.00 元.*已没有这项成果的份额.*5\.00 元/)
    const got = await market.read<{ receivedFen: number }>(office, 'settlement.show', { id: settlementId })
    assert.equal(got.receivedFen, 1500)
    const told = await market.query<{ org_id: string }>(
      `select o.payload->>'orgId' as org_id from platform.outbox o where o.payload->>'template' like '%权利人%'`,
    )
    assert.deepEqual(
      told.map(({ org_id }) => org_id).sort(),
      [UNIVERSITY, UNIVERSITY, AGENCY, AGENCY].sort(),
      'once each, and not who paid it',
    )
  })

  it('a receipt taken back before it is divided is not divided', async () => {
    const { contractId } = await contract()
    const made = await inForce({ contractId })
    const came = await come(contractId, 1000)
    const { dossierId } = await last(made.id)
    await takeBack(came)
    await assert.rejects(act(finance, dossierId, 'enterCosts', {}, 'income-payout'), /这笔到账已经更正/)
    await act(office, dossierId, 'cancel', { reason: '到账冲正' }, 'income-payout')
    await market.settle()
    assert.deepEqual(
      (await show(made.id)).payouts.map(({ state }) => state),
      ['cancelled'],
    )
  })

  it('what was approved and then taken back is paid to nobody; it is divided anew', async () => {
    const { contractId } = await contract()
    const made = await inForce({ contractId })
    const came = await come(contractId, 1000)
    const payout = await last(made.id)
    await act(finance, payout.dossierId, 'enterCosts', {}, 'income-payout')
    await act(leader, payout.dossierId, 'approve', decision, 'income-payout')
    await noticed(payout.dossierId)
    await takeBack(came)
    await assert.rejects(pay(payout.id, professor.personId ?? ''), /冲正或者退款；请撤销这次分配/)
  })

  it('an ended plan still lets a held share go', async () => {
    const { contractId } = await contract()
    const made = await inForce({ contractId })
    await market.write(lecturer, 'income.word', { id: made.id, word: 'dispute', reason: '我的比例少了。' })
    await act(leader, made.dossierId, 'end', { reason: '合同履行完毕。' })
    const finding = { id: made.id, member: lecturer.personId, reason: '经复核，比例符合内部协议。' }
    await market.write(leader, 'income.settle', finding)
  })

  it('silence is no consent: the term passes, the plan goes on, the share waits (P31)', async () => {
    const { contractId } = await contract()
    const made = await draft({ contractId })
    await act(office, made.dossierId, 'ask')
    await market.pass(30)
    await market.sweep()
    assert.equal((await show(made.id)).state, 'approving')
    await act(leader, made.dossierId, 'approve', decision)
    await come(contractId, 1000)
    const shown = await last(made.id)
    assert.ok(shown.shares.every(({ held }) => /尚未确认/.test(held ?? '')))
  })

  it('a draft below the floor is not asked about; a new version is asked anew', async () => {
    const { contractId } = await contract()
    const made = await draft({ contractId }, { teamRateBp: 4999 })
    await assert.rejects(act(office, made.dossierId, 'ask'), /低于法定下限/)
    await market.write(office, 'income.save', { ...plan, id: made.id })
    await act(office, made.dossierId, 'ask')
    await market.write(professor, 'income.word', { id: made.id, word: 'agree' })
    await assert.rejects(market.write(office, 'income.save', { ...plan, id: made.id }), /不能直接修改/)
    await act(office, made.dossierId, 'revise')
    await market.write(office, 'income.save', { ...plan, teamRateBp: 8000, id: made.id })
    const [first] = (await show(made.id)).members
    assert.equal(first?.word, null)
    await assert.rejects(market.read(firm, 'income.show', { id: made.id }), /没有找到/)
  })

  it('accounts are the unit’s own; a division is tried out without keeping anything', async () => {
    const { contractId } = await contract()
    const stranger = { ...plan.members[0], personId: firm.personId }
    await assert.rejects(draft({ contractId }, { members: [stranger] }), /不是本单位的/)
    const tried = { ...plan, mode: 'TRANSFER', grossFen: 100_003, costFen: 2 }
    const answer = await market.read<{ poolFen: number; unitFen: number; faults: readonly unknown[] }>(
      professor,
      'income.what-if',
      tried,
    )
    assert.deepEqual([answer.poolFen, answer.unitFen, answer.faults], [70_001, 30_000, []])
  })

  it('development and services are no conversion of this kind; a stranger divides nothing', async () => {
    const { contractId } = await contract('技术服务')
    await assert.rejects(draft({ contractId }), /横向项目/)
    const licence = await contract()
    await assert.rejects(draft({ contractId: licence.contractId }, {}, firm), /没有找到本单位/)
  })

  it('shares formed and yearly profit are divided too, entered by finance and approved by another', async () => {
    const { achievementId } = await contract()
    const equity = await inForce({ achievementId, mode: 'EQUITY' })
    const stake = {
      id: equity.id,
      company: '示例公司',
      valuationFen: 10_001,
      agreedOn: '2026-01-05',
      fileId: await market.file(finance),
    }
    await market.write(finance, 'income.equity', stake)
    await assert.rejects(market.write(finance, 'income.equity', stake), /已经登记/)
    assert.deepEqual(
      (await last(equity.id)).shares.map(({ fen }) => fen),
      [3501, 2100, 1400],
    )
    const own = await inForce({ achievementId, mode: 'SELF_IMPLEMENT' }, { firstYear: 2023, years: 3 })
    const profit = { id: own.id, year: 2023, profitFen: 1_000_000, fileId: await market.file(finance) }
    const opened = await market.write<{ dossierId: string }>(finance, 'income.profit', profit)
    await assert.rejects(market.write(finance, 'income.profit', profit), /已经登记/)
    const self = { ...finance, roles: ['finance', 'leader'] as const }
    await assert.rejects(
      act(self, opened.dossierId, 'approve', decision, 'income-payout'),
      /登记的人不能审批/,
    )
    await act(leader, opened.dossierId, 'approve', decision, 'income-payout')
    assert.equal((await last(own.id)).poolFen, 700_000)
  })

  it('a member reads the own part and nobody else’s', async () => {
    const { items } = await market.read<{
      items: readonly { readonly shares: readonly { readonly fen: number }[] }[]
    }>(lecturer, 'income.mine', {})
    assert.ok(items.length > 3)
    assert.doesNotMatch(JSON.stringify(items), /甲教授|丙学生/)
    const { items: none } = await market.read<{ items: readonly unknown[] }>(secondOffice, 'income.mine', {})
    assert.deepEqual(none, [])
  })

  it('a statement is for the member and for who divides and pays (practice.md P18)', async () => {
    const { items } = await market.read<{ items: readonly { id: string; shares: readonly unknown[] }[] }>(
      professor,
      'income.mine',
      {},
    )
    const one = items.find(({ shares }) => shares.length > 0)
    const asked = { id: one?.id, member: professor.personId }
    for (const who of [professor, finance, office])
      assert.ok((await market.read<Response>(who, 'income.statement', asked)).ok)
    for (const who of [lecturer, firm, leader])
      await assert.rejects(market.read(who, 'income.statement', asked), /没有找到/)
  })

  it('the yearly report counts the unit’s own by mode; units hear of it before it is due (转化法 21)', async () => {
    type Report = { submitBy: string; lines: readonly { title: string; receipts: number; poolFen: number }[] }
    const report = await market.read<Report>(leader, 'income.report', { year: 2026 })
    const line = (title: string) => report.lines.find((one) => one.title === title)
    assert.equal(report.submitBy, '2027-03-30')
    assert.ok((line('许可')?.receipts ?? 0) >= 6)
    assert.equal(
      line('许可')?.poolFen,
      line('合计')?.poolFen,
      'shares and profit wait for approval or are of 2023',
    )
    const other = await market.read<Report>(firm, 'income.report', { year: 2026 })
    assert.ok(other.lines.every(({ receipts }) => receipts === 0))
    assert.equal((await market.read<Response>(finance, 'income.report-file', { year: 2026 })).status, 200)
  })

  it('leaves nothing that its invariants forbid', async () => {
    for (const { name, rows } of [...(incomeModule.invariants ?? []), ...ledgerInvariants])
      assert.deepEqual(await market.test.db.read('income', rows), [], name)
  })
})
