import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { importFile, type ImportResult } from '#platform/bulk/import.ts'
import type { BulkKind } from '#platform/bulk/kind.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { brokerSource } from './broker.ts'
import { brokerCertificate } from './index.ts'
import { brokerBulk, expertBulk, instrumentBulk, serviceBodyBulk } from './bulk.ts'
import { expertSource } from './expert.ts'
import { completeRecord } from './fixture.ts'
import { directoriesModule } from './module.ts'

const { office, officer, firm } = people
const personId = (n: number) => `01920000-0000-7000-8000-0000000000${n}`
const TODAY = '2026-11-23'

interface Saved {
  readonly id: string
  readonly publicId: string
  readonly version: number
  readonly dossierId: string
}

/** A kind of profile as its person works with it. */
const kinds = [
  { kind: 'broker', role: 'broker', bulk: brokerBulk, source: brokerSource, name: '卡那经纪' },
  { kind: 'expert', role: 'expert', bulk: expertBulk, source: expertSource, name: '卡那专家' },
] as const

describe('a profile is public by its person’s consent alone, and leaves no trace when it is withdrawn or forgotten (P14, P18)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([directoriesModule])
  })
  after(() => market.drop())

  /** Tables of the whole database with the text in any row. */
  const tablesWith = async (text: string) => {
    const tables = await market.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    const each = tables.map(
      ({ name }) => `select '${name}' as name from ${name} t where strpos(to_jsonb(t)::text, $1) > 0`,
    )
    return (await market.query<{ name: string }>(each.join(' union '), [text])).map(({ name }) => name).sort()
  }
  const load = (bulk: BulkKind, text: string, actor: Actor, publish = false): Promise<ImportResult> =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: bulk,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish,
      actor,
      ...(actor.orgId === UNIVERSITY ? {} : { owner: '示例大学' }),
    })

  for (const [i, { kind, role, bulk, source, name }] of kinds.entries()) {
    const self = (n: number, own: string = name): Actor => ({
      ...office,
      personId: personId(40 + 10 * i + n),
      name: own,
      roles: [role],
    })
    const documents = async (id: string) => market.test.db.read('directories', (tx) => source.load(tx, [id]))

    it(`${kind}: only the person who agrees publishes; what they say of themselves stands beside the versions only`, async () => {
      const me = self(1)
      const saved = await market.write<Saved>(
        me,
        `${kind}.draft`,
        completeRecord(kind, { certificateNo: 'JJ-卡那-1' }),
      )
      assert.deepEqual(await tablesWith(name), [`directories.${kind}_private`])
      await market.act(me, saved.dossierId, `${kind}-listing.submit`, { consents: true })
      assert.equal((await documents(saved.id)).length, 0)
      await market.act(officer, saved.dossierId, `${kind}-listing.approve`)
      const [doc] = await documents(saved.id)
      assert.equal(doc?.name, name)
      assert.doesNotMatch(JSON.stringify(doc), /CANARY/, 'never the phone')
      assert.deepEqual(await tablesWith(name), [`directories.${kind}_private`])
      await market.act(me, saved.dossierId, `${kind}-listing.withdraw`)
      assert.equal((await documents(saved.id)).length, 0)
      const [open] = await market.query<{ open: unknown }>(
        `select open from directories.${kind}_private where record_id = $1`,
        [saved.id],
      )
      assert.equal(open?.open, null)
    })

    it(`${kind}: an erased person’s profile is taken down with everything it says, a change under review included`, async () => {
      const own = `卡那消失${kind}`
      const me = self(2, own)
      const form = completeRecord(kind, {
        name: own,
        certificateNo: 'JJ-卡那-2',
        introduction: `我是${own}，做过 CANARY-INTRO。`,
      })
      const saved = await market.write<Saved>(me, `${kind}.draft`, form)
      await market.act(me, saved.dossierId, `${kind}-listing.submit`, { consents: true })
      await market.act(officer, saved.dossierId, `${kind}-listing.approve`)
      const edited = await market.write<Saved>(me, `${kind}.edit`, {
        ...form,
        introduction: 'CANARY-INTRO 改',
        id: saved.id,
        version: 1,
      })
      await market.act(me, edited.dossierId, `${kind}-revision.submit`, { consents: true })
      const forgotten = {
        personId: me.personId ?? '',
        name: own,
        phone: null,
        email: null,
        orgIds: [UNIVERSITY],
      }
      const n = await forgetAll(forgotten, me)
      assert.equal(n, 1)
      for (const trace of [own, 'CANARY-INTRO', 'JJ-卡那-2'])
        assert.deepEqual(await tablesWith(trace), [], trace)
      assert.equal((await documents(saved.id)).length, 0)
      const open = await market.query(
        'select 1 from platform.dossier where subject_id = $1 and closed_at is null',
        [saved.id],
      )
      assert.deepEqual(open, [], 'nothing waits for somebody who is gone')
      const salts = await market.query(
        `select s.field from platform.evidence_salt s join platform.journal j on j.leaf_id = s.leaf_id
         where j.subject_id = $1 and s.field like 'secret:%'`,
        [saved.id],
      )
      assert.deepEqual(salts, [])
    })

    it(`${kind}: a file publishes nobody without the written agreement it names; the person takes an imported profile as their own`, async () => {
      const own = `卡那认领${kind}`
      const head =
        kind === 'broker'
          ? '姓名,级别,证书编号,证书有效期至,技术领域,自我介绍'
          : '姓名,职称或职务,专家类别,技术领域,可以提供,专长介绍'
      const line =
        kind === 'broker'
          ? `${own},高级,JJ-卡那-3,2028-05-31,新材料,八年经验`
          : `${own},教授,技术,新材料,咨询；培训,八年经验`
      const refused = await load(bulk, `${head}\n${line}\n`, officer, true)
      assert.equal(refused.created, 0)
      assert.match(refused.errors[0]?.message ?? '', /本人书面同意公开的才能直接发布/)
      const taken = await load(bulk, `${head}\n${line}\n`, officer)
      assert.equal(taken.created, 1, JSON.stringify(taken.errors))
      assert.equal(
        (await load(bulk, `${head}\n${line}\n`, officer)).unchanged,
        1,
        'the same file again changes nothing',
      )

      const me = self(3, own)
      const colleague = self(4, '别人')
      const list = await market.read<{ items: { id: string }[] }>(me, `${kind}.claimable`, {})
      const id = list.items[0]?.id ?? ''
      assert.equal(
        (await market.read<{ items: unknown[] }>(colleague, `${kind}.claimable`, {})).items.length,
        0,
      )
      await assert.rejects(market.write(colleague, `${kind}.claim`, { id }), /没有找到/)
      const [{ dossier } = { dossier: '' }] = await market.query<{ dossier: string }>(
        `select dossier_id as dossier from directories.${kind} where id = $1`,
        [id],
      )
      await assert.rejects(
        market.act(colleague, dossier, `${kind}-listing.submit`, { consents: true }),
        /没有找到|不是此事/,
      )
      await assert.rejects(
        market.act(me, dossier, `${kind}-listing.submit`, { consents: true }),
        /没有找到|不是此事/,
      )
      await market.write(me, `${kind}.claim`, { id })
      await assert.rejects(market.write(me, `${kind}.claim`, { id }), /没有找到/)
      const { form } = await market.read<{ form: object }>(me, `${kind}.show`, { id })
      await market.write(me, `${kind}.edit`, { ...form, secrecy: '公开', id, version: 1 })
      await market.act(me, dossier, `${kind}-listing.submit`, { consents: true })
      await market.act(officer, dossier, `${kind}-listing.approve`)
      assert.equal((await documents(id))[0]?.name, own)
    })

    it(`${kind}: with the agreement in writing the bureau’s attestation publishes`, async () => {
      const own = `卡那书面${kind}`
      const head =
        kind === 'broker'
          ? '姓名,级别,证书编号,证书有效期至,技术领域,自我介绍,本人书面同意公开'
          : '姓名,职称,类别,领域,可以提供,专长介绍,本人书面同意公开'
      const line =
        kind === 'broker'
          ? `${own},高级,JJ-卡那-4,2028-05-31,新材料,八年经验,是`
          : `${own},教授,技术,新材料,咨询,八年经验,是`
      const done = await load(bulk, `${head}\n${line}\n`, officer, true)
      assert.deepEqual(done.errors, [])
      const [row] = await market.query<{ id: string }>(
        `select record_id as id from directories.${kind}_private where parts->>'name' = $1`,
        [own],
      )
      const [doc] = await documents(row?.id ?? '')
      assert.equal(doc?.name, own)
    })
  }

  const forgetAll = (
    person: Parameters<NonNullable<typeof directoriesModule.forgets>[number]>[1],
    actor: Actor,
  ) =>
    market.test.db.transaction({ isolation: 'serializable', module: 'directories' }, async (tx) => {
      let rows = 0
      const command = Object.assign(tx, {
        journalId: personId(99),
        today: TODAY,
        about: () => {},
        emit: async () => {},
      }) as unknown as Parameters<NonNullable<typeof directoriesModule.forgets>[number]>[0]
      for (const each of directoriesModule.forgets ?? [])
        rows += await each(command, person, actor, '2026-11-23T01:00:00.000Z')
      return rows
    })

  it('the door tells the certificate of a published profile and whether it counts; nothing of a draft', async () => {
    const me: Actor = { ...office, personId: personId(77), name: '卡那持证', roles: ['broker'] }
    const saved = await market.write<Saved>(
      me,
      'broker.draft',
      completeRecord('broker', { name: '卡那持证', certificateNo: 'JJ-卡那-门' }),
    )
    const ask = (day: string) =>
      market.test.db.read('directories', (tx) => brokerCertificate(tx, personId(77), day))
    assert.equal(await ask(TODAY), undefined)
    await market.act(me, saved.dossierId, 'broker-listing.submit', { consents: true })
    await market.act(officer, saved.dossierId, 'broker-listing.approve')
    const { publicId, ...told } = (await ask('2027-05-31')) ?? assert.fail()
    assert.equal(publicId, saved.publicId)
    assert.deepEqual(told, {
      name: '卡那持证',
      number: 'JJ-卡那-门',
      level: '中级',
      until: '2027-05-31',
      inForce: true,
    })
    assert.equal((await ask('2027-06-01'))?.inForce, false)
    const another = await market.test.db.read('directories', (tx) =>
      brokerCertificate(tx, firm.personId ?? '', TODAY),
    )
    assert.equal(another, undefined)
  })

  /** Bad input of a file, each with its sentence. */
  const files: readonly (readonly [string, BulkKind, string, RegExp])[] = [
    [
      'a credit code failing its check digit',
      serviceBodyBulk,
      '机构名称,统一社会信用代码\n示例甲站,91999999DEM000065P\n',
      /校验码不符/,
    ],
    [
      'an expired certificate',
      serviceBodyBulk,
      '机构名称,资质\n示例乙站,检测资质|A1|某局|2024.5.1\n',
      /已于 2024-05-01 到期/,
    ],
    [
      'a qualification without its day',
      serviceBodyBulk,
      '机构名称,资质\n示例丙站,检测资质|A1\n',
      /资质应写作/,
    ],
    ['an unknown type of service', serviceBodyBulk, '机构名称,服务类型\n示例丁站,烧烤\n', /应为下列之一/],
    ['a price row without unit', serviceBodyBulk, '机构名称,价目表\n示例戊站,检测|件\n', /价目应写作/],
    [
      'an original value of 120 yuan where 万元 was meant',
      instrumentBulk,
      '仪器名称,原值（元）\n示例电镜,120\n',
      /把万元填成了元/,
    ],
    ['an original value without unit', instrumentBulk, '仪器名称,原值\n示例电镜,120\n', /看不出金额的单位/],
    [
      'a clock time nobody has',
      instrumentBulk,
      '仪器名称,接受预约,开放时间起\n示例电镜,是,25:00\n',
      /时间应写作/,
    ],
    ['slots of 45 minutes', instrumentBulk, '仪器名称,每格时长（分钟）\n示例电镜,45\n', /应为 30、60/],
    [
      'the same certificate twice in a file',
      brokerBulk,
      '姓名,证书编号\n卡那甲,JJ-9\n卡那乙,ＪＪ-９\n',
      /与第 2 行相同/,
    ],
    [
      'a certificate somebody else has',
      brokerBulk,
      '姓名,证书编号\n卡那丙,JJ-卡那-门\n',
      /已用于平台上另一份/,
    ],
    [
      'an expired broker certificate',
      brokerBulk,
      '姓名,证书编号,证书有效期至\n卡那丁,JJ-10,2024年5月1日\n',
      /证书已经到期/,
    ],
    [
      'an identity number in a public text',
      expertBulk,
      '姓名,专长介绍\n卡那戊,身份证11010519491231002X\n',
      /身份证号/,
    ],
    ['a sixth field', expertBulk, '姓名,IPC分类号\n卡那己,A01B；A01C；A01D；A01F；A01G；A01H\n', /最多 5 项/],
    ['an IPC that is none', expertBulk, '姓名,IPC分类号\n卡那庚,水产\n', /IPC 分类号应写作/],
    ['a service nobody offers', expertBulk, '姓名,可以提供\n卡那辛,算命\n', /应为下列之一/],
  ]
  for (const [what, bulk, text, sentence] of files)
    it(`a file with ${what} is refused with its sentence and creates nothing`, async () => {
      const answer = await load(bulk, text, office)
      assert.equal(answer.created, 0)
      assert.match(answer.errors.map(({ message }) => message).join('\n'), sentence)
    })

  it('full-width digits, days of every shape and both kinds of colon are read', async () => {
    const text =
      '仪器名称,规格型号,原值（万元）,购置日期,接受预约,开放日,开放时间起,开放时间止,每格时长（分钟）,收费标准\n' +
      '示例全角电镜,ＳＥＭ１,１２０,45413,是,周一；周二,9：00,１７:００,６０,按小时|300元|含操作；按样品|面议\n'
    const answer = await load(instrumentBulk, text, office)
    assert.deepEqual(answer.errors, [])
    const mine = await market.read<{ items: { id: string; name: string }[] }>(office, 'instrument.list', {
      q: '全角',
    })
    const { form } = await market.read<{ form: Record<string, unknown> }>(office, 'instrument.show', {
      id: mine.items[0]?.id,
    })
    assert.equal(form['originalValueFen'], 120_000_000)
    assert.equal(form['boughtOn'], '2024-05-01')
    assert.deepEqual([form['openFrom'], form['openUntil'], form['slotMinutes']], ['09:00', '17:00', 60])
    assert.deepEqual(form['fees'], [
      { basis: '按小时', priceFen: 30_000, note: '含操作' },
      { basis: '按样品', negotiable: true },
    ])
  })
})
