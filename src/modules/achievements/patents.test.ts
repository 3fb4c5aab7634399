import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stringify } from 'csv-stringify/sync'
import type { Actor } from '#platform/access/access.ts'
import { csvOf } from '#platform/bulk/export.ts'
import { importFile, type ImportCall } from '#platform/bulk/import.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { complete } from './fixture.ts'
import { achievementsModule } from './module.ts'
import { patentBulk } from './patent-bulk.ts'

const NUMBER = 'ZL202010000001.1'
const patent = (more: object = {}) => ({
  type: '发明专利',
  number: NUMBER,
  name: '一种水质监测装置',
  owners: ['示例大学'],
  status: '已授权',
  filedOn: '2020-01-02',
  grantedOn: '2022-03-04',
  ...more,
})
interface Listed {
  readonly items: readonly {
    readonly id: string
    readonly code: string
    readonly version: number
    readonly expiresOn: string | null
    readonly attention: string | null
    readonly ip: object
  }[]
  readonly total: number
}

describe('register of rights: a fact is written down once (practice.md P34)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const list = (q = '', actor: Actor = people.office) =>
    market.read<Listed>(actor, 'patent.list', { q: q === '' ? undefined : q })
  const add = (form: object, actor: Actor = people.office) =>
    market.write<{ id: string; version: number }>(actor, 'patent.add', form)
  const load = (text: string, more: Partial<ImportCall> = {}) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: patentBulk,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
      ...more,
    })

  it('keeps a right with its last day, what an achievement takes over, and versions of every change', async () => {
    const { id } = await add(patent())
    const [item] = (await list()).items
    assert.deepEqual([item?.code, item?.expiresOn, item?.attention], ['2020100000011', '2040-01-02', null])
    assert.deepEqual(item?.ip, {
      type: '发明专利',
      number: NUMBER,
      status: '已授权',
      filedOn: '2020-01-02',
      grantedOn: '2022-03-04',
      owners: ['示例大学'],
    })
    const edited = await market.write<{ version: number }>(people.secondOffice, 'patent.edit', {
      ...patent({ status: '失效' }),
      id,
      version: 1,
    })
    assert.equal(edited.version, 2)
    const rows = await market.query<{ status: string }>(
      `select data->>'status' as status from achievements.patent_version where record_id = $1 order by version`,
      [id],
    )
    assert.deepEqual(
      rows.map((row) => row.status),
      ['已授权', '失效'],
    )
    await assert.rejects(
      market.write(people.office, 'patent.edit', { ...patent(), id, version: 1 }),
      /刚刚有了新版本/,
    )
    await market.write(people.office, 'patent.edit', { ...patent(), id, version: 2 })
  })

  it('refuses the same number twice whatever its spelling, a changed number, contradictions, what is classified', async () => {
    await assert.rejects(add(patent({ number: '202010000001.1' })), /台账里已有《一种水质监测装置》/)
    const [item] = (await list()).items
    await assert.rejects(
      market.write(people.office, 'patent.edit', {
        ...patent({ number: 'ZL9' }),
        id: item?.id,
        version: item?.version,
      }),
      /不能修改；登记错了的，请移出/,
    )
    await assert.rejects(add(patent({ number: 'ZL201010000002.2', filedOn: '2001-01-01' })), /已授权|届满/)
    await assert.rejects(add(patent({ number: 'ZL3', secrecy: '机密' })))
    await assert.rejects(add(patent({ number: 'ZL4', type: '技术秘密' })))
    assert.equal((await list()).total, 1)
  })

  it('is the organisation’s own: nobody else reads, changes, removes or exports it', async () => {
    const [item] = (await list()).items
    assert.equal((await list('', people.firm)).total, 0)
    for (const [verb, more] of [
      ['patent.edit', patent({ version: item?.version })],
      ['patent.remove', {}],
    ] as const)
      await assert.rejects(market.write(people.firm, verb, { ...more, id: item?.id }), { kind: 'absent' })
    await assert.rejects(list('', people.officer), { kind: 'forbidden' })
    const asOfficer = { db: market.test.db, kind: patentBulk, actor: people.officer }
    await assert.rejects(async () => csvOf(asOfficer).next(), { kind: 'forbidden' })
    await assert.rejects(load('专利号,名称\nZL1,x\n', { actor: people.officer, owner: '示例大学' }), {
      kind: 'forbidden',
    })
  })

  it('says what its owner must see to: an ended right, an annual fee that is due (P23)', async () => {
    const today =
      (
        await market.query<{ d: string }>(
          `select (clock_timestamp() at time zone 'Asia/Shanghai')::date::text as d`,
        )
      )[0]?.d ?? ''
    const inDays = (n: number) => new Date(Date.parse(today) + n * 86_400_000).toISOString().slice(0, 10)
    await add(patent({ number: 'ZL90001', name: '年费快到的', annualFeeDueOn: inDays(30) }))
    await add(patent({ number: 'ZL90002', name: '年费过期的', annualFeeDueOn: inDays(-1) }))
    await add(patent({ number: 'ZL90003', name: '年费还早的', annualFeeDueOn: inDays(200) }))
    await add(patent({ number: 'ZL90004', name: '失效的', status: '失效' }))
    const said = new Map((await list('9000')).items.map((item) => [item.code, item.attention]))
    assert.match(said.get('90001') ?? '', /年费还有 (?:29|30) 天到期/)
    assert.match(said.get('90002') ?? '', /年费已于 .* 到期/)
    assert.equal(said.get('90003'), null)
    assert.equal(said.get('90004'), '状态是“失效”')
  })

  it('warns when an achievement names a right that lapsed or stands otherwise in the register', async () => {
    const ip = [
      { type: '发明专利', number: NUMBER, status: '已授权', filedOn: '2020-01-02' },
      { type: '发明专利', number: '90004', status: '已授权', filedOn: '2020-01-02' },
      { type: '发明专利', number: 'ZL90001', status: '申请中', filedOn: '2020-01-02' },
    ]
    const saved = await market.write<{ warnings: { field: string; message: string }[] }>(
      people.office,
      'achievement.draft',
      complete({ name: '引用台账的成果', ip }),
    )
    const said = saved.warnings.filter(({ message }) => message.includes('台账'))
    assert.deepEqual(
      said.map(({ field }) => field),
      ['ip.1.status', 'ip.2.status'],
    )
    assert.match(said[0]?.message ?? '', /台账里状态是“失效”，成果仍写作“已授权”/)
    assert.match(said[1]?.message ?? '', /台账里是“已授权”，成果写作“申请中”/)
  })

  it('is imported, updated by number, given back unchanged, and taken out and in again', async () => {
    const text = stringify([
      ['专利号', '专利名称', '专利类型', '专利权人', '法律状态', '申请日期', '授权公告日'],
      [
        'ZL202110000009.9',
        '导入的专利',
        '实用新型',
        '示例大学；示例公司',
        '已授权',
        '2021.4.1',
        '2021年12月1日',
      ],
      [NUMBER, '一种水质监测装置（改名）', '发明专利', '示例大学', '已授权', '2020-01-02', '2022-03-04'],
    ])
    const dry = await load(text, { dryRun: true })
    assert.deepEqual([dry.created, dry.updated, dry.errors], [1, 1, []])
    const result = await load(text)
    assert.deepEqual([result.created, result.updated, result.errors], [1, 1, []])
    assert.equal((await load(text)).unchanged, 2)
    const [item] = (await list('导入的专利')).items
    assert.equal(item?.expiresOn, '2031-04-01')
    let csv = ''
    for await (const piece of csvOf({ db: market.test.db, kind: patentBulk, actor: people.office }))
      csv += piece
    const back = await load(csv)
    assert.deepEqual([back.created, back.updated, back.errors], [0, 0, []])
    await market.write(people.office, 'patent.remove', { id: item?.id })
    assert.equal((await list('导入的专利')).total, 0)
    assert.equal((await load(text)).created, 1)
    await market.write(people.office, 'patent.remove', { id: (await list('导入的专利')).items[0]?.id })
    await add(patent({ number: '202110000009.9', name: '手工重新登记' }))
    assert.equal((await list('手工重新登记')).total, 1)
  })

  it('refuses a number that stands twice in a file', async () => {
    const row = (number: string) => `${number},同号的专利,发明专利,示例大学,申请中`
    const text = `专利号,名称,类型,权利人,法律状态\n${row('ZL7001')}\n${row('7001')}\n`
    const { created, errors } = await load(text)
    assert.deepEqual([created, errors[0]?.row], [0, 3])
    assert.match(errors[0]?.message ?? '', /与第 2 行是同一项/)
  })

  it('keeps an unflipped batch out of sight', async () => {
    const before = (await list()).total
    const cut = (async (call: Parameters<Market['bus']>[0]) => {
      if (call.route.journal === 'patents.import-flip') throw new Error('power cut')
      return market.bus(call)
    }) as Market['bus']
    const text = '专利号,名称,类型,权利人,法律状态\nZLCUT1,断电的专利,发明专利,示例大学,申请中\n'
    await assert.rejects(load(text, { bus: cut }), /power cut/)
    assert.equal((await list()).total, before)
    assert.equal((await load(text)).created, 1)
    assert.equal((await list()).total, before + 1)
  })
})
