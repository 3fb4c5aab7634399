import { fold } from './fold.ts'

/** Characters of a name that count for its place in a list; later ones seldom decide. */
const KEY_CHARACTERS = 24
const FIRST_HAN = 0x4e00
const LAST_HAN = 0x9fff

let ranks: ReadonlyMap<string, string> | undefined

/** The place of each common Han character by pinyin, from the collation data in Node itself, as four characters. */
function hanRanks(): ReadonlyMap<string, string> {
  if (ranks === undefined) {
    const characters = Array.from({ length: LAST_HAN - FIRST_HAN + 1 }, (_, i) =>
      String.fromCharCode(FIRST_HAN + i),
    )
    const sorted = characters.sort(new Intl.Collator('zh-CN-u-co-pinyin').compare)
    ranks = new Map(sorted.map((character, i) => [character, rankText(i)]))
  }
  return ranks
}

function rankText(rank: number): string {
  return rank.toString(36).padStart(4, '0')
}

/**
 * A sort key compared byte by byte: Latin letters and digits first, then Han characters by pinyin. Made here
 * because versions of PostgreSQL and of its libraries sort Chinese differently (notes of the stack).
 */
export function nameKey(name: string): string {
  const known = hanRanks()
  return Array.from(fold(name).trim())
    .slice(0, KEY_CHARACTERS)
    .map((character) => {
      const rank = known.get(character)
      return rank === undefined ? character : `~${rank}`
    })
    .join('')
}
