import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { consoleActor } from '#platform/access/access.ts'
import { importFile } from '#platform/bulk/import.ts'
import { matterOf } from '#platform/search/document.ts'
import { fold } from '#platform/search/fold.ts'
import { matches, reindex, sqlOf } from '#platform/search/index.ts'
import { mergeAll } from '#platform/search/merge.ts'
import { lockKind } from '#platform/search/state.ts'
import { markAll } from '#modules/matching/consumers.ts'
import { readConfig } from '#app/config.ts'
import { readEvalSet, type EvalText } from '#app/eval-matching.ts'
import { found } from '#app/found.ts'
import { openRuntime, type Runtime } from '#app/runtime.ts'
import { withScratchFolder } from './city.ts'
import * as store from './store-reasons.ts'

/** Names of achievements are cut at what the form takes. */
const NAME_MAX = 100
/** Words that stand nowhere public; they fill what the other side may not read. */
const CANARY = '钽铌共渗稀土助剂'
const TEASER = '细节在签订保密协议后提供'
/** Full count: the pairs of the goal (issue 3, must hold). */
const PAIRS = 50

/**
 * Reasons of matches on real texts, through the product: n demands of a folder (as `eval-matching` reads it) and the
 * achievements judged for them are imported into a scratch city. The texts stay in that city, which is removed.
 */
export async function proveReasons(n = PAIRS, dir?: string) {
  if (dir === undefined)
    throw new Error('prove reasons 需要 --dir DIR（corpus.jsonl、queries.jsonl、qrels.tsv）')
  const set = readEvalSet(dir)
  const demands = set.queries.filter(({ id, title }) => set.judged.has(id) && title.length >= 4).slice(0, n)
  const wanted = new Set(demands.flatMap(({ id }) => [...(set.judged.get(id)?.keys() ?? [])]))
  const achievements = set.corpus.filter(({ id }) => wanted.has(id))
  return withScratchFolder(async (dataDir) => {
    const runtime = await openRuntime(readConfig({ KEQIAO_DATA: dataDir, KEQIAO_MODE: 'production' }))
    try {
      await found(runtime, () => {})
      await importTexts(runtime, dataDir, 'achievements', achievements)
      await importTexts(runtime, dataDir, 'demands', demands)
      await runtime.drain()
      return await reasonsOf(runtime, n)
    } finally {
      await runtime.close()
    }
  })
}

async function importTexts(
  runtime: Runtime,
  dataDir: string,
  kindName: string,
  texts: readonly EvalText[],
): Promise<void> {
  const kind = runtime.modules.flatMap(({ bulk }) => bulk ?? []).find((bulk) => bulk.kind === kindName)
  if (!kind) throw new Error(`no module imports ${kindName}`)
  const file = join(dataDir, `${kindName}.csv`)
  const rows = texts.map(({ title, text }, i) => [
    `ZM-${i}`,
    title.slice(0, NAME_MAX),
    text === '' ? title : text,
  ])
  await pipeline([stringify([['编号', '名称', '简介'], ...rows])], createWriteStream(file))
  await importFile({
    db: runtime.db,
    bus: runtime.bus,
    kind,
    file,
    owner: kindName === 'demands' ? '证明用需求单位' : '证明用成果单位',
    dryRun: false,
    goodRows: false,
    publish: true,
    actor: consoleActor,
    onProgress: () => {},
  })
}

/** The same on whatever n demands a city has: what is named stands in both, counts, adds up, and leaks nothing. */
export async function reasonsOf(runtime: Runtime, n: number) {
  const faults: string[] = []
  const expect = (ok: boolean, what: string) => ok || faults.push(what)
  const pairs = await store.storedPairs(runtime.db, n)
  const texts = await textsOf(runtime, pairs)
  const demands = Map.groupBy(pairs, ({ demand_id }) => demand_id)
  expect(demands.size === n, `only ${demands.size} of ${n} demands have matches`)

  let phrases = 0
  for (const pair of pairs) {
    const sum = pair.reasons.reduce((total, { points }) => total + Math.round(points * 10), 0)
    expect(sum === pair.score, `${pair.demand_id} ${pair.achievement_id}: ${sum} is not ${pair.score}`)
    for (const phrase of phrasesOf(pair)) {
      phrases += 1
      const inBoth = [pair.demand_id, pair.achievement_id].every((id) => texts.get(id)?.includes(phrase))
      expect(inBoth, `“${phrase}” of ${pair.demand_id} ${pair.achievement_id} is not in both`)
    }
  }
  const tops = [...demands.values()].flatMap(([best]) => best ?? [])
  for (const pair of tops) expect(await isLowerWithout(runtime, pair, texts), `${pair.demand_id}: not lower`)
  await expectNoLeak(runtime, tops, n, expect)
  return {
    proof: 'reasons',
    n: demands.size,
    failures: faults.length,
    seed: 0,
    pairs: pairs.length,
    phrases,
    topReasonsTakenAway: tops.length,
    faults: faults.slice(0, 20),
  }
}

