import type { LotRules } from '#modules/auctions/index.ts'

/**
 * A second model of an open bidding, written for being obvious: standing orders answer one raise at a time. Only for
 * proofs; amounts must be small, for every raise is made.
 */
export interface Model {
  leader: string | null
  priceFen: number
  closesAt: number
  readonly limits: Map<string, { maxFen: number; place: number }>
  places: number
}

export function openModel(rules: LotRules): Model {
  return { leader: null, priceFen: 0, closesAt: rules.endsAt, limits: new Map(), places: 0 }
}

/** Whether the move counted. */
export function play(
  model: Model,
  rules: LotRules,
  holdsPriority: ReadonlySet<string>,
  move: { readonly alias: string; readonly at: number; readonly bid?: number; readonly max?: number },
): boolean {
  const { alias, at, bid, max } = move
  if (at < rules.startsAt || at >= model.closesAt) return false
  if (bid !== undefined) {
    if (model.leader === alias || bid < needed(model, rules, holdsPriority, alias)) return false
    model.leader = alias
    model.priceFen = bid
    answers(model, rules, holdsPriority)
    extend(model, rules, at)
    return true
  }
  const wanted = max ?? 0
  const before = model.limits.get(alias)?.maxFen ?? 0
  const must = model.leader === alias ? model.priceFen + 1 : needed(model, rules, holdsPriority, alias)
  if (wanted <= before || wanted < must) return false
  const others = [...model.limits.keys()].filter((one) => one !== alias)
  model.limits.set(alias, { maxFen: wanted, place: others.length + (before > 0 ? 1 : 0) })
  if (answers(model, rules, holdsPriority)) extend(model, rules, at)
  return true
}

function needed(model: Model, rules: LotRules, holdsPriority: ReadonlySet<string>, alias: string): number {
  if (model.leader === null) return rules.floorFen
  const matches = holdsPriority.has(alias) && !holdsPriority.has(model.leader)
  return matches ? model.priceFen : model.priceFen + rules.stepFen
}

/** Every raise by itself; answers whether there was one. */
function answers(model: Model, rules: LotRules, holdsPriority: ReadonlySet<string>): boolean {
  let raised = false
  for (;;) {
    const [next] = [...model.limits]
      .filter(([alias]) => alias !== model.leader)
      .filter(([alias, { maxFen }]) => maxFen >= needed(model, rules, holdsPriority, alias))
      .sort(([, a], [, b]) => b.maxFen - a.maxFen || a.place - b.place)
    if (!next) return raised
    model.priceFen = needed(model, rules, holdsPriority, next[0])
    model.leader = next[0]
    raised = true
  }
}

function extend(model: Model, { windowMs, extendMs }: LotRules, at: number): void {
  if (model.closesAt - at <= windowMs) model.closesAt = Math.max(model.closesAt, at + extendMs)
}
