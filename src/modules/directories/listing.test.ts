import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { completeRecord, type FixtureKind } from './fixture.ts'
import { brokerKind } from './broker.ts'
import { expertKind } from './expert.ts'
import { instrumentKind } from './instrument.ts'
import { directoriesModule } from './module.ts'
import { serviceBodyKind } from './service-body.ts'
import {
  brokerFaults,
  expertFaults,
  expertGaps,
  instrumentFaults,
  instrumentGaps,
  qualifiedUntil,
  serviceBodyFaults,
} from './rules.ts'
import { brokerForm, expertForm } from './forms.ts'

const { office, secondOffice, firm, officer } = people
const TODAY = '2026-01-05'
const agent: Actor = {
  ...office,
  personId: '01920000-0000-7000-8000-000000000021',
  name: '卡那经纪',
  roles: ['broker'],
}
const scholar: Actor = {
  ...office,
  personId: '01920000-0000-7000-8000-000000000022',
  name: '卡那专家',
  roles: ['expert'],
}

interface Saved {
  readonly id: string
  readonly publicId: string
  readonly version: number
  readonly dossierId: string
}

/** Each kind as its owner works with it. */
const kinds = [
  {
    kind: 'service-body',
    owner: office,
    colleague: secondOffice,
    submit: { declaresOpen: true },
    table: 'service_body',
  },
  {
    kind: 'instrument',
    owner: office,
    colleague: secondOffice,
    submit: { declaresOpen: true },
    table: 'instrument',
  },
  {
    kind: 'broker',
    owner: agent,
    colleague: { ...agent, personId: office.personId },
    submit: { consents: true },
    table: 'broker',
  },
  {
    kind: 'expert',
    owner: scholar,
    colleague: { ...scholar, personId: office.personId },
    submit: { consents: true },
    table: 'expert',
  },
] as const

