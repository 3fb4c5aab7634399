import type { Keys } from '#platform/keys/keys.ts'
import { noteKey } from '../verify/note.ts'
import { look, publishedKey, type Memory } from '../verify/witness.ts'
import type { Chance } from './chance.ts'
import { memoryLog } from './memory-log.ts'

const START = Date.parse('2026-03-02T01:00:00.000Z')
/** A leaf every ten seconds. */
const STEP_MS = 10_000
const LENGTH_MAX = 600

const instant = (ms: number) => new Date(ms).toISOString()
const entryAt = (ms: number, n: number) => `{"at":"${instant(ms)}","n":${n},"v":2}`

/** What an operator with every right and the log's own key shows the witness next. */
interface Forgery {
  readonly entries: readonly string[]
  readonly at: string
}

type Attack = (honest: readonly string[], seen: number, at: number, chance: Chance) => Forgery

/** The honest log has `seen` entries the witness knows, and more; each attack makes something else of it. */
const ATTACKS: Readonly<Record<string, Attack>> = {
  backDate: (honest, seen, at, chance) => {
    const early = instant(START + (seen - 1) * STEP_MS - 66_000 - chance.below(3_600_000))
    const forged = `{"at":"${early}","n":"forged","v":2}`
    const cases: (() => Forgery)[] = [
      () => ({ entries: [...honest, forged], at: instant(at) }),
      () => ({
        entries: spliced(honest, seen + chance.below(honest.length - seen + 1), 0, forged),
        at: instant(at),
      }),
      () => ({
        entries: honest.slice(0, seen),
        at: instant(START + (seen - 1) * STEP_MS - 1 - chance.below(60_000)),
      }),
    ]
    return (cases[chance.below(cases.length)] ?? cases[0])?.() ?? { entries: honest, at: instant(at) }
  },
  delete: (honest, seen, at, chance) => ({
    entries: spliced(honest, chance.below(seen), 1),
    at: instant(at),
  }),
  truncate: (honest, seen, at, chance) => ({
    entries: honest.slice(0, 1 + chance.below(seen - 1)),
    at: instant(at),
  }),
  fork: (honest, seen, at, chance) => {
    const place = chance.below(seen)
    const other = entryAt(START + place * STEP_MS, -1)
    const entries = spliced(honest, place, 1, other)
    // As long as the honest one, or just as long as what the witness knows.
    return { entries: chance.below(2) === 0 ? entries : entries.slice(0, seen), at: instant(at) }
  },
}

function spliced(
  entries: readonly string[],
  at: number,
  remove: number,
  ...add: readonly string[]
): string[] {
  return [...entries.slice(0, at), ...add, ...entries.slice(at + remove)]
}

/** `n` attacks, a quarter of each kind: how many a witness let pass, and how many honest logs it refused. */
export async function attackWitness(keys: Keys, n: number, chance: Chance) {
  const names = Object.keys(ATTACKS)
  const refused: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]))
  const key = await publishedKey(memoryLog(keys, ['{}'], instant(START)))
  let passed = 0
  let honestRefused = 0
  for (let i = 0; i < n; i += 1) {
    const name = names[i % names.length] ?? ''
    const seen = 2 + chance.below(LENGTH_MAX)
    const honest = Array.from({ length: seen + 1 + chance.below(50) }, (_, at) =>
      entryAt(START + at * STEP_MS, at),
    )
    const at = START + honest.length * STEP_MS
    const first = await look(
      memoryLog(keys, honest.slice(0, seen), instant(START + (seen - 1) * STEP_MS)),
      key,
      undefined,
    )
    const forged = ATTACKS[name]?.(honest, seen, at, chance)
    if (!forged || !first.memory) throw new Error(`nothing to attack by ${name}`)
    const attacked = await look(memoryLog(keys, forged.entries, forged.at), noteKey(key.text), first.memory)
    if (attacked.faults.length > 0 && sameMemory(attacked.memory, first.memory))
      refused[name] = (refused[name] ?? 0) + 1
    else passed += 1
    const next = await look(memoryLog(keys, honest, instant(at)), key, first.memory)
    if (next.faults.length > 0) honestRefused += 1
  }
  return { attacks: n, refused, passed, honestRefused }
}

function sameMemory(a: Memory | undefined, b: Memory): boolean {
  return a?.checkpoint === b.checkpoint
}
