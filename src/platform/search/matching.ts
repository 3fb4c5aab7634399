import { idf, matterOf } from './document.ts'
import { filterGroups, type Filters } from './filters.ts'
import { fold } from './fold.ts'
import { completeLists, deadDocs, firstLists, flatten, liveCounts, type Lists } from './lists.ts'
import { explainer, type Explanation, type Phrase } from './match-phrases.ts'
import { closenessParts, type Meaning } from './match-meaning.ts'
import { coverageOf, hundredPoints, scoreMatch, type WeightedTerm } from './match-score.ts'
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
  /** What facts beside the text add to a record, in points (of `hundred`); counts for the order, not for `score`. */
  readonly bonus?: ((item: unknown) => number) | undefined
  /** False spares the phrases, which take longest; then `phrases` and the like are empty. */
  readonly explained?: boolean | undefined
  /** How near records are by meaning, where vectors are kept; they add candidates and their part of the score. */
  readonly meaning?: Meaning | undefined
}

export interface Match {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly item: unknown
  /** The sum of the weights of `phrases` and `singles`, of `other`, `related` and `meaning`. */
  readonly score: number
  /** The score that counts as a hundred points; the same for all matches of a subject. */
  readonly hundred: number
  /** Part of what the subject asks for that is met, 0–1. */
  readonly coverage: number
  readonly phrases: readonly Phrase[]
  readonly singles: { readonly characters: readonly string[]; readonly weight: number }
  /** What pieces of words, grammar, numbers and units add. */
  readonly other: number
  /** What words add that the best records have in common. */
  readonly related: number
  /** What nearness by meaning adds or takes; 0 without vectors. */
  readonly meaning: number
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
  const { terms, unmet, state } = await weightedTerms(sql, request.kind, subject)
  const rows =
    request.only === undefined
      ? await candidates(sql, request, terms)
      : await rowsById(sql, request.kind, request.only)
  const average = state.docs === 0 ? 1 : Math.max(1, state.length / state.docs)
  const scored = rows.map((row) => {
    const text = matterOf(row.text)
    return { row, text, scoring: scoreMatch(terms, text, row.length / average) }
  })
  const related = await relatedTerms(sql, request.kind, terms, scored)
  const withRelated = scored.map((one) => ({
    ...one,
    related: one.scoring.score > 0 ? scoreMatch(related, one.text, one.row.length / average).score : 0,
  }))
  const hundred = hundredPoints(terms, unmet, state.docs)
  const metBy = coverageOf(terms, unmet)
  const meanings = await closenessParts(
    request.meaning,
    withRelated.map(({ row, scoring, related }) => ({ id: row.id, score: scoring.score + related })),
    hundred,
  )
  const explain = explainer(`${subject.title}\n${subject.text}`)
  return withRelated
    .map((one) => {
      const meaning = meanings.get(one.row.id) ?? 0
      const score = one.scoring.score + one.related + meaning
      return { ...one, meaning, score, rank: score + ((request.bonus?.(one.row.item) ?? 0) * hundred) / 100 }
    })
    .filter(({ score }) => score > 0 || request.only !== undefined)
    .sort((a, b) => b.rank - a.rank || b.row.doc - a.row.doc)
    .slice(0, request.limit ?? DEFAULT_LIMIT)
    .map(({ row, text, scoring, related, meaning, score }) => ({
      ...recordOf(row),
      score,
      hundred,
      coverage: metBy(scoring.parts),
      related,
      meaning,
      ...(request.explained === false ? UNEXPLAINED : explain(scoring.parts, text)),
    }))
}

const UNEXPLAINED: Explanation = { phrases: [], singles: { characters: [], weight: 0 }, other: 0 }

function recordOf(row: CandidateRow) {
  const { id, public_id: publicId, code, name, owner_name: ownerName, item } = row
  return { id, publicId, code, name, ownerName, item }
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

interface Weighted {
  /** The heaviest terms that some record has. */
  readonly terms: readonly WeightedTerm[]
  /** What words weigh that are as heavy and stand in no record: asked for, and met by nobody. */
  readonly unmet: number
  readonly state: Lists['state']
}

/** The heaviest terms of the subject, weighed by how rare they are among the records to find. */
async function weightedTerms(sql: Sql, kind: string, { title, text }: Subject): Promise<Weighted> {
  const asked = subjectTerms(title, text)
  const looked = new Set(asked.flatMap(({ term, kind }) => [term, ...partsOf(term, kind)]))
  const { state, counts } = await liveCounts(sql, kind, [...looked])
  const frequencies = asked.map((one) => {
    // A long word of the subject may stand in no record as a word, and yet in its text: as rare as its rarest pair.
    const inParts = partsOf(one.term, one.kind).map((part) => counts.get(part) ?? 0)
    return { ...one, frequency: counts.get(one.term) ?? (inParts.length > 0 ? Math.min(...inParts) : 0) }
  })
  const weighed = frequencies
    .map(({ term, kind, weight, frequency }) => ({
      term,
      kind,
      isKnown: frequency > 0,
      weight: weight * idf(Math.max(state.docs, frequency), frequency),
    }))
    .filter(({ weight, kind, isKnown }) => weight > 0 && (isKnown || kind === 'word' || kind === 'latin'))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
  const unmet = weighed.slice(0, KEPT_TERMS).reduce((sum, one) => sum + (one.isKnown ? 0 : one.weight), 0)
  return { terms: weighed.filter(({ isKnown }) => isKnown).slice(0, KEPT_TERMS), unmet, state }
}

function partsOf(term: string, kind: string): string[] {
  if (kind === 'phrase') return term.split(' ')
  return kind === 'word' ? pairsOf(Array.from(term)) : []
}

async function candidates(
  sql: Sql,
  { kind, filters, meaning }: MatchRequest,
  terms: readonly WeightedTerm[],
): Promise<CandidateRow[]> {
  const groups = await filterGroups(sql, kind, filters ?? {})
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
  // Filters are terms: what is near by meaning alone cannot be held against them.
  const near = groups.length === 0 ? ((await meaning?.near()) ?? []) : []
  return sql.query<CandidateRow>(
    `select ${COLUMNS} from platform.search_doc d
     where d.kind = $1 and (d.doc = any($2::int[]) or d.id = any($3::text[]))`,
    [kind, ranked.map(({ doc }) => doc), near],
  )
}

async function rowsById(sql: Sql, kind: string, ids: readonly string[]): Promise<CandidateRow[]> {
  return sql.query<CandidateRow>(
    `select ${COLUMNS} from platform.search_doc d where d.kind = $1 and d.id = any($2::text[])`,
    [kind, ids],
  )
}
