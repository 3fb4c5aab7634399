/**
 * Checks evidence in the reader's own browser, loaded on a click: a third writing of RFC 6962, with nothing but the
 * browser's own cryptography. It says what it checked and what it could not.
 */
interface Proof {
  readonly leaf: string
  readonly at: string
  readonly index: number | null
  readonly size: number
  readonly path: readonly string[]
  readonly entry: string
  readonly checkpoint: string
}
type Receipt = Readonly<Record<'leaf' | 'at' | 'keyId' | 'signature', string>>
type Step = Readonly<Record<'at' | 'leaf' | 'leafBody', string>>
interface Notice {
  readonly id: string
  readonly name: string
  readonly openedAt: string
  readonly fields: readonly { readonly label: string; readonly value: string }[] | null
  readonly versions: readonly (Step & { readonly text: string })[]
  readonly end: Step | null
}
interface Said {
  readonly notice?: string
  readonly version?: number
  readonly title?: string
  readonly opened?: string
  readonly fields?: readonly { readonly label: string; readonly value?: string }[]
}
interface LogKeys {
  readonly origin: string
  readonly log: string
  readonly receipt: { readonly keyId: string; readonly pem: string }
}
interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly at: string
  readonly body: string
  readonly signatures: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}
/** What this script can check; exported, so that the file is a module of its own. */
export type Evidence = Proof | Receipt | Notice
type Mark = 'good' | 'bad' | 'quiet' | 'warn'

const zh = document.documentElement.lang !== 'en'
const say = (chinese: string, english: string) => (zh ? chinese : english)
const SEEN = 'keqiao_log_seen'
const place = document.querySelector<HTMLElement>('[data-verifier]')
const list = document.createElement('ul')
list.className = 'list'

function line(mark: Mark, text: string) {
  const item = document.createElement('li')
  const sign = document.createElement('strong')
  sign.className = mark
  sign.textContent = { good: '✓ ', bad: '✗ ', quiet: '– ', warn: '! ' }[mark]
  item.append(sign, text)
  list.append(item)
}

const hexBytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const base64Bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const utf8 = (text: string) => new TextEncoder().encode(text)
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const hash = async (...parts: readonly Uint8Array[]) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)))
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i])
const inner = (left: Uint8Array, right: Uint8Array) => hash(Uint8Array.of(1), left, right)

