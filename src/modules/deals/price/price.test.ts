import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { licenceTerms, openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { FIRM, people, UNIVERSITY } from '#test/market.ts'
import { dealsModule } from '../module.ts'
import { filingForm, priceForm, type Price } from './forms.ts'
import { filingFault, noticeFields, priceFault, priceText, type PriceInRule } from './rules.ts'

const { office, secondOffice, leader, leaderAndOffice, firm, officer } = people

const price = {
  routeReason: '受让方是唯一提出过产业化方案的企业。',
  bases: ['双方协商'],
  basisNote: '参照同类许可，经三轮协商。',
  valuation: '没有评估',
  completers: ['示例完成人'],
  related: '没有关联关系',
} satisfies Price

const valued = {
  ...price,
  bases: ['资产评估'],
  valuation: '已经评估',
  valuer: '示例评估公司',
  valuationFen: 10_000_000,
  valuedOn: '2026-10-31',
} as const satisfies Price

const facts: PriceInRule = {
  priceFen: 9_000_000,
  royalty: false,
  relationKnown: false,
  namedBefore: [],
  signs: () => ({ certain: '', all: '' }),
  leastShareBp: 9_000,
  today: '2026-11-23',
}

const certain = { signs: () => ({ certain: '是同一人', all: '是同一人' }) }
const likely = { signs: () => ({ certain: '', all: '同名' }) }
const related = { ...valued, related: '有关联关系', relatedNote: '一位完成人持股。' } as const

describe('what a proposed price must hold (转化法 18; achievements.md numeric rules 2, 3; trust.md A7)', () => {
  const rows: readonly [name: string, given: Price, more: Partial<PriceInRule>, fault: RegExp | undefined][] =
    [
      ['an agreed price without valuation is the unit’s own choice (财政部令第100号)', price, {}, undefined],
      ['面议 is never given notice of', price, { priceFen: null }, /面议的不能公示/],
      ['a royalty is a price', price, { priceFen: null, royalty: true }, undefined],
      ['a known relation cannot be denied', price, { relationKnown: true }, /申报过关联关系/],
      ['a relation that is said is believed', related, { relationKnown: true }, undefined],
      [
        'a certain sign cannot be denied',
        { ...price, signWord: '不是。' },
        certain,
        /是同一人。请选“有关联关系”/,
      ],
      ['a like name asks for a word', price, likely, /同名。请核对/],
      ['and is let through with it', { ...price, signWord: '同名不同人。' }, likely, undefined],
      [
        'who was named before is not dropped in silence',
        price,
        { namedBefore: ['示例完成人', '示例关系人'] },
        /还列过完成人 示例关系人。/,
      ],
      ['blanks make no other person', price, { namedBefore: ['示例 完成人'] }, undefined],
      [
        'with the reason it goes on',
        { ...price, completersNote: '登记有误。' },
        { namedBefore: ['示例关系人'] },
        undefined,
      ],
      [
        'and is still compared (P24)',
        { ...price, completersNote: '登记有误。' },
        {
          namedBefore: ['示例关系人'],
          signs: (names) => ({ certain: '', all: names.includes('示例关系人') ? '同名' : '' }),
        },
        /同名。请核对/,
      ],
      ['a relation that is said needs no word on its signs', related, certain, undefined],
      ['a related party needs a valuation', { ...price, related: '有关联关系' }, {}, /应当委托评估/],
      ['a price founded on a valuation has one', { ...price, bases: ['资产评估'] }, {}, /请填写评估机构/],
      ['a valuation is not of tomorrow', { ...valued, valuedOn: '2026-11-24' }, {}, /不能晚于今天/],
      ['exactly nine tenths need no word', valued, {}, undefined],
      ['a fen below nine tenths does', valued, { priceFen: 8_999_999 }, /低于评估值 100,000.00 元 的 90%/],
      [
        'and is let through with it',
        { ...valued, lowReason: '须另行投入中试。' },
        { priceFen: 1 },
        undefined,
      ],
    ]
  for (const [name, given, more, fault] of rows)
    it(name, () => {
      const found = priceFault(given, { ...facts, ...more })
      if (fault === undefined) assert.equal(found, undefined)
      else assert.match(found ?? '', fault)
    })

  it('the form asks for what a valuation and a relation need', () => {
    assert.equal(priceForm.safeParse(price).success, true)
    assert.equal(priceForm.safeParse({ ...price, valuation: '已经评估' }).success, false)
    assert.equal(priceForm.safeParse({ ...price, related: '有关联关系' }).success, false)
    assert.equal(priceForm.safeParse({ ...price, completers: [] }).success, false, 'nobody is left out (T19)')
    assert.equal(priceForm.safeParse({ ...price, bases: [] }).success, false)
    assert.equal(filingForm.safeParse({}).success, false)
  })
})

describe('a state-owned enterprise’s transfer (practice.md P29)', () => {
  const id = '01920000-0000-7000-8000-0000000000f1'
  const filing = {
    way: '非公开协议转让',
    opinionBy: '示例国资委',
    opinionNo: '示国资〔2026〕1号',
    opinionOn: '2026-11-01',
    opinionFileId: id,
    filingNo: 'BA-1',
    valuer: '示例评估公司',
    valuationFen: 10_000_000,
    filingFileId: id,
  } as const
  const rows = [
    ['an opinion for an agreed transfer and a filed value carry it', filing, {}, undefined],
    ['one for the exchange does not', { ...filing, way: '进场交易' }, {}, /不能协议转让/],
    ['nor one of tomorrow', { ...filing, opinionOn: '2026-12-01' }, {}, /不能晚于今天/],
    ['nor a price that cannot be compared', filing, { priceFen: null }, /没有约定价款/],
    ['nor one below nine tenths', filing, { priceFen: 8_999_999 }, /应当先取得同意/],
  ] as const
  for (const [name, given, more, fault] of rows)
    it(name, () => {
      const found = filingFault(given, { ...facts, ...more })
      if (fault === undefined) assert.equal(found, undefined)
      else assert.match(found ?? '', fault)
    })
})

describe('what the notice says (achievements.md numeric rule 2)', () => {
  it('name, rights, owner, counterparty, mode, price, basis and relation; what the deal turns on is material', () => {
    const fields = noticeFields({
      achievement: '示例成果',
      ip: [{ type: '发明专利', number: 'ZL202310000001.0' }, { type: '技术秘密' }],
      owner: '示例大学',
      counterparty: '示例公司',
      terms: { mode: '普通许可', paymentKind: '一次总付', priceFen: 38_000_000 },
      price: related,
    })
    const said = Object.fromEntries(fields.map(({ label, value }) => [label, value]))
    assert.equal(said['拟交易价格'], '380,000.00 元（一次总付）')
    assert.equal(said['知识产权'], '发明专利 ZL202310000001.0；技术秘密')
    assert.equal(said['关联关系'], '一位完成人持股。')
    assert.match(said['资产评估'] ?? '', /评估值 100,000.00 元/)
    const material = fields.filter((field) => field.material === true).map(({ label }) => label)
    assert.deepEqual(material, [
      '成果名称',
      '知识产权',
      '成果完成单位',
      '受让方',
      '转化方式',
      '拟交易价格',
      '关联关系',
    ])
  })

  it('a royalty is said with its rates, an entry fee beside it', () => {
    const royaltySteps = [{ year: 1, rateBp: 350 }]
    assert.equal(
      priceText({ paymentKind: '入门费加提成', priceFen: 100, royaltyBase: '产品销售额', royaltySteps }),
      '1.00 元；按产品销售额提成：第 1 年起 3.5%（入门费加提成）',
    )
  })
})

describe('an agreed price from terms to signing (转化法 18, P13)', () => {
  let market: DealMarket
  let n = 0
  before(async () => {
    market = await openDealMarket()
  })
  after(() => market.drop())

  const agreed = async () => {
    const achievementId = await market.achievement(`示例定价成果第 ${String((n += 1))} 号`)
    const message = '想取得许可用于养殖尾水处理。'
    const deal = await market.write<{ id: string; dossierId: string }>(firm, 'deal.open', {
      achievementId,
      message,
    })
    await market.act(office, deal.dossierId, 'accept')
    await market.act(firm, deal.dossierId, 'propose', licenceTerms)
    await market.act(office, deal.dossierId, 'agreeToPricing', { termsVersion: 1 })
    return deal
  }
  const decision = { decidedBy: '领导班子集体决定', decidedOn: '2026-11-20', free: true }
  const stateOf = async (dossierId: string) =>
    (
      await market.query<{ state: string }>('select state from platform.dossier where id = $1', [dossierId])
    )[0]?.state
  const noticesOf = (dossierId: string) =>
    market.query<{ id: string; public_id: string; state: string; audience: string; due_on: string }>(
      `select n.id, n.public_id, n.state, n.audience, t.due_on::text from platform.notice n
       join platform.deadline t on t.id = n.deadline_id where n.dossier_id = $1 order by n.opened_at`,
      [dossierId],
    )
  const passed = async (dossierId: string) => {
    const [row] = await market.query<{ days: number }>(
      `select (t.due_on - ((clock_timestamp() + s.clock_offset_ms * interval '1 ms') at time zone 'Asia/Shanghai')::date) as days
       from platform.notice n join platform.deadline t on t.id = n.deadline_id cross join platform.state s
       where n.dossier_id = $1 and n.state = 'open'`,
      [dossierId],
    )
    return row?.days ?? 0
  }

  it('proposed, approved by another, public in the unit for its days, then signing the day after', async () => {
    const { id, dossierId } = await agreed()
    await assert.rejects(market.act(leader, dossierId, 'approvePrice', decision), /“待定价”/)
    await market.act(office, dossierId, 'proposePrice', price)
    await assert.rejects(market.act(office, dossierId, 'approvePrice', decision), /您的身份不能办理此事/)
    await assert.rejects(market.act(firm, dossierId, 'proposePrice', price), /“价格待审批”/)
    await assert.rejects(
      market.act(leader, dossierId, 'approvePrice', { ...decision, free: false }),
      /利害关系/,
    )
    await assert.rejects(
      market.act(leader, dossierId, 'approvePrice', { ...decision, decidedOn: '2099-01-01' }),
      /不能晚于今天/,
    )
    await market.act(leader, dossierId, 'approvePrice', decision)
    const [notice] = await noticesOf(dossierId)
    assert.equal(notice?.audience, 'unit')
    await market.pass(await passed(dossierId))
    await market.sweep()
    assert.equal(await stateOf(dossierId), 'noticing', 'the last day is still the notice’s')
    await market.pass(1)
    await market.sweep()
    assert.equal(await stateOf(dossierId), 'contracting')
    assert.equal((await noticesOf(dossierId))[0]?.state, 'closed')
    const seen = await market.read<{ price: { kind: string } | null }>(office, 'deal.show', { id })
    assert.equal(seen.price?.kind, 'notice')
    const other = await market.read<{ price: unknown }>(firm, 'deal.show', { id })
    assert.equal(other.price, null, 'valuation and minutes are the unit’s own')
  })

  it('who proposed does not approve, though also a leader; who returns says why', async () => {
    const { dossierId } = await agreed()
    await market.act(leaderAndOffice, dossierId, 'proposePrice', price)
    await assert.rejects(market.act(leaderAndOffice, dossierId, 'approvePrice', decision), /不同的人/)
    await market.act(leader, dossierId, 'returnPrice', { reason: '请补充同类交易。' })
    assert.equal(await stateOf(dossierId), 'pricing')
    await market.act(secondOffice, dossierId, 'proposePrice', price)
    await market.act(leader, dossierId, 'approvePrice', decision)
  })

  it('a change of the terms ends the notice; the next one runs its whole days again', async () => {
    const { dossierId } = await agreed()
    await market.act(office, dossierId, 'proposePrice', price)
    await market.act(leader, dossierId, 'approvePrice', decision)
    await market.pass(5)
    await market.act(firm, dossierId, 'reopen', { explanation: '价格须重议。' })
    assert.equal((await noticesOf(dossierId))[0]?.state, 'withdrawn')
    await market.act(firm, dossierId, 'propose', { ...licenceTerms, priceFen: 30_000_000 })
    await market.act(office, dossierId, 'agreeToPricing', { termsVersion: 2 })
    await market.act(office, dossierId, 'proposePrice', price)
    await market.act(leader, dossierId, 'approvePrice', decision)
    assert.ok((await passed(dossierId)) >= 15)
    await market.pass(14)
    await market.sweep()
    assert.equal(await stateOf(dossierId), 'noticing')
  })

  it('an open objection holds the contract back; the unit itself answers, by whoever is apart from it (P13)', async () => {
    const { dossierId } = await agreed()
    await market.act(office, dossierId, 'proposePrice', price)
    await market.act(leader, dossierId, 'approvePrice', decision)
    const [notice] = await noticesOf(dossierId)
    await market.write(secondOffice, 'notice.object', {
      publicId: notice?.public_id,
      words: '价格明显低于同类许可，应当评估。',
      contact: '13800000000',
      code: 'a'.repeat(20),
    })
    await market.pass(60)
    await market.sweep()
    assert.equal(await stateOf(dossierId), 'noticing')
    const [objection] = await market.query<{ id: string }>(
      'select id from platform.objection where notice_id = $1',
      [notice?.id],
    )
    const answer = {
      objectionId: objection?.id,
      outcome: 'rejected',
      answer: '已参照三宗同类许可，价格合理。',
    }
    for (const who of [office, secondOffice])
      await assert.rejects(market.write(who, 'notice.answer', answer), /不能答复异议/)
    for (const who of [officer, firm]) await assert.rejects(market.write(who, 'notice.answer', answer))
    await market.write(leader, 'notice.answer', answer)
    await market.pass(1)
    await market.sweep()
    assert.equal(await stateOf(dossierId), 'contracting')
  })

  it('a completer of a price that was sent back stays named, unless the next one says why not (P24)', async () => {
    const { dossierId } = await agreed()
    const two = { ...price, completers: ['示例完成人', '示例关系人'] }
    await market.act(office, dossierId, 'proposePrice', two)
    await market.act(leader, dossierId, 'returnPrice', { reason: '请核对完成人。' })
    await assert.rejects(market.act(office, dossierId, 'proposePrice', price), /还列过完成人 示例关系人/)
    await market.act(office, dossierId, 'proposePrice', { ...price, completersNote: '该同志没有参与研制。' })
    const [kept] = await market.query<{ note: string }>(
      `select data->>'completersNote' as note from deals.price p join deals.deal d on d.id = p.deal_id
       where d.dossier_id = $1 order by p.at desc limit 1`,
      [dossierId],
    )
    assert.equal(kept?.note, '该同志没有参与研制。')
  })

  it('people on both sides must be said', async () => {
    const { dossierId } = await agreed()
    await market.query(
      `insert into platform.person (id, name, sample, created_at)
       values ('01920000-0000-7000-8000-00000000cafe', '两边任职', true, '2026-01-05')`,
    )
    for (const orgId of [UNIVERSITY, FIRM])
      await market.query(
        `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
         values (gen_random_uuid(), '01920000-0000-7000-8000-00000000cafe', $1, '教授', '{researcher}', '2026-01-01', null, '2026-01-05')`,
        [orgId],
      )
    await assert.rejects(
      market.act(office, dossierId, 'proposePrice', price),
      /有关联（任职）。请选“有关联关系”并说明/,
    )
    await market.act(office, dossierId, 'proposePrice', related)
  })

  it('leaves nothing that its invariants forbid', async () => {
    for (const { name, rows } of dealsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('deals', rows), [], name)
  })
})
