import { readFileSync } from 'node:fs'
import { dict } from '@node-rs/jieba/dict.js'
import type { SearchDoc } from '#platform/search/index.ts'
import { cut } from '#platform/search/tokens.ts'
import type { DemandFacts } from '#modules/matching/facts.ts'

/** The kind the product's own list serves, so that the bench asks the product's own address. */
export const BENCH_KIND = 'achievement'
const REGIONS = ['城区', '东埔县', '鹭湾市', '北岭县', '东岸区', '临港管理区', '高新区', '南屏镇']
const FIELDS = [
  '海洋',
  '农业',
  '电子信息',
  '新材料',
  '生物医药',
  '新能源',
  '环保',
  '装备',
  '食品',
  '化工',
  '建筑',
  '其他',
]
const MODES = ['转让', '许可', '作价入股', '技术服务', '合作开发']
const ENDINGS = [
  '的制备方法',
  '关键技术研究',
  '及其应用',
  '装置',
  '系统',
  '产业化项目',
  '工艺优化',
  '检测方法',
]
const COMMON_WORDS = 6_000
const SUMMARY_WORDS = 22
/** 2026-01-01 in milliseconds; listings are a minute apart. */
const FIRST_DAY = 1_767_225_600_000

/** Numbers in [0, 1) that are the same in every run with the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Vocabulary {
  readonly technical: readonly string[]
  readonly common: readonly string[]
}

/** Terms of technology from the search dictionary, and ordinary nouns and verbs, the commonest first. */
function vocabulary(): Vocabulary {
  const own = new URL(import.meta.resolve('#platform/search/dictionary.txt'))
  const technical = readFileSync(own, 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((word) => word !== '')
  const common = new TextDecoder()
    .decode(dict)
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([word = '', , tag = '']) => /^[\u4e00-\u9fff]{2,4}$/.test(word) && /^(n|v|vn|an)$/.test(tag))
    .sort((a, b) => Number(b[1]) - Number(a[1]))
    .slice(0, COMMON_WORDS)
    .map(([word = '']) => word)
  return { technical, common }
}

let words: Vocabulary | undefined

/** A word by Zipf's law: the r-th commonest with probability about 1/r. */
function zipf(list: readonly string[], random: () => number): string {
  return list[Math.floor(Math.exp(random() * Math.log(list.length + 1)) - 1)] ?? ''
}

function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

/** `count` listings from number `from` on, each determined by its number alone. */
export function* listings(from: number, count: number): Generator<SearchDoc> {
  for (let number = from; number < from + count; number += 1) yield listing(number)
}

function listing(number: number): SearchDoc {
  words ??= vocabulary()
  const { technical, common } = words
  const random = seeded(number + 1)
  const code = `BENCH-${number}`
  const name = `${zipf(common, random)}${pick(technical, random)}${zipf(technical, random)}${pick(ENDINGS, random)}`
  const summary = Array.from(
    { length: SUMMARY_WORDS },
    (_, i) => (i % 6 === 0 ? zipf(technical, random) : zipf(common, random)) + (i % 8 === 7 ? '，' : ''),
  ).join('')
  const facets = {
    region: pick(REGIONS, random),
    techField: pick(FIELDS, random),
    trl: 1 + Math.floor(random() * 9),
    modes: [pick(MODES, random)],
  }
  const publishedAt = new Date(FIRST_DAY + number * 60_000).toISOString()
  const ownerName = `示例单位${number % 500}`
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
  const item = { id, code, name, summary, ...facets, ownerName, publishedAt, priceMode: '面议', sample: true }
  return {
    kind: BENCH_KIND,
    id,
    publicId: id,
    code,
    name,
    summary,
    text: '',
    keywords: [],
    facets,
    item,
    publishedAt,
    ownerName,
  }
}

/** Queries are made from these first listings, so that every size has something to find. */
const ASKED_FROM = 10_000

/** `count` different queries of one to three words that stand together in some listing, as visitors ask. */
export function benchQueries(count: number): string[] {
  const random = seeded(0)
  const made = new Set<string>()
  while (made.size < count) {
    const { name, summary } = listing(Math.floor(random() * ASKED_FROM))
    const parts = wordsOf(name + summary)
    const size = 1 + (made.size % 3)
    made.add(Array.from({ length: size }, () => pick(parts, random)).join(' '))
  }
  return [...made]
}

/** Words of a query that hardly any record has all of, even of a million. */
const WORDS_WITHOUT_HITS = 6

/** `count` queries of words of different listings, which nothing has all of. */
export function benchMisses(count: number): string[] {
  const random = seeded(1)
  const word = (): string => {
    const { name, summary } = listing(Math.floor(random() * ASKED_FROM))
    return pick(wordsOf(name + summary), random)
  }
  return Array.from({ length: count }, () => Array.from({ length: WORDS_WITHOUT_HITS }, word).join(' '))
}

/** The dictionary's technical terms in a text, and other words of two characters and more. */
function wordsOf(text: string): string[] {
  return cut(text).filter((word) => /^[\p{Script=Han}]{2,}$/u.test(word))
}

/** A demand as firms write them: a title of three words, a problem of about two hundred characters, some facts. */
export interface BenchDemand {
  readonly title: string
  readonly text: string
  readonly facts: DemandFacts
}

/** Sentences of a problem, each in the words of one listing. */
const SENTENCES = 4
const WAN_FEN = 1_000_000

/** `count` demands made of the words of the first listings, the same in every run. */
export function benchDemands(count: number): BenchDemand[] {
  const random = seeded(2)
  return Array.from({ length: count }, () => {
    const near = listing(Math.floor(random() * ASKED_FROM))
    const sentences = Array.from({ length: SENTENCES }, () => {
      const { summary } = listing(Math.floor(random() * ASKED_FROM))
      return `${pick(wordsOf(near.summary), random)}${summary.slice(0, 40)}`
    })
    return {
      title: wordsOf(near.name).slice(0, 3).join(''),
      text: sentences.join('。'),
      facts: {
        type: pick(['技术攻关', '成果引进', '检测'], random),
        trlNeeded: random() < 0.5 ? 1 + Math.floor(random() * 9) : null,
        modes: [pick(MODES, random)],
        region: pick(REGIONS, random),
        budgetMaxFen: (10 + Math.floor(random() * 200)) * WAN_FEN,
      },
    }
  })
}
