import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { achievementsModule } from '#modules/achievements/module.ts'
import type { Actor } from '#platform/access/access.ts'
import { indexRecords, reindexOwner, search } from '#platform/search/index.ts'
import { BUREAU, FIRM, openMarket, people, type Market } from '#test/market.ts'
import type { Demand } from '../forms.ts'
import { exchangeModule } from '../module.ts'
import { publicDemandView } from '../rules.ts'
import { demandSource } from '../search.ts'
import { tellingPlaces, tellingWords } from './naming.ts'
import { brandsOf, signsOfOwner } from './signs.ts'
import { blindCode, demandId } from './veil.ts'

const OWNER = {
  name: '广东海之源生物科技股份有限公司',
  shortName: '海之源',
  creditCode: '91441300MA4UHYW50K',
  address: '广东省惠州市城区香洲大道88号星河产业园3栋',
  people: ['张小泉', '高峰', '王伟（示例）'],
}
const signs = signsOfOwner(OWNER, '技术部 江阔海 13812345678')
const told = (text: string) => tellingWords(text, signs).map(({ what, words }) => `${what} ${words}`)

describe('by what a firm is recognised in its own text', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['广东海之源生物科技股份有限公司的难题', ['单位名称 广东海之源生物科技股份有限公司']],
    ['廣東海之源生物科技股份有限公司', ['单位名称 廣東海之源生物科技股份有限公司']],
    ['海 之 源的对虾', ['单位名称 海 之 源']],
    ['海·之·源', ['单位名称 海·之·源']],
    ['联系张 小 泉', ['人员姓名 张 小 泉']],
    ['找王伟', ['人员姓名 王伟']],
    ['江阔海说', ['人员姓名 江阔海']],
    ['在香洲大道８８号', ['地址 香洲大道８８号']],
    ['星河产业园里', ['地址 星河产业园']],
    ['电话 138-1234-5678', ['电话号码 138-1234-5678']],
    ['一三八一二三四五六七八', ['电话号码 一三八一二三四五六七八']],
    ['０６６０－３３６１２３４', ['电话号码 0660-3361234']],
    ['a.b@hzy.com', ['电子邮箱 a.b@hzy.com']],
    ['见 www.haizhiyuan.com', ['网址 www.haizhiyuan.com']],
    ['微信号 abc12345', ['社交账号 微信号 abc12345']],
    ['代码 9144 1300 MA4U HYW5 0K', ['统一社会信用代码 9144 1300 MA4U HYW5 0K']],
    ['高峰期用电紧张', []],
    ['指标 1000 2000 3000 4000', []],
    ['荔枝采后三天就褐变，每斤五毛', []],
  ]
  for (const [text, expected] of cases)
    it(text, () => {
      assert.deepEqual([...new Set(told(text))], expected)
    })

  it('the place is named, an ordinary word only pointed out', () => {
    const own = signsOfOwner({ ...OWNER, name: '开平市星光玩具厂', shortName: '星光', people: [] }, '')
    const [place] = tellingPlaces({ name: '海之源需求', problem: '' }, signs)
    assert.match(place?.message ?? '', /“名称”里写有单位名称“海之源”/)
    assert.equal(place?.field, 'name')
    const metric = tellingPlaces({ targetMetrics: [{ name: '海之源标准', value: '1' }] }, signs)
    assert.equal(metric[0]?.field, 'targetMetrics.0')
    assert.ok(tellingPlaces({ keywords: ['星光'] }, own).length > 0)
  })

  it('the brand of a name is what is left without place, trade and legal form', () => {
    assert.deepEqual(brandsOf('示例·惠州芯屿电子有限公司'), ['芯屿'])
    assert.deepEqual(brandsOf('示例·大亚湾深蓝渔业有限公司'), ['深蓝'])
    assert.ok(brandsOf('商丘美兰生物工程有限公司').includes('美兰'))
    assert.deepEqual(brandsOf('示例大学'), [])
  })

  it('never throws, and what it names stands in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const { words, what } of tellingWords(text, signs))
          assert.ok(
            what !== '' && (text.normalize('NFC').includes(words) || text.normalize('NFKC').includes(words)),
          )
      }),
      { numRuns: 300 },
    )
  })
})

describe('what stands in the place of an owner that hides', () => {
  it('a code of no series, and an identifier that tells the day and no moment', () => {
    assert.equal(blindCode('abcd1234efgh'), 'NM-ABCD1234')
    const early = demandId('2026-11-23T01:00:00.000Z')
    const late = demandId('2026-11-23T15:59:59.999Z')
    assert.equal(early.slice(0, 13), late.slice(0, 13))
    assert.notEqual(early, late)
    assert.notEqual(demandId('2026-11-23T16:00:00.000Z').slice(0, 13), late.slice(0, 13))
  })

  it('neither code nor what the owner’s own facts fill in is public', () => {
    const form: Demand = {
      name: 'x',
      code: 'HZY-1',
      industrySection: 'C',
      industryDivision: '14',
      techField: '新材料',
    }
    assert.deepEqual(Object.keys(publicDemandView({ ...form, blind: true })), ['name', 'techField', 'blind'])
    assert.ok('code' in publicDemandView(form))
  })
})

