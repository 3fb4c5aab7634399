import { isSerializationFailure, type Database, type Isolation } from '#platform/db/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { openChance, type Chance } from './chance.ts'
import { prover, type ProofCity } from './city.ts'
import { byClients } from './clients.ts'
import { checkHistory, total, type Anomalies, type HistoryTransaction, type Step } from './history.ts'
import { listRoute } from './routes.ts'
import { countAll, finalLists, makeLists, PROOF, runOps, type Op } from './store.ts'

const CLIENTS = 32
const KEYS = 12
/** After so many transactions twelve new lists are used, so that none grows to thousands of items. */
const TRANSACTIONS_PER_KEYS = 1_200
/** The control needs only to show that the check finds what is there. */
const CONTROL_MAX = 1_000

interface Plan {
  readonly ops: readonly Op[]
  /** Refused after its writes: nothing of it may ever be seen. */
  readonly refuse: boolean
}

/** Two to five reads and one or two appends in random order, from twelve lists at a time. */
function planTransactions(n: number, prefix: string, chance: Chance): Plan[] {
  let item = 0
  return Array.from({ length: n }, (_, index) => {
    const span = Math.floor(index / TRANSACTIONS_PER_KEYS)
    const key = () => `${prefix}${span}-${chance.below(KEYS)}`
    const append = (to: string): Op => ({
      do: 'append',
      key: to,
      item: (item += 1),
      copy: chance.below(2) === 0,
    })
    const first = key()
    const kind = chance.below(10)
    const ops: Op[] = [append(first)]
    if (kind < 2) ops.push(append(first))
    else if (kind < 4) ops.push(append(key()))
    const reads = 2 + chance.below(3)
    for (let i = 0; i < reads; i += 1) ops.splice(chance.below(ops.length + 1), 0, { do: 'read', key: key() })
    return { ops, refuse: chance.below(30) === 0 }
  })
}

function listsOf(plans: readonly Plan[]): string[] {
  return [...new Set(plans.flatMap(({ ops }) => ops.map(({ key }) => key)))]
}

function aborted({ ops }: Plan): HistoryTransaction {
  const steps = ops.flatMap((op): Step[] =>
    op.do === 'append' ? [{ kind: 'append', key: op.key, item: op.item }] : [],
  )
  return { committed: false, steps }
}

interface Run {
  readonly history: HistoryTransaction[]
  /** Answered 503 after all attempts. */
  givenUp: number
  /** Answered with something a loaded but healthy system must not answer. */
  bugs: number
}

/** The plans over the command path; one call each, without a client's retry. */
async function overTheBus(city: ProofCity, plans: readonly Plan[]): Promise<Run> {
  const run: Run = { history: plans.map(aborted), givenUp: 0, bugs: 0 }
  await byClients(plans.length, CLIENTS, async (index) => {
    const plan = plans[index]
    if (!plan) return
    try {
      const call = { route: listRoute, actor: prover, input: plan, key: `isolation-${index}` }
      const { result } = await city.bus<{ steps: Step[] }>(call)
      run.history[index] = { committed: true, steps: result.steps }
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'busy') run.givenUp += 1
      else if (!(error instanceof Refusal && error.kind === 'conflict')) {
        run.bugs += 1
        console.error(error)
      }
    }
  })
  return run
}

class RolledBack extends Error {}

/** The same statements at a lower isolation, as a program without the command path would send them. */
async function atLower(
  db: Database,
  isolation: Isolation,
  plans: readonly Plan[],
): Promise<HistoryTransaction[]> {
  const history = plans.map(aborted)
  await byClients(plans.length, CLIENTS, async (index) => {
    const plan = plans[index]
    if (!plan) return
    try {
      const steps = await db.transaction({ isolation, module: PROOF }, async (tx) => {
        const seen = await runOps(tx, plan.ops)
        if (plan.refuse) throw new RolledBack()
        return seen
      })
      history[index] = { committed: true, steps }
    } catch (error) {
      // One of two in each other's way was rolled back.
      if (!(error instanceof RolledBack) && !isSerializationFailure(error)) throw error
    }
  })
  return history
}

async function control(db: Database, isolation: Isolation, n: number, chance: Chance): Promise<Anomalies> {
  const plans = planTransactions(n, isolation, chance)
  await makeLists(db, listsOf(plans))
  const history = await atLower(db, isolation, plans)
  return checkHistory(history, await finalLists(db, isolation))
}

/**
 * List-append histories of 32 clients on twelve lists over the command path, searched for circles (trust.md T03).
 * `n` is the number of transactions. Fails on any anomaly, on a commit without its journal entry, on an answer
 * that is a bug, and when the control at READ COMMITTED shows no anomaly: then the check would be blind.
 */
export async function proveIsolation(city: ProofCity, n: number) {
  const chance = openChance()
  const plans = planTransactions(n, 'serializable', chance)
  await makeLists(city.db, listsOf(plans))
  let attempts = 0
  const stop = city.db.onStatement(({ sql }) => {
    if (sql.startsWith('BEGIN')) attempts += 1
  })
  const from = performance.now()
  const run = await overTheBus(city, plans)
  const seconds = (performance.now() - from) / 1000
  stop()
  const counts = await city.db.owner(countAll)
  const anomalies = checkHistory(run.history, await finalLists(city.db, 'serializable'))
  const controlN = Math.min(n, CONTROL_MAX)
  const controlAnomalies = await control(city.db, 'read committed', controlN, chance)
  const repeatableReadAnomalies = await control(city.db, 'repeatable read', controlN, chance)
  const committed = run.history.filter((transaction) => transaction.committed).length
  const halves = Math.abs(counts.journal - committed) + Math.abs(counts.replies - committed)
  const blind = total(controlAnomalies) === 0 ? 1 : 0
  return {
    proof: 'isolation',
    n,
    failures: total(anomalies) + halves + run.bugs + blind,
    seed: chance.seed,
    clients: CLIENTS,
    keys: KEYS,
    committed,
    retries: attempts - n,
    givenUp: run.givenUp,
    perSecond: Math.round(n / seconds),
    halves,
    bugs: run.bugs,
    anomalies,
    controlTransactions: controlN,
    controlAnomalies,
    repeatableReadAnomalies,
  }
}