describe('every kind of the directories is listed, reviewed, changed and taken down alike', () => {
  let market: Market
  before(async () => {
    market = await openMarket([directoriesModule])
  })
  after(() => market.drop())

  const publicOf = (kind: FixtureKind, id: string) =>
    market.read<Record<string, unknown>>(firm, `${kind}.read`, { id }).catch((error: Error) => error.message)

  it('covers the four kinds of the module', () => {
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      [serviceBodyKind, instrumentKind, brokerKind, expertKind].map(({ kind }) => kind),
    )
  })

  for (const { kind, owner, colleague, submit, table } of kinds) {
    it(`${kind}: is public only after another person's review, and shows no private field`, async () => {
      const saved = await market.write<Saved>(owner, `${kind}.draft`, completeRecord(kind))
      assert.match(JSON.stringify(await publicOf(kind, saved.id)), /没有找到/)
      await market.act(owner, saved.dossierId, `${kind}-listing.submit`, submit)
      const asReviewer = { ...owner, roles: ['officer'] as const, orgId: officer.orgId }
      await assert.rejects(market.act(asReviewer, saved.dossierId, `${kind}-listing.approve`), /不同的人/)
      await market.act(officer, saved.dossierId, `${kind}-listing.approve`)
      const shown = await publicOf(kind, saved.publicId)
      assert.ok(typeof shown === 'object')
      assert.equal(shown['name'], completeRecord(kind)['name'])
      assert.doesNotMatch(JSON.stringify(shown), /CANARY/)

      const edit = { ...completeRecord(kind), id: saved.id, version: 1, contact: '新 CANARY' }
      const text = kind === 'service-body' ? 'summary' : kind === 'instrument' ? 'capability' : 'introduction'
      const edited = await market.write<Saved>(owner, `${kind}.edit`, {
        ...edit,
        [text]: '修改稿：改了说法。',
      })
      assert.doesNotMatch(
        JSON.stringify(await publicOf(kind, saved.id)),
        /修改稿/,
        'the version before stays',
      )
      await market.act(owner, edited.dossierId, `${kind}-revision.submit`, submit)
      await market.act(officer, edited.dossierId, `${kind}-revision.approve`)
      assert.match(JSON.stringify(await publicOf(kind, saved.id)), /修改稿/)

      const again = await market.write<Saved>(owner, `${kind}.edit`, {
        ...edit,
        version: 2,
        [text]: '又一稿',
      })
      await market.act(owner, again.dossierId, `${kind}-revision.drop`)
      const back = await market.read<{ form: Record<string, unknown> }>(owner, `${kind}.show`, {
        id: saved.id,
      })
      assert.equal(back.form[text], '修改稿：改了说法。', 'dropping a change brings back what is public')
      assert.match(JSON.stringify(await publicOf(kind, saved.id)), /修改稿/)

      const reason = kind === 'broker' || kind === 'expert' ? {} : { outcome: '其他', reason: '停用' }
      await assert.rejects(market.act(firm, saved.dossierId, `${kind}-listing.withdraw`, reason))
      await market.act(owner, saved.dossierId, `${kind}-listing.withdraw`, reason)
      assert.match(JSON.stringify(await publicOf(kind, saved.id)), /没有找到/)
      const isOwn = kind === 'broker' || kind === 'expert'
      const seen = market.read(colleague, `${kind}.show`, { id: saved.id })
      if (isOwn) await assert.rejects(seen, /没有找到/, 'a profile is the person’s own')
      else await seen
    })

    it(`${kind}: its owner's confirmation starts the term anew; without it the record expires`, async () => {
      const name = kind === 'broker' || kind === 'expert' ? {} : { name: `示例到期的${kind}` }
      const saved = await market.write<Saved>(
        owner,
        `${kind}.draft`,
        completeRecord(kind, { ...name, ...(kind === 'broker' && { certificateNo: 'JJ-示例-到期' }) }),
      )
      await market.act(owner, saved.dossierId, `${kind}-listing.submit`, submit)
      await market.act(officer, saved.dossierId, `${kind}-listing.approve`)
      const [head] = await market.query<{ valid_until: string }>(
        `select valid_until::text from directories.${table} where id = $1`,
        [saved.id],
      )
      assert.match(head?.valid_until ?? '', /^\d{4}-/)
      await market.act(owner, saved.dossierId, `${kind}-listing.heartbeat`)
      const terms = await market.query<{ performs: string }>(
        `select performs from platform.deadline where dossier_id = $1 and state = 'open' and kind = 'term'`,
        [saved.dossierId],
      )
      assert.deepEqual(terms, [{ performs: 'expire' }])
      if (kind === 'broker' || kind === 'expert')
        await market.act(owner, saved.dossierId, `${kind}-listing.withdraw`)
    })
  }

  it('a person has one profile of a kind, and a certificate one person', async () => {
    const first = await market.write<Saved>(
      agent,
      'broker.draft',
      completeRecord('broker', { certificateNo: 'JJ-示例-唯一' }),
    )
    await assert.rejects(
      market.write(agent, 'broker.draft', completeRecord('broker')),
      /您已有一份技术经纪人资料/,
    )
    const other: Actor = { ...agent, personId: '01920000-0000-7000-8000-000000000023', name: '另一位' }
    const twin = await market.write<Saved>(
      other,
      'broker.draft',
      completeRecord('broker', { name: '另一位', certificateNo: 'ＪＪ-示例-唯一' }),
    )
    await assert.rejects(
      market.act(other, twin.dossierId, 'broker-listing.submit', { consents: true }),
      /证书编号已用于另一份/,
    )
    await assert.rejects(
      market.act(agent, first.dossierId, 'broker-listing.submit', { consents: false }),
      /同意公开/,
    )
    assert.equal(UNIVERSITY, agent.orgId)
  })

  it('the unit takes down the profile of somebody who left it', async () => {
    const left: Actor = { ...agent, personId: '01920000-0000-7000-8000-000000000024', name: '离任者' }
    const saved = await market.write<Saved>(
      left,
      'broker.draft',
      completeRecord('broker', { name: '离任者', certificateNo: 'JJ-示例-离任' }),
    )
    await market.act(left, saved.dossierId, 'broker-listing.submit', { consents: true })
    await market.act(officer, saved.dossierId, 'broker-listing.approve')
    const admin: Actor = { ...office, roles: ['orgAdmin'] }
    const foreign: Actor = { ...firm, roles: ['orgAdmin'] }
    await assert.rejects(market.act(foreign, saved.dossierId, 'broker-listing.release', { reason: '已离职' }))
    await market.act(admin, saved.dossierId, 'broker-listing.release', { reason: '已离职' })
    assert.match(JSON.stringify(await publicOf('broker', saved.id)), /没有找到/)
  })
})

