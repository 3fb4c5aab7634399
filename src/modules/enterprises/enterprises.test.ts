import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Actor } from '#platform/access/access.ts'
import { exportFile } from '#platform/bulk/export.ts'
import { importFile } from '#platform/bulk/import.ts'
import { factsOf } from '#platform/facts/facts.ts'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import { BUREAU, FIRM, openMarket, people, type Market } from '#test/market.ts'
import { enterpriseBulk } from './bulk.ts'
import { enterprisesModule } from './module.ts'
import { enterpriseFaults, enterpriseWarnings, regionCode, suppressed, twinKey } from './rules.ts'
import { forgetContact } from './store.ts'

const { firm, officer, foreignOfficer, office } = people
const TODAY = '2026-11-23'
const code = (n: number) => {
  const base = `91999999TEST${String(n).padStart(5, '0')}`.replace(/S/, 'A')
  return base + checkCharacter(base)
}

describe('rules of the register', () => {
  const rows: readonly (readonly [string, object, RegExp])[] = [
    ['technicians above staff', { staff: 5, techStaff: 6, figureYear: 2025 }, /多于职工总数/],
    ['figures without a year', { revenueFen: 100_000_000 }, /请填“数据年度”/],
    ['a year to come', { highTechYear: 2027 }, /还没有到/],
    ['founded tomorrow', { foundedOn: '2026-11-24' }, /还没有到/],
    ['a division of another section', { industrySection: 'A', industryDivision: '63' }, /不属于门类 A/],
    ['revenue of 48 yuan', { revenueFen: 4_800, figureYear: 2025 }, /如应为 480,000\.00 元/],
  ]
  for (const [what, form, sentence] of rows)
    it(`refuses ${what}`, () => {
      const found = enterpriseFaults({ name: '示例公司', ...form }, TODAY)
      assert.match(found.map(({ message }) => message).join('\n'), sentence)
    })

  it('a registry number of another shape is a hint, not a fault (domain/sme.md)', () => {
    assert.deepEqual(enterpriseFaults({ name: '示例公司', smeNo: 'X1' }, TODAY), [])
    assert.equal(enterpriseWarnings({ smeNo: 'X1' }).length, 1)
    assert.equal(enterpriseWarnings({ smeNo: '202699150000000001' }).length, 0)
  })

  it('twins are names that differ in width, brackets or the usual endings', () => {
    const names = ['示例（海湾）科技有限公司', '示例(海湾)科技有限责任公司', ' 示例(海湾)科技 股份有限公司']
    assert.equal(new Set(names.map(twinKey)).size, 1)
    assert.notEqual(twinKey('示例甲科技有限公司'), twinKey('示例乙科技有限公司'))
  })

  it('a place of the city is known by its code, its name and its short name; another stays as it is', () => {
    const regions = [
      ['991500', '海湾市'],
      ['991502', '城区'],
      ['991521', '海东县'],
    ] as const
    const written = ['991521', '海东县', '海东', '海湾市海东县', '城区', '海湾市城区', '惠东县城区', '南山区']
    assert.deepEqual(
      written.map((text) => regionCode(text, regions)),
      ['991521', '991521', '991521', '991521', '991502', '991502', '惠东县城区', '南山区'],
    )
  })

  it('a suppressed cell is never alone, so that no total gives it away (P16)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), (numbers) => {
        const cells = suppressed(new Map(numbers.map((n, i) => [`v${i}`, n])), 3)
        const hidden = cells.filter(({ count }) => count === null)
        for (const { count } of cells) assert.ok(count === null || count >= 3)
        assert.ok(hidden.length !== 1 || cells.length === 1, JSON.stringify(cells))
      }),
    )
  })
})

