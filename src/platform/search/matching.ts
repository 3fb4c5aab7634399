import { idf, matterOf } from './document.ts'
import { filterGroups, type Filters } from './filters.ts'
import { fold } from './fold.ts'
import { completeLists, deadDocs, firstLists, flatten, termCounts, type Lists } from './lists.ts'
import { explain, type Phrase } from './match-phrases.ts'
import { scoreMatch, type Scoring, type WeightedTerm } from './match-score.ts'
import { wantedPart } from './match-subject.ts'
import { subjectTerms } from './match-terms.ts'
import { relatedTerms } from './match-related.ts'
import { pairsOf } from './plan.ts'
import { best, unite, uniteScored, within } from './sets.ts'
import type { Sql } from './sql.ts'

/** Terms of a subject that are scored, the heaviest. */
const KEPT_TERMS = 64
/** Terms whose best postings make the candidates. */
const CANDIDATE_TERMS = 32
/** Candidates scored exactly. */
const CANDIDATES = 200
const DEFAULT_LIMIT = 20
/** A subject longer than this is cut: what a firm needs stands at the beginning. */
const LONGEST_SUBJECT = 5_000

export interface MatchRequest {
  /** Kind of the records to find. */
  readonly kind: string
  /** What is to be matched: a stored record of another kind, or text not (yet) stored. */
  readonly of:
    | { readonly kind: string; readonly id: string }
    | { readonly title: string; readonly text: string }
  readonly limit?: number | undefined
  readonly filters?: Filters | undefined
  /** Rank exactly these records (by id) instead of looking for candidates. */
  readonly only?: readonly string[] | undefined
}

export interface Match {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly item: unknown
  /** The sum of the weights of `phrases` and `singles`, of `other` and of `related`. */
  readonly score: number
  /** Part of what the subject asks for that is met, 0–1. */
  readonly coverage: number
  readonly phrases: readonly Phrase[]
  readonly singles: { readonly characters: readonly string[]; readonly weight: number }
  /** What pieces of words, grammar, numbers and units add. */
  readonly other: number
  /** What words add that the best records have in common. */
  readonly related: number
}

interface CandidateRow {
  readonly doc: number
  readonly id: string
  readonly public_id: string
  readonly code: string
  readonly name: string
  readonly owner_name: string
  readonly item: unknown
  readonly length: number
  readonly text: string
}

const COLUMNS = 'd.doc, d.id, d.public_id, d.code, d.name, d.owner_name, d.item, d.length, d.text'

/** Records of a kind that share words with the subject, best first, each with the phrases met; none for an unknown record. */
export async function matches(sql: Sql, request: MatchRequest): Promise<Match[]> {
  const subject = await subjectOf(sql, request.of)
  if (subject === null) return []
  const { terms, state } = await weightedTerms(sql, request.kind, subject)
  const rows =
    request.only === undefined
      ? await candidates(sql, request.kind, terms, request.filters ?? {})
      : await rowsById(sql, request.kind, request.only)
  const average = state.docs === 0 ? 1 : Math.max(1, state.length / state.docs)
  const matters = rows.map((row) => matterOf(row.text))
  const scored = rows.map((row, i) => ({
    row,
    text: matters[i] ?? '',
    scoring: scoreMatch(terms, matters[i] ?? '', row.length / average),
  }))
  const related = await relatedTerms(sql, request.kind, terms, scored)
  const ranked = scored.map((one) => ({
    ...one,
    related: one.scoring.score > 0 ? scoreMatch(related, one.text, one.row.length / average).score : 0,
  }))
  const whole = `${subject.title}\n${subject.text}`
  const total = (one: { readonly scoring: Scoring; readonly related: number }): number =>
    one.scoring.score + one.related
  return ranked
    .filter((one) => total(one) > 0 || request.only !== undefined)
    .sort((a, b) => total(b) - total(a) || b.row.doc - a.row.doc)
    .slice(0, request.limit ?? DEFAULT_LIMIT)
    .map(({ row, text, scoring, related }) => ({
      id: row.id,
      publicId: row.public_id,
      code: row.code,
      name: row.name,
      ownerName: row.owner_name,
      item: row.item,
      score: scoring.score + related,
      coverage: scoring.coverage,
      related,
      ...explain(scoring.parts, whole, text),
    }))
}

