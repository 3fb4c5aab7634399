/** The number of a right in the form it is compared in. */
export function rightNumber(number: string): string {
  return number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^(ZL|CN)(?=\d)/, '')
}
