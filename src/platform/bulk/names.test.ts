import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { importFile, type ImportCall } from './import.ts'

describe('names in imported files: one live record of an owner bears a name, as in the form', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const load = (text: string, more: Partial<ImportCall> = {}) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: achievementBulk,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
      ...more,
    })
  const named = (name: string) =>
    market.query<{ code: string; version: number }>(
      'select code, version from achievements.achievement where name = $1 and visible',
      [name],
    )

  it('finds the record of a row without a code by its name: unchanged, then updated, never a second one', async () => {
    const text = '名称,简介\n无编号成果一,旧的简介\n'
    assert.equal((await load(text)).created, 1)
    assert.equal((await load(text, { dryRun: true })).unchanged, 1)
    assert.equal((await load(text)).unchanged, 1)
    const changed = await load(text.replace('旧的', '新的'))
    assert.deepEqual([changed.created, changed.updated, changed.rejected], [0, 1, 0])
    const [record, ...more] = await named('无编号成果一')
    assert.deepEqual([record?.version, more.length], [2, 0])
  })

  it('refuses the second row of a name in one file when one of the two has no code', async () => {
    for (const text of [
      '名称,简介\n重名成果,甲\n重名成果,乙\n',
      '编号,名称\nQ-1,重名成果\n,重名成果\n',
      '编号,名称\n,重名成果\nQ-1,重名成果\n',
    ]) {
      const { rejected, errors } = await load(text)
      assert.deepEqual([rejected, errors[0]?.row, errors[0]?.column], [1, 3, '名称'])
      assert.match(errors[0]?.message ?? '', /名称与第 2 行相同/)
    }
    assert.equal((await named('重名成果')).length, 0)
  })

  it('takes one name under different codes, and asks for the code where a name then means several', async () => {
    assert.equal((await load('编号,名称\nW-1,同名不同号\nW-2,同名不同号\n')).created, 2)
    const { rejected, errors } = await load('名称,简介\n同名不同号,甲\n')
    assert.equal(rejected, 1)
    assert.match(errors[0]?.message ?? '', /有 2 条同名成果（如编号 W-1、W-2），请填写编号/)
  })

  it('refuses a row that means by name the record another row changes by code', async () => {
    await load('编号,名称\nV-1,改名以前\n')
    const { rejected, errors } = await load('编号,名称\nV-1,改名以后\n,改名以前\n')
    assert.equal(rejected, 1)
    assert.match(errors[0]?.message ?? '', /与第 2 行改的是同一条记录（编号“V-1”）/)
  })
})
