import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readServerFile } from '#platform/db/cluster.ts'
import { openDatabase } from '#platform/db/database.ts'
import { openEmbedded } from '#platform/db/embedded.ts'
import { openKeys } from '#platform/keys/keys.ts'
import { AppProcess } from './app-process.ts'
import { openChance, type Chance } from './chance.ts'
import { prepareDatabase, withScratchFolder } from './city.ts'
import { Load, type Acknowledged } from './load.ts'
import { CUTS, Network } from './network.ts'
import { databaseProcesses, FailingDisk, killAll } from './processes.ts'
import { receiptFaults } from './receipts.ts'
import { countAll, findStored, makeAccounts } from './store.ts'

const WRITERS = 16
/** Far beyond what is expected; the measured times are printed. */
const BACK_MS = 60_000
/** All rows are counted against each other after so many faults; the rows of the last commands after each. */
const FAULTS_PER_COUNT = 10
/** So many flushes of one process pass at most before the disk fails. */
const FLUSHES_MAX = 20

/** Where the faults happen. */
interface Lab {
  readonly dataDir: string
  readonly chance: Chance
  readonly app: AppProcess
  readonly network: Network | undefined
}

/** Does the harm; answers the moment of it (performance.now()). */
type Harm = (lab: Lab, round: number) => Promise<number>

const killApplication: Harm = async ({ app }) => {
  const at = performance.now()
  await app.kill()
  await app.start()
  return at
}

/** Every other time only the parent process: its children must notice by themselves. */
const killDatabase: Harm = async ({ dataDir }, round) => {
  const pids = databaseProcesses(dataDir)
  const at = performance.now()
  killAll(round % 2 === 0 ? pids : pids.slice(0, 1))
  while (performance.now() < at + BACK_MS && (databaseProcesses(dataDir)[0] ?? pids[0]) === pids[0])
    await sleep(10)
  return at
}

const cutConnections: Harm = async ({ network, chance }, round) => {
  const at = performance.now()
  network?.cut(CUTS[round % CUTS.length] ?? 'reset', chance.below(1_500))
  return at
}

const failDisk: Harm = async ({ dataDir, chance }, round) => {
  const trace = join(dataDir, 'traces', `${round}.txt`)
  const disk = await FailingDisk.attach(databaseProcesses(dataDir), 1 + chance.below(FLUSHES_MAX), trace)
  try {
    if (!(await disk.failed())) throw new Error('no flush of the database was made to fail')
    const at = performance.now()
    await sleep(chance.below(300))
    return at
  } finally {
    await disk.detach()
  }
}

const KINDS = {
  application: { harm: killApplication, share: 0.4, killsApp: true, network: false },
  database: { harm: killDatabase, share: 0.2, killsApp: false, network: false },
  network: { harm: cutConnections, share: 0.2, killsApp: false, network: true },
  disk: { harm: failDisk, share: 0.2, killsApp: false, network: false },
} as const
type Kind = keyof typeof KINDS

interface Times {
  readonly firstMs: number
  readonly allMs: number
}

interface Tally {
  acknowledged: number
  /** Acknowledged, but effect, journal entry or leaf is missing or another. */
  lost: number
  /** Keys with more than one effect. */
  doubled: number
  /** Counts that differ from the number of acknowledged commands: effect without journal and the like. */
  half: number
  /** The application ended though only something else was harmed. */
  ended: number
  /** Not back within a minute. */
  notBack: number
  readonly times: Record<Kind, Times[]>
}

/** Compares what was acknowledged with what stands; `all` also counts every row against every other. */
async function check(dataDir: string, acknowledged: readonly Acknowledged[], tally: Tally, all: boolean) {
  const file = readServerFile(dataDir)
  if (!file) throw new Error('the scratch database has no server.json')
  const key = openKeys(join(dataDir, 'keys')).publicPem('receipt')
  const url = `postgres://${file.user}:${file.password}@127.0.0.1:${file.port}/keqiao`
  const db = await openDatabase({ url })
  await db.owner(async (client) => {
    const stored = new Map((await findStored(client, acknowledged)).map((row) => [row.key, row]))
    for (const { key: name, receipt } of acknowledged) {
      const row = stored.get(name)
      if (!row || row.effects === 0 || receiptFaults(receipt, row, key).length > 0) tally.lost += 1
      else if (row.effects > 1) tally.doubled += 1
    }
    tally.acknowledged += acknowledged.length
    if (!all) return
    const { unanswered, ...counts } = await countAll(client)
    tally.half += Object.values(counts).filter((count) => count !== tally.acknowledged).length
    tally.half += unanswered
  })
  await db.close()
}

