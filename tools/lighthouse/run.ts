import { launch, type LaunchedChrome } from 'chrome-launcher'
import lighthouse from 'lighthouse'

/**
 * Measures four pages of a running Keqiao with Lighthouse (its mobile default with simulated throttling) and prints
 * the medians as JSON. Ends with 1 when a goal is missed. `node run.ts http://127.0.0.1:8080`
 */
const RUNS = 5
const CHROMIUM = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const GOALS = { performance: 99, accessibility: 100, 'best-practices': 100, seo: 100 } as const
type Category = keyof typeof GOALS
const CATEGORIES = Object.keys(GOALS) as Category[]

interface Measured {
  readonly page: string
  readonly path: string
  readonly scores: Readonly<Record<Category, number>>
  /** Audits of the last run that were not passed, with what Lighthouse says of them. */
  readonly failed: readonly string[]
}

/** The first achievement of the list, as a visitor would open it. */
async function firstAchievement(origin: string): Promise<string> {
  const html = await (await fetch(`${origin}/achievements`)).text()
  const path = /href="(\/achievements\/[0-9A-Za-z]+)"/.exec(html)?.[1]
  if (path === undefined) throw new Error('the list of achievements names none')
  return path
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

async function measure(
  chrome: LaunchedChrome,
  origin: string,
  page: string,
  path: string,
): Promise<Measured> {
  const runs: Record<Category, number>[] = []
  let failed: string[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const result = await lighthouse(`${origin}${path}`, {
      port: chrome.port,
      onlyCategories: CATEGORIES,
      logLevel: 'error',
    })
    if (!result || result.lhr.runtimeError) throw new Error(result?.lhr.runtimeError?.message ?? 'no result')
    const { categories, audits } = result.lhr
    runs.push(
      Object.fromEntries(
        CATEGORIES.map((id) => [id, Math.round((categories[id]?.score ?? 0) * 100)]),
      ) as Record<Category, number>,
    )
    // Only audits that weigh in a category: the others are hints.
    const weighed = Object.values(categories).flatMap(({ auditRefs }) =>
      auditRefs.filter((ref) => ref.weight > 0),
    )
    failed = weighed.flatMap(({ id }) => {
      const audit = audits[id]
      if (!audit || audit.score === null || audit.score >= 0.9) return []
      return [`${id}: ${audit.displayValue ?? audit.title}`]
    })
  }
  const scores = Object.fromEntries(
    CATEGORIES.map((id) => [id, median(runs.map((run) => run[id]))]),
  ) as Record<Category, number>
  return { page, path, scores, failed }
}

const origin = (process.argv[2] ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const chrome = await launch({
  chromePath: CHROMIUM,
  chromeFlags: FLAGS,
  ignoreDefaultFlags: true,
})
try {
  const pages = [
    ['home', '/'],
    ['achievements', '/achievements'],
    ['achievement', await firstAchievement(origin)],
    ['plan', '/plan'],
  ] as const
  const measured: Measured[] = []
  for (const [page, path] of pages) measured.push(await measure(chrome, origin, page, path))
  const missed = measured.flatMap(({ page, scores }) =>
    CATEGORIES.flatMap((id) =>
      scores[id] < GOALS[id] ? [`${page} ${id}: ${scores[id]} < ${GOALS[id]}`] : [],
    ),
  )
  console.log(JSON.stringify({ runs: RUNS, goals: GOALS, pages: measured, missed }, null, 2))
  process.exitCode = missed.length > 0 ? 1 : 0
} finally {
  chrome.kill()
}
