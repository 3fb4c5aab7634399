/**
 * Recomputes a draw in the reader's own browser, loaded on a click: a third writing of decision 0050, with the browser's
 * own SHA-256. The leaves are read from the page, so that what is checked is what is shown.
 */
const ALGORITHM = 'keqiao-draw/1'
const place = document.querySelector<HTMLElement>('[data-recompute]')
const isEnglish = document.documentElement.lang.startsWith('en')
const say = (chinese: string, english: string) => (isEnglish ? english : chinese)

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

async function sha(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function rootOf(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha(Uint8Array.of(1), await rootOf(leaves.slice(0, split)), await rootOf(leaves.slice(split)))
}

async function orderOf(leaves: readonly string[], key: string): Promise<string[]> {
  const left = [...leaves]
  const order: string[] = []
  while (left.length > 0) {
    const two = Uint8Array.of((order.length >> 8) & 255, order.length & 255)
    let rest = 0
    for (const byte of await sha(two, new TextEncoder().encode(key), two))
      rest = (rest * 256 + byte) % left.length
    order.push(...left.splice(rest, 1))
  }
  return order
}

async function faults(): Promise<string[]> {
  const { root = '', seed = '' } = place?.dataset ?? {}
  const strata = [...document.querySelectorAll('[data-stratum]')].map((list) =>
    [...list.querySelectorAll('[data-leaf]')].map((leaf) => leaf.textContent.trim()),
  )
  const found: string[] = []
  const numbers = seed.split('.').slice(0, -1).map(BigInt)
  const isWritten = /^(?:(?:0|[1-9]\d*)\.)+\/$/.test(seed)
  if (!isWritten || numbers.some((number, at) => at > 0 && number < (numbers[at - 1] ?? 0n)))
    found.push(say('公开号码不是规定的写法。', 'The public number is not written as it must be.'))
  const pool = strata.map((leaves) => [...leaves].sort())
  if (hexOf(await rootOf(pool.flat().map(bytesOf))) !== root)
    found.push(say('名单与抽取前公布的承诺值不符。', 'The pool is not what was committed to.'))
  for (const [at, leaves] of pool.entries()) {
    const order = await orderOf(leaves, `${ALGORITHM}/${seed}${root}/${at}/`)
    if (order.join() !== strata[at]?.join())
      found.push(say(`第 ${at + 1} 组的顺序与复算不同。`, `The order of group ${at + 1} is another.`))
  }
  return found
}

async function run(): Promise<void> {
  if (!place) return
  if (typeof crypto.subtle === 'undefined') {
    place.className = 'note warn'
    place.textContent = say(
      '这个浏览器只在 https 网址下提供密码运算，请用下面的命令行复算。',
      'This browser offers cryptography only over https; use the command line below.',
    )
    return
  }
  const found = await faults()
  place.className = found.length === 0 ? 'note good' : 'note bad'
  place.textContent =
    found.length === 0
      ? say(
          '复算一致：名单没有换过，顺序由公开号码决定。',
          'It holds: the pool was not changed, and the public number made the order.',
        )
      : found.join(' ')
}

void run()
