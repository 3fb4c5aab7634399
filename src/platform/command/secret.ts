import type { z } from 'zod'
import { v7 } from 'uuid'
import { commit } from '../evidence/leaf.ts'
import { fieldsOf, metaOf } from '../forms/form.ts'
import type { Keys } from '../keys/keys.ts'

export interface SealedField {
  readonly id: string
  readonly field: string
  readonly keyId: string
  readonly sealed: string
}

/** What the journal keeps of a secret: only a salted commitment, its salt in `evidence_salt`. */
export interface SecretCommitment {
  readonly field: string
  readonly hash: string
  readonly salt: string
}

export interface SealedInput {
  /** The input with every secret replaced by its reference, for the verb. */
  readonly forVerb: unknown
  /** The input with every secret replaced by its commitment and every transient field removed. */
  readonly forJournal: unknown
  readonly sealed: readonly SealedField[]
  readonly commitments: readonly SecretCommitment[]
}

/**
 * Field marks of a form. `secret` is stored only encrypted. `transient` (passwords, codes) is not stored at all by
 * the bus. `personal` reaches the journal only as a salted commitment, so that a person can be forgotten while
 * journal and log stay valid (P14, P18). The verb gets transient and personal fields in clear.
 */
type Mark = 'secret' | 'transient' | 'personal'

/** Top-level field names of a schema carrying the mark. Secrets inside lists are not supported: a bug if declared. */
export function markedFields(schema: z.ZodType, mark: Mark): string[] {
  const shape = fieldsOf(schema)
  return Object.entries(shape)
    .filter(([, field]) => metaOf(field)[mark] === true)
    .map(([name]) => name)
}

/** Seals the secret fields of an input before anything of it is stored. */
export function sealInput(schema: z.ZodType, input: unknown, keys: Keys): SealedInput {
  const secrets = markedFields(schema, 'secret')
  const transient = markedFields(schema, 'transient')
  const personal = markedFields(schema, 'personal')
  const marks = secrets.length + transient.length + personal.length
  if (typeof input !== 'object' || input === null || marks === 0) {
    return { forVerb: input, forJournal: input, sealed: [], commitments: [] }
  }
  const forVerb: Record<string, unknown> = { ...input }
  const forJournal: Record<string, unknown> = { ...input }
  const sealed: SealedField[] = []
  const commitments: SecretCommitment[] = []
  for (const field of transient) delete forJournal[field]
  for (const field of personal) {
    if (forJournal[field] === undefined || forJournal[field] === null) continue
    const commitment = commit(forJournal[field])
    commitments.push({ field, ...commitment })
    forJournal[field] = { commitment: commitment.hash }
  }
  for (const field of secrets) {
    const value = forVerb[field]
    if (value === undefined || value === null) continue
    const id = v7()
    const box = keys.seal(id, JSON.stringify(value))
    const commitment = commit(value)
    sealed.push({ id, field, ...box })
    commitments.push({ field, ...commitment })
    forVerb[field] = `secret:${id}`
    forJournal[field] = { commitment: commitment.hash }
  }
  return { forVerb, forJournal, sealed, commitments }
}

/** What a secret field belongs to, by the field's name. */
export type Bindings = ReadonlyMap<string, Readonly<Record<string, string>>>

/** Has commitments say also what their secret belongs to, so that nobody passes an opening off as another's. */
export function boundTo(sealed: SealedInput, input: unknown, bindings: Bindings): SealedInput {
  if (bindings.size === 0) return sealed
  const values = input as Readonly<Record<string, unknown>>
  const commitments = sealed.commitments.map((one) => {
    const to = bindings.get(one.field)
    return to ? { field: one.field, ...commit({ ...to, [one.field]: values[one.field] }) } : one
  })
  const forJournal: Record<string, unknown> = { ...(sealed.forJournal as object) }
  for (const { field, hash } of commitments) if (bindings.has(field)) forJournal[field] = { commitment: hash }
  return { ...sealed, commitments, forJournal }
}