describe('claims are checked (domain/achievements.md, bad input)', () => {
  const sentences = (faults: readonly { readonly message: string }[]) =>
    faults.map(({ message }) => message).join('\n')
  const body = (more: object) => completeRecord('service-body', more)
  const rows: readonly (readonly [string, string, RegExp])[] = [
    [
      'an expired certificate',
      sentences(
        serviceBodyFaults(
          body({ qualifications: [{ name: '资质', number: '1', validUntil: '2026-01-04' }] }),
          TODAY,
        ),
      ),
      /已于 2026-01-04 到期/,
    ],
    [
      'one certificate number twice',
      sentences(
        serviceBodyFaults(
          body({
            qualifications: [
              { name: '甲', number: 'A1', validUntil: '2027-01-01' },
              { name: '乙', number: 'A1', validUntil: '2027-01-01' },
            ],
          }),
          TODAY,
        ),
      ),
      /A1 填了两次/,
    ],
    [
      'a price beside 面议',
      sentences(
        serviceBodyFaults(
          body({ prices: [{ item: '甲', unit: '件', priceFen: 100, negotiable: true }] }),
          TODAY,
        ),
      ),
      /已选“面议”/,
    ],
    [
      'a row without price',
      sentences(serviceBodyFaults(body({ prices: [{ item: '甲', unit: '件' }] }), TODAY)),
      /请填写收费/,
    ],
    [
      '万元 typed as yuan: 120 yuan where 1,200,000 was meant',
      sentences(instrumentFaults(completeRecord('instrument', { originalValueFen: 12_000 }), TODAY)),
      /如应为 1,200,000\.00 元/,
    ],
    [
      'a purchase in the future',
      sentences(instrumentFaults(completeRecord('instrument', { boughtOn: '2026-01-06' }), TODAY)),
      /还没有到/,
    ],
    [
      'bookable without hours',
      sentences(instrumentGaps(completeRecord('instrument', { openDays: [], openFrom: undefined }))),
      /请选择开放日/,
    ],
    [
      'hours too short for one slot',
      sentences(instrumentGaps(completeRecord('instrument', { openUntil: '09:30' }))),
      /至少容得下一格/,
    ],
    [
      'an expired broker certificate',
      sentences(brokerFaults(completeRecord('broker', { certificateUntil: '2026-01-04' }), TODAY)),
      /证书已经到期/,
    ],
    [
      'six fields of an expert',
      sentences(
        expertFaults(
          completeRecord('expert', {
            techFields: ['新材料', '电子信息', '航空航天'],
            ipc: ['A01B', 'A01C', 'A01D'],
          }),
          TODAY,
        ),
      ),
      /合计最多 5 个/,
    ],
    [
      'no field of an expert',
      sentences(expertGaps(completeRecord('expert', { techFields: undefined }))),
      /至少选择一个技术领域/,
    ],
    [
      'a listing that ends before today',
      sentences(expertFaults(completeRecord('expert', { validUntil: '2026-01-04' }), TODAY)),
      /已过/,
    ],
  ]
  for (const [what, said, sentence] of rows) it(`refuses ${what}`, () => assert.match(said, sentence))

  it('takes no identity number and no mobile number in a public text, however it is written, and repeats neither', () => {
    for (const introduction of [
      '身份证 11010519491231002X',
      '号码 1101 0519 4912 3100 2x 请核',
      '电话 138-0000-0000',
      '１３８００００００００',
    ])
      for (const form of [brokerForm, expertForm]) {
        const parsed = form.shape.introduction.safeParse(introduction)
        assert.equal(parsed.success, false, introduction)
        assert.doesNotMatch(parsed.error?.issues[0]?.message ?? '', /1949|0000/)
      }
    // 110105194912310021 has a wrong check character: a number, but nobody's.
    assert.equal(brokerForm.shape.introduction.safeParse('合同 110105194912310021 已登记').success, true)
  })

  it('complete records have neither faults nor gaps', () => {
    const none = new Ruleset([])
    for (const kind of [serviceBodyKind, instrumentKind, brokerKind, expertKind]) {
      const form = completeRecord(kind.kind as FixtureKind)
      assert.deepEqual([...kind.faults(form, none, TODAY), ...kind.gaps(form, none, TODAY)], [], kind.kind)
    }
  })

  it('the badge ends with the last certificate, by itself', () => {
    const of = (...days: string[]) =>
      qualifiedUntil({
        qualifications: days.map((validUntil, i) => ({ name: '甲', number: String(i), validUntil })),
      })
    assert.equal(of('2026-06-30', '2027-05-31', '2026-12-31'), '2027-05-31')
    assert.equal(of(), null)
  })
})