describe('the register of enterprises', () => {
  let market: Market
  before(async () => {
    market = await openMarket([enterprisesModule])
    await market.query(
      `insert into platform.competence (id, procedure, step, unit_org_id, basis, from_day, until_day, status)
       values (gen_random_uuid(), 'enterprise-register', null, $1, '测试', '2020-01-01', null, 'proposed')`,
      [BUREAU],
    )
    await market.query('update platform.organisation set credit_code = $2 where id = $1', [FIRM, code(1)])
  })
  after(() => market.drop())

  const load = (text: string, actor: Actor = officer) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: enterpriseBulk,
      file: new TextEncoder().encode(text),
      dryRun: false,
      goodRows: false,
      publish: false,
      actor,
    })
  const head =
    '统一社会信用代码,企业名称,所在县区,主要产品,数据年度,营业收入（万元）,研发费用（万元）,职工总数,科技人员数,数据来源,联系人,联系电话\n'
  interface Row {
    readonly id: string
    readonly name: string
    readonly registered: boolean
  }
  const list = (query: object, actor: Actor = officer) =>
    market.read<{ items: Row[]; total: number }>(actor, 'enterprise.list', query)

  it('is brought by a file, again changes nothing, and a changed figure is a new row beside the old', async () => {
    const line = `${code(1)},示例公司,甲县,对虾,2025,4862,218,126,18,研发统计,卡那联系,13512340001\n`
    assert.deepEqual((await load(head + line)).created, 1)
    assert.deepEqual((await load(head + line)).unchanged, 1)
    assert.deepEqual((await load(head + line.replace('4862', '４９００'))).updated, 1)
    const figures = await market.query<{ value: string }>(
      `select value from enterprises.figure where key = 'org.revenue' order by at, id`,
    )
    assert.deepEqual(
      figures.map(({ value }) => Number(value)),
      [4_862_000_000, 4_900_000_000],
    )
  })

  it('belongs to the unit that keeps it: no other officer, firm or university reads, imports or exports it', async () => {
    await assert.rejects(list({}, foreignOfficer), /由城市指定的单位管理/)
    await assert.rejects(list({}, office), /不能办理/)
    await assert.rejects(load(`企业名称\n示例外来\n`, foreignOfficer), /不能导入/)
    await assert.rejects(load(`企业名称\n示例外来\n`, firm), /不能导入/)
    const out = { db: market.test.db, kind: enterpriseBulk, file: '/dev/null.csv' }
    await assert.rejects(exportFile({ ...out, actor: foreignOfficer }), /整库导出/)
  })

  it('one firm is one record: the verified organisation of the code sees it, confirms and corrects, and its facts follow', async () => {
    const [row] = (await list({ q: '示例公司' })).items
    assert.equal(row?.registered, true)
    const { enterprise } = await market.read<{
      enterprise: {
        id: string
        form: Record<string, unknown>
        figures: { id: string; key: string; value: number }[]
      }
    }>(firm, 'enterprise.own', {})
    assert.equal(enterprise.id, row?.id)
    assert.equal(
      (await market.read<{ enterprise: null }>(people.newcomer, 'enterprise.own', {})).enterprise,
      null,
    )
    const of = (key: string) => enterprise.figures.find((figure) => figure.key === key)?.id ?? ''
    await market.write(firm, 'enterprise.figure', { figureId: of('org.revenue') })
    await market.write(firm, 'enterprise.figure', { figureId: of('org.staff'), value: 130 })
    await assert.rejects(
      market.write(firm, 'enterprise.figure', { figureId: of('org.revenue') }),
      /已经确认过/,
    )
    await assert.rejects(
      market.write({ ...firm, orgId: BUREAU }, 'enterprise.figure', { figureId: of('org.techStaff') }),
      /没有/,
    )
    await market.write(firm, 'enterprise.correct', {
      ...enterprise.form,
      products: '对虾、石斑鱼',
      scale: '小型',
      contactPhone: '13512340002',
    })
    const facts = await market.test.db.read('enterprises', (tx) =>
      factsOf(tx, FIRM, ['org.revenue', 'org.staff', 'org.products', 'org.scale'], '2025-06-30'),
    )
    assert.equal(facts.get('org.revenue')?.value, 4_900_000_000)
    assert.match(
      facts.get('org.revenue')?.source ?? '',
      /^导入：研发统计（\d{4}-\d{2}-\d{2}），本单位已确认$/,
    )
    assert.deepEqual([facts.get('org.staff')?.value, facts.get('org.staff')?.source], [130, '企业更正'])
    const shown = await market.read<{
      form: Record<string, unknown>
      figures: { key: string; value: number; word: string }[]
    }>(officer, 'enterprise.show', { id: row?.id })
    assert.equal(shown.form['products'], '对虾、石斑鱼')
    assert.equal(shown.form['name'], '示例公司', 'the firm does not rename itself here')
    const staff = shown.figures.find(({ key }) => key === 'org.staff')
    assert.deepEqual([staff?.value, staff?.word], [130, 'confirmed'])
  })

  it('likely twins are shown and merged by a person only; two codes are two firms', async () => {
    await load(
      `统一社会信用代码,企业名称,所在县区,主要产品\n${code(2)},示例双生科技有限公司,甲县,\n,示例双生科技有限责任公司,乙县,传感器\n${code(3)},示例双生科技股份有限公司,丙县,\n`,
    )
    type Pair = { one: Row; other: Row; mayMerge: boolean }
    const twins = async () => (await market.read<{ items: Pair[] }>(officer, 'enterprise.twins', {})).items
    const pairs = await twins()
    assert.equal(pairs.length, 3)
    const [hard] = pairs.filter(({ mayMerge }) => !mayMerge)
    assert.ok(hard)
    await assert.rejects(
      market.write(officer, 'enterprise.merge', { keepId: hard.one.id, dropId: hard.other.id }),
      /两家企业/,
    )
    await market.write(officer, 'enterprise.not-same', { one: hard.other.id, other: hard.one.id })
    const soft = pairs.find(
      (pair) => pair.mayMerge && [pair.one.name, pair.other.name].includes('示例双生科技有限公司'),
    )
    const names = [soft?.one, soft?.other]
    const keep = names.find((one) => one?.name === '示例双生科技有限公司')
    const drop = names.find((one) => one?.name === '示例双生科技有限责任公司')
    await market.write(officer, 'enterprise.merge', { keepId: keep?.id, dropId: drop?.id })
    assert.deepEqual(await twins(), [])
    const merged = await market.read<{ form: Record<string, unknown> }>(officer, 'enterprise.show', {
      id: keep?.id,
    })
    assert.deepEqual(
      [merged.form['creditCode'], merged.form['region'], merged.form['products']],
      [code(2), '甲县', '传感器'],
    )
    const gone = await market.read<{ mergedInto: string }>(officer, 'enterprise.show', { id: drop?.id })
    assert.equal(gone.mergedInto, keep?.id)
    await assert.rejects(
      market.write(officer, 'enterprise.merge', { keepId: keep?.id, dropId: drop?.id }),
      /已经合并/,
    )
  })

  it('is filtered, searched and counted; the public reads counts only, small ones hidden', async () => {
    assert.equal((await list({ region: '甲县' })).total, 2)
    assert.equal((await list({ q: '传感器' })).total, 1)
    assert.equal((await list({ registered: 'true' })).total, 1)
    assert.equal((await list({ highTech: 'true' })).total, 0)
    const open = await market.read<Record<string, unknown>>(office, 'enterprise.statistics', {})
    assert.doesNotMatch(JSON.stringify(open), /示例|1351234|4900000000/)
    assert.deepEqual(open['byRegion'], [
      { value: '甲县', count: null },
      { value: '丙县', count: null },
    ])
  })

  it('entered by hand is checked like a file', async () => {
    await assert.rejects(
      market.write(officer, 'enterprise.add', { name: '示例重码', creditCode: code(2) }),
      /已有这个统一社会信用代码/,
    )
    await assert.rejects(
      market.write(officer, 'enterprise.add', { name: '示例错码', creditCode: code(4).replace(/.$/, '0') }),
      /校验码|更正/,
    )
    await assert.rejects(
      market.write(foreignOfficer, 'enterprise.add', { name: '示例越权' }),
      /由城市指定的单位管理/,
    )
    const { id } = await market.write<{ id: string }>(officer, 'enterprise.add', {
      name: '示例手工',
      creditCode: code(5),
      figureYear: 2025,
      staff: 10,
    })
    await market.write(officer, 'enterprise.edit', {
      id,
      name: '示例手工（改）',
      creditCode: code(5),
      figureYear: 2025,
      staff: 12,
    })
    const shown = await market.read<{ name: string; figures: { value: number }[] }>(
      officer,
      'enterprise.show',
      { id },
    )
    assert.deepEqual([shown.name, shown.figures.map(({ value }) => value)], ['示例手工（改）', [12]])
  })

  it('forgets a person who was a contact: by number anywhere, by name in the own firm only (P18)', async () => {
    await market.write(officer, 'enterprise.add', {
      name: '示例联系甲',
      contactName: '卡那同名',
      contactPhone: '135-1234-0099',
    })
    const journal = await market.query<{ n: number }>(
      `select count(*)::int as n from platform.journal where strpos(input::text, '1234-0099') > 0`,
    )
    assert.equal(journal[0]?.n, 0, 'the journal holds a commitment only')
    const forget = (person: { name: string; phone: string | null; orgIds: string[] }) =>
      market.test.db.transaction({ isolation: 'serializable', module: 'enterprises' }, (tx) =>
        forgetContact(tx, person),
      )
    assert.equal(await forget({ name: '卡那同名', phone: null, orgIds: [FIRM] }), 0)
    assert.equal(await forget({ name: '别人', phone: '13512340099', orgIds: [] }), 1)
    assert.equal(await forget({ name: '卡那联系', phone: null, orgIds: [FIRM] }), 1)
  })

  const bad: readonly (readonly [string, string, RegExp])[] = [
    [
      'a code failing its check digit',
      `统一社会信用代码,企业名称\n${code(6).replace(/.$/, (c) => (c === '0' ? '1' : '0'))},示例甲\n`,
      /校验码不符/,
    ],
    ['one code twice', `统一社会信用代码,企业名称\n${code(7)},示例甲\n${code(7)},示例乙\n`, /与第 2 行重复/],
    ['one name twice without codes', '企业名称\n示例同\n示例同\n', /没有都填统一社会信用代码/],
    ['revenue without unit', '企业名称,数据年度,营业收入\n示例甲,2025,4862\n', /看不出金额的单位/],
    ['a year that is none', '企业名称,高新技术企业认定年度\n示例甲,去年\n', /年度应写作 2025/],
    [
      'more technicians than staff',
      '企业名称,数据年度,职工总数,科技人员数\n示例甲,2025,5,6\n',
      /多于职工总数/,
    ],
  ]
  for (const [what, text, sentence] of bad)
    it(`a file with ${what} is refused with its sentence`, async () => {
      const answer = await load(text)
      assert.equal(answer.created, 0)
      assert.match(answer.errors.map(({ message }) => message).join('\n'), sentence)
    })
})
