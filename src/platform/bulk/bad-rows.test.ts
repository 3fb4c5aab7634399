import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { textBook } from '../workbook/fixture.ts'
import { importFile } from './import.ts'

const HEADER = '编号,名称,简介\n'

/** Each as a csv and as the same table in a workbook; the last word says what only a csv can have. */
const faulty: readonly (readonly [string, string, string, RegExp, 'csv'?])[] = [
  ['a cell of 1 MB', `编号,名称,简介\nA,名称名称,${'长'.repeat(350_000)}\n`, '简介', /超过 32767 字的上限/],
  ['a row with a cell too few', `${HEADER}A,名称名称\n`, '', /这一行有 2 格，表头有 3 列/, 'csv'],
  ['a code used twice', `${HEADER}A,名称一二,\nA,名称三四,\n`, '编号', /与第 2 行重复/],
  ['a formula', `${HEADER}A,=HYPERLINK("x"),\n`.replace('"x"', "'x'"), '名称', /像是公式/],
  ['a full-width formula', `${HEADER}A,＝1+1,\n`, '名称', /像是公式/],
  ['a call to another program', `${HEADER}A,"+cmd|' /C calc'!A0",\n`, '名称', /像是公式/],
  [
    'shares of 99.99 %',
    '编号,名称,共有人\nA,名称名称,甲大学:60%；乙公司:39.99%\n',
    '共有人及份额',
    /合计为 99\.99%/,
  ],
  [
    'an expired patent as 已授权',
    '编号,名称,知识产权\nA,名称名称,发明专利|ZL1|已授权|2001-01-01\n',
    '知识产权',
    /不能再按“已授权”/,
  ],
  [
    'a wrong credit code',
    '编号,名称,统一社会信用代码\nA,名称名称,91440300MA5EQXL9A0\n',
    '统一社会信用代码',
    /校验码不符|不是可用的字符/,
  ],
  ['a price without a unit', '编号,名称,价格\nA,名称名称,50\n', '意向价格', /看不出金额的单位/],
  [
    'a price in 万元 under a header of 元',
    '编号,名称,价格（元）\nA,名称名称,50\n',
    '意向价格',
    /如应为 500,000\.00 元/,
  ],
  [
    'a price in 元 under a header of 万元',
    '编号,名称,价格（万元）\nA,名称名称,500000\n',
    '意向价格',
    /如应为 500,000\.00 元/,
  ],
  ['price 0', '编号,名称,价格（元）\nA,名称名称,0\n', '意向价格', /大于 0/],
  ['a day that does not exist', '编号,名称,有效期\nA,名称名称,2027-02-30\n', '信息有效期至', /确有这一天/],
  ['a classified row', '编号,名称,密级\nA,名称名称,秘密\n', '密级', /平台只登记公开信息/],
  ['a classified marking inside a text', `${HEADER}A,名称名称,机密★10年\n`, '简介', /平台只登记公开信息/],
  [
    '排他 with a licensor who may not use',
    '编号,名称,转化方式,许可后许可人自己可否实施\nA,名称名称,排他许可,不可以\n',
    '许可后许可人自己可否实施',
    /许可人不得实施的是独占许可/,
  ],
  ['面议 beside a price', '编号,名称,价格（元）,面议\nA,名称名称,800000,是\n', '意向价格', /请保留其一/],
  ['an unknown field of technology', '编号,名称,技术领域\nA,名称名称,玄学\n', '技术领域', /应为下列之一/],
  ['an empty name', `${HEADER}A,,有简介\n`, '名称', /必填/],
]

describe('a faulty row gets a sentence per cell, and nothing of the file is stored (domain/achievements.md, Bad input)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const count = async () =>
    (await market.query<{ n: number }>('select count(*)::int as n from achievements.achievement'))[0]?.n

  for (const form of ['csv', 'xlsx'] as const)
    for (const [name, text, column, sentence, only] of faulty) {
      if (only !== undefined && only !== form) continue
      it(`${name}, as ${form}`, async () => {
        const before = await count()
        const rows = parse(text, { relax_column_count: true })
        const result = await importFile({
          db: market.test.db,
          bus: market.bus,
          kind: achievementBulk,
          file: form === 'csv' ? new TextEncoder().encode(text) : await textBook(rows),
          dryRun: false,
          goodRows: false,
          publish: false,
          actor: people.office,
        })
        assert.equal(result.created, 0)
        assert.equal(result.rejected, 1)
        assert.equal(result.errors[0]?.column, column)
        assert.match(result.errors[0]?.message ?? '', sentence)
        assert.equal(await count(), before)
      })
    }
})
