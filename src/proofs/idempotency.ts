import { openChance, type Chance } from './chance.ts'
import type { ProofCity } from './city.ts'
import { byClients } from './clients.ts'
import { countAll, makeAccounts } from './store.ts'

const SUBMISSIONS_PER_KEY = 10
/** One submission without a key for each five keys (trust.md T12: 500 and 100). */
const KEYS_PER_MISSING = 5
const CLIENTS = 40
const WRITERS = 16

interface Submission {
  readonly key: string | undefined
  readonly body: { readonly key: string; readonly writer: number; readonly text?: string }
  readonly kind: 'same' | 'changed' | 'missing'
}

interface Answer {
  readonly submission: Submission
  readonly status: number
  readonly leaf: string | undefined
}

/** Sends one write through the product's HTTP layer, as a browser does. */
async function submit(city: ProofCity, submission: Submission): Promise<Answer> {
  const { key } = submission
  const response = await city.app.request('/api/v1/proof/effects', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(submission.body),
  })
  const answer = (await response.json()) as { receipt?: { leaf: string } }
  return { submission, status: response.status, leaf: answer.receipt?.leaf }
}

/** The ten submissions of a key stand side by side, so that they are under way together. */
function sameKeySubmissions(keys: number): Submission[] {
  return Array.from({ length: keys * SUBMISSIONS_PER_KEY }, (_, i) => {
    const key = `idempotency-${Math.floor(i / SUBMISSIONS_PER_KEY)}`
    return { key, kind: 'same', body: { key, writer: Math.floor(i / SUBMISSIONS_PER_KEY) % WRITERS } }
  })
}

function wrongSubmissions(keys: number, chance: Chance): Submission[] {
  const changed = Array.from({ length: keys }, (_, i): Submission => {
    const key = `idempotency-${i}`
    return {
      key,
      kind: 'changed',
      body: { key, writer: i % WRITERS, text: `另一内容 ${chance.below(1000)}` },
    }
  })
  const missing = Array.from({ length: Math.ceil(keys / KEYS_PER_MISSING) }, (_, i): Submission => ({
    key: undefined,
    kind: 'missing',
    body: { key: `missing-${i}`, writer: i % WRITERS },
  }))
  return [...changed, ...missing]
}

/** Keys whose accepted submissions were not all answered with one and the same receipt, or never. */
function differingKeys(answers: readonly Answer[]): number {
  const leaves = new Map<string, Set<string>>()
  for (const { submission, status, leaf } of answers) {
    const key = submission.key ?? ''
    const known = leaves.get(key) ?? new Set<string>()
    leaves.set(key, known)
    if (status === 200) known.add(leaf ?? 'none')
  }
  return [...leaves.values()].filter((known) => known.size !== 1).length
}

/**
 * Each of `n` keys sent ten times at once, then once with a changed body; a fifth as many without a key (trust.md
 * T12). Fails unless there are exactly `n` effects with nothing half, every answer is the same reply or 409, every
 * changed body 422 and every missing key 400.
 */
export async function proveIdempotency(city: ProofCity, n: number) {
  const chance = openChance()
  await makeAccounts(city.db, WRITERS)
  const send = async (submissions: readonly Submission[]): Promise<Answer[]> => {
    const answers: Answer[] = []
    await byClients(submissions.length, CLIENTS, async (index) => {
      const submission = submissions[index]
      if (submission) answers.push(await submit(city, submission))
    })
    return answers
  }
  const same = await send(sameKeySubmissions(n))
  const wrong = await send(wrongSubmissions(n, chance))
  const counts = await city.db.owner(countAll)
  const unexpected = [...same, ...wrong].filter(({ submission, status }) => {
    if (submission.kind === 'same') return status !== 200 && status !== 409
    return status !== (submission.kind === 'changed' ? 422 : 400)
  })
  const differing = differingKeys(same)
  const { unanswered, ...rows } = counts
  const wrongCounts = Object.values(rows).filter((count) => count !== n).length + unanswered
  return {
    proof: 'idempotency',
    n,
    failures: unexpected.length + differing + wrongCounts,
    seed: chance.seed,
    submissions: same.length,
    answered: {
      sameReply: same.filter(({ status }) => status === 200).length,
      conflict409: same.filter(({ status }) => status === 409).length,
      changedBody422: wrong.filter(({ status }) => status === 422).length,
      missingKey400: wrong.filter(({ status }) => status === 400).length,
    },
    unexpected: [...new Set(unexpected.map(({ submission, status }) => `${submission.kind} ${status}`))],
    differing,
    rows: counts,
  }
}
