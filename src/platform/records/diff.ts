import { canonical } from '../evidence/leaf.ts'

export interface FieldChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** Top-level fields in which two versions differ, by field name; absent is `null`. */
export function changesBetween(before: object, after: object): FieldChange[] {
  const [old, current] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...old.keys(), ...current.keys()])]
    .sort()
    .map((field): FieldChange => ({
      field,
      before: old.get(field) ?? null,
      after: current.get(field) ?? null,
    }))
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
