import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundleReport, type Known } from './bundle.ts'
import { cosignedAt, isSignedBy, noteKey, parseCheckpoint, type NoteKey } from './note.ts'
import { cosignersOf, proofFaults, receiptFaults, receiptIn, type LogKeys, type Proof } from './proof.ts'
import { reportOf, type Fault, type Report } from './report.ts'
import { commitmentFaults, drawFaults, type PublishedCommitment } from './draw.ts'
import { poolProofFaults, poolProofsIn, type PoolProof } from './pool-proof.ts'
import { isNotice, leavesOfNotice, noticeFaults, type PublishedNotice } from './notice.ts'
import { copiedLog, liveLog, logAddress, type ReadLog } from './source.ts'
import { readMemory, writeMemory } from './memory.ts'
import { look, publishedKey, rootAt, type Memory } from './witness.ts'
import { cosignerReport, trusted } from './witnesses.ts'

export interface VerifyOptions {
  /** Verifier key of the log the asker trusts; otherwise the key the evidence itself names. */
  readonly key?: string
  /** Verifier keys of witnesses the asker trusts; otherwise those the evidence itself names, which is said. */
  readonly witnesses?: readonly string[]
  /** Site whose log a receipt is looked up in. */
  readonly url?: string
  /** File that remembers a log between two looks; of a bundle, the checkpoint it must contain. */
  readonly state?: string
}

/** A bundle is read line by line; anything else of this kind is small. */
const FILE_MAX = 4_000_000

/** Checks a receipt, a proof, a notice, a draw, an expert's place in one, a checkpoint, an auditor's bundle, a copy of the log or a live one (design.md 8). */
export async function verify(target: string, options: VerifyOptions): Promise<Report> {
  if (/^https?:/.test(target)) {
    const notice = /\/notices\/([0-9a-z]+)\/?$/.exec(new URL(target).pathname)?.[1]
    if (notice !== undefined)
      return noticeReport(await publishedNotice(target, notice), { ...options, url: target })
    const draw = /\/draws\/([^/]+)\/?$/.exec(new URL(target).pathname)?.[1]
    if (draw !== undefined) return drawReport(await publishedDraw(target, draw), { ...options, url: target })
    const leaf = new URL(target).searchParams.get('leaf')
    if (leaf === null) return logReport(liveLog(target), options)
    return joined([await leafReport(liveLog(target), leaf, options)])
  }
  const info = await stat(target).catch(() => undefined)
  if (!info) throw new Error(`文件“${target}”不存在。`)
  return info.isDirectory() ? folderReport(target, options) : fileReport(target, options)
}

async function folderReport(folder: string, options: VerifyOptions): Promise<Report> {
  const names = (await readdir(folder)).sort()
  if (names.includes('checkpoint') && names.includes('tile')) return logReport(copiedLog(folder), options)
  const files = names.filter((name) => /\.(json|jsonl|txt)$/.test(name))
  if (files.length === 0) throw new Error(`文件夹“${folder}”里没有可以核验的文件。`)
  const reports: Report[] = []
  for (const name of files) {
    const { checked, faults } = await fileReport(join(folder, name), options)
    const prefixed = faults.map(({ record, why }) => ({ record: `${name}: ${record}`, why }))
    reports.push(
      reportOf(
        checked.map((text) => `${name}：${text}`),
        prefixed,
      ),
    )
  }
  return joined(reports)
}

function joined(reports: readonly Report[]): Report {
  return reportOf(
    reports.flatMap(({ checked }) => checked),
    reports.flatMap(({ faults }) => faults),
  )
}

async function fileReport(file: string, options: VerifyOptions): Promise<Report> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  for await (const first of lines) {
    if (!first.startsWith('{"format":"keqiao-bundle/v1"')) break
    lines.close()
    // Made last: lines read while nobody listens yet are lost.
    const known = await knownOf(options)
    return bundleReport(createInterface({ input: createReadStream(file), crlfDelay: Infinity }), known)
  }
  if ((await stat(file)).size > FILE_MAX) throw new Error(`文件“${file}”太大，不像回执、证明或检查点。`)
  const text = await readFile(file, 'utf8')
  if (!/^\s*[[{]/.test(text)) return checkpointReport(text, options)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`文件“${file}”不是完整的 JSON。`)
  }
  if ((value as { format?: unknown }).format === 'keqiao-proof/v1')
    return proofReport(value as Proof, options)
  if (isNotice(value)) return noticeReport(value, options)
  if (isDraw(value)) return drawReport(value, options)
  const proofs = poolProofsIn(value)
  if (proofs.length > 0) return joined(await Promise.all(proofs.map((one) => poolReport(one, options))))
  return receiptReport(value, file, options)
}

