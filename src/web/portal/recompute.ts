import { fetched, hash, hex, hexBytes, provenBy, utf8, type LogKeys, type Proof } from './evidence-log.ts'
import { isCommitted, type Commitment } from './evidence-steps.ts'

/**
 * Recomputes a draw in the reader's own browser, loaded on a click: a third writing of decision 0050, with the browser's
 * own SHA-256. Everything is read from the page, so that what is checked is what is shown; only the proof that the
 * commitment is in the public log is fetched.
 */
const ALGORITHM = 'keqiao-draw/1'
const place = document.querySelector<HTMLElement>('[data-recompute]')
const isEnglish = document.documentElement.lang.startsWith('en')
const say = (chinese: string, english: string) => (isEnglish ? english : chinese)

async function rootOf(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return hash(Uint8Array.of(1), await rootOf(leaves.slice(0, split)), await rootOf(leaves.slice(split)))
}

async function orderOf(leaves: readonly string[], key: string): Promise<string[]> {
  const left = [...leaves]
  const order: string[] = []
  while (left.length > 0) {
    const two = Uint8Array.of((order.length >> 8) & 255, order.length & 255)
    let rest = 0
    for (const byte of await hash(two, utf8(key), two)) rest = (rest * 256 + byte) % left.length
    order.push(...left.splice(rest, 1))
  }
  return order
}

async function faults(): Promise<string[]> {
  const { root = '', seed = '', commitment = '' } = place?.dataset ?? {}
  const strata = [...document.querySelectorAll('[data-stratum]')].map((list) =>
    [...list.querySelectorAll('[data-leaf]')].map((leaf) => leaf.textContent.trim()),
  )
  const found: string[] = []
  const numbers = seed.split('.').slice(0, -1).map(BigInt)
  const isWritten = /^(?:(?:0|[1-9]\d*)\.)+\/$/.test(seed)
  if (!isWritten || numbers.some((number, at) => at > 0 && number < (numbers[at - 1] ?? 0n)))
    found.push(say('公开号码不是规定的写法。', 'The public number is not written as it must be.'))
  const pool = strata.map((leaves) => [...leaves].sort())
  if (hex(await rootOf(pool.flat().map(hexBytes))) !== root)
    found.push(say('名单与抽取前公布的承诺值不符。', 'The pool is not what was committed to.'))
  for (const [at, leaves] of pool.entries()) {
    const order = await orderOf(leaves, `${ALGORITHM}/${seed}${root}/${at}/`)
    if (order.join() !== strata[at]?.join())
      found.push(say(`第 ${at + 1} 组的顺序与复算不同。`, `The order of group ${at + 1} is another.`))
  }
  const counts = pool.map((leaves) => leaves.length)
  return [...found, ...(await commitmentFaults({ algorithm: ALGORITHM, root, counts }, commitment))]
}

/** The commitment is in the public log, says what the page shows, and is older than the public number. */
async function commitmentFaults(
  shown: Pick<Commitment, 'algorithm' | 'root' | 'counts'>,
  text: string,
): Promise<string[]> {
  if (text === '') return [say('页面没有给出承诺值的存证。', 'The page names no leaf of the commitment.')]
  const said: Commitment = { ...(JSON.parse(text) as Commitment), ...shown }
  if (!(await isCommitted(said)))
    return [
      say(
        '承诺值的存证与页面上的不同，或晚于公开号码。',
        'The leaf names another commitment, or is later than the public number.',
      ),
    ]
  const proof = await fetched<Proof>(`/log/proof?leaf=${said.leaf}`)
  const { isLeaf, isIn, isSigned } = await provenBy(proof, await fetched<LogKeys>('/log/keys'))
  return proof.leaf === said.leaf && isLeaf && isIn && isSigned !== false
    ? []
    : [say('承诺值不在存证公示账里。', 'The commitment is not in the evidence log.')]
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
  const found = await faults().catch((error: unknown) => [
    say(`没有核对成：${String(error)}`, `Could not check: ${String(error)}`),
  ])
  place.className = found.length === 0 ? 'note good' : 'note bad'
  place.textContent =
    found.length === 0
      ? say(
          '复算一致：承诺值在公开号码产生之前已经存证，名单没有换过，顺序由公开号码决定。',
          'It holds: the commitment was in the log before the public number, the pool was not changed, and the number made the order.',
        )
      : found.join(' ')
}

void run()