interface Subject {
  readonly title: string
  readonly text: string
}

async function subjectOf(sql: Sql, of: MatchRequest['of']): Promise<Subject | null> {
  if ('title' in of)
    return { title: fold(of.title), text: wantedPart(fold(of.text.slice(0, LONGEST_SUBJECT))) }
  const [row] = await sql.query<{ text: string }>(
    'select text from platform.search_doc where kind = $1 and id = $2',
    [of.kind, of.id],
  )
  if (row === undefined) return null
  const [title = '', ...lines] = matterOf(row.text).split('\n')
  return { title, text: wantedPart(lines.join('\n').slice(0, LONGEST_SUBJECT)) }
}

/** The heaviest terms of the subject, weighed by how rare they are among the records to find; unknown ones left out. */
async function weightedTerms(
  sql: Sql,
  kind: string,
  { title, text }: Subject,
): Promise<{ terms: WeightedTerm[]; state: Lists['state'] }> {
  const asked = subjectTerms(title, text)
  const looked = new Set(asked.flatMap(({ term, kind }) => [term, ...partsOf(term, kind)]))
  const { state, counts } = await termCounts(sql, kind, [...looked])
  const terms = asked
    .map(({ term, kind, weight }) => {
      // A long word of the subject may stand in no record as a word, and yet in its text: as rare as its rarest pair.
      const frequency =
        counts.get(term) ?? Math.min(...partsOf(term, kind).map((part) => counts.get(part) ?? 0), Infinity)
      const isKnown = frequency > 0 && frequency < Infinity
      return { term, kind, weight: isKnown ? weight * idf(Math.max(state.docs, frequency), frequency) : 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
  return { terms: terms.slice(0, KEPT_TERMS), state }
}

function partsOf(term: string, kind: string): string[] {
  if (kind === 'phrase') return term.split(' ')
  return kind === 'word' ? pairsOf(Array.from(term)) : []
}

async function candidates(
  sql: Sql,
  kind: string,
  terms: readonly WeightedTerm[],
  filters: Filters,
): Promise<CandidateRow[]> {
  const groups = await filterGroups(sql, kind, filters)
  const filterTerms = groups.flatMap((group) => group.terms)
  const reading = terms.filter((term) => term.kind !== 'phrase').slice(0, CANDIDATE_TERMS)
  const lists = await firstLists(sql, kind, [...reading.map(({ term }) => term), ...filterTerms])
  const listsOf = (names: readonly string[]) =>
    names.map((term) => lists.terms.get(term)).filter((list) => list !== undefined)
  await completeLists(sql, listsOf(filterTerms))
  const dead = await deadDocs(sql, kind, lists.state.version)
  const all = uniteScored(
    reading.map(({ term, weight }) => ({ list: flatten(lists.terms.get(term)), weight })),
    dead,
  )
  const allowed = groups.map((group) => unite(listsOf(group.terms).map(flatten)))
  const ranked = best(within(all, allowed), CANDIDATES, null)
  return sql.query<CandidateRow>(
    `select ${COLUMNS} from platform.search_doc d where d.kind = $1 and d.doc = any($2::int[])`,
    [kind, ranked.map(({ doc }) => doc)],
  )
}

async function rowsById(sql: Sql, kind: string, ids: readonly string[]): Promise<CandidateRow[]> {
  return sql.query<CandidateRow>(
    `select ${COLUMNS} from platform.search_doc d where d.kind = $1 and d.id = any($2::text[])`,
    [kind, ids],
  )
}
