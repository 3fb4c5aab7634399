import { idf } from './document.ts'
import { fold } from './fold.ts'
import { completeLists, deadDocs, firstLists, flatten, rememberedLists, type TermList } from './lists.ts'
import type { Matcher } from './matcher.ts'
import { best, seek, uniteScored, unite, within, type Ranked, type Scored } from './sets.ts'
import type { Sql } from './sql.ts'

export interface LooseHits {
  readonly hits: Scored
  readonly hint: string
  /** The version of the index the hits were found in; empty when it was not asked. */
  readonly version: string
}

/** Candidates whose names are compared with the query. */
const CANDIDATES = 100
/** Longer queries are no names. */
const LONGEST_NAME = 40
/** A partial match has at least this part of the terms asked for. */
const LEAST_PART = 0.5
const NONE: Omit<LooseHits, 'version'> = {
  hits: { docs: new Int32Array(0), scores: new Float64Array(0) },
  hint: '没有找到符合的记录。可减少或更换检索词、去掉筛选条件后再试。',
}

/**
 * What to answer when nothing has all the words: names with a typo first, else partial matches; bounded work. With
 * `mayRemember` the lists may be those of an earlier `version`; null when they are not in memory.
 */
export async function looseHits(
  { sql, kind, plan, groups, version }: Matcher,
  mayRemember: boolean,
): Promise<LooseHits | null> {
  if (plan.required.length === 0 || plan.literals.length > 0) return { ...NONE, version }
  const filterTerms = groups.flatMap((group) => group.terms)
  const terms = [...new Set([...plan.loose, ...plan.required])]
  const wanted = [...terms, ...filterTerms]
  const lists = mayRemember ? rememberedLists(sql, kind, wanted) : await firstLists(sql, kind, wanted)
  if (lists === null) return null
  const of = (names: readonly string[]): TermList[] =>
    names.map((term) => lists.terms.get(term)).filter((list) => list !== undefined)
  await completeLists(sql, of(filterTerms))
  const dead = await deadDocs(sql, kind, lists.state.version)
  const weighted = of(terms).map((list) => ({
    list: flag(flatten(list)),
    weight: idf(Math.max(lists.state.docs, list.df), list.df),
  }))
  const all = uniteScored(weighted, dead)
  const allowed = groups.map((group) => unite(of(group.terms).map(flatten)))
  const near = best(within(all, allowed), CANDIDATES, null)
  const alike = await namesAlike(sql, kind, plan.text, near)
  if (alike.length > 0)
    return {
      hits: toScored(alike),
      hint: '没有完全相符的记录，以下名称与检索词相近。',
      version: lists.state.version,
    }
  const required = of(plan.required).map((list) => flatten(list).docs)
  const least = Math.ceil(plan.required.length * LEAST_PART)
  const partial = plan.required.length < 2 ? [] : near.filter(({ doc }) => countLists(required, doc) >= least)
  const answer =
    partial.length === 0
      ? NONE
      : { hits: toScored(partial), hint: '没有同时含有全部检索词的记录，以下含其中一部分。' }
  return { ...answer, version: lists.state.version }
}

/** Presence counts here, not impact: a trigram or a single character is met or not. */
function flag(list: { readonly docs: Int32Array }): { docs: Int32Array; impacts: Uint8Array } {
  return { docs: list.docs, impacts: new Uint8Array(list.docs.length).fill(1) }
}

function countLists(lists: readonly Int32Array[], doc: number): number {
  return lists.filter((docs) => docs[seek(docs, 0, doc)] === doc).length
}

function toScored(ranked: readonly Ranked[]): Scored {
  const sorted = [...ranked].sort((a, b) => a.doc - b.doc)
  return {
    docs: Int32Array.from(sorted, ({ doc }) => doc),
    scores: Float64Array.from(sorted, ({ score }) => score),
  }
}

/** Candidates whose name, or a part of it, differs from the query by a typing error or two. */
async function namesAlike(
  sql: Sql,
  kind: string,
  text: string,
  candidates: readonly Ranked[],
): Promise<Ranked[]> {
  const wanted = Array.from(plain(text))
  const tolerance = toleranceOf(wanted)
  if (tolerance === 0 || candidates.length === 0) return []
  const rows = await sql.query<{ doc: number; name: string; owner_name: string }>(
    'select doc, name, owner_name from platform.search_doc where kind = $1 and doc = any($2::int[])',
    [kind, candidates.map(({ doc }) => doc)],
  )
  const scores = new Map(candidates.map(({ doc, score }) => [doc, score]))
  return rows.flatMap(({ doc, name, owner_name }) => {
    const distance = Math.min(
      partDistance(wanted, plain(fold(name))),
      partDistance(wanted, plain(fold(owner_name))),
    )
    // A smaller distance always wins over a better score.
    return distance <= tolerance ? [{ doc, score: (scores.get(doc) ?? 0) - distance * 1e6 }] : []
  })
}

/** Typing errors forgiven in a query: a Chinese character says as much as several letters. */
function toleranceOf(wanted: readonly string[]): number {
  if (wanted.length < 3 || wanted.length > LONGEST_NAME) return 0
  const isChinese = wanted.some((character) => /\p{Script=Han}/u.test(character))
  return wanted.length < (isChinese ? 8 : 6) ? 1 : 2
}

function plain(folded: string): string {
  return folded.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** The least number of insertions, removals and changes that turn `wanted` into some part of `text` (Sellers). */
export function partDistance(wanted: readonly string[], text: string): number {
  let column = Array.from({ length: wanted.length + 1 }, (_, i) => i)
  let least = wanted.length
  for (const character of text) {
    const next = [0]
    for (let i = 1; i <= wanted.length; i += 1) {
      const change = (column[i - 1] ?? 0) + (wanted[i - 1] === character ? 0 : 1)
      next.push(Math.min(change, (column[i] ?? 0) + 1, (next[i - 1] ?? 0) + 1))
    }
    column = next
    least = Math.min(least, column[wanted.length] ?? least)
  }
  return least
}
