import { join } from 'node:path'
import { suspicionsOf, type SignalRules } from '#modules/auctions/signals/rules.ts'
import { signalRules } from '#modules/auctions/signals/thresholds.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { openChance } from './chance.ts'
import { playMarket, type PlayedLot } from './collusion-market.ts'

const RULES = join(import.meta.dirname, '../../rulesets')
/** A planted ring for each so many bids (trust.md T18: 200 among 5,000). */
const BIDS_PER_RING = 25
const SEEDS = 10
const RECALL_LEAST = 0.95
const PRECISION_LEAST = 0.8

export function rulesOfSignals(): SignalRules {
  const rules = new Ruleset(readRuleFiles(RULES).map((row) => ({ ...row })))
  return signalRules(rules, '2026-11-27')
}

interface Counted {
  readonly rings: number
  readonly found: number
  readonly reviews: number
  readonly right: number
}

/** How many planted rings a person is shown, and how many of what is shown is a ring. */
export function countFound(lots: readonly PlayedLot[], rules: SignalRules): Counted {
  const counted = { rings: 0, found: 0, reviews: 0, right: 0 }
  for (const { facts, ring } of lots) {
    const shown = suspicionsOf(facts, rules)
    const isRing = ({ aliases }: { readonly aliases: readonly string[] }) =>
      ring !== null && aliases.filter((alias) => ring.includes(alias)).length > 1
    counted.rings += ring === null ? 0 : 1
    counted.found += shown.some(isRing) ? 1 : 0
    counted.reviews += shown.length
    counted.right += shown.filter(isRing).length
  }
  return counted
}

/**
 * Signals of collusion over a made-up market, ten seeds (trust.md T18): of the planted rings at least 95 in a hundred
 * come before a person, and of what comes at least 80 is one. What the signals answer names nobody refused: the pure
 * function has no such answer, and its callers are held by `signals.test.ts`.
 */
export function proveCollusion(n = 5_000) {
  const chance = openChance()
  const rules = rulesOfSignals()
  const seeds = Array.from({ length: SEEDS }, (_, i) => chance.seed + i)
  const runs = seeds.map((seed) => {
    const lots = playMarket(openChance(String(seed)), n, Math.floor(n / BIDS_PER_RING))
    const { rings, found, reviews, right } = countFound(lots, rules)
    const bids = lots.reduce((sum, lot) => sum + lot.bids, 0)
    return {
      seed,
      lots: lots.length,
      bids,
      rings,
      recall: found / rings,
      precision: right / Math.max(1, reviews),
    }
  })
  const failures = runs.filter(
    ({ recall, precision }) => recall < RECALL_LEAST || precision < PRECISION_LEAST,
  )
  return {
    proof: 'collusion',
    n,
    failures: failures.length,
    seed: chance.seed,
    leastRecall: Math.min(...runs.map(({ recall }) => recall)),
    leastPrecision: Math.min(...runs.map(({ precision }) => precision)),
    runs,
  }
}
