import { canonical } from '../evidence/leaf.ts'

export interface FieldChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** Top-level fields in which two versions differ, by field name; absent is `null`. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields]
    .sort()
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((change) => canonical(change.before) !== canonical(change.after))
}

/** The value without null, undefined and empty text or list, at every depth: a field is there or it is not. */
export function compact<T>(value: T): T {
  return strip(value) as T
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, strip(inner)] as const)
    .filter(([, inner]) => inner !== null && inner !== undefined && inner !== '' && !isEmptyList(inner))
  return Object.fromEntries(kept)
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
