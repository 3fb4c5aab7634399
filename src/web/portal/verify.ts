import {
  base64Bytes,
  fetched,
  goesOn,
  hexBytes,
  parsed,
  provenBy,
  signed,
  type Checkpoint,
  type LogKeys,
  type Proof,
  type Receipt,
} from './evidence-log.ts'
import { noticeSteps, type Notice, type NoticeStep } from './evidence-steps.ts'

/** Checks evidence in the reader's own browser, loaded on a click. It says what it checked and what it could not. */
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
  const { checkpoint, ...is } = await provenBy(proof, keys)
  const isLeaf = told(
    is.isLeaf,
    say('记录的内容与叶子哈希一致。', 'The entry has the leaf hash.'),
    say('记录的内容与叶子哈希不符。', 'The entry does not have the leaf hash.'),
  )
  const isIn = told(
    is.isIn,
    say(
      `记录是公示账 ${checkpoint.size} 条中的第 ${proof.index} 条，由路径算出的根与检查点一致。`,
      `The entry is number ${proof.index} of ${checkpoint.size}: the path leads to the checkpoint's root.`,
    ),
    say(
      '由路径算不出检查点的根：这条记录不在账里。',
      "The path does not lead to the checkpoint's root: the entry is not in the log.",
    ),
  )
  const isSigned = told(
    is.isSigned,
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

/** What each step of a notice says when it holds and when it does not. */
const NOTICE_WORDS: Readonly<Record<NoticeStep['what'], (step: NoticeStep) => readonly [string, string]>> = {
  version: ({ n, at }) => [
    say(`第 ${n} 版的文字与 ${at} 的存证一致。`, `The text of version ${n} is that of the leaf of ${at}.`),
    say(
      `第 ${n} 版的文字、时间与存证不符：被改动。`,
      `Text or time of version ${n} are not those of its leaf.`,
    ),
  ],
  opened: ({ at }) => [
    say(
      `公示自 ${at} 开始，与第一版的存证一致。`,
      `The notice began at ${at}, as the leaf of version 1 says.`,
    ),
    say('公示的开始时间不是第一版的存证时间。', 'The notice did not begin when the leaf of version 1 says.'),
  ],
  shown: () => [
    say('页面上的公示内容就是最后一版的文字。', 'What the page shows is the last version.'),
    say('页面上的公示内容与最后一版的文字不同。', 'What the page shows is not the last version.'),
  ],
  end: ({ at }) => [
    say(`公示在 ${at} 结束，与存证一致。`, `The notice ended at ${at}, as its leaf says.`),
    say(
      '公示结束的时间、结果或版本与存证不符。',
      'Time, outcome or versions of the end are not those of its leaf.',
    ),
  ],
}

async function checkNotice(notice: Notice, keys: LogKeys) {
  let holds = true
  for (const step of await noticeSteps(notice)) {
    const [good, bad] = NOTICE_WORDS[step.what](step)
    holds = told(step.is, good, bad) && holds
    if (step.leaf !== undefined) holds = (await checkLeaf(step.leaf, keys)) && holds
  }
  return holds
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
