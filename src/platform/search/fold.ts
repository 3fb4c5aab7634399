import { Converter } from 'opencc-js/t2cn'

/** Characters that take no room and only break words: zero-width marks, soft hyphen, byte order mark, NUL and other controls. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\p{Variation_Selector}/u
const HAN = /\p{Script=Han}/u
const CONTROL = /\p{Cc}/u

const toSimplified = Converter({ from: 't', to: 'cn' })
/** Folded form of the non-ASCII characters met so far; only of the basic plane, so that strangers cannot fill the memory. */
const cache = new Map<string, string>()

function foldCharacter(character: string): string {
  const known = cache.get(character)
  if (known !== undefined) return known
  let folded = ''
  if (CONTROL.test(character)) folded = ' '
  else if (!INVISIBLE.test(character)) {
    const plain = character.normalize('NFKC').toLowerCase()
    folded = HAN.test(plain) ? toSimplified(plain) : plain
  }
  if (character.length === 1) cache.set(character, folded)
  return folded
}

/**
 * One form for all ways of writing the same: width and compatibility forms (NFKC), case, traditional to
 * simplified characters, without zero-width marks; controls (NUL, tab, newline) become spaces.
 * Character by character, so that positions can be mapped back (`foldWithMap`).
 */
export function fold(text: string): string {
  let out = ''
  for (const character of text.toWellFormed().normalize('NFC')) {
    const code = character.charCodeAt(0)
    if (code >= 0x20 && code < 0x7f)
      out += code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 32) : character
    else out += foldCharacter(character)
  }
  return out
}

export interface FoldedText {
  readonly folded: string
  /** The composed (NFC) original, which the positions of `starts` count in. */
  readonly original: string
  /** For each UTF-16 unit of `folded`: where the original character begins; one more entry for the end. */
  readonly starts: readonly number[]
}

/** `fold` that remembers, for each unit of the folded text, where its character begins in the original. */
export function foldWithMap(text: string): FoldedText {
  const original = text.toWellFormed().normalize('NFC')
  const starts: number[] = []
  let folded = ''
  let at = 0
  for (const character of original) {
    const piece = fold(character)
    for (let i = 0; i < piece.length; i += 1) starts.push(at)
    folded += piece
    at += character.length
  }
  starts.push(original.length)
  return { folded, original, starts }
}
