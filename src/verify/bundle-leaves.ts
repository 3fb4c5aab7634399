import { leafHash } from './merkle.ts'
import type { Fault } from './report.ts'

/** A line of the bundle: an entry of the log and its leaf, either of which may be missing. */
export interface LeafLine {
  readonly index: number | null
  readonly entryLeaf: string | null
  readonly entryHash: string | null
  readonly id: string | null
  readonly at: string | null
  readonly body: string | null
  readonly hash: string | null
  readonly waits: boolean
  readonly salts: Readonly<Record<string, string>> | null
}

/** A leaf of a command: commitments and the salts that open them. */
export interface CommandLeaf {
  readonly leafId: string
  readonly journal: string
  readonly at: string
  readonly ruleset: string
  readonly commitments: Readonly<Record<string, string>>
  readonly salts: Readonly<Record<string, string>>
}

export interface Leaves {
  readonly hashes: Buffer[]
  /** Digests of rows by leaf; one that was met by its row becomes null. */
  readonly digests: Map<string, (string | null)[]>
  /** Leaves of commands by the identifier of the leaf; one that was met by its journal row is taken out. */
  readonly commands: Map<string, CommandLeaf>
  /** Leaves met already: none has two numbers. */
  readonly seen: Set<string>
  /** Number the next entry has to have. */
  next: number
}

export function noLeaves(): Leaves {
  return { hashes: [], digests: new Map(), commands: new Map(), seen: new Set(), next: 0 }
}

interface Body {
  readonly v?: number
  readonly at?: string
  readonly rows?: readonly string[]
  readonly journal?: string
  readonly ruleset?: string
  readonly [commitment: string]: unknown
}

/** Takes an entry into the leaves and says what is wrong with it. */
export function entriesFaults(leaves: Leaves, line: LeafLine): Fault[] {
  const { index, id, body } = line
  const faults = index === null ? [] : numberFaults(leaves, index, line.entryHash)
  if (id === null || body === null) {
    const why = `这一条的叶子不在：被删除或改号（platform.evidence_leaf/${line.entryLeaf}）。`
    return [...faults, { record: `platform.log_entry/${index}`, why }]
  }
  const record = `platform.evidence_leaf/${id}`
  const hash = leafHash(body)
  if (hash.toString('hex') !== line.hash) faults.push({ record, why: '叶子的内容与哈希不符。' })
  if (leaves.seen.has(id))
    faults.push({ record: `platform.log_entry/${index}`, why: `叶子 ${id} 被编了两次。` })
  leaves.seen.add(id)
  if (index === null && !line.waits)
    faults.push({ record, why: '叶子没有编号，也不在等候：被移出或不是经平台写入的。' })
  if (index !== null && line.entryHash !== line.hash && line.entryHash !== hash.toString('hex'))
    faults.push({ record: `platform.log_entry/${index}`, why: '编号表里的哈希与叶子不符。' })
  return [...faults, ...contentFaults(leaves, line, record)]
}

/** Takes the hash of a numbered entry; numbers follow each other without a gap. */
function numberFaults(leaves: Leaves, index: number, hash: string | null): Fault[] {
  const expected = leaves.next
  leaves.next = index + 1
  leaves.hashes.push(Buffer.from(hash ?? '', 'hex'))
  if (index === expected) return []
  const why = `编号应为 ${expected}：有记录被删除、插入或改号（platform.log_entry/${expected}）。`
  return [{ record: `platform.log_entry/${index}`, why }]
}

function contentFaults(leaves: Leaves, { id, at, body, salts }: LeafLine, record: string): Fault[] {
  let content: Body
  try {
    content = JSON.parse(body ?? '') as Body
  } catch {
    return [{ record, why: '叶子不是 JSON。' }]
  }
  if (content.at !== at) return [{ record, why: '叶子的时间与内容不符。' }]
  if (content.rows) leaves.digests.set(id ?? '', [...content.rows])
  else if (content.v !== 2) return [{ record, why: '不认识的叶子：既不是办理，也不是数据行的摘要。' }]
  else {
    const names = ['act', 'actor', 'input', 'gate']
    const commitments = Object.fromEntries(names.map((name) => [name, String(content[name])]))
    const journal = content.journal ?? ''
    const command = { leafId: id ?? '', journal, at, ruleset: content.ruleset ?? '', commitments }
    leaves.commands.set(id ?? '', { ...command, salts: salts ?? {} })
  }
  return []
}
