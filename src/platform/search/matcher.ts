import { idf } from './document.ts'
import type { FilterGroup } from './filters.ts'
import {
  completeLists,
  deadDocs,
  firstLists,
  flatten,
  isComplete,
  rememberedLists,
  type Lists,
  type TermList,
} from './lists.ts'
import { keepLiteral } from './literal.ts'
import type { QueryPlan } from './plan.ts'
import { addBonus, intersect, unite, type Scored, type Weighted } from './sets.ts'
import type { Sql } from './sql.ts'

export interface Found {
  readonly hits: Scored
  /** Number of hits; more than `hits` holds when only the best were read. */
  readonly total: number
  /** False when hits were left unchecked (a literal in very many documents): then the total is a lower bound. */
  readonly isWhole: boolean
}

/** A neighbouring pair or a whole word that is met counts this part of a word asked for. */
const BONUS_WEIGHT = 0.5
/** Words of a long query that are read first. */
const RARE_TERMS = 4
const NOTHING: Scored = { docs: new Int32Array(0), scores: new Float64Array(0) }
/** Total below which a list must be counted to the end. */
const EXACT_BELOW = 1_000

export interface HitsOptions {
  readonly firstOnly: boolean
  readonly exact: boolean
  readonly mayRemember: boolean
}

/** Finds the documents of one kind that meet a plan and its filters. One instance a query. */
export class Matcher {
  readonly sql: Sql
  readonly kind: string
  readonly plan: QueryPlan
  readonly groups: readonly FilterGroup[]
  #lists: Lists | undefined
  #dead: ReadonlySet<number> = new Set()
  #found: Found | undefined
  #isSecondTry = false

  /** The version of the index the hits were found in. */
  get version(): string {
    return this.#lists?.state.version ?? ''
  }

  constructor(sql: Sql, kind: string, plan: QueryPlan, groups: readonly FilterGroup[]) {
    this.sql = sql
    this.kind = kind
    this.plan = plan
    this.groups = groups
  }

  /**
   * All hits; with `firstOnly` the best are enough where one term decides (then `total` still counts all).
   * `exact` reads every posting all the same. With `mayRemember` the lists may be those of
   * an earlier `version` of the index; null when they are not in memory.
   */
  async hits({ firstOnly, exact, mayRemember }: HitsOptions): Promise<Found | null> {
    const { plan, groups } = this
    const filterTerms = groups.flatMap((group) => group.terms)
    const terms = [...plan.required, ...plan.bonus, ...filterTerms]
    const lists = mayRemember
      ? rememberedLists(this.sql, this.kind, terms)
      : await firstLists(this.sql, this.kind, terms)
    if (lists === null) return null
    this.#lists = lists
    const deciding = this.#of(plan.required)
    this.#dead = await deadDocs(this.sql, this.kind, lists.state.version)
    if (deciding.some((list) => list.df === 0)) return this.#nothing()
    const [only] = deciding
    const oneDecides =
      only !== undefined && deciding.length === 1 && groups.length === 0 && plan.literals.length === 0
    const bestAreEnough =
      firstOnly && oneDecides && !isComplete(only) && only.df - this.#dead.size > EXACT_BELOW
    if (!bestAreEnough || exact) {
      if (await this.#rareOnesExclude(deciding)) return this.#nothing()
      const isWhole = await completeLists(this.sql, this.#of(terms))
      // Segments were merged between the two statements: read anew, once.
      if (!isWhole && !mayRemember && !this.#isSecondTry) {
        this.#isSecondTry = true
        return this.hits({ firstOnly, exact, mayRemember })
      }
    }
    const all = this.#evaluate(groups)
    const { hits, isWhole } = await keepLiteral(this.sql, this.kind, all, plan.literals)
    this.#found = { hits, total: bestAreEnough ? only.df - this.#dead.size : hits.docs.length, isWhole }
    return this.#found
  }

  /** The hits with the filters of one facet left out, from the lists read before; needs `hits` without `firstOnly`. Null: all. */
  hitsWithout(facet: string): Scored | null {
    const found = this.#found
    const isFiltered = this.groups.some((group) => group.facet === facet)
    // Literals were checked over the filtered hits only; a count within the filter is still true.
    if (found !== undefined && (!isFiltered || this.plan.literals.length > 0)) return found.hits
    const others = this.groups.filter((group) => group.facet !== facet)
    return others.length === 0 && this.plan.required.length === 0 ? null : this.#evaluate(others)
  }

  #nothing(): Found {
    this.#found = { hits: NOTHING, total: 0, isWhole: true }
    return this.#found
  }

  /** Whether no document has the rarest words of a long query: then its many frequent ones need not be read. */
  async #rareOnesExclude(deciding: readonly TermList[]): Promise<boolean> {
    if (deciding.length <= RARE_TERMS) return false
    const rare = deciding.toSorted((a, b) => a.df - b.df).slice(0, RARE_TERMS)
    await completeLists(this.sql, rare)
    return (
      intersect(
        rare.map((list) => this.#weighted(list, 1)),
        this.#dead,
      ).docs.length === 0
    )
  }

  #evaluate(groups: readonly FilterGroup[]): Scored {
    const required = this.#of(this.plan.required).map((list) => this.#weighted(list, 1))
    const filters = groups.map((group) => ({ list: unite(this.#of(group.terms).map(flatten)), weight: 0 }))
    const scored = intersect([...required, ...filters], this.#dead)
    for (const list of this.#of(this.plan.bonus)) addBonus(scored, this.#weighted(list, BONUS_WEIGHT))
    return scored
  }

  #weighted(list: TermList, share: number): Weighted {
    const documents = this.#lists?.state.docs ?? 0
    return { list: flatten(list), weight: share * Math.max(0, idf(Math.max(documents, list.df), list.df)) }
  }

  #of(terms: readonly string[]): TermList[] {
    return terms.map((term) => this.#lists?.terms.get(term) ?? { term, df: 0, parts: [] })
  }
}
