/** Words that the rules would spoil, with their stems. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map(
  'skis=ski skies=sky dying=die lying=lie tying=tie idly=idl gently=gentl ugly=ugli early=earli only=onli singly=singl sky=sky news=news howe=howe atlas=atlas cosmos=cosmos bias=bias andes=andes inning=inning outing=outing canning=canning herring=herring earring=earring proceed=proceed exceed=exceed succeed=succeed'
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)
const ODD_BEGINNING = /^(?:gener|commun|arsen)/
const VOWEL = /[aeiouy]/
const DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/
const SHORT_SYLLABLE = /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/

type Ending = readonly [ending: string, replacement: string, before?: RegExp]
const endings = (text: string): Ending[] =>
  text.split(' ').map((pair) => {
    const [ending = '', replacement = ''] = pair.split('=')
    return [ending, replacement]
  })

/** Steps 2 to 4 of the algorithm, longer endings first. */
const STEP_2: readonly Ending[] = [
  ...endings(
    'ization=ize ational=ate fulness=ful ousness=ous iveness=ive tional=tion biliti=ble lessli=less entli=ent ation=ate alism=al aliti=al ousli=ous iviti=ive fulli=ful enci=ence anci=ance abli=able izer=ize ator=ate alli=al bli=ble',
  ),
  ['ogi', 'og', /l$/],
  ['li', '', /[cdeghkmnrt]$/],
]
const STEP_3 = endings('ational=ate tional=tion alize=al icate=ic iciti=ic ical=ic ness= ful=')
const STEP_4: readonly Ending[] = [
  ...endings('ement= ance= ence= able= ible= ment= ant= ent= ism= ate= iti= ous= ive= ize='),
  ['ion', '', /[st]$/],
  ...endings('al= er= ic='),
]

/** Stems kept, so that a word is worked out once; begun anew when full. */
const MOST_KEPT = 20_000
const kept = new Map<string, string>()

/**
 * The stem of an English word (Porter's second algorithm), so that "curving" finds "curves"; words with digits or
 * other letters stay as they are. Same on both sides, so errors only widen.
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word
  const known = EXCEPTIONS.get(word) ?? kept.get(word)
  if (known !== undefined) return known
  if (kept.size >= MOST_KEPT) kept.clear()
  const stemmed = porter2(word)
  kept.set(word, stemmed)
  return stemmed
}

/** Step by step as published; Y stands for a y that is a consonant. */
function porter2(word: string): string {
  const marked = word.replace(/^y/, 'Y').replaceAll(/([aeiouy])y/g, '$1Y')
  const first = ODD_BEGINNING.exec(marked)?.[0].length ?? regionAfter(marked, 0)
  const second = regionAfter(marked, first)
  let now = withoutTense(withoutPlural(marked), first)
  if (now.length > 2 && /[^aeiouy][yY]$/.test(now)) now = `${now.slice(0, -1)}i`
  now = replaced(now, STEP_2, first)
  now = now.endsWith('ative') && now.length - 5 >= second ? now.slice(0, -5) : replaced(now, STEP_3, first)
  now = replaced(now, STEP_4, second)
  return withoutLast(now, first, second).toLowerCase()
}

/** The position after the first consonant that follows a vowel, from `from` on. */
function regionAfter(word: string, from: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from))
  return found === null ? word.length : from + found.index + 2
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/(?:us|ss)$/.test(word) || !word.endsWith('s')) return word
  return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word
}

function withoutTense(word: string, first: number): string {
  const eed = /eed(?:ly)?$/.exec(word)
  if (eed !== null) return eed.index >= first ? `${word.slice(0, eed.index)}ee` : word
  const rest = word.replace(/(?:ingly|edly|ing|ed)$/, '')
  if (rest === word || !VOWEL.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (DOUBLE.test(rest)) return rest.slice(0, -1)
  return first >= rest.length && SHORT_SYLLABLE.test(rest) ? `${rest}e` : rest
}

/** The first ending the word has is replaced when it stands in the region. */
function replaced(word: string, list: readonly Ending[], region: number): string {
  for (const [ending, replacement, before] of list) {
    if (!word.endsWith(ending)) continue
    const rest = word.slice(0, -ending.length)
    const isMeant = rest.length >= region && (before === undefined || before.test(rest))
    return isMeant ? rest + replacement : word
  }
  return word
}

function withoutLast(word: string, first: number, second: number): string {
  const rest = word.slice(0, -1)
  if (word.endsWith('e'))
    return rest.length >= second || (rest.length >= first && !SHORT_SYLLABLE.test(rest)) ? rest : word
  return word.endsWith('ll') && rest.length >= second ? rest : word
}
