import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

/**
 * A text somebody has written and not sent, in the browser's own cookies: nothing of it is stored here before it is
 * sent, and signing in on the way does not lose it. The cookies go to one page only.
 */
const NAME = 'keqiao_text'
/** A browser keeps 4,096 bytes a cookie, name and marks included. */
const PIECE = 3_600
/** 2,000 characters that do not compress at all. */
const PIECES_MAX = 3
/** Longest text that is kept, in characters; as long as the field takes. */
export const KEPT_MAX = 2_000
export const KEPT_SECONDS = 3_600

export const keptNames: readonly string[] = Array.from(
  { length: PIECES_MAX },
  (_, i) => `${NAME}_${String(i)}`,
)

/** The values of the cookies, in the order of their names; empty ones are to be deleted. */
export function piecesOf(text: string): string[] {
  const whole = text === '' ? '' : packed(text.slice(0, KEPT_MAX))
  return keptNames.map((_, i) => whole.slice(i * PIECE, (i + 1) * PIECE))
}

function packed(text: string): string {
  const params = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }
  return brotliCompressSync(Buffer.from(text), { params }).toString('base64url')
}

/** The text of the pieces; empty when there are none, or they were not made here. */
export function textOf(pieces: readonly (string | undefined)[]): string {
  const whole = pieces.map((piece) => piece ?? '').join('')
  if (whole === '') return ''
  try {
    // A text of that length is never longer; what would grow beyond was made to fill the memory.
    const bytes = brotliDecompressSync(Buffer.from(whole, 'base64url'), { maxOutputLength: KEPT_MAX * 4 })
    return bytes.toString('utf8').slice(0, KEPT_MAX)
  } catch {
    return ''
  }
}
