/** GB 11643-1999: weights of the first 17 digits, and the check characters by the remainder of 11 (ISO 7064 MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'
const CANDIDATE = /\d{17}[\dXx]/g
const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/

/** True for 18 characters whose check character is right. */
export function isIdNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return CHECKS[sum % 11] === text.toUpperCase()[17]
}

/**
 * Why a text that is to be public may not be taken, because it names an identity number or a mobile number; the
 * sentence repeats neither. Separators between the digits do not hide them.
 */
export function personalNumberFault(text: string): string | undefined {
  const bare = text.normalize('NFKC').replace(/(?<=\d)[\s-]+(?=[\dXx])/g, '')
  for (let from = 0; from < bare.length; from += 1) {
    CANDIDATE.lastIndex = from
    const found = CANDIDATE.exec(bare)
    if (!found) break
    if (isIdNumber(found[0])) return '这里写有身份证号。平台不收集身份证号，请删去后再提交；内容没有保存。'
    from = found.index
  }
  if (MOBILE.test(bare)) return '这里写有手机号，而这段文字会公开；请删去，电话只填在“联系人及电话”里。'
  return undefined
}
