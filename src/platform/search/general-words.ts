import { dict } from '@node-rs/jieba/dict.js'

/** Words met more often than once in e^10 (22,026) words of general Chinese are common; see decision 0023. */
const COMMON_BELOW = 10

let common: ReadonlyMap<string, number> | undefined

/**
 * How telling a Chinese word is by general usage, 0–1: 1 for everything but common words (系统, 生产), which say
 * little about a matter even where the market's own few records seldom have them. The counts are those the
 * segmenter comes with.
 */
export function telling(word: string): number {
  common ??= commonWords()
  return common.get(word) ?? 1
}

/** Some 3,000 of the dictionary's 350,000 words, each with its part of `COMMON_BELOW`. */
function commonWords(): ReadonlyMap<string, number> {
  const lines = new TextDecoder().decode(dict).split('\n')
  const counts = lines.map((line) => {
    const at = line.indexOf(' ')
    return Number(line.slice(at + 1, line.indexOf(' ', at + 1)))
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  const least = total / Math.exp(COMMON_BELOW)
  const common = new Map<string, number>()
  for (const [i, count] of counts.entries())
    if (count > least) common.set(lines[i]?.split(' ', 1)[0] ?? '', Math.log(total / count) / COMMON_BELOW)
  return common
}