const { firm, officer, office } = people
const decider: Actor = { ...officer, personId: '01920000-0000-7000-8000-000000000044', roles: ['decider'] }
const demand = (more: object = {}) => ({
  name: '对虾养殖尾水亚硝酸盐处理',
  code: 'HZY-2026-01',
  type: '技术攻关',
  techField: '资源与环境',
  industrySection: 'A',
  problem: '尾水亚硝酸盐经常超标，需要低成本处理办法。',
  cooperationModes: ['合作开发'],
  negotiable: true,
  secrecy: '公开',
  contact: '李四 13800000001',
  blind: true,
  ...more,
})

describe('a blind demand in the market', () => {
  let market: Market
  interface Saved {
    id: string
    publicId: string
    dossierId: string
    faults: { field: string; message: string }[]
    warnings: { field: string; message: string }[]
  }
  const act = async (
    actor: Actor,
    dossierId: string,
    action: string,
    input: object = {},
    of = 'demand-listing',
  ) => {
    const [row] = await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    await market.write(actor, `${of}.${action}`, { dossierId, visit: row?.visit, ...input })
  }
  const published = async (form: object) => {
    const saved = await market.write<Saved>(firm, 'demand.draft', form)
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'approve')
    await indexRecords(market.test.db, demandSource, [saved.id])
    return saved
  }
  const found = async (q: string) => (await search(market.test.db.reader, { kind: 'demand', q })).items

  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule])
    await market.query(
      `update platform.organisation set name = '海之源公司', short_name = '海之源', region = '990102' where id = $1`,
      [FIRM],
    )
  })
  after(() => market.drop())

  it('is refused while it names its owner, in draft already and at submit, with the place', async () => {
    const saved = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: '尾水超标需求草稿', code: undefined, problem: '海 之 源的尾水超标' }),
    )
    assert.match(saved.faults[0]?.message ?? '', /“要解决的问题”里写有单位名称“海 之 源”/)
    await assert.rejects(act(firm, saved.dossierId, 'submit', { declaresOpen: true }), /1 处需要更正/)
    const open = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: '海之源尾水需求', code: undefined, blind: false }),
    )
    assert.deepEqual(open.faults, [])
  })

  it('is found by its matter, and not by its owner, code or place', async () => {
    const saved = await published(demand())
    const [item] = await found('亚硝酸盐')
    assert.deepEqual(
      [item?.ownerName, item?.code, (item?.item as { owner?: object } | undefined)?.owner],
      ['匿名需求方', blindCode(saved.publicId), { id: null, name: '匿名需求方', class: null }],
    )
    assert.doesNotMatch(JSON.stringify(item), /海之源|HZY|990102|民企|"industry\w+":"/)
    assert.match(item?.publishedAt ?? '', /T16:00:00\.000Z$/)
    for (const q of ['海之源', 'HZY-2026-01', '李四', '13800000001']) assert.deepEqual(await found(q), [], q)
    const open = await market.read<object>(office, 'demand.read', { id: saved.id })
    assert.doesNotMatch(JSON.stringify(open), /海之源|HZY|990102|民企|李四/)
    assert.match(JSON.stringify(open), /匿名需求方/)
  })

  it('has no owner-derived facet, and a value only it has is not counted', async () => {
    const facets = ['ownerId', 'ownerClass', 'region', 'industrySection', 'techField', 'type']
    const { facets: counted } = await search(market.test.db.reader, { kind: 'demand', q: '亚硝酸盐', facets })
    assert.deepEqual(counted, Object.fromEntries(facets.map((facet) => [facet, []])))
    await published(
      demand({ name: '另一项尾水亚硝酸盐需求', code: 'OPEN-1', blind: false, techField: '资源与环境' }),
    )
    const again = await search(market.test.db.reader, { kind: 'demand', q: '亚硝酸盐', facets })
    assert.deepEqual(again.facets?.['techField'], [{ value: '资源与环境', count: 2 }])
    assert.equal(again.facets?.['ownerClass']?.[0]?.count, 1)
  })

  it('is not indexed anew beside the owner’s others when the owner’s name changes', async () => {
    const numbers = () =>
      market.query<{ owner_name: string; doc: number }>(
        `select owner_name, doc from platform.search_doc where kind = 'demand' order by owner_name`,
      )
    const before = await numbers()
    await reindexOwner(market.test.db, demandSource, FIRM)
    const now = await numbers()
    const of = (rows: typeof now, name: string) => rows.find((row) => row.owner_name === name)?.doc
    assert.equal(of(now, '匿名需求方'), of(before, '匿名需求方'))
    assert.notEqual(of(now, '海之源公司'), of(before, '海之源公司'))
  })

  it('a cursor tells no number of the index', async () => {
    const page = await search(market.test.db.reader, { kind: 'demand', limit: 1 })
    const cursor = JSON.parse(Buffer.from(page.next ?? '', 'base64url').toString()) as unknown[]
    assert.equal(typeof cursor[2], 'string')
    const next = await search(market.test.db.reader, { kind: 'demand', limit: 1, cursor: page.next ?? '' })
    assert.notEqual(next.items[0]?.id, page.items[0]?.id)
  })

  it('shows its owner to the reviewing officer and to its own people, not to another of the unit', async () => {
    const saved = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: '匿名的第二项需求', code: 'HZY-2' }),
    )
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    const shownTo = async (actor: Actor) => {
      const { owner, code, form, isOwn } = await market.read<{
        owner: { name: string }
        code: string
        form: { contact?: string }
        isOwn: boolean
      }>(actor, 'demand.show', { id: saved.id })
      return [owner.name, code, form.contact, isOwn]
    }
    assert.deepEqual(await shownTo(firm), ['海之源公司', 'HZY-2', '李四 13800000001', true])
    assert.deepEqual(await shownTo(officer), ['海之源公司', 'HZY-2', '李四 13800000001', false])
    assert.deepEqual(await shownTo(decider), ['匿名需求方', blindCode(saved.publicId), undefined, false])
    assert.equal(decider.orgId, BUREAU)
  })

  it('warns when another of the firm’s public demands says the same, and when it was public before', async () => {
    const text = '尾水亚硝酸盐在高温季节经常超标，现用药剂成本高，需要不停产的低成本处理办法。'
    await published(demand({ name: '公开的尾水需求', code: 'OPEN-2', blind: false, problem: text }))
    const twin = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: '匿名的尾水需求', code: 'HZY-3', problem: text }),
    )
    assert.ok(
      twin.warnings.some(({ message }) =>
        /《公开的尾水需求》（编号 OPEN-2）有 \d+% 的文字相同/.test(message),
      ),
    )

    const open = await published(
      demand({ name: '先公开后匿名的需求', code: 'OPEN-3', blind: false, problem: '另一个问题，需要办法。' }),
    )
    const form = demand({ name: '先公开后匿名的需求', code: 'OPEN-3', problem: '另一个问题，需要办法。' })
    const changed = await market.write<Saved>(firm, 'demand.edit', { id: open.id, version: 1, ...form })
    assert.ok(changed.warnings.some(({ message }) => message.includes('曾公开过单位名称')))
    assert.match(
      (await found('先公开后匿名'))[0]?.ownerName ?? '',
      /海之源/,
      'the public version counts until the change is approved',
    )
    await act(firm, changed.dossierId, 'submit', { declaresOpen: true }, 'demand-revision')
    await act(officer, changed.dossierId, 'approve', {}, 'demand-revision')
    await indexRecords(market.test.db, demandSource, [open.id])
    assert.equal((await found('先公开后匿名'))[0]?.ownerName, '匿名需求方')
  })

  it('is shown to all when its owner turns it off, after review', async () => {
    const saved = await published(demand({ name: '后来公开的需求', code: 'HZY-4' }))
    const form = demand({ name: '后来公开的需求', code: 'HZY-4', blind: false })
    const changed = await market.write<Saved>(firm, 'demand.edit', { id: saved.id, version: 1, ...form })
    await act(firm, changed.dossierId, 'submit', { declaresOpen: true }, 'demand-revision')
    assert.equal(
      (await market.read<{ owner: { name: string } }>(decider, 'demand.show', { id: saved.id })).owner.name,
      '匿名需求方',
    )
    await act(officer, changed.dossierId, 'approve', {}, 'demand-revision')
    await indexRecords(market.test.db, demandSource, [saved.id])
    assert.equal((await found('后来公开'))[0]?.ownerName, '海之源公司')
  })

  it('keeps the own list newest first, though identifiers tell no moment', async () => {
    const { items } = await market.read<{ items: { name: string }[] }>(firm, 'demand.list', {})
    assert.equal(items[0]?.name, '后来公开的需求')
    const first = await market.read<{ items: { name: string }[]; next: string }>(firm, 'demand.list', {
      limit: 2,
    })
    const next = await market.read<{ items: { name: string }[] }>(firm, 'demand.list', {
      limit: 2,
      cursor: first.next,
    })
    assert.deepEqual(
      [...first.items, ...next.items].map(({ name }) => name),
      items.slice(0, 4).map(({ name }) => name),
    )
  })
})
