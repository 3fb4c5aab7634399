import { join } from 'node:path'
import { marketFigures } from '#modules/funnel/index.ts'
import type { Database } from '#platform/db/database.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { withBenchDatabase, type BenchRow } from './bench-database.ts'

/** Sizes measured when none is asked for; the last row printed is the main one. */
const SIZES = [100_000, 1_000_000]
const ROUNDS = 5
const RULESETS = join(import.meta.dirname, '../../rulesets')
const NOW = '2026-12-01T02:00:00.000Z'
/** One listing in ten has a deal, and each stage keeps about half of the one before. */
const DEALS_PER = 10

/** What anybody would write first: how many listings of a quarter were asked for, met and signed. */
const BARE = `select date_trunc('quarter', l.listed_on), count(*), count(s.asked), count(s.met), count(s.signed)
  from platform.listing l left join (
    select achievement_id, min(at) filter (where stage = 'asked') as asked, min(at) filter (where stage = 'met') as met,
      min(at) filter (where stage = 'signed') as signed from bench.pub_stage group by 1
  ) s on s.achievement_id = l.record_id group by 1 order by 1`

/**
 * Measures the whole of the public figures (cohorts in three dimensions, medians, stale rate by month, outcomes, small
 * counts withheld) beside one bare SQL statement for the cohorts alone, on the same synthetic market.
 */
export async function benchFunnel(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
  progress: (message: string) => void = () => {},
): Promise<void> {
  await withBenchDatabase(url, async (db) => {
    await db.transaction({ isolation: 'read committed', module: 'platform' }, (tx) =>
      seedRules(tx, readRuleFiles(RULESETS), NOW),
    )
    for (const size of n === undefined ? SIZES : [n]) {
      await load(db, size)
      progress(`loaded ${size} listings`)
      print(await measure(db, size))
    }
  })
}

/** Listings of five years of 500 organisations, their spells and the stages of their deals, made by the database. */
async function load(db: Database, size: number): Promise<void> {
  await db.owner(async (client) => {
    await client.query(`
      drop view if exists bench.pub_stage; drop table if exists bench.stage;
      truncate platform.listing_spell, platform.listing, platform.dossier cascade;
      delete from platform.organisation`)
    await client.query(`
      insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample,
        created_at, region)
      select md5('o' || g)::uuid, 'o' || g, (array['民企','国企','事业单位','国家设立高校'])[1 + g % 4], 'o' || g, '', '', '',
        false, true, '2020-01-01', 'county-' || g % 4 from generate_series(0, 499) g`)
    await client.query(
      `insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids,
         opened_at, state, visit, entered_at)
       select md5('d' || g)::uuid, 'achievement-listing', 1, 'x', 'achievement', md5('l' || g)::uuid,
         md5('o' || g % 500)::uuid, '{}', '2022-01-01', 'published', 1, '2022-01-01' from generate_series(1, $1::int) g`,
      [size],
    )
    await client.query(
      `insert into platform.listing (record_id, kind, org_id, dossier_id, field, hidden, sample, listed_on, confirmed_on,
         valid_until, ended_on, outcome)
       select md5('l' || g)::uuid, 'achievement', md5('o' || g % 500)::uuid, md5('d' || g)::uuid,
         (array['新材料','电子信息','资源与环境','高技术服务','航空航天','生物与新医药'])[1 + g % 6], false, true, d, d, d + 365,
         case when g % 3 = 0 then d + 200 end, case when g % 3 = 0 then (array['暂不转化','未说明','其他'])[1 + g % 3] end
       from (select g, date '2021-12-02' + (g::bigint * 7919 % 1800)::int as d from generate_series(1, $1::int) g) x`,
      [size],
    )
    await client.query(`
      insert into platform.listing_spell (record_id, kind, from_on, valid_until, closed_on, ended)
      select record_id, kind, listed_on, valid_until, ended_on, ended_on is not null from platform.listing`)
    await client.query(
      `create table bench.stage as
       select md5('l' || g * $2)::uuid as achievement_id, null::uuid as demand_id, md5('x' || g)::uuid as deal_id, s.stage,
         timestamptz '2022-06-01' + (g % 1500 + s.place * 20) * interval '1 day' as at
       from generate_series(1, $1::int / $2) g
       join (values ('asked', 0), ('met', 1), ('signed', 2)) s(stage, place) on g % (1 << s.place) = 0`,
      [size, DEALS_PER],
    )
    await client.query(`create view bench.pub_stage as select * from bench.stage;
      select platform.publish_view('bench.pub_stage', array['funnel'])`)
    await client.query('vacuum analyze')
  })
}

async function measure(db: Database, size: number): Promise<BenchRow> {
  const sources = {
    stages: [{ view: 'bench.pub_stage', stages: ['asked', 'met', 'signed'] as const }],
    reasons: [],
  }
  const times = { ours: [] as number[], bare: [] as number[] }
  // In turn, so that other load on the machine meets both; the first round warms both.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await timed(() => db.read('funnel', (tx) => marketFigures(tx, sources, NOW)))
    const bare = await timed(() => db.owner((client) => client.query(BARE)))
    if (round === 0) continue
    times.ours.push(ours)
    times.bare.push(bare)
  }
  const [ours, bare] = [median(times.ours), median(times.bare)]
  return {
    bench: 'funnel',
    n: size,
    oursMs: ours,
    bareMs: bare,
    ratio: Math.round((ours / bare) * 100) / 100,
  }
}

async function timed(body: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await body()
  return performance.now() - started
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