/** Root that the path leads to, or null when it has the wrong length (RFC 9162 2.1.3.2). */
async function climbed(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]) {
  let [fn, sn, root] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      root = await inner(sibling, root)
      while (fn % 2 === 0 && fn > 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else root = await inner(root, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && index < size ? root : null
}

/** Whether the tree of `size` goes on from the tree of `earlier` (RFC 9162 2.1.4.2). */
async function goesOn(
  earlier: { readonly size: number; readonly root: Uint8Array },
  now: Checkpoint,
  proof: readonly Uint8Array[],
) {
  if (earlier.size === now.size) return same(earlier.root, now.root)
  const path = Number.isInteger(Math.log2(earlier.size)) ? [earlier.root, ...proof] : [...proof]
  const first = path.shift()
  if (!first) return false
  let [fn, sn] = [earlier.size - 1, now.size - 1]
  while (fn % 2 === 1) [fn, sn] = [(fn - 1) / 2, Math.floor(sn / 2)]
  let [before, after] = [first, first]
  for (const sibling of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      before = await inner(sibling, before)
      after = await inner(sibling, after)
      while (fn % 2 === 0 && fn > 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else after = await inner(after, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(before, earlier.root) && same(after, now.root)
}

function parsed(text: string): Checkpoint {
  const cut = text.indexOf('\n\n')
  const body = text.slice(0, cut + 1)
  const [origin = '', size = '', root = '', ...more] = body.split('\n')
  const signatures = text
    .slice(cut + 2)
    .split('\n')
    .flatMap((one) => {
      const [, name, data] = /^— (\S+) (\S+)$/.exec(one) ?? []
      return name === undefined || data === undefined ? [] : [{ name, bytes: base64Bytes(data) }]
    })
  const at = (more.find((one) => one.startsWith('at ')) ?? '').slice(3)
  return { origin, size: Number(size), root: base64Bytes(root), at, body, signatures }
}

/** Whether the key signed the bytes; null when this browser knows no Ed25519. */
async function signed(key: Uint8Array, signature: Uint8Array, text: string) {
  const algorithm = { name: 'Ed25519' }
  let imported: CryptoKey
  try {
    imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), algorithm, false, ['verify'])
  } catch {
    return null
  }
  return crypto.subtle.verify(algorithm, imported, Uint8Array.from(signature), utf8(text))
}

async function fetched<T>(path: string): Promise<T> {
  const response = await fetch(path)
  const answer = (await response.json()) as T & { detail?: string }
  if (!response.ok) throw new Error(answer.detail ?? String(response.status))
  return answer
}

function told(is: boolean | null, good: string, bad: string) {
  if (is === null)
    line(
      'quiet',
      say(
        '这个浏览器不支持 Ed25519，没有核验签名；可用下面的命令行工具核验。',
        'This browser has no Ed25519, so the signature was not checked; use the command line below.',
      ),
    )
  else line(is ? 'good' : 'bad', is ? good : bad)
  return is !== false
}

async function checkReceipt(receipt: Receipt, keys: LogKeys) {
  const der = base64Bytes(keys.receipt.pem.replace(/-----[^-]+-----|\s/g, ''))
  const text = `keqiao-receipt/v1\n${receipt.leaf}\n${receipt.at}\n${receipt.keyId}\n`
  const is =
    receipt.keyId === keys.receipt.keyId &&
    (await signed(der.slice(-32), base64Bytes(receipt.signature), text))
  return told(
    is,
    say(`回执由本平台在 ${receipt.at} 签署。`, `The receipt was signed by this platform at ${receipt.at}.`),
    say('回执的签名不对。', 'The signature of the receipt is wrong.'),
  )
}

async function checkProof(proof: Proof, keys: LogKeys) {
  if (proof.index === null) {
    line(
      'quiet',
      say(
        '平台已收到这条记录，还没有编入公示账；一分钟后再查。',
        'Received, not in the log yet; ask again in a minute.',
      ),
    )
    return false
  }
  const checkpoint = parsed(proof.checkpoint)
  const leaf = await hash(Uint8Array.of(0), utf8(proof.entry))
  const isLeaf = told(
    same(leaf, hexBytes(proof.leaf)),
    say('记录的内容与叶子哈希一致。', 'The entry has the leaf hash.'),
    say('记录的内容与叶子哈希不符。', 'The entry does not have the leaf hash.'),
  )
  const root = await climbed(leaf, proof.index, proof.size, proof.path.map(hexBytes))
  const isIn = told(
    root !== null && proof.size === checkpoint.size && same(root, checkpoint.root),
    say(
      `记录是公示账 ${checkpoint.size} 条中的第 ${proof.index} 条，由路径算出的根与检查点一致。`,
      `The entry is number ${proof.index} of ${checkpoint.size}: the path leads to the checkpoint's root.`,
    ),
    say(
      '由路径算不出检查点的根：这条记录不在账里。',
      "The path does not lead to the checkpoint's root: the entry is not in the log.",
    ),
  )
  const key = base64Bytes(keys.log.split('+').slice(2).join('+'))
  const own = checkpoint.signatures.find(({ name }) => name === keys.origin)
  const is =
    own !== undefined &&
    checkpoint.origin === keys.origin &&
    (await signed(key.slice(1), own.bytes.slice(4), checkpoint.body))
  const isSigned = told(
    is,
    say(
      `检查点由公示账的密钥在 ${checkpoint.at} 签署。`,
      `The checkpoint was signed with the log's key at ${checkpoint.at}.`,
    ),
    say('检查点的签名不对。', 'The signature of the checkpoint is wrong.'),
  )
  latest = { checkpoint, text: proof.checkpoint }
  return isLeaf && isIn && isSigned
}

/** The checkpoint of the last proof; what this browser saw before is compared with it once. */
let latest: { readonly checkpoint: Checkpoint; readonly text: string } | null = null

/** The browser remembers the checkpoint it saw last: a log that was rewritten since does not go on from it. */
async function checkSeen(now: Checkpoint, text: string) {
  const kept = localStorage.getItem(SEEN)
  const seen = kept === null ? null : parsed(kept)
  if (seen !== null && seen.origin === now.origin) {
    const [earlier, later] = seen.size <= now.size ? [seen, now] : [now, seen]
    const { path } = await fetched<{ path: string[] }>(
      `/log/consistency?from=${earlier.size}&to=${later.size}`,
    )
    const is = await goesOn(earlier, later, path.map(hexBytes))
    if (
      !told(
        is,
        say(
          `与本浏览器上次看到的账（${seen.size} 条，${seen.at}）前后一致。`,
          `The log goes on from what this browser saw last (${seen.size} entries, ${seen.at}).`,
        ),
        say(
          `与本浏览器上次看到的账（${seen.size} 条，${seen.at}）不一致：账被改写。`,
          `The log does not go on from what this browser saw last (${seen.size} entries, ${seen.at}): it was rewritten.`,
        ),
      )
    )
      return false
    if (later === seen) return true
  } else
    line(
      'quiet',
      say(
        '本浏览器第一次查看这本账，已记下检查点，下次会比对。',
        'This browser saw the log for the first time and will compare the next time.',
      ),
    )
  localStorage.setItem(SEEN, text)
  return true
}

/** The proof of a leaf, asked of the site; one of another leaf is no answer. */
async function checkLeaf(leaf: string, keys: LogKeys) {
  const proof = await fetched<Proof>(`/log/proof?leaf=${encodeURIComponent(leaf)}`)
  if (proof.leaf === leaf) return checkProof(proof, keys)
  return told(false, '', say('平台给出的是另一条记录的证明。', 'The site gave the proof of another leaf.'))
}

async function checkAll(text: string) {
  const keys = await fetched<LogKeys>('/log/keys')
  const typed = text.trim()
  if (/^[0-9a-f]{64}$/.test(typed)) return checkLeaf(typed, keys)
  if (typed.startsWith('notice:'))
    return checkNotice(await fetched<Notice>(`/api/v1/notices/${typed.slice('notice:'.length)}`), keys)
  const value = JSON.parse(typed) as Partial<Proof & Receipt & Notice> & { readonly receipt?: Receipt }
  if (value.versions !== undefined) return checkNotice(value as Notice, keys)
  const receipt = value.receipt ?? (value.signature === undefined ? undefined : (value as Receipt))
  if (receipt === undefined) return checkProof(value as Proof, keys)
  const isReceipt = await checkReceipt(receipt, keys)
  return (await checkLeaf(receipt.leaf, keys)) && isReceipt
}

/** A notice: each version's text has its digest, its leaf names the digest and is in the log, and the page shows it. */
async function checkNotice(notice: Notice, keys: LogKeys) {
  let holds = notice.versions.length > 0
  for (const [at, version] of notice.versions.entries()) {
    const n = at + 1
    const digest = hex(await hash(utf8(version.text)))
    const said = JSON.parse(version.text) as Said
    const isText =
      said.notice === notice.id &&
      said.version === n &&
      said.opened === notice.openedAt &&
      (notice.name === said.title || notice.name.startsWith(`${said.title}：`))
    const isSaid = isText && (await isAttested(version, `notice:${notice.id}/${n}`, digest))
    holds =
      told(
        isSaid,
        say(
          `第 ${n} 版的文字与 ${version.at} 的存证一致。`,
          `The text of version ${n} is that of the leaf of ${version.at}.`,
        ),
        say(
          `第 ${n} 版的文字、时间与存证不符：被改动。`,
          `Text or time of version ${n} are not those of its leaf.`,
        ),
      ) && holds
    holds = (await checkLeaf(version.leaf, keys)) && holds
  }
  const last = notice.versions[notice.versions.length - 1]
  if (last !== undefined && notice.fields !== null) {
    const { fields = [] } = JSON.parse(last.text) as Said
    const isShown =
      fields.length === notice.fields.length &&
      fields.every((said, place) => {
        const shown = notice.fields?.[place]
        return shown?.label === said.label && (said.value === undefined || said.value === shown.value)
      })
    holds =
      told(
        isShown,
        say('页面上的公示内容就是最后一版的文字。', 'What the page shows is the last version.'),
        say('页面上的公示内容与最后一版的文字不同。', 'What the page shows is not the last version.'),
      ) && holds
  }
  if (notice.end === null) return holds
  const isEnd = await isAttested(notice.end, `notice:${notice.id}/end`)
  holds =
    told(
      isEnd,
      say(
        `公示在 ${notice.end.at} 结束，与存证一致。`,
        `The notice ended at ${notice.end.at}, as its leaf says.`,
      ),
      say('公示结束的时间与存证不符。', 'The end of the notice is not that of its leaf.'),
    ) && holds
  return (await checkLeaf(notice.end.leaf, keys)) && holds
}

async function isAttested(step: Step, name: string, digest?: string) {
  const body = JSON.parse(step.leafBody) as { at?: string; attested?: { name: string; hash: string }[] }
  const named = (body.attested ?? []).find((one) => one.name === name)
  const isLeaf = hex(await hash(Uint8Array.of(0), utf8(step.leafBody))) === step.leaf
  return (
    isLeaf && body.at === step.at && named !== undefined && (digest === undefined || named.hash === digest)
  )
}

async function checkLatest() {
  return latest === null || checkSeen(latest.checkpoint, latest.text)
}

async function run(text: string) {
  list.replaceChildren()
  const verdict = document.createElement('p')
  verdict.setAttribute('role', 'status')
  place?.replaceChildren(verdict, list)
  const end = (mark: Mark, words: string) => {
    verdict.className = mark
    verdict.textContent = words
  }
  if (typeof crypto.subtle === 'undefined')
    return end(
      'warn',
      say(
        '这个浏览器只在 https 网址下提供密码运算，无法在此核验；请用下面的命令行工具。',
        'This browser offers cryptography only over https; use the command line below.',
      ),
    )
  end('quiet', say('正在核验…', 'Checking…'))
  try {
    latest = null
    const holds = await checkAll(text)
    const is = holds && (await checkLatest())
    end(
      is ? 'good' : 'bad',
      is ? say('核验通过。', 'It holds.') : say('核验没有通过，原因见下。', 'It does not hold; see below.'),
    )
  } catch (error) {
    const why =
      error instanceof SyntaxError
        ? say('不是回执、证明或叶子哈希。', 'This is no receipt, proof or leaf hash.')
        : error instanceof Error
          ? error.message
          : String(error)
    end('bad', say(`没有核验成：${why}`, `Could not check: ${why}`))
  }
}

const box = document.querySelector<HTMLTextAreaElement>('[data-evidence]')
document.querySelector('[data-verifier-panel]')?.removeAttribute('hidden')
document.querySelector<HTMLInputElement>('[data-evidence-file]')?.addEventListener('change', (event) => {
  const [file] = (event.target as HTMLInputElement).files ?? []
  void file?.text().then((text) => {
    if (box) box.value = text
    return run(text)
  })
})
document.querySelector('[data-evidence-check]')?.addEventListener('click', () => void run(box?.value ?? ''))
if (place?.dataset['verifier']) void run(place.dataset['verifier'])