async function textsOf(runtime: Runtime, pairs: readonly store.StoredPair[]) {
  const ids = (of: (pair: store.StoredPair) => string): string[] => [...new Set(pairs.map(of))]
  const all = [
    ...(await store.publicTexts(
      runtime.db,
      'demand',
      ids((pair) => pair.demand_id),
    )),
    ...(await store.publicTexts(
      runtime.db,
      'achievement',
      ids((pair) => pair.achievement_id),
    )),
  ]
  return new Map(all.map(([id, text]) => [id, matterOf(text)]))
}

function phrasesOf({ reasons }: store.StoredPair): string[] {
  return reasons.flatMap(({ says, params }) => (says === 'phrase' ? [String(params['phrase'])] : []))
}

/** The demand without its weightiest phrase gives the same achievement a lower score, text against text. */
async function isLowerWithout(
  runtime: Runtime,
  pair: store.StoredPair,
  texts: ReadonlyMap<string, string>,
): Promise<boolean> {
  const phrase = phrasesOf(pair)[0] ?? ''
  const scoreOf = async (text: string): Promise<number> => {
    const [title = '', ...rest] = text.split('\n')
    const of = { title, text: rest.join('\n') }
    const [match] = await matches(runtime.db.reader, { kind: 'achievement', of, only: [pair.achievement_id] })
    return match === undefined || match.hundred === 0 ? 0 : match.score / match.hundred
  }
  const whole = texts.get(pair.demand_id) ?? ''
  return (await scoreOf(whole.replaceAll(phrase, ' '))) < (await scoreOf(whole))
}

/** Index and matches from the records, without what earlier changes left behind: two states can be compared exactly. */
async function renewed({ db, modules, drain }: Runtime): Promise<void> {
  for (const source of modules.flatMap(({ search }) => search ?? [])) {
    await reindex(db, source)
    await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      await lockKind(sqlOf(tx), source.kind)
      await mergeAll(sqlOf(tx), source.kind)
    })
  }
  await markAll(db)
  await drain()
}

type Expect = (ok: boolean, what: string) => unknown

/** Whatever stands in fields the reader may not read, no match changes by it; behind a teaser only the teaser counts. */
async function expectNoLeak(
  runtime: Runtime,
  tops: readonly store.StoredPair[],
  n: number,
  expect: Expect,
): Promise<void> {
  const { db } = runtime
  await renewed(runtime)
  const before = JSON.stringify(await store.storedPairs(db, n))
  const texts = await textsOf(runtime, tops)
  const both = tops.flatMap(({ demand_id, achievement_id }) => [
    { kind: 'demand' as const, id: demand_id, text: `${CANARY}${texts.get(achievement_id) ?? ''}` },
    { kind: 'achievement' as const, id: achievement_id, text: `${CANARY}${texts.get(demand_id) ?? ''}` },
  ])
  await store.fillPrivate(db, both)
  await renewed(runtime)
  const after = JSON.stringify(await store.storedPairs(db, n))
  expect(after === before, 'private fields changed a match')
  expect(!fold(after).includes(CANARY), 'a canary of a private field stands in a match')

  const half = tops.filter((_, i) => i % 2 === 0).map(({ achievement_id }) => achievement_id)
  await store.makeTeasers(db, half, TEASER)
  await store.sayChanged(
    db,
    half.map((id) => ({ kind: 'achievement', id })),
  )
  await runtime.drain()
  const teasers = await store.storedPairs(db, n)
  const open = await textsOf(runtime, teasers)
  for (const pair of teasers.filter(({ achievement_id }) => half.includes(achievement_id))) {
    const text = open.get(pair.achievement_id) ?? ''
    expect(text.includes(TEASER), `${pair.achievement_id} is no teaser`)
    for (const phrase of phrasesOf(pair)) expect(text.includes(phrase), `“${phrase}” stands behind a teaser`)
  }
}
