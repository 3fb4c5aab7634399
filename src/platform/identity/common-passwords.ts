/**
 * Stems of the passwords guessed first, Chinese ones included. A password is common when it is nothing but such
 * stems, digits in a row or one piece repeated; longer lists add little once length is asked for.
 */
const STEMS = [
  'password',
  'passwd',
  'qwerty',
  'qwertyuiop',
  'asdfgh',
  'asdfghjkl',
  'zxcvbn',
  'zxcvbnm',
  'qazwsx',
  'qazwsxedc',
  '1qaz2wsx',
  '1qaz',
  '2wsx',
  '3edc',
  '4rfv',
  'iloveyou',
  'admin',
  'administrator',
  'welcome',
  'letmein',
  'monkey',
  'dragon',
  'master',
  'sunshine',
  'princess',
  'football',
  'abc',
  'abcd',
  'abcdef',
  'aaa',
  'user',
  'root',
  'test',
  'guest',
  'login',
  'changeme',
  'secret',
  'default',
  'system',
  'keqiao',
  'woaini',
  'wodemima',
  'mima',
  'nihao',
  'zhongguo',
  'beijing',
  'guangdong',
  'shenzhen',
  'woaizhongguo',
  'taobao',
  'wangyi',
  'baidu',
  'tencent',
  'qq',
  'weixin',
  'china',
  'hello',
  'world',
  'love',
  'computer',
  'internet',
  'server',
  'office',
  'company',
  'government',
  'gov',
  '520',
  '1314',
  '5201314',
  '666',
  '888',
  '88888888',
].sort((a, b) => b.length - a.length)

/** Small letters, full-width folded, look-alike signs as the letters they stand for. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/@/g, 'a')
    .replace(/\$/g, 's')
    .replace(/[\s_.!#*~-]/g, '')
}

/** Whether nothing is left of the password once common stems, rows of digits and repetitions are taken away. */
export function isCommon(password: string): boolean {
  let rest = fold(password)
  if (/^(.{1,6}?)\1+$/u.test(rest)) return true
  for (const stem of STEMS) rest = rest.replaceAll(stem, ' ')
  return rest
    .split(/(\d+)/)
    .map((piece) => piece.trim())
    .every(
      (piece) => piece === '' || isRow(piece) || /^(19|20)\d\d(\d{4})?$/.test(piece) || piece.length <= 2,
    )
}

/** Every digit one more, one less or the same as the one before: 123456, 987654, 0000. */
function isRow(piece: string): boolean {
  if (!/^\d+$/.test(piece)) return false
  const steps = Array.from(piece)
    .slice(1)
    .map((digit, place) => (Number(digit) - Number(piece[place]) + 10) % 10)
  return steps.every((step) => step === steps[0] && (step === 0 || step === 1 || step === 9))
}
