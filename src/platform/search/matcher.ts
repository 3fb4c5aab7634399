import { idf } from './document.ts'
import type { FilterGroup } from './filters.ts'
import {
  completeLists,
  deadDocs,
  firstLists,
  inSegment,
  isComplete,
  rememberedLists,
  type Lists,
  type TermList,
} from './lists.ts'
import { keepLiteral } from './literal.ts'
import type { QueryPlan } from './plan.ts'
import { addBonus, intersect, joined, unite, type Scored, type Weighted } from './sets.ts'
import type { Sql } from './sql.ts'
import { collectTop, countAll, Top } from './top.ts'

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
  /** How many of the best hits are needed; Infinity for all. */
  readonly wanted: number
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
   * All hits, or the best `wanted` (then `total` still counts all, up to its cap); where one term decides these come
   * from the best postings. `exact` reads and scores every posting all the same. With `mayRemember` the lists may be those of
   * an earlier `version` of the index; null when they are not in memory.
   */
  async hits({ wanted, exact, mayRemember }: HitsOptions): Promise<Found | null> {
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
      wanted < Infinity && oneDecides && !isComplete(only) && only.df - this.#dead.size > EXACT_BELOW
    if (!bestAreEnough || exact) {
      if (await this.#rareOnesExclude(deciding)) return this.#nothing()
      const isWhole = await completeLists(this.sql, this.#of(terms))
      // Segments were merged between the two statements: read anew, once.
      if (!isWhole && !mayRemember && !this.#isSecondTry) {
        this.#isSecondTry = true
        return this.hits({ wanted, exact, mayRemember })
      }
    }
    if (wanted < Infinity && !bestAreEnough && plan.literals.length === 0) {
      this.#found = this.#best(wanted)
      return this.#found
    }
    const all = this.#evaluate(groups)
    const { hits, isWhole } = await keepLiteral(this.sql, this.kind, all, plan.literals)
    this.#found = { hits, total: bestAreEnough ? only.df - this.#dead.size : hits.docs.length, isWhole }
    return this.#found
  }

  /** The hits with the filters of one facet left out, from the lists read before; needs `hits` of all. Null: all. */
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
    const [first] = rare
    return !(first?.parts ?? []).some(({ segment }) => {
      const lists = rare.map((list) => ({ list: inSegment(list, segment), weight: 0 }))
      return countAll(lists, this.#dead, 0) > 0
    })
  }

  #evaluate(groups: readonly FilterGroup[]): Scored {
    const found = this.#segments(groups).map((segment) => {
      const scored = intersect(this.#deciding(groups, segment), this.#dead)
      for (const list of this.#bonus(segment)) addBonus(scored, list)
      return scored
    })
    return joined(found)
  }

  /** The best hits and how many there are, without scoring all. */
  #best(wanted: number): Found {
    const top = new Top(wanted)
    let total = 0
    for (const segment of this.#segments(this.groups)) {
      const deciding = this.#deciding(this.groups, segment)
      collectTop(top, deciding, this.#bonus(segment), this.#dead)
      if (total <= EXACT_BELOW) total += countAll(deciding, this.#dead, EXACT_BELOW)
    }
    return { hits: top.result(), total, isWhole: true }
  }

  /** Segments that may hold hits, by rising document numbers: all terms of a document stand in one. */
  #segments(groups: readonly FilterGroup[]): number[] {
    const { required } = this.plan
    const lists = this.#of(required.length > 0 ? required.slice(0, 1) : (groups[0]?.terms ?? []))
    const firsts = new Map<number, number>()
    for (const { parts } of lists)
      for (const { segment, list } of parts) firsts.set(segment, list.docs[0] ?? 0)
    return [...firsts].sort((a, b) => a[1] - b[1]).map(([segment]) => segment)
  }

  /** Lists of one segment that every hit is in: words asked for, and the values of each filter united. */
  #deciding(groups: readonly FilterGroup[], segment: number): Weighted[] {
    const filters = groups.map((group) => ({
      list: unite(this.#of(group.terms).map((list) => inSegment(list, segment))),
      weight: 0,
    }))
    return [...this.#of(this.plan.required).map((list) => this.#weighted(list, 1, segment)), ...filters]
  }

  #bonus(segment: number): Weighted[] {
    return this.#of(this.plan.bonus).map((list) => this.#weighted(list, BONUS_WEIGHT, segment))
  }

  #weighted(list: TermList, share: number, segment: number): Weighted {
    const documents = this.#lists?.state.docs ?? 0
    const weight = share * Math.max(0, idf(Math.max(documents, list.df), list.df))
    return { list: inSegment(list, segment), weight }
  }

  #of(terms: readonly string[]): TermList[] {
    return terms.map((term) => this.#lists?.terms.get(term) ?? { term, df: 0, parts: [] })
  }
}
