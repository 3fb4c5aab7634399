import type { Field } from './schema.ts'

/** What a person has typed and not yet sent, kept in this browser only. */
export interface Draft {
  readonly at: string
  readonly values: Readonly<Record<string, unknown>>
}

/** The part of localStorage that is used, so that tests need no browser. */
export interface Store {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** Drafts older than this many days are dropped: the record has usually moved on. */
const KEPT_DAYS = 30
const PREFIX = 'keqiao-draft:'

/** Key of a form's draft: one per person, so that colleagues at one computer never see each other's. */
export function draftKey(personId: string, form: string): string {
  return `${PREFIX}${personId}:${form}`
}

/** The draft, or nothing when there is none, it is too old or cannot be read. */
export function readDraft(store: Store, key: string, now: number): Draft | undefined {
  try {
    const draft = JSON.parse(store.getItem(key) ?? 'null') as Draft | null
    if (draft && now - Date.parse(draft.at) < KEPT_DAYS * 86_400_000) return draft
  } catch {
    // A draft that cannot be read is no draft.
  }
  return undefined
}

/** Keeps what was typed, without secrets, passwords and codes. A full store loses the draft, never the page. */
export function keepDraft(
  store: Store,
  key: string,
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  now: number,
): void {
  try {
    store.setItem(key, JSON.stringify({ at: new Date(now).toISOString(), values: keepable(fields, values) }))
  } catch {
    // Storage is full or switched off: the form itself still holds everything.
  }
}

export function dropDraft(store: Store, key: string): void {
  try {
    store.removeItem(key)
  } catch {
    // Storage is switched off: there is nothing to drop.
  }
}

function keepable(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (field.unkept || value === undefined) continue
    kept[field.name] = inner(field, value)
  }
  return kept
}

function inner(field: Field, value: unknown): unknown {
  if (field.children.length === 0) return value
  if (Array.isArray(value))
    return value.map((item) => keepable(field.children, (item ?? {}) as Record<string, unknown>))
  return keepable(field.children, (value ?? {}) as Record<string, unknown>)
}
