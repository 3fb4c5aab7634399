import { clausesOf, sentencesOf, trimmed, type Span } from '#platform/extract/span.ts'
import { cut } from '#platform/search/tokens.ts'
import { fieldWords } from './fields.ts'
import { keywordCandidates } from './keywords.ts'

/** A name in a list: long enough to tell what it is about, short enough to be read at a glance. */
export const TITLE_MIN = 8
export const TITLE_MAX = 30

const ASKS =
  /需要|需求|希望|想|寻求|寻找|征集|急需|亟需|引进|攻关|解决|开发|研发|研制|改造|替代|提高|提升|降低|减少|如何|怎样|怎么/u
const LEADING =
  /^(?:我们?(?:公司|厂|司|单位|企业)?|本(?:公司|厂|单位|企业|项目)|公司|企业|项目|目前|现在?|近年来|每年|由于|因为|为了|计划|拟|另外|同时|并且|而且|但是?|所以|因此|希望(?:能)?|想(?:要|找|做|知道)?|需要|急需|亟需|需求|寻求|寻找|征集|要求?|能够?|可以|最好|有没有|有|一种|一套|一个|做(?![成到])|用|通过|对|把|将|是|、|:|：)+/u
const TRAILING = /(?:的|了|呢|吗|等|、|:|：|，)+$/u
const SELF = /我们|我公司|我厂|我司|我单位|本公司|本厂|公司|合作社|厂里/u
const COMPLAINT = /目前|现有|现用|经常|只能|以前|去年|每天|不接受|退货|太慢|太晚/u
const MONEY = /预算|经费|万元|\d+\s*万|年底|个月内/u

/**
 * The part of a text that would do as its title, 8 to 30 characters as they stand in the text, never put together from
 * several places. A shorter text is its own title; undefined for one without words. Never throws.
 */
export function titleOf(text: string): Span | undefined {
  const first = headingOf(text)
  if (first !== undefined) return first
  const sentences = sentencesOf(text)
  const clauses = clausesOf(text)
  const whole = clauses.flatMap((clause, i) => {
    const next = clauses[i + 1]
    const sentence = sentences.find(({ from, to }) => from <= clause.from && clause.to <= to)
    return next && next.to <= (sentence?.to ?? 0) ? [clause, { from: clause.from, to: next.to }] : [clause]
  })
  const ranked = whole
    .map((clause, i) => ({ clause, span: fitted(text, clause), rank: i }))
    .filter((one): one is { clause: Span; span: Span; rank: number } => one.span !== undefined)
    .map((one) => ({ ...one, score: scoreOf(text, one.clause, one.span) - one.rank * 0.05 }))
    .sort((a, b) => b.score - a.score)
  return ranked[0]?.span ?? shortWhole(text)
}

/** A first line that is short and stands alone was written as a title. */
function headingOf(text: string): Span | undefined {
  const end = text.search(/[\n\r]/)
  if (end < 0) return undefined
  const span = trimmed(text, { from: 0, to: end })
  const length = lettersIn(text, span)
  const words = text.slice(span.from, span.to)
  return length >= TITLE_MIN && length <= TITLE_MAX && !/[，。；,;：:]/u.test(words) ? span : undefined
}

function shortWhole(text: string): Span | undefined {
  const span = trimmed(text, { from: 0, to: text.length })
  if (span.from === span.to) return undefined
  return lettersIn(text, span) <= TITLE_MAX ? span : cutTo(text, span)
}

/** The clause without the words that ask, when enough is left; shortened at a word when it is too long. */
function fitted(text: string, clause: Span): Span | undefined {
  const bare = trimmed(text, {
    from: clause.from + (LEADING.exec(text.slice(clause.from, clause.to))?.[0].length ?? 0),
    to: clause.to - (TRAILING.exec(text.slice(clause.from, clause.to))?.[0].length ?? 0),
  })
  const span = lettersIn(text, bare) >= TITLE_MIN ? bare : clause
  if (lettersIn(text, span) < TITLE_MIN) return undefined
  return lettersIn(text, span) <= TITLE_MAX ? span : cutTo(text, span)
}

/** As much as fits, up to a comma where one is far enough, else up to a word. */
function cutTo(text: string, { from, to }: Span): Span {
  const fits = from + Array.from(text.slice(from, to)).slice(0, TITLE_MAX).join('').length
  const mark = Math.max(...['，', ',', '、'].map((c) => text.lastIndexOf(c, fits)))
  if (mark > from && lettersIn(text, { from, to: mark }) >= TITLE_MIN)
    return trimmed(text, { from, to: mark })
  let end = from
  for (const word of cut(text.slice(from, to))) {
    if (end + word.length > fits) break
    end += word.length
  }
  // A run without a word boundary is cut at a character.
  return trimmed(text, { from, to: end === from ? fits : end })
}

function scoreOf(text: string, clause: Span, span: Span): number {
  const said = text.slice(clause.from, clause.to)
  const words = text.slice(span.from, span.to)
  const things = Math.min(keywordCandidates(words).length + fieldWords(words.toLowerCase()).length, 4)
  return (
    (ASKS.test(said) ? 1.5 : 0) +
    (things === 0 ? -3 : things) +
    (SELF.test(words) ? -2 : 0) +
    (COMPLAINT.test(words) ? -1 : 0) +
    (MONEY.test(words) ? -3 : 0) +
    (/\d/.test(words) ? -0.5 : 0) +
    (/[，,]/.test(words) ? -0.5 : 0) +
    (isUnbalanced(words) ? -3 : 0)
  )
}

/** One bracket or quotation mark without the other. */
function isUnbalanced(words: string): boolean {
  return ['（）', '()', '“”', '《》', '【】'].some(
    ([open = '', close = '']) => words.split(open).length !== words.split(close).length,
  )
}

function lettersIn(text: string, { from, to }: Span): number {
  return Array.from(text.slice(from, to)).length
}
