import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { read, utils } from '@e965/xlsx'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { directoriesModule } from '#modules/directories/module.ts'
import { enterprisesModule } from '#modules/enterprises/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { partnersModule } from '#modules/partners/module.ts'
import { BUREAU, openMarket, people, type Market } from '#test/market.ts'
import { packZip, storedEntry, unpackedText, zipEntries } from '../files/zip.ts'
import { columnName } from '../workbook/sheet.ts'
import { asJson } from './cells.ts'
import { xlsxOf } from './export.ts'
import { importFile } from './import.ts'
import { CellFault, requiredFields, type BulkColumn, type BulkKind } from './kind.ts'
import { templateOf } from './template.ts'

const tested = [
  achievementsModule,
  exchangeModule,
  dealsModule,
  contractsModule,
  directoriesModule,
  enterprisesModule,
]
const imported: readonly BulkKind[] = tested.flatMap((module) => module.bulk ?? [])
/** What partners send needs a registered partner to be imported: partners.test.ts. */
const kinds: readonly BulkKind[] = [...imported, ...(partnersModule.bulk ?? [])]
/** Further values a row of the kind must or may have. */
const SAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  achievements: { techField: '新材料', code: '0001' },
  demands: { techField: '新材料', code: '0001' },
  patents: { type: '实用新型', number: 'ZL202020000001.1', owners: '示例大学', status: '申请中' },
  'past-contracts': { type: '技术开发', signedOn: '2023-06', seller: '示例大学', buyer: '示例公司' },
}
/** What a column of one value says it takes, when it is given something it cannot read. */
const wants = (column: BulkColumn): string => {
  if (column.write === asJson) return ''
  try {
    column.read('？不是这个', undefined)
  } catch (error) {
    if (error instanceof CellFault) return error.message
    throw error
  }
  return ''
}
const SHEET = 'xl/worksheets/sheet1.xml'
const LISTS = 'xl/worksheets/sheet3.xml'
const part = async (book: Buffer, name: string) => {
  const entry = zipEntries(book).find((one) => one.name === name)
  return entry ? unpackedText(entry, 1e7) : ''
}

/** The template with one row filled in below the example, as a person would. */
async function filled(kind: BulkKind, values: Readonly<Record<string, string>>): Promise<Buffer> {
  const book = await templateOf(kind)
  const cells = kind.columns.map(({ field }, i) =>
    values[field] === undefined
      ? ''
      : `<c r="${columnName(i)}3" t="inlineStr"><is><t>${values[field]}</t></is></c>`,
  )
  const row = `<row r="3">${cells.join('')}</row></sheetData>`
  const sheet = (await part(book, SHEET)).replace('</sheetData>', row)
  return packZip(zipEntries(book).map((e) => (e.name === SHEET ? storedEntry(SHEET, sheet) : e)))
}