async function knownOf({ key, state, witnesses }: VerifyOptions): Promise<Known> {
  const memory = state === undefined ? undefined : await readMemory(state)
  const pinned = key ?? memory?.key
  return {
    ...(pinned !== undefined && { key: pinned }),
    ...(memory && { checkpoint: memory.checkpoint }),
    ...(witnesses && { witnesses }),
  }
}

function checkpointReport(text: string, { key, witnesses }: VerifyOptions): Report {
  const checkpoint = parseCheckpoint(text)
  if (key === undefined) throw new Error('核验检查点需要这本账的公钥：请加 --key。')
  const faults: Fault[] = isSignedBy(checkpoint, noteKey(key))
    ? []
    : [{ record: 'checkpoint', why: '签名不对。' }]
  const signed = reportOf([`检查点：${checkpoint.size} 条，${checkpoint.at}`], faults)
  if (witnesses === undefined) return signed
  const trust = trusted(witnesses, [])
  const signers = cosignersOf({ checkpoint: text }, trust)
  return joined([signed, cosignerReport(trust, signers, 'checkpoint')])
}

function proofReport(proof: Proof, { key, witnesses: brought }: VerifyOptions): Report {
  const faults = proofFaults(proof, key)
  if (proof.index === null) return reportOf([`叶子 ${proof.leaf}`], faults)
  const found = reportOf(
    [
      `叶子 ${proof.leaf} 是第 ${proof.index} 条，共 ${proof.size} 条`,
      key === undefined ? '签名公钥取自证明本身，没有另行核对' : '签名公钥由核验者提供',
    ],
    faults,
  )
  if (faults.length > 0) return found
  const trust = trusted(brought, proof.keys.witnesses)
  return joined([found, cosignerReport(trust, cosignersOf(proof, trust), `leaf ${proof.leaf}`)])
}

async function publishedNotice(address: string, id: string): Promise<PublishedNotice> {
  const site = logAddress(address).replace(/\/log$/, '')
  const response = await fetch(`${site}/api/v1/notices/${id}`, { signal: AbortSignal.timeout(30_000) })
  const value: unknown = await response.json()
  if (!response.ok || !isNotice(value)) throw new Error(`没有取到公示 ${id}（${response.status}）。`)
  return value
}

/** A notice: what it says, version by version, and that each version and its end are in the log. */
async function noticeReport(notice: PublishedNotice, options: VerifyOptions): Promise<Report> {
  if (options.url === undefined) throw new Error('核验公示要查它所在的账：请加 --url 平台网址。')
  const read = liveLog(options.url)
  const last = notice.end?.at ?? '今'
  const text = `公示“${notice.name}”：自 ${notice.openedAt} 至${last}，共 ${notice.versions.length} 版，逐版核对了文字、摘要和时间`
  const reports = [reportOf([text], noticeFaults(notice))]
  for (const leaf of leavesOfNotice(notice)) reports.push(await leafReport(read, leaf, options))
  return joined(reports)
}

function isDraw(value: unknown): value is PublishedCommitment {
  return typeof (value as Partial<PublishedCommitment> | null)?.algorithm === 'string'
}

async function publishedDraw(address: string, id: string): Promise<PublishedCommitment> {
  const site = logAddress(address).replace(/\/log$/, '')
  const response = await fetch(`${site}/api/v1/draws/${id}`, { signal: AbortSignal.timeout(30_000) })
  const value: unknown = await response.json()
  if (!response.ok || !isDraw(value)) throw new Error(`没有取到抽取 ${id}（${response.status}）。`)
  return value
}

/** A drawn panel: pool against commitment, order against seed, and that the commitment is in the log. */
async function drawReport(draw: PublishedCommitment, options: VerifyOptions): Promise<Report> {
  if (options.url === undefined) throw new Error('核验抽取要查承诺值所在的账：请加 --url 平台网址。')
  const faults = [...drawFaults(draw), ...commitmentFaults(draw)].map((why) => ({
    record: `draw ${draw.root}`,
    why,
  }))
  const text = `抽取：名单与承诺值 ${draw.root}，顺序按公开号码 ${draw.seed ?? '（尚未公布）'} 复算`
  const reports = [reportOf([text], faults)]
  if (draw.commitment) reports.push(await leafReport(liveLog(options.url), draw.commitment.leaf, options))
  return joined(reports)
}

