/** What the server read from a description, as the page shows it (src/modules/exchange/propose). */
export interface Proposed {
  readonly key: string
  readonly title: string
  readonly fill: Values
  readonly shown: string
  readonly words: readonly string[]
  readonly why?: string
  readonly doubt?: string
}

export interface Reading {
  readonly items: readonly Proposed[]
  readonly questions: readonly {
    readonly field: string
    readonly asks: string
    readonly improves: string
  }[]
  readonly near: {
    readonly total: number
    readonly top: readonly {
      readonly id: string
      readonly name: string
      readonly phrases: readonly string[]
    }[]
  }
  /** Words that would tell who the writer is. */
  readonly telling: readonly { readonly what: string; readonly words: string; readonly isDoubt: boolean }[]
}

export type Values = Readonly<Record<string, unknown>>

/** How a proposal is known after it was dropped: by what it fills in, since a text read anew may number it otherwise. */
export function signOf(item: Proposed): string {
  return JSON.stringify(item.fill)
}

/** The values all proposals together fill in: lists are joined, without what was dropped. */
export function filledBy(items: readonly Proposed[], dropped: ReadonlySet<string>): Values {
  const values: Record<string, unknown> = {}
  for (const item of items) {
    if (dropped.has(signOf(item))) continue
    for (const [field, value] of Object.entries(item.fill)) {
      const before = values[field]
      values[field] =
        Array.isArray(before) && Array.isArray(value) ? [...before, ...(value as unknown[])] : value
    }
  }
  return values
}

/**
 * What a new reading changes in the form: fields that still hold what the last one filled in follow it, fields a
 * person has changed stay as they are.
 */
export function followed(current: Values, last: Values, next: Values): Values {
  const changed: Record<string, unknown> = {}
  for (const field of new Set([...Object.keys(last), ...Object.keys(next)])) {
    if (same(current[field], last[field]) && !same(current[field], next[field])) changed[field] = next[field]
  }
  return changed
}

/** Whether the form holds what a proposal says: so it will be sent. */
export function isHeld(item: Proposed, values: Values): boolean {
  return Object.entries(item.fill).every(([field, value]) => {
    const held = values[field]
    if (!Array.isArray(value)) return same(held, value)
    return Array.isArray(held) && value.every((one) => held.some((other) => same(other, one)))
  })
}

/** The form's values without what a proposal filled in. */
export function without(item: Proposed, values: Values): Values {
  return Object.fromEntries(
    Object.entries(item.fill).map(([field, value]) => {
      const held = values[field]
      if (!Array.isArray(value) || !Array.isArray(held)) return [field, undefined]
      const rest = held.filter((one) => !value.some((other) => same(one, other)))
      return [field, rest.length === 0 ? undefined : rest]
    }),
  )
}

/** The form's values with a proposal that was dropped. */
export function restored(item: Proposed, values: Values): Values {
  return Object.fromEntries(
    Object.entries(item.fill).map(([field, value]) => {
      const held = values[field]
      return [field, Array.isArray(value) && Array.isArray(held) ? [...held, ...(value as unknown[])] : value]
    }),
  )
}

function same(a: unknown, b: unknown): boolean {
  return comparable(a) === comparable(b)
}

/** An emptied field and one never filled in are the same; so is a metric with and without an empty unit. */
function comparable(value: unknown): string {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return ''
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
    const filled = Object.entries(one).filter(
      ([, part]) => part !== undefined && part !== null && part !== '',
    )
    return Object.fromEntries(filled.sort(([x], [y]) => (x < y ? -1 : 1)))
  })
}
