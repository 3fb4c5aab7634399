import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { BUREAU, calendar, FIRM, openMarket, people, rules, UNIVERSITY, type Market } from '#test/market.ts'
import { visitor, type Actor, type Role } from '#platform/access/access.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { cityRules, soundRegistration } from './fixture.ts'
import type { Registration } from './forms.ts'
import { registrationsModule } from './module.ts'
import { invariants } from './store-matters.ts'

const { office: seller, firm: buyer, officer, firmTwo: stranger } = people
const member = (n: number, name: string, roles: readonly Role[]): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  name,
  orgId: BUREAU,
  roles,
  orgVerified: true,
})
const reviewer = member(31, '丙五', ['officer'])
const third = member(32, '丙六', ['officer'])
const law = new Ruleset([...rules.rows, ...cityRules])

interface Opened {
  readonly id: string
  readonly dossierId: string
}

interface Shown {
  readonly state: string
  readonly acceptedOn: string | null
  readonly number: string | null
  readonly standing: string | null
  readonly totalFen: number
  readonly techFen: number
  readonly check: { readonly findings: readonly { readonly rule: string }[] } | null
  readonly dates: readonly { readonly kind: string; readonly on: string }[]
  readonly matters: readonly { readonly stateTitle: string }[]
}

describe('contract registration from draft to number', () => {
  let market: Market
  let today = ''
  let numbers = 0
  before(async () => {
    market = await openMarket([registrationsModule], { law: { rules: law, calendar } })
    await market.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) =>
      seedRules(tx, law.rows, '2026-01-05T01:00:00.000Z'),
    )
    const [row] = await market.query<{ day: string }>(
      `select to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day`,
    )
    today = row?.day ?? ''
    await market.query(`update platform.organisation set region = 'R1' where id = $1`, [UNIVERSITY])
    await market.query(`update platform.organisation set credit_code = '91999999DEM0000493' where id = $1`, [
      FIRM,
    ])
  })
  after(() => market.drop())

  const form = async (more: Partial<Registration> = {}) =>
    soundRegistration({
      subject: `第 ${(numbers += 1)} 件：许可使用低温保鲜工艺。`,
      fileIds: [await market.file(seller)],
      ...more,
    })
  const draft = async (more: Partial<Registration> = {}) =>
    market.write<Opened>(seller, 'registration.draft', await form(more))
  const act = (actor: Actor, one: Opened, action: string, input: object = {}) =>
    market.act(actor, one.dossierId, `contract-registration.${action}`, input)
  const show = (one: Opened, actor: Actor = seller) =>
    market.read<Shown>(actor, 'registration.show', { id: one.id })
  const submitted = async (more: Partial<Registration> = {}) => {
    const one = await draft(more)
    await act(seller, one, 'submit', { honest: true })
    return one
  }
  const registering = async (
    actor: Actor,
    number = `DJ-2026-${String((numbers += 1)).padStart(5, '0')}`,
  ) => ({
    number,
    fileId: await market.file(actor),
    opinion: '属于技术许可合同，金额计算无误。',
  })
  const registered = async (more: Partial<Registration> = {}) => {
    const one = await submitted(more)
    await act(officer, one, 'accept')
    await act(reviewer, one, 'register', await registering(reviewer))
    return one
  }
  const refuses = (says: RegExp) => (error: unknown) => {
    assert.match(String(error), says)
    return true
  }
  const termOf = async (one: Opened) =>
    market.query<{ term: { term: object }; starts_on: string }>(
      `select term, starts_on::text from platform.deadline where dossier_id = $1 and kind = 'term' and state = 'open'`,
      [one.dossierId],
    )

  it('what the linter calls hard is refused on submit, with the field; mended it passes', async () => {
    const one = await draft({ techFen: 60_000_000 })
    const submit = () => act(seller, one, 'submit', { honest: true })
    await assert.rejects(submit(), refuses(/“技术交易额”：技术交易额应为 500,000\.00 元/))
    assert.ok((await show(one)).check?.findings.some(({ rule }) => rule === 'amounts'))
    await market.write(seller, 'registration.save', { ...(await form()), id: one.id })
    await submit()
    assert.equal((await show(one)).state, 'submitted')
    await assert.rejects(
      market.write(seller, 'registration.save', { ...(await form()), id: one.id }),
      refuses(/正在审查/),
    )
  })

  it('half an application is a draft, and is told what it lacks when handed in', async () => {
    const one = await market.write<Opened>(seller, 'registration.draft', { contractName: '只有名称' })
    await assert.rejects(act(seller, one, 'submit', { honest: true }), refuses(/“合同类别”：此项必填/))
  })

  it('the same contract is registered once', async () => {
    const same = await form()
    const one = await market.write<Opened>(seller, 'registration.draft', same)
    await act(seller, one, 'submit', { honest: true })
    const again = await market.write<Opened>(seller, 'registration.draft', same)
    await assert.rejects(act(seller, again, 'submit', { honest: true }), refuses(/当事人、标的和金额都相同/))
  })

  it('a correction is asked once and completely; the corrected submission is the acceptance, and the clock begins', async () => {
    const one = await submitted()
    await act(officer, one, 'askCorrection', { items: ['补充合同附件', '更正买方代码'] })
    assert.equal((await show(one)).acceptedOn, null)
    await act(seller, one, 'correct', { honest: true })
    const shown = await show(one)
    assert.deepEqual([shown.state, shown.acceptedOn], ['reviewing', today])
    const [term] = await termOf(one)
    assert.deepEqual([term?.term.term, term?.starts_on], [{ workingDays: 15 }, today])
    await assert.rejects(
      act(reviewer, one, 'askCorrection', { items: ['再补一项'] }),
      refuses(/补正只能一次性告知，已经通知过补正/),
    )
    await assert.rejects(act(officer, one, 'register', await registering(officer)), refuses(/应当是不同的人/))
    await act(reviewer, one, 'register', await registering(reviewer))
    assert.equal((await show(one)).state, 'registered')
  })

  it('who accepted does not decide; the number is unique; the certificate of the national system is attached', async () => {
    const one = await submitted()
    await act(officer, one, 'accept')
    await assert.rejects(act(officer, one, 'register', await registering(officer)), refuses(/应当是不同的人/))
    const { fileId: _file, ...bare } = await registering(reviewer)
    await assert.rejects(act(reviewer, one, 'register', bare), refuses(/请上传系统出具的证明/))
    await act(reviewer, one, 'register', await registering(reviewer, 'GD20260000001'))
    const other = await submitted()
    await act(officer, other, 'accept')
    await assert.rejects(
      act(reviewer, other, 'register', await registering(reviewer, 'gd20260000001')),
      refuses(/GD20260000001 已经用于/),
    )
  })

  it('P23: filing of the licence and the yearly fee are reminded of', async () => {
    const one = await registered({
      effectiveOn: today,
      signedOn: today,
      rights: [{ kind: '发明专利', number: 'ZL1', owner: '示例大学', feeDueOn: '2028-01-31' }],
    })
    assert.deepEqual(
      (await show(one)).dates.map(({ kind }) => kind),
      ['filing', 'fee', 'fee', 'fee', 'fee'],
    )
    const rows = await market.query<{ n: number }>(
      `select count(*)::int as n from platform.deadline where dossier_id = $1 and kind = 'reminder' and state = 'open'`,
      [one.dossierId],
    )
    assert.equal(rows[0]?.n, 5)
  })

  it('a large contract goes to experts; a small one only when it is disputed', async () => {
    const large = await submitted({ totalFen: 600_000_000, techFen: 590_000_000 })
    await act(officer, large, 'accept')
    await assert.rejects(
      act(reviewer, large, 'register', await registering(reviewer)),
      refuses(/达到大额标准，请先送专家评审/),
    )
    const why = { because: '金额达到大额标准', note: '技术交易额 590 万元。' }
    await act(reviewer, large, 'toExperts', why)
    assert.deepEqual((await termOf(large))[0]?.term.term, { workingDays: 30 })
    await assert.rejects(
      act(reviewer, large, 'registerReviewed', await registering(reviewer)),
      refuses(/专家评审还没有结束/),
    )
    const small = await submitted()
    await act(officer, small, 'accept')
    await assert.rejects(act(reviewer, small, 'toExperts', why), refuses(/没有达到大额标准/))
    await act(reviewer, small, 'toExperts', { because: '认定有争议', note: '双方对类别的看法不同。' })
  })

  it('a refusal names its reason from the list, in writing, with remedies', async () => {
    const one = await submitted()
    await act(officer, one, 'accept')
    await act(reviewer, one, 'refuse', {
      ground: 'notTechnology',
      reason: '只是一般的货物买卖，没有技术内容。',
    })
    const [letter] = await market.query<{ title: string }>(
      `select t.title from platform.letter l join platform.letter_text t on t.letter_id = l.id
       where l.dossier_id = $1 and l.kind = 'refusal'`,
      [one.dossierId],
    )
    assert.match(letter?.title ?? '', /不予登记决定书/)
  })

  it('a change keeps the sum, tells the unit of the pack after benefits were used, and a second waits', async () => {
    const one = await registered()
    await market.query(
      `insert into platform.competence (id, procedure, step, opinion_order, unit_org_id, basis, from_day, until_day, status)
       values (gen_random_uuid(), 'contract-registration', 'benefits', 1, $1, '测试', '2020-01-01', null, 'proposed')`,
      [BUREAU],
    )
    const change = {
      what: ['amount'],
      newTotalFen: 70_000_000,
      benefitsUsed: true,
      account: '提成已经确定。',
    }
    await assert.rejects(
      market.write(seller, 'registration.change', { ...change, newTotalFen: 1_000_000, id: one.id }),
      refuses(/变更后的技术交易额大于成交额/),
    )
    const asked = await market.write<Opened>(seller, 'registration.change', { ...change, id: one.id })
    await assert.rejects(
      market.write(seller, 'registration.change', { ...change, id: one.id }),
      refuses(/已有一件登记变更在办/),
    )
    await market.act(reviewer, asked.dossierId, 'contract-registration-change.record')
    const shown = await show(one)
    assert.deepEqual([shown.standing, shown.totalFen, shown.techFen], ['changed', 70_000_000, 50_000_000])
    const told = await market.query<{ payload: { orgId: string; template: string } }>(
      `select payload from platform.outbox where topic = 'message.org' and payload::text like '%已据此享受优惠%'`,
    )
    assert.deepEqual(
      told.map(({ payload }) => payload.orgId),
      [BUREAU],
    )
  })

  it('an objection is the parties’, decided by somebody else than who registered; cancelled is cancelled', async () => {
    const one = await registered()
    const objection = {
      against: '不应当登记',
      account: '合同已经被法院撤销。',
      benefitsUsed: false,
      id: one.id,
    }
    await assert.rejects(market.write(stranger, 'registration.object', objection), refuses(/只有合同当事人/))
    const asked = await market.write<Opened>(buyer, 'registration.object', objection)
    const decide = (actor: Actor) =>
      market.act(actor, asked.dossierId, 'contract-registration-objection.uphold', {
        outcome: 'cancel',
        reason: '生效判决撤销了合同。',
      })
    await assert.rejects(decide(reviewer), refuses(/您经办过这件登记/))
    await decide(third)
    assert.equal((await show(one)).standing, 'cancelled')
    const again = { because: '合同解除', benefitsUsed: false, account: '双方协议解除。', id: one.id }
    await assert.rejects(market.write(seller, 'registration.ask-cancellation', again), refuses(/已经注销/))
  })

  it('what the office begins of its own accord the applicant cannot withdraw; P23: cancelled reminds of nothing', async () => {
    const one = await registered({ rights: [{ kind: '发明专利', number: 'ZL1', feeDueOn: '2030-01-15' }] })
    const reminders = () =>
      market.query<{ kept: boolean }>(
        `select (term ->> 'kept')::boolean as kept from platform.deadline where dossier_id = $1 and state = 'open'`,
        [one.dossierId],
      )
    const kept = await reminders()
    assert.ok(kept.length > 0 && kept.every((row) => row.kept), 'dates outlive the dossier and say so')
    const why = { because: '没有履行', benefitsUsed: false, account: '核查发现没有履行。', id: one.id }
    const begun = await market.write<Opened>(officer, 'registration.begin-cancellation', why)
    const withdraw = market.act(seller, begun.dossierId, 'contract-registration-cancellation.withdraw')
    await assert.rejects(withdraw, refuses(/不是贵单位提出的/))
    await market.act(third, begun.dossierId, 'contract-registration-cancellation.cancel', {
      reason: '确实没有履行。',
    })
    assert.equal((await show(one)).standing, 'cancelled')
    assert.deepEqual(await reminders(), [])
  })

  it('income of a year is explained, only of what is registered', async () => {
    const one = await registered({
      fromDay: today,
      signedOn: today,
      effectiveOn: today,
      untilDay: '2040-01-01',
    })
    const year = Number(today.slice(0, 4))
    const income = {
      year,
      revenueFen: 800_000_000,
      costFen: 0,
      taxesFen: 0,
      ownTechnology: '是',
      exportLimited: '否',
    }
    await market.write(seller, 'registration.income', { ...income, id: one.id })
    const found = await market.read<{ exemptFen: number; taxableFen: number; badges: readonly unknown[] }>(
      seller,
      'registration.tax',
      { year },
    )
    assert.deepEqual([found.exemptFen, found.taxableFen], [500_000_000, 150_000_000])
    const open = await draft()
    await assert.rejects(
      market.write(seller, 'registration.income', { ...income, id: open.id }),
      refuses(/登记以后/),
    )
  })

  it('P16: the public reads no small cell, the office reads all, others nothing', async () => {
    interface Figures {
      readonly until: string
      readonly groups: readonly {
        readonly title: string
        readonly lines: readonly { readonly contracts: number | null }[]
      }[]
    }
    const all = await market.read<Figures>(officer, 'registration.figures', {})
    const whole = all.groups[0]?.lines[0]?.contracts ?? 0
    assert.ok(whole > 3)
    const running = await market.read<Figures>(visitor, 'registration.statistics', {})
    assert.ok(running.until < all.until.slice(0, 7), 'nobody subtracts the days of the running quarter')
    await assert.rejects(market.read(people.foreignOfficer, 'registration.figures', {}), refuses(/无权查看/))
    for (const journal of ['registration.figures-file', 'registration.export'])
      assert.equal((await market.read<Response>(officer, journal, {})).status, 200)
    const csv = await (await market.read<Response>(officer, 'registration.export', { as: 'csv' })).text()
    assert.match(csv, /登记编号,合同名称/)
    assert.match(csv, /GD20260000001/)
    const year = Number(all.until.slice(0, 4))
    await market.pass(366)
    const shown = await market.read<Figures>(visitor, 'registration.statistics', { year })
    const cells = shown.groups.flatMap(({ lines }) => lines).flatMap(({ contracts }) => contracts ?? [])
    assert.ok((cells[0] ?? 0) > 3)
    assert.ok(cells.every((n) => n >= 3))
  })

  it('others read nothing of a draft, the unit only what was handed in', async () => {
    const one = await draft()
    for (const who of [buyer, stranger, officer])
      await assert.rejects(show(one, who), refuses(/没有找到这件登记/))
  })

  it('the register is in order', async () => {
    for (const { name, rows } of invariants)
      assert.deepEqual(await market.test.db.read('registrations', rows), [], name)
  })
})
