/** GB 32100-2015: digits and capital letters without I O S V Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const LENGTH = 18
/** GB 32100-2015 4.2: the weight of place i is 3^(i-1) mod 31. */
const WEIGHTS = Array.from({ length: LENGTH - 1 }, (_, place) => 3 ** place % ALPHABET.length)

export type CreditCodeAnswer =
  | { readonly code: string; readonly fault?: undefined }
  | { readonly code?: undefined; readonly fault: string }

/**
 * Reads a 统一社会信用代码 as people type it (full-width characters, small letters, spaces and hyphens are folded)
 * and answers the 18 characters, or a sentence that says what is wrong. The right check character is never told:
 * whoever invents a code must not be helped to complete it.
 */
export function readCreditCode(typed: string): CreditCodeAnswer {
  const code = typed
    .normalize('NFKC')
    .replace(/[\s\-—–]/gu, '')
    .toUpperCase()
  if (code === '') return { fault: '请填写统一社会信用代码。' }
  const chars = Array.from(code)
  if (chars.length !== LENGTH) {
    return { fault: `统一社会信用代码应为 ${LENGTH} 位，现在是 ${chars.length} 位，请对照营业执照核对。` }
  }
  const wrong = chars.findIndex((char) => !ALPHABET.includes(char))
  if (wrong >= 0) {
    return {
      fault: `统一社会信用代码第 ${wrong + 1} 位“${chars[wrong] ?? ''}”不是可用的字符（不使用 I、O、S、V、Z），请核对。`,
    }
  }
  if (code.at(-1) !== checkCharacter(code)) {
    return { fault: '统一社会信用代码的校验码不符，可能有一位抄错，请对照营业执照逐位核对。' }
  }
  return { code }
}

/** The check character over the first 17 characters (GB 32100-2015 4.3); for samples and tests. */
export function checkCharacter(code: string): string {
  const sum = WEIGHTS.reduce(
    (total, weight, place) => total + weight * ALPHABET.indexOf(code.charAt(place)),
    0,
  )
  const value = (ALPHABET.length - (sum % ALPHABET.length)) % ALPHABET.length
  return ALPHABET.charAt(value)
}
