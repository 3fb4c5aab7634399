import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stringify } from 'csv-stringify/sync'
import { importFile } from '#platform/bulk/import.ts'
import { people, type Market } from '#test/market.ts'
import { LONG, openShop, type OwnList, type Shop } from '#test/shop.ts'
import { partnersModule } from '#modules/partners/module.ts'

const { firm, office, officer } = people
const PARTNER = { code: 'HNSL', name: '示例外部平台', contact: '示例外部平台成果部', sends: 'changes' }

describe('records that an outside platform lists here are matched like any other (issue 3, items 3 and 8)', () => {
  let shop: Shop
  let market: Market
  before(async () => {
    shop = await openShop([partnersModule])
    market = shop.market
    await market.write(officer, 'partner.add', PARTNER)
    // So that what the two have in common is rare.
    for (const name of ['荔枝去核', '鱼丸成型', '电镀废液', '玉石雕刻', '海水提溴', '红树林育苗'])
      await shop.offered({ name, summary: `${name}设备。` })
  })
  after(() => market.drop())

  const receive = async (kindName: string, owner: string, row: readonly string[]) => {
    const kind = partnersModule.bulk?.find((one) => one.kind === kindName)
    assert.ok(kind)
    const { created, errors } = await importFile({
      db: market.test.db,
      bus: market.bus,
      kind,
      file: new TextEncoder().encode(
        stringify([
          ['编号', '名称', '简介', owner],
          [...row, '外地单位'],
        ]),
      ),
      owner: PARTNER.name,
      dryRun: false,
      goodRows: false,
      publish: true,
      actor: officer,
    })
    assert.deepEqual([created, errors], [1, []])
  }
  /** What may be said of a match, and whom the list says to ask. */
  const said = async (actor: typeof firm, journal: string, id: string, of: string) => {
    const { items } = await market.read<OwnList>(actor, journal, { id })
    const match = items.find((one) => one.id === of)
    return [match?.next, match?.elsewhere?.contact]
  }
  const isToAskThere = (error: Error) => error.message.includes(PARTNER.contact)

  it('an achievement: its demander is told, and may refuse it; who is interested is told whom to ask', async () => {
    const need = await shop.asked({ name: '循环水养殖车间在线监测', problem: LONG })
    await receive('partner-achievements', '完成单位', ['W-1', '外来的循环水养殖车间在线监测', LONG])
    await market.settle()
    const [match] = await shop.open(need.id)
    assert.equal(match?.name, '外来的循环水养殖车间在线监测')
    assert.equal((await shop.told('%有新的匹配成果%')).length, 1)
    assert.deepEqual(await said(firm, 'match.demand', need.id, match.id), [['later', 'no'], PARTNER.contact])
    const pair = { demandId: need.id, achievementId: match.id }
    await assert.rejects(shop.answer(pair, { answer: 'interested' }), isToAskThere)
    await shop.answer(pair, { answer: 'no', reason: '描述含糊' })
    await market.settle()
    const refused = await market.read<OwnList>(firm, 'match.demand', { id: need.id, state: 'no' })
    assert.equal(refused.items.length, 1)
  })

  it('a demand: it stands among the matches of an achievement, whose owner is told whom to ask', async () => {
    const supply = await shop.offered({ summary: LONG })
    await receive('partner-demands', '需求单位', ['X-1', '外来的循环水监测需求', LONG])
    await market.settle()
    const { items } = await market.read<OwnList>(office, 'match.achievement', { id: supply.id })
    const match = items.find(({ name }) => name === '外来的循环水监测需求')
    assert.ok(match)
    assert.deepEqual(await said(office, 'match.achievement', supply.id, match.id), [
      ['later', 'no'],
      PARTNER.contact,
    ])
    const pair = { demandId: match.id, achievementId: supply.id }
    await assert.rejects(
      market.write(office, 'match.answer', { ...pair, answer: 'interested' }),
      isToAskThere,
    )
  })
})
