import { createHash } from 'node:crypto'
import { entriesFaults, noLeaves, type LeafLine } from './bundle-leaves.ts'
import { openingFaults, sealedFaults } from './bundle-openings.ts'
import { edgeRoot, emptyEdge, extended } from './edge.ts'
import { rootOf } from './merkle.ts'
import { cosignedAt, isSignedBy, noteKey, parseCheckpoint, type NoteKey } from './note.ts'
import type { LogKeys } from './proof.ts'
import { reportOf, type Fault, type Report } from './report.ts'
import { cosignerReport, trusted } from './witnesses.ts'

/** What the auditor knows from elsewhere: keys of the log and of witnesses, a checkpoint a witness or the auditor kept. */
export interface Known {
  readonly key?: string
  readonly witnesses?: readonly string[]
  readonly checkpoint?: string
}

interface Digest {
  readonly leaf: string
  readonly place: number
  readonly shape: string
  readonly key: string
  /** Null of a sealed row. */
  readonly salt: string | null
}

type Line = {
  readonly [Part in keyof Parts]?: Parts[Part]
}
interface Parts {
  leaf: LeafLine
  node: { level: number; index: number; hash: string }
  checkpoint: { size: number; at: string; note: string }
  cosignature: { size: number; at: string; vkey: string; line: string }
  shape: { id: string; table: string; columns: string[] }
  digest: Digest
  due: { table: string; key: string }
  row: {
    table: string
    key: string
    texts: Record<string, string>
    /** Of a row that nobody reads yet: what its text makes of each digest, by leaf and place. */
    sealed?: Record<string, string>
  }
  end: { leaves: number; size: number }
}

interface Header {
  readonly format: string
  readonly origin: string
  readonly keys: LogKeys
}

/** Tables with rows that nobody reads before a panel of experts meets. */
const SEALED = new Set(['platform.journal', 'platform.panel_candidate'])

/** Checks an auditor's bundle line by line: the tree, its signatures, and every row against its digest in a leaf. */
export async function bundleReport(
  lines: AsyncIterable<string> | Iterable<string>,
  known: Known,
): Promise<Report> {
  const check = new BundleCheck(known)
  for await (const text of lines) if (text !== '') check.take(text)
  return check.report()
}

class BundleCheck {
  readonly #known: Known
  readonly #faults: Fault[] = []
  readonly #leaves = noLeaves()
  readonly #shapes = new Map<string, string>()
  /** Digests not met by a row yet, by table and key. */
  readonly #open = new Map<string, Digest[]>()
  readonly #due = new Set<string>()
  readonly #notes = new Map<string, string>()
  /** Cosignatures that hold: the witness's key by the line. */
  readonly #cosigned = new Map<string, string>()
  readonly #counts = { rows: 0, sealed: 0, checkpoints: 0, commands: 0 }
  /** Size and instant of the checkpoint met last. */
  #last = ''
  #header: Header | undefined
  #key: NoteKey | undefined
  #end: Parts['end'] | undefined
  #leafLines = 0
  readonly #nodes = new Set<string>()
  #edge = emptyEdge

  constructor(known: Known) {
    this.#known = known
  }