/** One kind of harm `count` times under load; false when the city did not come back. */
async function harmOften(lab: Lab, load: Load, kind: Kind, count: number, tally: Tally): Promise<boolean> {
  const { harm, killsApp } = KINDS[kind]
  for (let round = 0; round < count; round += 1) {
    load.resume()
    await sleep(50 + lab.chance.below(200))
    const at = await harm(lab, round)
    const times = await load.recovery(at, BACK_MS)
    tally.times[kind].push(times)
    if (!killsApp && !lab.app.alive) tally.ended += 1
    if (times.allMs === Infinity) {
      tally.notBack += 1
      load.abandon()
      return false
    }
    const last = round === count - 1
    await check(lab.dataDir, await load.pause(), tally, last || round % FAULTS_PER_COUNT === 0)
    if (last || (round + 1) % FAULTS_PER_COUNT === 0) console.error(`faults: ${kind} ${round + 1}/${count}`)
  }
  return true
}

/** Starts the application, harms, ends it. */
async function runKind(
  lab: Pick<Lab, 'dataDir' | 'chance'>,
  load: Load,
  kind: Kind,
  count: number,
  tally: Tally,
): Promise<boolean> {
  const port = () => readServerFile(lab.dataDir)?.port ?? 0
  const network = KINDS[kind].network ? new Network(port) : undefined
  const app = new AppProcess(lab.dataDir, await network?.listen())
  load.target = app
  try {
    await app.start()
    return await harmOften({ ...lab, app, network }, load, kind, count, tally)
  } finally {
    load.abandon()
    await app.kill()
    await network?.close()
  }
}

function summary(times: readonly Times[]) {
  const sorted = (pick: (t: Times) => number) => times.map(pick).sort((a, b) => a - b)
  const at = (values: readonly number[], share: number) =>
    Math.round(values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0)
  const first = sorted(({ firstMs }) => firstMs)
  const all = sorted(({ allMs }) => allMs)
  return {
    firstP50Ms: at(first, 0.5),
    firstMaxMs: at(first, 1),
    everyWriterP50Ms: at(all, 0.5),
    everyWriterMaxMs: at(all, 1),
  }
}

/** Makes the scratch city once; the application then joins it as a restarted one does. */
async function makeCity(dataDir: string): Promise<void> {
  const server = await openEmbedded({ dataDir })
  const db = await openDatabase({ url: server.url })
  try {
    await prepareDatabase(db)
    await makeAccounts(db, WRITERS)
  } finally {
    await db.close()
    await server.release()
  }
  mkdirSync(join(dataDir, 'traces'))
}

/**
 * Kills the application, kills the database, cuts their connections and lets the disk fail under 16 writers, each
 * of which repeats its command with the same key until it is confirmed (trust.md T04, T05, T08, T11, T12). `n` is the
 * number of faults: two fifths kills of the application, a fifth of each other kind, at least one of each. Fails on
 * each acknowledged write that is lost, has two effects or half of its rows, on each answer other than 200, 409, 503
 * with Retry-After or none, when the application ends by itself, and when it is not back within a minute.
 */
export async function proveFaults(n = 500) {
  const chance = openChance()
  const eio = FailingDisk.whyNot()
  const tally: Tally = {
    acknowledged: 0,
    lost: 0,
    doubled: 0,
    half: 0,
    ended: 0,
    notBack: 0,
    times: { application: [], database: [], network: [], disk: [] },
  }
  const load = new Load(WRITERS, chance)
  await withScratchFolder(async (dataDir) => {
    await makeCity(dataDir)
    for (const [kind, { share }] of Object.entries(KINDS) as [Kind, { share: number }][]) {
      if (kind === 'disk' && eio !== undefined) continue
      if (!(await runKind({ dataDir, chance }, load, kind, Math.max(1, Math.round(n * share)), tally))) break
    }
  })
  const { acknowledged, times, ...broken } = tally
  const run = Object.values(times).map((list) => list.length)
  const wrong = Object.values(load.answers.wrong).reduce((a, b) => a + b, 0)
  return {
    proof: 'faults',
    n: run.reduce((a, b) => a + b, 0),
    failures: Object.values(broken).reduce((a, b) => a + b, 0) + wrong,
    seed: chance.seed,
    eio: eio ?? times.disk.length,
    writers: WRITERS,
    acknowledged,
    ...broken,
    answers: load.answers,
    recovery: Object.fromEntries(
      Object.entries(times)
        .filter(([, list]) => list.length > 0)
        .map(([kind, list]) => [kind, { faults: list.length, ...summary(list) }]),
    ),
  }
}
