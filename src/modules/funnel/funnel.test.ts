import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { seeded } from '#app/bench-search-data.ts'
import { modules } from '#app/modules.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import { openMarket, UNIVERSITY, FIRM, type Market } from '#test/market.ts'
import { achievementsModule } from '../achievements/module.ts'
import { dealsModule } from '../deals/module.ts'
import { exchangeModule } from '../exchange/module.ts'
import { marketFigures, STAGES, staleRate, type Figures, type FunnelRow } from './index.ts'
import { funnelModule } from './module.ts'

const MODULES = [achievementsModule, exchangeModule, dealsModule, funnelModule]
const STAGE_VIEW = { view: 'deals.pub_test', stages: ['asked', 'met', 'trial', 'signed'] } as const
const SOURCES = { stages: [STAGE_VIEW], reasons: [] }
const FIELDS = ['新材料', '电子信息', '资源与环境']
const TODAY = '2026-12-01'
/** Codes of places are the city's own; here any will do. */
const REGION = 'county-1'
const LISTINGS = 400
const id = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`

interface Fact {
  readonly id: string
  readonly kind: 'achievement' | 'demand'
  readonly listedOn: string
  readonly field: string | null
  readonly org: string
  readonly hidden: boolean
  readonly stages: readonly string[]
  readonly endedOn: string | null
  readonly outcome: string | null
}

/** What happened, by chance but the same in every run. */
function facts(): Fact[] {
  const random = seeded(7)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  return Array.from({ length: LISTINGS }, (_, n) => {
    const listedOn = addDays('2025-02-01', Math.floor(random() * 600))
    const depth = random() ** 3 * 5
    const passed = ['asked', 'met', 'signed'].slice(0, Math.floor(depth))
    const isTried = passed.includes('met') && random() < 0.4
    const ended = random() < 0.3
    return {
      id: id(1000 + n),
      kind: random() < 0.7 ? 'achievement' : 'demand',
      listedOn,
      field: random() < 0.1 ? null : pick(FIELDS),
      org: random() < 0.6 ? UNIVERSITY : FIRM,
      hidden: random() < 0.1,
      stages: isTried ? [...passed, 'trial'] : passed,
      endedOn: ended ? addDays(listedOn, 1 + Math.floor(random() * 60)) : null,
      outcome: ended ? pick(['其他', '暂不转化', '重复', '未说明', null]) : null,
    }
  })
}

describe('the public funnel (features.md 1)', () => {
  const all = facts()
  let market: Market
  let figures: Figures
  const figuresNow = (sources: Parameters<typeof marketFigures>[1] = SOURCES) =>
    market.test.db.read('funnel', (tx) => marketFigures(tx, sources, `${TODAY}T02:00:00.000Z`))

  before(async () => {
    market = await openMarket(MODULES)
    await market.test.db.owner(async (client) => {
      await client.query(`create table deals.test (achievement_id uuid, demand_id uuid, deal_id uuid, stage text, at timestamptz);
        create view deals.pub_test as select * from deals.test;
        select platform.publish_view('deals.pub_test', array['funnel'])`)
      await client.query(`update platform.organisation set region = $2 where id = $1`, [FIRM, REGION])
      const rows = all.map((fact, n) => ({
        ...fact,
        dossier: id(50_000 + n),
        until: addDays(fact.listedOn, 365),
      }))
      await client.query(
        `with x as (select * from jsonb_to_recordset($1::jsonb) as x(id uuid, kind text, "listedOn" date, field text, org uuid,
            hidden boolean, "endedOn" date, outcome text, dossier uuid, until date)),
          d as (insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids,
            opened_at, state, visit, entered_at)
            select dossier, kind || '-listing', 1, 'x', kind, id, org, '{}', "listedOn", 'published', 1, "listedOn" from x),
          l as (insert into platform.listing (record_id, kind, org_id, dossier_id, field, hidden, sample, listed_on,
            confirmed_on, valid_until, ended_on, outcome)
            select id, kind, org, dossier, field, hidden, false, "listedOn", "listedOn", until, "endedOn", outcome from x)
          insert into platform.listing_spell (record_id, kind, from_on, valid_until, closed_on, ended)
            select id, kind, "listedOn", until, "endedOn", "endedOn" is not null from x`,
        [JSON.stringify(rows)],
      )
      const stages = all.flatMap((fact) =>
        fact.stages.map((stage, i) => ({
          [`${fact.kind}_id`]: fact.id,
          stage,
          at: `${addDays(fact.listedOn, 10 * (i + 1))}T04:00:00Z`,
        })),
      )
      await client.query(
        `insert into deals.test select achievement_id, demand_id, gen_random_uuid(), stage, at
         from jsonb_to_recordset($1::jsonb) as x(achievement_id uuid, demand_id uuid, stage text, at timestamptz)`,
        [JSON.stringify([...stages, ...stages])],
      )
    })
    figures = await figuresNow()
  })
  after(() => market.drop())

  const rowOf = (row: Partial<FunnelRow>) =>
    figures.funnel.find((one) =>
      Object.entries(row).every(([name, value]) => one[name as keyof FunnelRow] === value),
    )
  const DEPTH = ['asked', 'met', 'trial', 'signed', 'paid']
  const reached = (fact: Fact, stage: string) =>
    fact.stages.some((own) => DEPTH.indexOf(own) >= DEPTH.indexOf(stage))
  const isIn = (fact: Fact, period: string) => {
    const [year, month] = fact.listedOn.split('-').map(Number)
    const quarter = `${String(year)}Q${String(Math.ceil((month ?? 0) / 3))}`
    return period === 'all' || period === String(year) || period === quarter
  }
  const valueOf = (fact: Fact, dimension: FunnelRow['dimension']) => {
    if (dimension === 'total') return null
    if (dimension === 'field') return fact.field
    if (fact.hidden) return null
    if (dimension === 'region') return fact.org === FIRM ? REGION : null
    return fact.org === FIRM ? '民企' : '国家设立高校'
  }

  it('equals an independent recount of the facts, wherever a count is shown', () => {
    let shown = 0
    let withheld = 0
    for (const row of figures.funnel) {
      const own = all.filter(
        (fact) =>
          fact.kind === row.kind && isIn(fact, row.period) && valueOf(fact, row.dimension) === row.value,
      )
      assert.equal(row.listed, own.length, JSON.stringify(row))
      for (const [stage, n] of Object.entries(row.reached)) {
        const real = own.filter((fact) => reached(fact, stage)).length
        if (n === null) {
          withheld += 1
          assert.ok(real > 0, 'a zero is never withheld')
        } else {
          shown += 1
          assert.equal(n, real, `${stage} ${JSON.stringify(row)}`)
          assert.ok(n === 0 || n >= figures.suppressBelow, `${String(n)} is shown`)
        }
      }
      for (const [stage, n] of Object.entries(row.own))
        if (n !== null) assert.equal(n, own.filter((fact) => fact.stages.includes(stage)).length)
    }
    assert.ok(shown > 100 && withheld > 10, `${String(shown)} shown, ${String(withheld)} withheld`)
  })

  it('never grows from one stage to the next', () => {
    for (const row of figures.funnel) {
      const counts = STAGES.flatMap((stage) =>
        stage === 'listed' ? [row.listed] : (row.reached[stage] ?? []),
      )
      assert.deepEqual(
        counts,
        counts.toSorted((a, b) => b - a),
        JSON.stringify(row),
      )
    }
  })

  it('adds up: quarters to years, years to all, values to totals, the total to the shelf', () => {
    for (const kind of ['achievement', 'demand'] as const) {
      const rows = figures.funnel.filter((row) => row.kind === kind)
      const sum = (some: readonly FunnelRow[]) => some.reduce((n, row) => n + row.listed, 0)
      const totals = rows.filter(({ dimension }) => dimension === 'total')
      const at = (period: string) => totals.find((row) => row.period === period)?.listed
      assert.equal(sum(totals.filter(({ period }) => /^\d{4}$/.test(period))), at('all'))
      assert.equal(sum(totals.filter(({ period }) => period.startsWith('2025Q'))), at('2025'))
      for (const dimension of ['field', 'region', 'ownerClass'])
        assert.equal(
          sum(rows.filter((row) => row.dimension === dimension && row.period === 'all')),
          at('all'),
        )
      const shelf = figures.stale.find((row) => row.kind === kind)
      const live = all.filter((fact) => fact.kind === kind && fact.endedOn === null).length
      assert.equal(shelf?.days.at(-1)?.live, live)
      assert.equal(
        shelf?.ages.reduce((n, age) => n + age.n, 0),
        live,
      )
      assert.ok((at('all') ?? 0) >= live)
    }
  })

  it('counts a hidden owner in no region and no class', () => {
    const hidden = all.filter((fact) => fact.kind === 'demand' && fact.hidden)
    assert.ok(
      hidden.some(({ org }) => org === FIRM),
      'there is one that could be told',
    )
    const region = rowOf({ kind: 'demand', period: 'all', dimension: 'region', value: REGION })
    assert.equal(
      region?.listed,
      all.filter((fact) => fact.kind === 'demand' && fact.org === FIRM && !fact.hidden).length,
    )
  })

  it('tells which stages nobody has facts of, from what the modules declare', async () => {
    assert.deepEqual(figures.enabled, ['asked', 'met', 'trial', 'signed'])
    const fewer = await figuresNow({ stages: dealsModule.stages ?? [], reasons: [] })
    assert.ok(!fewer.enabled.includes('paid'))
    const none = await figuresNow({ stages: [], reasons: [] })
    assert.deepEqual(none.enabled, [])
    assert.deepEqual(none.funnel[0]?.reached, {})
    assert.equal(none.funnel.length, figures.funnel.length)
  })

  it('tells the median days from one stage to the next, not of too few', () => {
    const asked = figures.medians.find(
      (row) => row.kind === 'achievement' && row.period === 'all' && row.to === 'asked',
    )
    assert.equal(asked?.days, 10)
    const met = figures.medians.filter((row) => row.to === 'met' && row.days !== null)
    assert.ok(met.length > 0 && met.every(({ days }) => days === 10))
  })

  it('the stale rate of a day is what the facts of that day say', () => {
    for (const kind of ['achievement', 'demand']) {
      const own = all.filter((fact) => fact.kind === kind)
      const days = figures.stale.find((row) => row.kind === kind)?.days ?? []
      assert.ok(days.length === 13 && days.at(-1)?.day === TODAY)
      for (const shown of days) {
        const { day } = shown
        const isLive = (fact: Fact) => fact.listedOn <= day && (fact.endedOn === null || fact.endedOn > day)
        const yearBefore = `${String(Number(day.slice(0, 4)) - 1)}${day.slice(4)}`
        const gone = own.filter(({ endedOn }) => endedOn !== null && endedOn <= day && endedOn > yearBefore)
        const reminded = (fact: Fact) => addDays(fact.listedOn, 365 - figures.remindDays) <= day
        const silent = gone.filter(
          ({ endedOn, outcome }) =>
            addDays(endedOn ?? '', figures.outcomeDays) < day && (outcome === null || outcome === '未说明'),
        )
        assert.deepEqual(shown, {
          day,
          live: own.filter(isLive).length,
          asked: own.filter((fact) => isLive(fact) && reminded(fact)).length,
          ended: gone.length,
          unexplained: silent.length,
        })
      }
      const today = days.at(-1)
      assert.ok(today && (staleRate(today) ?? 0) > 0)
    }
    assert.equal(staleRate({ day: TODAY, live: 0, asked: 0, ended: 0, unexplained: 0 }), null)
  })

  it('counts outcomes and reasons, small ones withheld and none to be computed from the rest', () => {
    const ended = all.filter((fact) => fact.kind === 'achievement' && fact.endedOn !== null)
    const shown = figures.outcomes.filter(({ of }) => of === 'achievement')
    for (const { reason, n } of shown)
      if (n !== null) assert.equal(n, ended.filter(({ outcome }) => (outcome ?? '待说明') === reason).length)
    assert.ok(shown.some(({ reason }) => reason === '未说明'))
    assert.deepEqual(figures.reasons, [])
  })
})

describe('which modules tell stages', () => {
  it('each declared view can be read by the funnel, with the agreed columns', async () => {
    // The ground is part of every market.
    const market = await openMarket(modules.filter(({ name }) => name !== 'platform'))
    try {
      const stages = modules.flatMap((module) => module.stages ?? [])
      const reasons = modules.flatMap((module) => module.reasons ?? [])
      assert.deepEqual(
        stages.map(({ view }) => view.split('.')[0]).toSorted((a = '', b = '') => (a < b ? -1 : 1)),
        ['contracts', 'deals', 'events', 'licences'],
      )
      assert.deepEqual(
        reasons.map(({ view }) => view),
        ['matching.pub_refusal', 'deals.pub_ending'],
      )
      const found = await market.test.db.read('funnel', (tx) =>
        marketFigures(tx, { stages, reasons }, `${TODAY}T02:00:00.000Z`),
      )
      assert.deepEqual(found.funnel, [])
      assert.deepEqual(found.enabled, ['asked', 'met', 'trial', 'signed'], 'paid is 尚未启用')
    } finally {
      await market.drop()
    }
  })
})