describe('templates (issue 3, item 1)', () => {
  let market: Market
  before(async () => {
    market = await openMarket(tested)
    await market.query(
      `insert into platform.competence (id, procedure, step, unit_org_id, basis, from_day, until_day, status)
       values (gen_random_uuid(), 'enterprise-register', null, $1, '测试', '2020-01-01', null, 'proposed')`,
      [BUREAU],
    )
  })
  after(() => market.drop())

  const load = (kind: BulkKind, file: Uint8Array, dryRun = false) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind,
      file,
      dryRun,
      goodRows: false,
      publish: false,
      actor: kind.keeper ? people.officer : people.office,
    })

  for (const kind of kinds) {
    it(`${kind.kind}: every column under its Chinese title, units, required marks, text format, lists, help`, async () => {
      const book = await templateOf(kind)
      const sheet = await part(book, SHEET)
      const opened = read(book, { type: 'buffer' })
      assert.deepEqual(opened.SheetNames, [`${kind.title}导入表`, '填写说明', '选项'])
      assert.deepEqual(
        opened.Workbook?.Sheets?.map(({ Hidden }) => Hidden ?? 0),
        [0, 0, 1],
      )
      const [header = [], example = []] = utils.sheet_to_json<string[]>(
        opened.Sheets[`${kind.title}导入表`] ?? {},
        { header: 1 },
      )
      assert.equal(header.length, kind.columns.length)
      for (const [i, column] of kind.columns.entries()) {
        const title = header[i] ?? ''
        assert.ok(title.startsWith(column.title), title)
        assert.equal(title.endsWith('*'), requiredFields(kind).has(column.field), title)
        const said = wants(column)
        assert.equal(/应为下列之一|“是”或“否”/.test(said) && !column.choices, false, `${title} has a list`)
        assert.equal(said.startsWith('日期应写作') && column.holds !== 'day', false, `${title} is a day`)
        assert.equal(said.startsWith('应为整数') && column.holds !== 'number', false, `${title} is a number`)
        if (column.holds === 'money') assert.match(title, /（元）\*?$/)
        const col = new RegExp(`<col min="${i + 1}" [^>]*style="(\\d+)"`).exec(sheet)?.[1]
        if (column.holds === 'code') assert.equal(col, '1', `${title} is text`)
        const validation = new RegExp(
          `<dataValidation [^>]*sqref="${columnName(i)}2:[^>]*>(.*?)</dataValidation>`,
        ).exec(sheet)
        assert.ok(validation, title)
        assert.equal(validation[0].includes('type="list"'), column.choices !== undefined, title)
      }
      assert.match(example.join('|'), /【示例】/)
      const help = utils.sheet_to_csv(opened.Sheets['填写说明'] ?? {})
      for (const column of kind.columns) assert.ok(help.includes(column.title), column.title)
      assert.match(help, /(?:名称|姓名)\*?,必填/)
      const wanted = kind.columns.filter(
        ({ field }) => kind.wanted?.includes(field) && !requiredFields(kind).has(field),
      )
      for (const column of wanted) assert.match(help, new RegExp(`${column.title}.*,发布前必填`))
    })

    it(`${kind.kind}: every choice is in the list of its column, and the import takes it`, async () => {
      const lists = utils.sheet_to_json<Record<string, string>>(
        read(await templateOf(kind), { type: 'buffer' }).Sheets['选项'] ?? {},
      )
      const listed = kind.columns.filter(({ choices }) => choices !== undefined)
      assert.ok(listed.length > 1)
      assert.notEqual(await part(await templateOf(kind), LISTS), '')
      for (const column of listed) {
        const shown = lists.map((row) => row[column.title]).filter((text) => text !== undefined)
        assert.deepEqual(shown, [...(column.choices ?? [])], column.title)
        for (const choice of shown) assert.doesNotThrow(() => column.read(choice, undefined), choice)
      }
    })
  }

  for (const kind of imported) {
    it(`${kind.kind}: empty it brings nothing; filled in it is imported, the example row left out`, async () => {
      await assert.rejects(load(kind, await templateOf(kind), true), /没有数据行/)
      const values = { ...SAMPLES[kind.kind], name: '模板里填写的记录', secrecy: '公开' }
      const result = await load(kind, await filled(kind, values))
      assert.deepEqual([result.created, result.errors, result.ignored], [1, [], []])
      assert.deepEqual(result.notes, ['第 2 行是示例行，没有读取。'])
    })
  }

  it('what is exported as xlsx is imported again unchanged, formulas harmless, days and amounts as such', async () => {
    const values = {
      code: 'X-1',
      name: '-40℃低温材料',
      summary: '@联系我们',
      priceFen: '1234567.89',
      validUntil: '2027-05-01',
      priceConfirmed: '是',
      ipc: 'A23L；B01D53/00',
      coOwners: '甲大学:60%；乙公司:40%',
    }
    assert.deepEqual((await load(achievementBulk, await filled(achievementBulk, values))).errors, [])
    const book = await xlsxOf({ db: market.test.db, kind: achievementBulk, actor: people.office })
    const again = await load(achievementBulk, book)
    assert.deepEqual([again.created, again.updated, again.errors], [0, 0, []])
    assert.ok(again.unchanged >= 2)
    const sheet = read(book, { type: 'buffer', cellNF: true }).Sheets['成果'] ?? {}
    const cells = Object.values(sheet) as { t?: string; v?: unknown; f?: string }[]
    assert.ok(cells.every(({ f }) => f === undefined))
    assert.ok(cells.some(({ t, v }) => t === 'n' && v === 1234567.89))
    assert.ok(cells.some(({ t, v }) => t === 'n' && v === 46508))
    assert.ok(cells.some(({ t, v }) => t === 's' && v === '-40℃低温材料'))
  })
})
