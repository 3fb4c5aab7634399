import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stringify } from 'csv-stringify/sync'
import { read, utils } from '@e965/xlsx'
import { consoleActor, type Actor } from '#platform/access/access.ts'
import { importFile, type ImportCall } from '#platform/bulk/import.ts'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { achievementSource } from '#modules/achievements/search.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { demandBulk } from '#modules/exchange/bulk.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { partnersModule } from './module.ts'

const NAME = '华南示例技术转移中心'
const CONTACT = '示例中心成果部 020-00000000'
const [achievementsIn, demandsIn] = partnersModule.bulk ?? []
const HEADER = ['平台编号', '成果名称', '成果简介', '持有单位', '知识产权', '详情链接', '发布状态']
const theirs = (
  code: string,
  name: string,
  more: Partial<Record<'owner' | 'ip' | 'state' | 'text', string>> = {},
) => [
  code,
  name,
  more.text ?? '对方平台的简介',
  more.owner ?? '外地示例大学',
  more.ip ?? '',
  `https://example.org/${code}`,
  more.state ?? '',
]

describe('exchange with an outside platform by file (issue 3, item 8)', () => {
  let market: Market
  let partnerId = ''
  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule, dealsModule, partnersModule])
    await publish([
      ['编号', '名称', '简介', '知识产权'],
      ['OWN-1', '本地的第一项成果', '本地简介', '发明专利|ZL202010000001.1|已授权|2020-01-02'],
      ['OWN-2', '本地的第二项成果', '=SUM(1)不是公式', ''],
    ])
  })
  after(() => market.drop())

  const publish = async (rows: string[][]) => {
    const text = stringify(rows).replace('=SUM(1)', "'=SUM(1)")
    const result = await importFile({
      ...call(text),
      kind: achievementBulk,
      actor: consoleActor,
      owner: '示例大学',
      publish: true,
    })
    assert.deepEqual(result.errors, [])
  }
  const call = (text: string): ImportCall => {
    if (!achievementsIn) throw new Error('partners import achievements')
    return {
      db: market.test.db,
      bus: market.bus,
      kind: achievementsIn,
      file: new TextEncoder().encode(text),
      owner: NAME,
      dryRun: false,
      goodRows: true,
      publish: true,
      actor: people.officer,
    }
  }
  const receive = (rows: string[][], more: Partial<ImportCall> = {}) =>
    importFile({ ...call(stringify([HEADER, ...rows])), ...more })
  const item = async (code: string) => {
    const [row] = await market.query<{
      id: string
      state: string
      valid_until: string | null
      visible: boolean
    }>(
      `select id, state, valid_until::text, public_version is not null as visible from achievements.achievement where code = $1`,
      [code],
    )
    return row
  }
  const shown = () =>
    market.read<{
      exchanges: { direction: string; counts: Record<string, number>; note: string; id: string }[]
    }>(people.officer, 'partner.show', { id: partnerId })
  const form = {
    code: 'HNSL',
    name: NAME,
    contact: CONTACT,
    sends: 'full',
    headers: '编号=平台编号\n名称=成果名称\n简介=成果简介\n来源单位=持有单位',
  }

  it('a partner is registered by an officer, once; a file of an unregistered one is refused', async () => {
    await assert.rejects(receive([theirs('HN-1', '对方的第一项成果')]), /请先在“平台互通”里登记对方平台/)
    await assert.rejects(market.write(people.office, 'partner.add', form), { kind: 'forbidden' })
    ;({ id: partnerId } = await market.write<{ id: string }>(people.officer, 'partner.add', form))
    await assert.rejects(market.write(people.officer, 'partner.add', form), /已登记过/)
    await assert.rejects(
      receive([theirs('HN-1', '对方的第一项成果')], { publish: false }),
      /导入后直接公开：请先核对/,
    )
    await assert.rejects(receive([theirs('HN-1', '对方的第一项成果')], { actor: people.office }), {
      kind: 'forbidden',
    })
  })

  it('its records are listed with source, owner, link and contact; its headers are read as registered', async () => {
    const { created, errors } = await receive([
      theirs('HN-1', '对方的第一项成果'),
      theirs('HN-2', '对方的第二项成果'),
      theirs('HN-3', '对方的第三项成果'),
    ])
    assert.deepEqual([created, errors], [3, []])
    const id = (await item('HN-1'))?.id ?? ''
    const docs = await market.test.db.read('achievements', (tx) => achievementSource.load(tx, [id]))
    assert.deepEqual((docs[0]?.item as { source?: object } | undefined)?.source, {
      platform: NAME,
      contact: CONTACT,
      owner: '外地示例大学',
      code: 'HN-1',
      link: 'https://example.org/HN-1',
    })
  })

  it('offers no deal of ours over them: the sentence names whom to ask', async () => {
    const achievementId = (await item('HN-1'))?.id
    const intent = { achievementId, message: '我们想用这项成果。' }
    await assert.rejects(
      market.write(people.firm, 'deal.open', intent),
      (error: Error) => error.message.includes(NAME) && error.message.includes(CONTACT),
    )
  })

  it('the same outside code is updated, never a second record', async () => {
    const result = await receive([
      theirs('HN-1', '对方的第一项成果', { text: '改过的简介' }),
      theirs('HN-2', '对方的第二项成果'),
      theirs('HN-3', '对方的第三项成果'),
    ])
    assert.deepEqual([result.created, result.updated, result.unchanged], [0, 1, 2])
    const [last] = (await shown()).exchanges
    assert.deepEqual(last?.counts, {
      rows: 3,
      created: 0,
      updated: 1,
      confirmed: 2,
      delisted: 0,
      rejected: 0,
    })
  })

  it('what we have already, by patent number or by owner and name, is shown as a probable duplicate and not created', async () => {
    const rows = [
      theirs('HN-1', '对方的第一项成果', { text: '改过的简介' }),
      theirs('HN-2', '对方的第二项成果'),
      theirs('HN-3', '对方的第三项成果'),
      theirs('HN-8', '换了名字的成果', { ip: '发明专利|202010000001.1|已授权' }),
      theirs('HN-9', '本地的第二项成果', { owner: '示例大学' }),
    ]
    const result = await receive(rows)
    assert.equal(result.created, 0)
    assert.match(
      result.errors[0]?.message ?? '',
      /示例大学的《本地的第一项成果》（编号 OWN-1）是同一条：知识产权号码 2020100000011 相同/,
    )
    assert.match(result.errors[1]?.message ?? '', /编号 OWN-2）是同一条：单位和名称都相同/)
    assert.equal(await item('HN-8'), undefined)
    assert.equal(await item('HN-9'), undefined)
  })

  it('the file is their heartbeat: what stands in it is listed for another term', async () => {
    await market.query(
      `update achievements.achievement set valid_until = '2026-12-01' where code like 'HN-%'`,
    )
    await receive([
      theirs('HN-1', '对方的第一项成果', { text: '改过的简介' }),
      theirs('HN-2', '对方的第二项成果'),
      theirs('HN-3', '对方的第三项成果'),
    ])
    assert.ok(((await item('HN-2'))?.valid_until ?? '') > '2027-06-01')
    const open = await market.query(
      `select 1 from platform.deadline t join achievements.achievement r on r.dossier_id = t.dossier_id
       where r.code = 'HN-2' and t.state = 'open' and t.due_on > '2027-06-01'`,
    )
    assert.ok(open.length > 0, 'and its term begins anew')
  })

  it('what is marked 下架 or missing in a whole file goes off the shelf with that reason, and comes back when it is there', async () => {
    await receive([
      theirs('HN-1', '对方的第一项成果', { text: '改过的简介' }),
      theirs('HN-2', '对方的第二项成果', { state: '已下架' }),
    ])
    for (const code of ['HN-2', 'HN-3'])
      assert.deepEqual([(await item(code))?.state, (await item(code))?.visible], ['offShelf', false], code)
    const entries = await market.query<{ action: string }>(
      `select e.action from platform.dossier_entry e join achievements.achievement r on r.dossier_id = e.dossier_id
       where r.code = 'HN-3' order by e.visit desc limit 1`,
    )
    assert.equal(entries[0]?.action, 'delist')
    assert.equal((await shown()).exchanges[0]?.counts['delisted'], 2)
    await receive([
      theirs('HN-1', '对方的第一项成果', { text: '改过的简介' }),
      theirs('HN-3', '对方的第三项成果'),
    ])
    assert.deepEqual([(await item('HN-3'))?.state, (await item('HN-3'))?.visible], ['published', true])
  })

  it('nothing is taken as gone while a row of the file cannot be read, and that is said', async () => {
    const result = await receive([theirs('HN-1', '对方的第一项成果', { state: '不知道' })])
    assert.equal(result.rejected, 1)
    await receive([theirs('HN-1', '', {}), theirs('HN-4', '对方的第四项成果')])
    assert.equal((await item('HN-3'))?.state, 'published')
    assert.match((await shown()).exchanges[0]?.note ?? '', /没有出现的记录这次不作下架处理/)
  })

  const send = () =>
    market.write<{ exchangeId: string; counts: object }>(people.officer, 'partner.send', { id: partnerId })
  const fileOf = async (exchangeId: string, more: object = {}) => {
    const input = { id: partnerId, exchangeId, ...more }
    return market.read<Response>(people.officer, 'partner.file', input)
  }

  it('ours go out with their headers: only what is public, only our own, with a permanent address', async () => {
    const { exchangeId, counts } = await send()
    assert.deepEqual(counts, { rows: 2, created: 2, updated: 0, delisted: 0 })
    const book = read(await (await fileOf(exchangeId)).arrayBuffer(), { type: 'array' })
    const rows = utils.sheet_to_json<Record<string, string>>(book.Sheets['成果'] ?? {})
    assert.deepEqual(
      rows.map((row) => row['平台编号']),
      ['OWN-1', 'OWN-2'],
    )
    assert.deepEqual(
      [rows[0]?.['成果名称'], rows[0]?.['持有单位'], rows[0]?.['变化'], rows[0]?.['知识产权']],
      ['本地的第一项成果', '示例大学', '新增', '发明专利|ZL202010000001.1|已授权'],
    )
    assert.match(rows[0]?.['原始页面'] ?? '', /id\/achievement\/\w+$/)
    const text = await (await fileOf(exchangeId, { format: 'csv' })).text()
    assert.ok(!text.includes('HN-') && !text.includes('联系人'), 'nothing of theirs, nothing closed')
    assert.match(text, /'=SUM\(1\)/)
  })

  it('the next file carries changes only; ours that were withdrawn are marked 下架', async () => {
    await assert.rejects(send(), /公开的记录没有变化/)
    await publish([
      ['编号', '名称', '简介'],
      ['OWN-2', '本地的第二项成果', '改过的简介'],
      ['OWN-3', '本地的第三项成果', '新的'],
    ])
    const [own] = await market.query<{ dossier_id: string; visit: number }>(
      `select r.dossier_id, d.visit from achievements.achievement r join platform.dossier d on d.id = r.dossier_id where r.code = 'OWN-1'`,
    )
    await market.write(people.office, 'achievement-listing.withdraw', {
      dossierId: own?.dossier_id,
      visit: own?.visit,
      outcome: '暂不转化',
      reason: '单位决定暂不对外转化。',
    })
    const { exchangeId, counts } = await send()
    assert.deepEqual(counts, { rows: 3, created: 1, updated: 1, delisted: 1 })
    const text = await (await fileOf(exchangeId, { format: 'csv' })).text()
    assert.match(text, /OWN-1,.*下架,下架/)
    assert.match(text, /OWN-2,.*在架,更新/)
    assert.ok(!text.includes('本地简介'), 'of a withdrawn record only what names it')
    const journal = await market.query(`select 1 from platform.journal where command = 'partner.send'`)
    assert.equal(journal.length, 2)
  })

  it('a partner that is a unit here too: its whole file neither takes down nor changes what it listed itself', async () => {
    const own = '示例大学'
    await market.write(people.officer, 'partner.add', { ...form, code: 'OWN', name: own })
    const rows = [theirs('HN-77', '别处登记的成果'), theirs('OWN-2', '编号相同的成果')]
    const { created, errors } = await receive(rows, { owner: own })
    assert.equal(created, 1)
    assert.match(errors[0]?.message ?? '', /《本地的第二项成果》（编号 OWN-2）是同一条：编号相同/)
    await receive([theirs('HN-77', '别处登记的成果')], { owner: own })
    for (const code of ['OWN-2', 'OWN-3']) assert.equal((await item(code))?.state, 'published', code)
    const [kept] = await market.query<{ name: string }>(
      `select name from achievements.achievement where code = 'OWN-2'`,
    )
    assert.equal(kept?.name, '本地的第二项成果')
  })

  it('officers and auditors read what was exchanged when; nobody else', async () => {
    const { exchanges } = await shown()
    assert.ok(exchanges.filter(({ direction }) => direction === 'out').length === 2)
    for (const actor of [people.office, people.firm] as Actor[])
      await assert.rejects(market.read(actor, 'partner.list', {}), { kind: 'forbidden' })
  })

  it('a blind demand goes out without its owner: neither name nor own code nor industry (issue 3, item 2)', async () => {
    const text = stringify([
      ['编号', '名称', '要解决的问题', '行业门类', '匿名发布'],
      [
        'FIRM-CANARY-7',
        '示例水处理需求',
        '尾水亚硝酸盐超标，需要低成本处理办法。',
        'A 农、林、牧、渔业',
        '是',
      ],
      ['FIRM-OPEN-8', '示例公开的需求', '冷链车厢温度监测。', 'A 农、林、牧、渔业', '否'],
    ])
    const owner = '示例公司'
    const result = await importFile({ ...call(text), kind: demandBulk, actor: consoleActor, owner })
    assert.deepEqual([result.created, result.errors], [2, []])
    const { exchangeId } = await send()
    const book = read(await (await fileOf(exchangeId, { kind: 'demands' })).arrayBuffer(), { type: 'array' })
    const rows = utils.sheet_to_json<Record<string, string>>(book.Sheets['需求'] ?? {})
    const told = (name: string) => JSON.stringify(rows.find((row) => Object.values(row).includes(name)))
    for (const canary of ['FIRM-OPEN-8', owner, '行业门类'])
      assert.ok(told('示例公开的需求').includes(canary), canary)
    const hidden = told('示例水处理需求')
    for (const canary of ['FIRM-CANARY-7', owner, '行业门类']) assert.ok(!hidden.includes(canary), hidden)
    assert.match(hidden, /匿名需求方.*NM-|NM-.*匿名需求方/)
    const theirDemands = stringify([
      // Registered headers are those of achievements; what a file of demands has instead is known by itself.
      ['平台编号', '需求名称', '需求描述', '需求单位'],
      ['XQ-1', '示例水处理需求', '另一个平台上的需求', owner],
      ['XQ-2', '示例公开的需求', '另一个平台上的需求', owner],
    ])
    if (!demandsIn) throw new Error('partners import demands')
    const guess = await receive([], { kind: demandsIn, file: new TextEncoder().encode(theirDemands) })
    assert.deepEqual(
      guess.errors.map(({ row }) => row),
      [3],
      'no guess of name and owner is confirmed for the one that hides',
    )
    const kept = await market.query<{ row: object }>('select row from partners.sent')
    assert.ok(!JSON.stringify(kept).includes('FIRM-CANARY-7'))
  })
})
