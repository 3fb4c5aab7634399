import { readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { stem } from './stem.ts'

/** Longer Latin words are cut: an index key must stay small. */
const LONGEST_TERM = 48
/** Han, kana and the iteration marks run together without spaces. */
const RUNS =
  /(?<cjk>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇]+)|(?<word>(?:\p{N}+\.\p{N}+|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇]])+)|(?<symbol>\S)/gv
const CJK_WORD = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇]+$/u

let segmenter: Jieba | undefined

/** Jieba with the domain dictionary beside this file, loaded on first use (0.1 s, 60 MB). */
function jieba(): Jieba {
  if (segmenter === undefined) {
    segmenter = Jieba.withDict(dict)
    segmenter.loadDict(readFileSync(new URL('dictionary.txt', import.meta.url)))
  }
  return segmenter
}

export interface Run {
  readonly kind: 'cjk' | 'word' | 'symbol'
  readonly text: string
  /** Position in the folded text. */
  readonly at: number
}

/** Splits folded text into runs of CJK characters, Latin words or numbers, and single symbols. */
export function runs(folded: string): Run[] {
  const found: Run[] = []
  for (const match of folded.matchAll(RUNS)) {
    const groups = match.groups
    const kind = groups?.['cjk'] === undefined ? (groups?.['word'] === undefined ? 'symbol' : 'word') : 'cjk'
    found.push({ kind, text: match[0], at: match.index })
  }
  return found
}

/** The index term of a Latin word or number: cut to a bounded length, English endings removed. */
export function wordTerm(word: string): string {
  return stem(word).slice(0, LONGEST_TERM)
}

/** Words of a CJK run in reading order, without gaps; characters of no known word stay single. */
export function cut(run: string): string[] {
  return jieba().cut(run, false)
}

/** Words of a text in order with the part of speech the dictionary gives them (`n` noun, `vn` verbal noun, `eng` Latin). */
export function tagged(text: string): { readonly word: string; readonly tag: string }[] {
  return jieba().tag(text, false)
}

/** All dictionary words found in folded text, inner words of long ones too, with guesses for unknown names. */
export function searchWords(folded: string): string[] {
  return jieba().cutForSearch(folded, true)
}

/**
 * Every term of folded text with its count, for the index: Latin words and numbers, symbols, and of CJK runs each
 * character, each pair and each word of three or more characters. Pairs make any substring findable whatever the
 * dictionary knows; words make ranking good.
 */
export function countTerms(folded: string, into: Map<string, number>, weight: number): number {
  let length = 0
  const add = (term: string): void => {
    into.set(term, (into.get(term) ?? 0) + weight)
    length += 1
  }
  let hasCjk = false
  for (const run of runs(folded)) {
    if (run.kind === 'word') add(wordTerm(run.text))
    else if (run.kind === 'symbol') add(run.text)
    else {
      hasCjk = true
      const characters = Array.from(run.text)
      for (const [i, character] of characters.entries()) {
        add(character)
        const next = characters[i + 1]
        if (next !== undefined) add(character + next)
      }
    }
  }
  if (hasCjk)
    for (const word of searchWords(folded))
      if (word.length > 2 && word.length <= LONGEST_TERM && CJK_WORD.test(word)) add(word)
  return length
}
