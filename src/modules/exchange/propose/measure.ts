import type { Sql } from '#platform/search/index.ts'
import type { Demand } from '../forms.ts'
import { proposeFrom } from './commands.ts'
import type { Proposed } from './proposal.ts'

/** A demand a person has filled in. */
type Labelled = Required<Pick<Demand, 'name' | 'problem' | 'type' | 'techField' | 'cooperationModes'>> &
  Pick<Demand, 'industrySection'>

/** Any day: the samples name none. */
const TODAY = '2026-11-23'

/**
 * Agreement of what is proposed from the text alone with what people filled in, as shares of the demands: the field
 * (also by the words alone, without the market), the kind, the industry, at least one way of working together, and
 * titles of which a third of the character pairs stand in the name people gave.
 */
export async function measureProposals(sql: Sql, kind: string, demands: readonly Labelled[]) {
  const times: number[] = []
  const hits = {
    techField: 0,
    fieldProposed: 0,
    type: 0,
    industry: 0,
    industryProposed: 0,
    modes: 0,
    title: 0,
  }
  for (const demand of demands) {
    const started = performance.now()
    const { items } = await proposeFrom(sql, kind, demand.problem, { today: TODAY, aroundBp: 0 })
    times.push(performance.now() - started)
    const value = <F extends keyof Demand>(field: F) => of(items, field)[0]
    if (value('techField') !== undefined) hits.fieldProposed += 1
    if (value('techField') === demand.techField) hits.techField += 1
    if (value('type') === demand.type) hits.type += 1
    if (value('industrySection') !== undefined) hits.industryProposed += 1
    if (value('industrySection') === demand.industrySection) hits.industry += 1
    const modes = of(items, 'cooperationModes').flat()
    if (demand.cooperationModes.some((mode) => modes.includes(mode))) hits.modes += 1
    if (sharedPairs(value('name') ?? '', demand.name) >= 1 / 3) hits.title += 1
  }
  const share = (n: number) => Math.round((n / Math.max(1, demands.length)) * 1000) / 1000
  const shares = Object.fromEntries(Object.entries(hits).map(([name, n]) => [name, share(n)]))
  return { n: demands.length, ...shares, p95Ms: quantile(times) }
}

/** The values proposed for one field, in order. */
function of<F extends keyof Demand>(items: readonly Proposed[], field: F): NonNullable<Demand[F]>[] {
  return items.map(({ fill }) => fill[field]).filter((value) => value !== undefined)
}

function sharedPairs(title: string, name: string): number {
  const pairs = (text: string) => new Set(Array.from(text).map((_, i, all) => all.slice(i, i + 2).join('')))
  const own = [...pairs(title)].filter((pair) => pair.length === 2)
  const other = pairs(name)
  return own.filter((pair) => other.has(pair)).length / Math.max(1, [...other].length - 1)
}

function quantile(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 10) / 10
}
