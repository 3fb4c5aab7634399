import type { AchievementFacts, DemandFacts } from './facts.ts'
import { meaningOf } from './ipc.ts'
import { tenth, type Reason } from './reasons.ts'

/**
 * What each fact beside the text adds or takes, in points of which the text can give a hundred (a good pair has 20 to
 * 45). Meeting adds little, 9 at most: facts order what the text has found, they find nothing by themselves; a gap
 * takes more. Region is policy and a rule (`match.region.…`); the rest is judgement, with its reason beside it.
 */
export const WEIGHTS = {
  field: {
    same: 2,
    other: -2,
    why: 'owners choose one of eight fields, and neighbours overlap: a hint, no proof',
  },
  ipc: { met: 1, why: 'a patent class says what a thing is for, whatever field its owner chose' },
  industry: { division: 1, section: 0.5, why: 'one may use another trade’s technology: never a loss' },
  trl: { met: 2, eachMissing: -2.5, most: -10, why: '“too early” is the refusal firms give first (Inpart)' },
  price: { within: 1, over: -2, twice: -5, why: 'a budget is a first guess and a price is negotiable' },
  mode: { met: 1, none: -4, why: 'who wants to buy and who only licenses seldom meet' },
} as const

/** What fit takes from rules of the day, and from the city. */
export interface FitRules {
  /** Readiness a demand needs that does not say it, by its type. */
  readonly trlNeeded: Readonly<Record<string, number>>
  readonly sameCounty: number
  readonly sameCity: number
  /** Codes of the counties and zones of this city. */
  readonly regions: ReadonlySet<string>
}

/** Every part of the fit that there is something to say about; unknown facts say nothing and cost nothing. */
export function fitOf(demand: DemandFacts, achievement: AchievementFacts, rules: FitRules): Reason[] {
  return [
    fieldFit(demand, achievement),
    ipcFit(demand, achievement),
    industryFit(demand, achievement),
    trlFit(neededTrl(demand, rules), achievement.trl ?? null),
    priceFit(demand, achievement),
    modeFit(demand.modes ?? [], achievement.modes ?? []),
    regionFit(demand.region, achievement.region, rules),
  ].flatMap((reason) => reason ?? [])
}

/** The readiness a demand can use: what it says, else what its type usually needs; null for types that need none. */
export function neededTrl(demand: DemandFacts, { trlNeeded }: Pick<FitRules, 'trlNeeded'>): number | null {
  return demand.trlNeeded ?? trlNeeded[demand.type ?? ''] ?? null
}

type Fit = Reason | undefined

function fieldFit({ techField: wanted }: DemandFacts, { techField: has }: AchievementFacts): Fit {
  if (!wanted || !has) return undefined
  return wanted === has
    ? { says: 'field.same', points: WEIGHTS.field.same, params: { field: has } }
    : { says: 'field.other', points: WEIGHTS.field.other, params: { wanted, has } }
}

function ipcFit(demand: DemandFacts, { ipc, techField, industryDivision }: AchievementFacts): Fit {
  for (const symbol of ipc ?? []) {
    const meaning = meaningOf(symbol)
    if (meaning === undefined) continue
    // Only what the chosen field and industry do not already say.
    if (meaning.field === demand.techField && techField !== demand.techField)
      return { says: 'ipc.field', points: WEIGHTS.ipc.met, params: { ipc: symbol, field: meaning.field } }
    const division = demand.industryDivision ?? ''
    if (meaning.divisions.includes(division) && industryDivision !== division)
      return { says: 'ipc.industry', points: WEIGHTS.ipc.met, params: { ipc: symbol, division } }
  }
  return undefined
}

function industryFit(demand: DemandFacts, achievement: AchievementFacts): Fit {
  const { industrySection: section, industryDivision: division } = demand
  if (!section || section !== achievement.industrySection) return undefined
  return division && division === achievement.industryDivision
    ? { says: 'industry.division', points: WEIGHTS.industry.division, params: { section, division } }
    : { says: 'industry.section', points: WEIGHTS.industry.section, params: { section } }
}

function trlFit(needed: number | null, has: number | null): Fit {
  if (needed === null || has === null) return undefined
  if (has >= needed) return { says: 'trl.met', points: WEIGHTS.trl.met, params: { needed, has } }
  const missing = needed - has
  const points = Math.max(WEIGHTS.trl.most, missing * WEIGHTS.trl.eachMissing)
  return { says: 'trl.gap', points, params: { missing, needed, has } }
}

function priceFit(demand: DemandFacts, achievement: AchievementFacts): Fit {
  const { budgetMaxFen: most } = demand
  const { priceFen: asked } = achievement
  if (demand.negotiable || achievement.negotiable)
    return { says: 'price.open', points: 0, params: { side: demand.negotiable ? '预算' : '价格' } }
  if (most == null || asked == null) return undefined
  const params = { askedFen: asked, mostFen: most }
  if (asked <= most) return { says: 'price.within', points: WEIGHTS.price.within, params }
  // From `over` just above the budget to `twice` at double and beyond.
  const share = Math.min(1, (asked - most) / most)
  const points = tenth(WEIGHTS.price.over + share * (WEIGHTS.price.twice - WEIGHTS.price.over))
  return { says: 'price.over', points, params: { ...params, overFen: asked - most } }
}

/** Modes are compared as they are: 独占, 排他 and 普通 are three, never merged. */
function modeFit(wanted: readonly string[], offered: readonly string[]): Fit {
  if (wanted.length === 0 || offered.length === 0) return undefined
  const both = wanted.filter((mode) => offered.includes(mode))
  return both.length > 0
    ? { says: 'mode.met', points: WEIGHTS.mode.met, params: { modes: both.join('、') } }
    : {
        says: 'mode.none',
        points: WEIGHTS.mode.none,
        params: { wanted: wanted.join('、'), offered: offered.join('、') },
      }
}

/** Nearness helps a visit; distance takes nothing: region is never a barrier (practice.md P20). */
function regionFit(
  wanted: string | null | undefined,
  has: string | null | undefined,
  { regions, sameCounty, sameCity }: FitRules,
): Fit {
  if (!wanted || !has) return undefined
  if (wanted === has) return { says: 'region.county', points: sameCounty, params: {} }
  const isCity = (regions.has(wanted) && regions.has(has)) || cityOf(wanted) === cityOf(has)
  return isCity ? { says: 'region.city', points: sameCity, params: {} } : undefined
}

/** The prefecture of a county's code; another kind of code is a city of its own. */
function cityOf(code: string): string {
  return /^\d{6}$/.test(code) ? code.slice(0, 4) : code
}
