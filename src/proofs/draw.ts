import { createHash } from 'node:crypto'
import { ALGORITHM, drawOf, inclusionOf, rootOf, seedOf, type Entry } from '#platform/panel/draw.ts'
import { drawFaults, type PublishedDraw } from '../verify/draw.ts'
import { openChance, type Chance } from './chance.ts'

const STRATA_MAX = 4
const POOL_MAX = 40
const NUMBERS_MAX = 8
/** So many never come in the same order by two seeds: once in 13! draws. */
const SURELY_OTHER = 12

type DrawResult = {
  readonly proof: 'draw'
  readonly n: number
  readonly failures: number
  readonly seed: number
}

/** Random draws equal what an independent program makes of them; with one leaf, seed or place changed it says so. */
export function proveDraw(n = 10_000): DrawResult {
  const chance = openChance()
  let failures = 0
  for (let i = 0; i < n; i += 1) {
    const { pool, draw } = randomDraw(chance, i)
    const isSound =
      drawFaults(draw).length === 0 &&
      inclusionOf(pool, pool[chance.below(pool.length)]?.leaf ?? '') !== undefined
    if (!isSound || falsified(pool, draw, chance).some((bad) => drawFaults(bad).length === 0)) failures += 1
  }
  return { proof: 'draw', n, failures, seed: chance.seed }
}

function randomDraw(chance: Chance, i: number): { pool: Entry[]; draw: PublishedDraw } {
  const strata = 1 + chance.below(STRATA_MAX)
  const pool = Array.from({ length: strata }, (_, stratum) =>
    Array.from({ length: 1 + chance.below(POOL_MAX) }, () => ({ stratum, leaf: leafOf(chance, i) })),
  ).flat()
  const numbers = Array.from({ length: 1 + chance.below(NUMBERS_MAX) }, () => chance.below(100))
  const seed = seedOf(numbers.join(' ')) ?? ''
  const order = drawOf(pool, seed)
  const counts = order.map(({ length }) => length)
  return { pool, draw: { algorithm: ALGORITHM, root: rootOf(pool), counts, seed, order } }
}

function leafOf(chance: Chance, i: number): string {
  return createHash('sha256').update(`${i} ${chance.next()}`).digest('hex')
}

/** The draw with one thing changed that an honest one could not have. */
function falsified(pool: readonly Entry[], draw: PublishedDraw, chance: Chance): PublishedDraw[] {
  const order = draw.order ?? []
  const [first = [], ...rest] = order
  const [leaf = '', ...others] = first
  const swapped = `${leaf.startsWith('0') ? '1' : '0'}${leaf.slice(1)}`
  const moved = first.length > 1 ? [[[...others, leaf], ...rest]] : []
  return [
    { ...draw, order: [[swapped, ...others], ...rest] },
    { ...draw, order: [others, ...rest] },
    { ...draw, counts: draw.counts.map((count) => count + 1) },
    ...rewritten(pool, draw),
    ...moved.map((changed) => ({ ...draw, order: changed })),
    ...(order.some(({ length }) => length > SURELY_OTHER)
      ? [
          { ...draw, seed: `${draw.seed?.slice(0, -1)}${chance.below(9)}./` },
          // Another number that might have come out, with the order of the one that did.
          { ...draw, seed: anotherSeed(draw.seed ?? '', chance) },
        ]
      : []),
  ]
}

/** Numbers in the right writing that did not come out: one of them a little more. */
function anotherSeed(seed: string, chance: Chance): string {
  const numbers = seed.split('.').slice(0, -1).map(Number)
  const at = chance.below(numbers.length)
  return (
    seedOf(numbers.map((number, i) => (i === at ? number + 1 + chance.below(100) : number)).join(' ')) ?? ''
  )
}

/** The same numbers written otherwise, each with the order it makes: who may choose among writings chooses the draw. */
function rewritten(pool: readonly Entry[], draw: PublishedDraw): PublishedDraw[] {
  const numbers = (draw.seed ?? '').split('.').slice(0, -1)
  const backwards = numbers.toReversed()
  const seeds = [
    `${numbers.map((number) => `0${number}.`).join('')}/`,
    numbers.map((number) => `${number}.`).join(''),
    `${numbers.map((number) => ` ${number}.`).join('')}/`,
    ...(backwards.join() === numbers.join() ? [] : [`${backwards.map((number) => `${number}.`).join('')}/`]),
  ]
  return seeds.map((seed) => ({ ...draw, seed, order: drawOf(pool, seed) }))
}
