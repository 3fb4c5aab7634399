import { createHash } from 'node:crypto'
import type { CommandLeaf, Leaves } from './bundle-leaves.ts'
import { canonicalJson } from './canonical.ts'
import type { Fault } from './report.ts'

/** A row of `platform.journal` as text. */
interface JournalRow {
  readonly id: string
  readonly at: string
  readonly leaf_id: string
  readonly command: string
  readonly subject_kind: string | null
  readonly subject_id: string | null
  readonly actor_kind: string
  readonly person_id: string | null
  readonly org_id: string | null
  readonly input: unknown
  readonly gate: unknown
  readonly ruleset_version: string
}

const NO_LEAF = '日志行没有自己的叶子：不是经平台办理写入的，或与另一行共用一个叶子。'

/** Whether the journal row opens the commitments of its leaf; a salt that was destroyed opens nothing and is no fault. */
export function openingFaults(leaves: Leaves, text: string): Fault[] {
  const row = JSON.parse(text) as JournalRow
  const record = `platform.journal/${row.id}`
  const leaf = leaves.commands.get(row.leaf_id)
  if (!leaf) return [{ record, why: NO_LEAF }]
  if (leaf.journal !== row.id) return [{ record, why: '日志行指向的叶子是另一次办理的。' }]
  leaves.commands.delete(row.leaf_id)
  if (leaf.ruleset !== row.ruleset_version || Date.parse(leaf.at) !== Date.parse(row.at))
    return [{ record, why: '日志行的时间或规则版本与叶子不符。' }]
  return Object.entries(valuesOf(row)).flatMap(([field, value]) => fieldFaults(leaf, record, field, value))
}

/** Whether a journal row that nobody reads yet has a leaf of its own; its commitments are opened later. */
export function sealedFaults(leaves: Leaves, id: string): Fault[] {
  const leaf = [...leaves.commands.values()].find(({ journal }) => journal === id)
  if (!leaf) return [{ record: `platform.journal/${id}`, why: NO_LEAF }]
  leaves.commands.delete(leaf.leafId)
  return []
}

function valuesOf(row: JournalRow): Readonly<Record<string, unknown>> {
  const subject = row.subject_kind === null ? null : { kind: row.subject_kind, id: row.subject_id }
  return {
    act: { command: row.command, subject },
    actor: { kind: row.actor_kind, personId: row.person_id, orgId: row.org_id },
    input: row.input,
    gate: row.gate,
  }
}

function fieldFaults(leaf: CommandLeaf, record: string, field: string, value: unknown): Fault[] {
  const salt = leaf.salts[field]
  if (salt === undefined) return []
  const hash = createHash('sha256')
    .update(`keqiao-commitment/v1\n${salt}\n${canonicalJson(value)}`)
    .digest('hex')
  if (hash === leaf.commitments[field]) return []
  return [
    {
      record,
      why: `日志行的内容或盐打不开叶子里的承诺“${field}”（platform.evidence_salt/${leaf.leafId}/${field}）。`,
    },
  ]
}
