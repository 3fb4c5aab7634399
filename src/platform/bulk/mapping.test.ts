import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { consoleActor, type Actor } from '#platform/access/access.ts'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { textBook } from '../workbook/fixture.ts'
import { importFile, type ImportCall } from './import.ts'
import { likest, lookInto } from './look.ts'

const OWN = ['成果名称全称', '成果内容简介', '对外报价（万元）', '负责老师']
const ROWS = [['某大学成果表'], OWN, ['海水养殖水质监测', '监测水质', '50', '张老师']]

describe('column mapping kept per organisation (issue 3, item 1)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const call = (file: Uint8Array, actor: Actor = people.office): Omit<ImportCall, 'dryRun'> => ({
    db: market.test.db,
    bus: market.bus,
    kind: achievementBulk,
    file,
    goodRows: false,
    publish: false,
    actor,
  })
  const fields = {
    成果名称全称: 'name',
    成果内容简介: 'summary',
    '对外报价（万元）': 'priceFen',
    负责老师: null,
  }

  it('shows the file’s headers beside our columns with a proposal, by name, alias and likeness', async () => {
    const look = await lookInto(call(await textBook(ROWS)))
    assert.deepEqual(
      look.columns.map(({ label, field, how, samples }) => [label, field, how, samples[0]]),
      [
        ['成果名称全称', 'name', 'similar', '海水养殖水质监测'],
        ['成果内容简介', 'summary', 'similar', '监测水质'],
        ['对外报价（万元）', 'priceFen', 'similar', '50'],
        ['负责老师', null, 'none', '张老师'],
      ],
    )
    assert.deepEqual([look.headerRow, look.needsMapping, look.keptOn], [2, true, null])
    const known = await lookInto(
      call(
        await textBook([
          ['编号', '名称'],
          ['A', '名称一二'],
        ]),
      ),
    )
    assert.equal(known.needsMapping, false)
    assert.equal(likest('完全无关的列', achievementBulk.columns, new Set()), undefined)
  })

  it('reads a file by a mapping given for it; unknown headers without one are refused with what to do', async () => {
    const file = await textBook(ROWS)
    await assert.rejects(
      importFile({ ...call(file), dryRun: true }),
      /请在导入页面把各列对应起来（命令行用 --map）/,
    )
    const result = await importFile({ ...call(file), dryRun: true, mapping: fields })
    assert.deepEqual([result.created, result.errors, result.ignored], [1, [], ['负责老师']])
  })

  it('asks which of two columns counts, and reads the one that was said', async () => {
    const file = await textBook([
      ['名称', '简介', '摘要'],
      ['两个简介的成果', '旧的', '新的'],
    ])
    await assert.rejects(importFile({ ...call(file), dryRun: true }), /“简介”出现了两次/)
    assert.equal((await lookInto(call(file))).needsMapping, true)
    const mapping = { 名称: 'name', 简介: null, 摘要: 'summary' }
    const result = await importFile({ ...call(file), dryRun: false, mapping })
    assert.equal(result.created, 1)
    const [row] = await market.query<{ summary: string }>(
      `select v.data->>'summary' as summary from achievements.achievement_version v where v.name = '两个简介的成果'`,
    )
    assert.equal(row?.summary, '新的')
  })

  it('keeps it for the organisation, kind and headers, uses it next time by itself, and says so', async () => {
    const input = { kind: 'achievements', labels: OWN, fields }
    const { id } = await market.write<{ id: string }>(people.office, 'import-mapping.keep', input)
    const file = await textBook([OWN, ['冷链温度记录', '记录温度', '80', '']])
    const result = await importFile({ ...call(file, people.secondOffice), dryRun: false })
    assert.deepEqual([result.created, result.errors], [1, []])
    assert.match(result.notes.join(), /各列按本单位 2026-\d\d-\d\d 保存的对应关系读取/)
    assert.ok((await lookInto(call(file))).keptOn)
    const byOwner = { ...call(file, consoleActor), owner: '示例大学', dryRun: true }
    assert.equal(
      (await importFile(byOwner)).unchanged,
      1,
      'the operator imports for the owner by the owner’s mapping',
    )
    await assert.rejects(importFile({ ...call(file, people.firm), dryRun: true }), /没有认出表头/)
    const other = await textBook([
      [...OWN, '又一列'],
      ['x', 'y', '1', '', ''],
    ])
    await assert.rejects(importFile({ ...call(other), dryRun: true }), /没有认出表头/)
    const list = await market.read<{ items: { id: string; kind: string }[] }>(
      people.office,
      'import-mapping.list',
      {},
    )
    assert.deepEqual(
      list.items.map((one) => [one.id, one.kind]),
      [[id, 'achievements']],
    )
    const others = await market.read<{ items: unknown[] }>(people.firm, 'import-mapping.list', {})
    assert.deepEqual(others.items, [])
  })

  it('is replaced by a later one for the same headers, and deleted by its organisation only', async () => {
    const input = { kind: 'achievements', labels: OWN, fields: { ...fields, 成果内容简介: null } }
    const { id } = await market.write<{ id: string }>(people.office, 'import-mapping.keep', input)
    const list = async () =>
      (await market.read<{ items: { id: string }[] }>(people.office, 'import-mapping.list', {})).items
    assert.deepEqual(
      (await list()).map((one) => one.id),
      [id],
    )
    await assert.rejects(market.write(people.firm, 'import-mapping.drop', { id }), { kind: 'absent' })
    await market.write(people.office, 'import-mapping.drop', { id })
    assert.deepEqual(await list(), [])
  })

  it('refuses headers that carry a secret marking, and fields that are none', async () => {
    const input = { kind: 'achievements', labels: ['名称'], fields: { 名称: 'name' } }
    await assert.rejects(
      market.write(people.office, 'import-mapping.keep', { ...input, labels: ['机密★10年'] }),
      (error: Error) => /公开信息/.test(JSON.stringify(error)),
    )
    await assert.rejects(
      market.write(people.office, 'import-mapping.keep', { ...input, fields: { 名称: 'a; drop table' } }),
    )
  })
})