  take(text: string): void {
    if (!this.#header) return this.#begin(text)
    const line = JSON.parse(text) as Line
    if (line.leaf) {
      this.#leafLines += 1
      this.#say(entriesFaults(this.#leaves, line.leaf))
    } else if (line.node) this.#node(line.node)
    else if (line.checkpoint) this.#checkpoint(line.checkpoint)
    else if (line.cosignature) this.#cosignature(line.cosignature)
    else if (line.shape) this.#shape(line.shape)
    else if (line.digest) this.#digest(line.digest)
    else if (line.due) this.#due.add(rowName(line.due.table, line.due.key))
    else if (line.row) this.#row(line.row)
    else if (line.end) this.#end = line.end
  }

  report(): Report {
    if (!this.#end || this.#end.leaves !== this.#leafLines) this.#fault('bundle', '审计包不完整，缺少结尾。')
    this.#uncovered()
    this.#remembered()
    this.#missingNodes()
    for (const digests of this.#open.values()) {
      for (const { leaf, place, shape, key } of digests) {
        const table = this.#shapes.get(shape) ?? '?'
        this.#fault(
          rowName(table, key),
          `存证公示账里有这一行，表里没有了，或它的主键被改（platform.attested_row/${leaf}/${place}）。`,
        )
      }
    }
    for (const [leaf, digests] of this.#leaves.digests) {
      for (const [place, digest] of digests.entries())
        if (digest !== null)
          this.#fault(
            `platform.attested_row/${leaf}/${place}`,
            '叶子里的摘要没有说明它是哪一行的：说明被删除或改动。',
          )
    }
    for (const { journal, leafId } of this.#leaves.commands.values())
      this.#fault(`platform.journal/${journal}`, `叶子 ${leafId} 所记的办理没有对应的日志行。`)
    const { hashes } = this.#leaves
    const { rows, sealed, commands, checkpoints } = this.#counts
    const vkeys = new Set(this.#cosigned.values())
    const trust = trusted(this.#known.witnesses, [...vkeys])
    const signers = trust.keys.filter(({ text }) => vkeys.has(text)).map(({ name }) => name)
    const witnesses = cosignerReport(trust, signers, 'cosignatures')
    const checked = [
      `账 ${this.#header?.origin ?? '?'}：${hashes.length} 条，根 ${rootOf(hashes).toString('base64')}`,
      `${checkpoints} 个检查点的签名和根`,
      ...witnesses.checked,
      `${rows} 行数据与叶子中的摘要`,
      `${commands} 次办理的承诺`,
      ...(sealed > 0 ? [`其中 ${sealed} 行属于还没有开会的专家组，会前不给出内容，只核对了摘要`] : []),
      this.#known.key === undefined ? '签名公钥取自审计包本身，没有另行核对' : '签名公钥由核验者提供',
    ]
    return reportOf(checked, [...this.#faults, ...witnesses.faults])
  }

  #begin(text: string): void {
    this.#header = JSON.parse(text) as Header
    this.#key = noteKey(this.#known.key ?? this.#header.keys.log)
  }

  #fault(record: string, why: string): void {
    this.#faults.push({ record, why })
  }

  #say(faults: readonly Fault[]): void {
    this.#faults.push(...faults)
  }

  #node({ level, index, hash }: Parts['node']): void {
    const width = 256 ** level
    const { hashes } = this.#leaves
    const isThere = (index + 1) * width <= hashes.length
    this.#nodes.add(`${level}/${index}`)
    const right = isThere ? rootOf(hashes, index * width, (index + 1) * width).toString('hex') : ''
    if (right !== hash) this.#fault(`platform.log_node/${level}/${index}`, '存储的子树哈希与记录算出的不同。')
  }

  /** Every full subtree has its node. */
  #missingNodes(): void {
    for (let level = 1, width = 256; width <= this.#leaves.hashes.length; level += 1, width *= 256) {
      for (let index = 0; (index + 1) * width <= this.#leaves.hashes.length; index += 1)
        if (!this.#nodes.has(`${level}/${index}`))
          this.#fault(`platform.log_node/${level}/${index}`, '子树的哈希不在。')
    }
  }

  #checkpoint({ size, at, note }: Parts['checkpoint']): void {
    this.#counts.checkpoints += 1
    this.#notes.set(`${size} ${at}`, note)
    const record = `platform.log_checkpoint/${size}/${at}`
    const before = this.#last
    this.#last = `${size} ${at}`
    try {
      const checkpoint = parseCheckpoint(note)
      if (!this.#key || !isSignedBy(checkpoint, this.#key)) this.#fault(record, '签名不对。')
      else if (checkpoint.size !== size || checkpoint.at !== at)
        this.#fault(record, '大小或时间与签署的文字不符。')
      else if (checkpoint.after !== before)
        this.#fault(
          record,
          `前一个检查点不在：被删除（platform.log_checkpoint/${checkpoint.after.replace(' ', '/')}）。`,
        )
      else this.#fits(record, checkpoint.size, checkpoint.root)
    } catch (error) {
      this.#fault(record, String(error))
    }
  }

  /** Compares a root with that of the first `size` entries. */
  #fits(record: string, size: number, root: Buffer): void {
    const { hashes } = this.#leaves
    if (size > hashes.length)
      this.#fault(record, `检查点有 ${size} 条，账里只有 ${hashes.length} 条：被截断。`)
    else if (!this.#rootAt(size).equals(root))
      this.#fault(record, `前 ${size} 条记录算出的根与检查点不同：账被改写。`)
  }

  /** Checkpoints come by rising size, so the edge only goes on; one out of order is computed anew. */
  #rootAt(size: number): Buffer {
    const { hashes } = this.#leaves
    if (size < this.#edge.size) return rootOf(hashes, 0, size)
    while (this.#edge.size < size)
      this.#edge = extended(this.#edge, hashes[this.#edge.size] ?? Buffer.alloc(0))
    return edgeRoot(this.#edge)
  }

  #cosignature({ size, at, vkey, line }: Parts['cosignature']): void {
    const record = `platform.log_cosignature/${size}/${at}/${vkey}`
    const note = this.#notes.get(`${size} ${at}`)
    try {
      if (note === undefined) return this.#fault(record, '副署的检查点不在。')
      if (cosignedAt(parseCheckpoint(`${note}${line}\n`), noteKey(vkey)) === undefined)
        this.#fault(record, '副署的签名不对。')
      else this.#cosigned.set(line, vkey)
    } catch (error) {
      this.#fault(record, String(error))
    }
  }

  #shape({ id, table, columns }: Parts['shape']): void {
    const right = createHash('sha256')
      .update([table, ...columns].join('\n'))
      .digest('hex')
      .slice(0, 16)
    if (right !== id) this.#fault(`platform.attest_shape/${id}`, '表名或列名与标识不符。')
    this.#shapes.set(id, table)
  }

  #digest(digest: Digest): void {
    const table = this.#shapes.get(digest.shape)
    if (table === undefined) {
      this.#fault(
        `platform.attested_row/${digest.leaf}/${digest.place}`,
        `没有说明是哪张表的哪些列（platform.attest_shape/${digest.shape}）。`,
      )
      return
    }
    const name = rowName(table, digest.key)
    this.#open.set(name, [...(this.#open.get(name) ?? []), digest])
  }

  #row({ table, key, texts, sealed }: Parts['row']): void {
    this.#counts.rows += 1
    const name = rowName(table, key)
    const digests = this.#open.get(name)
    this.#open.delete(name)
    if (!digests && !this.#due.has(name))
      this.#fault(name, '表里有这一行，存证公示账里没有：不是经平台写入的。')
    for (const { leaf, place, salt, shape } of digests ?? []) {
      const held = this.#leaves.digests.get(leaf)
      const mine = held?.[place]
      if (held && mine !== undefined) held[place] = null
      const right = sealed ? sealed[`${leaf}/${place}`] : digestOf(table, texts[shape] ?? '', salt ?? '')
      if (mine !== right)
        this.#fault(
          name,
          `这一行与存证公示账里的摘要不符：内容被改动（platform.attested_row/${leaf}/${place}）。`,
        )
    }
    if (sealed) {
      this.#counts.sealed += 1
      if (!SEALED.has(table)) this.#fault(name, '这张表的行不应密封。')
      if (table === 'platform.journal') this.#say(sealedFaults(this.#leaves, String(parts(key)[0])))
      return
    }
    const [text] = Object.values(texts)
    if (table !== 'platform.journal' || text === undefined) return
    this.#counts.commands += 1
    this.#say(openingFaults(this.#leaves, text))
  }

  /** What the auditor remembers must be there: its tree, itself, and the cosignatures it came with. */
  #remembered(): void {
    const { checkpoint } = this.#known
    if (checkpoint === undefined || !this.#key) return
    const kept = parseCheckpoint(checkpoint)
    const { origin, size, root, at } = kept
    if (!isSignedBy(kept, this.#key))
      return this.#fault('checkpoint', '记下的检查点不是由这本账的密钥签署的。')
    this.#fits('checkpoint', size, root)
    if (!this.#notes.has(`${size} ${at}`))
      this.#fault('checkpoint', `记下的检查点不在：被删除（platform.log_checkpoint/${size}/${at}）。`)
    for (const line of kept.text.slice(kept.body.length + 1).split('\n')) {
      const [, name = origin] = /^— (\S+) /.exec(line) ?? []
      if (name === origin || this.#cosigned.has(line)) continue
      const vkey = this.#known.witnesses?.find((known) => noteKey(known).name === name) ?? name
      this.#fault('checkpoint', `记下的副署不在：被删除（platform.log_cosignature/${size}/${at}/${vkey}）。`)
    }
  }

  /** A turn of the sequencer signs what it numbers: no entry stands behind the last checkpoint. */
  #uncovered(): void {
    const { length } = this.#leaves.hashes
    if (this.#edge.size < length)
      this.#fault(
        `platform.log_entry/${this.#edge.size}`,
        `从这一条起到第 ${length - 1} 条没有签署的检查点（platform.log_entry/${length - 1}）。`,
      )
  }
}

function digestOf(table: string, row: string, salt: string): string {
  return createHash('sha256').update(`keqiao-row/v1\n${salt}\n${table}\n${row}`).digest('base64url')
}

/** `schema.table/key`; a key of one column without its brackets. */
function rowName(table: string, key: string): string {
  const [only, ...more] = parts(key)
  if (more.length > 0 || only === undefined) return `${table}/${key}`
  return `${table}/${typeof only === 'string' ? only : JSON.stringify(only)}`
}

function parts(key: string): unknown[] {
  try {
    const found: unknown = JSON.parse(key)
    return Array.isArray(found) ? found : []
  } catch {
    return []
  }
}