/** An expert's own place in the pool of a draw, and with a site that the pool is the one it published. */
async function poolReport(proof: PoolProof, options: VerifyOptions): Promise<Report> {
  const { url } = options
  const draw = url === undefined ? undefined : await publishedDraw(url, proof.publicId)
  const faults = poolProofFaults(proof, draw).map((why) => ({ record: `draw ${proof.publicId}`, why }))
  const checked = [
    `专家 ${proof.code} 在抽取 ${proof.publicId} 的名单中（承诺值 ${proof.root}）`,
    draw
      ? '承诺值与平台公布的抽取和存证一致'
      : '承诺值取自证明本身，没有与公布的抽取核对：请加 --url 平台网址',
  ]
  const reports = [reportOf(checked, faults)]
  if (url !== undefined && draw?.commitment)
    reports.push(await leafReport(liveLog(url), draw.commitment.leaf, options))
  return joined(reports)
}

/** A receipt says the log will hold its leaf: both the signature and the promise are checked. */
async function receiptReport(value: unknown, file: string, options: VerifyOptions): Promise<Report> {
  const receipt = receiptIn(value)
  if (!receipt) throw new Error(`文件“${file}”不是回执、证明、检查点或审计包。`)
  if (options.url === undefined) throw new Error('核验回执要查它所在的账：请加 --url 平台网址。')
  const read = liveLog(options.url)
  const keys = JSON.parse((await read('keys')).toString('utf8')) as LogKeys
  const signed = receiptFaults(receipt, keys.receipt)
  const found = await leafReport(read, receipt.leaf, options)
  return joined([reportOf([`回执 ${receipt.at} 的签名`], signed), found])
}

async function leafReport(read: ReadLog, leaf: string, options: VerifyOptions): Promise<Report> {
  if (!/^[0-9a-f]{64}$/.test(leaf)) throw new Error('叶子哈希是 64 位十六进制小写。')
  try {
    const proof = JSON.parse((await read(`proof?leaf=${leaf}`)).toString('utf8')) as Proof
    if (proof.leaf !== leaf)
      return reportOf([], [{ record: `leaf ${leaf}`, why: '平台给出的是另一条记录的证明。' }])
    return proofReport(proof, options)
  } catch (error) {
    return reportOf(
      [],
      [{ record: `leaf ${leaf}`, why: error instanceof Error ? error.message : String(error) }],
    )
  }
}

/** The whole log, read from its entries; with a state file also against what was seen before. */
async function logReport(read: ReadLog, options: VerifyOptions): Promise<Report> {
  const memory: Memory | undefined = options.state === undefined ? undefined : await readMemory(options.state)
  const key = noteKey(options.key ?? memory?.key ?? (await publishedKey(read)).text)
  const seen = await look(read, key, memory)
  if (seen.faults.length > 0 || !seen.checkpoint || !seen.memory) return reportOf(['检查点'], seen.faults)
  if (options.state !== undefined) await writeMemory(options.state, seen.memory)
  const { origin, size, at } = seen.checkpoint
  const before = memory ? parseCheckpoint(memory.checkpoint).size : 0
  const report = reportOf(
    [
      `账 ${origin}：${at} 的检查点，${size} 条，逐条重算了第 ${before} 条以后的根`,
      memory ? `与记下的 ${before} 条一致` : '第一次查看，没有记下的检查点可以比对',
      options.key === undefined && !memory
        ? '签名公钥取自平台本身，没有另行核对'
        : '签名公钥由核验者提供或早先记下',
    ],
    [],
  )
  if (options.witnesses === undefined) return report
  return joined([report, await cosignedLogReport(read, key, options.witnesses, size)])
}

/** The newest cosigned checkpoint of the log: of the same key, of the same tree, signed by a witness the asker trusts. */
async function cosignedLogReport(
  read: ReadLog,
  key: NoteKey,
  witnesses: readonly string[],
  size: number,
): Promise<Report> {
  const trust = trusted(witnesses, [])
  const record = 'cosigned'
  try {
    const cosigned = parseCheckpoint((await read('cosigned')).toString('utf8'))
    const isSame =
      isSignedBy(cosigned, key) &&
      cosigned.size <= size &&
      (await rootAt(read, cosigned.size)).equals(cosigned.root)
    if (!isSame) return reportOf([], [{ record, why: '见证人副署的检查点不属于这本账：账被分叉。' }])
    const signers = trust.keys.filter((witness) => cosignedAt(cosigned, witness) !== undefined)
    const names = signers.map(({ name }) => name)
    return joined([
      reportOf([`见证人副署到第 ${cosigned.size} 条（${cosigned.at}）`], []),
      cosignerReport(trust, names, record),
    ])
  } catch (error) {
    return reportOf([], [{ record, why: error instanceof Error ? error.message : String(error) }])
  }
}
