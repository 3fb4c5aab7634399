/** What is wrong with one record, in words. */
export interface Fault {
  readonly record: string
  readonly why: string
}

/** What `keqiao verify` prints: what was looked at, and what is wrong. */
export interface Report {
  readonly ok: boolean
  readonly checked: readonly string[]
  readonly faults: readonly Fault[]
}

export function reportOf(checked: readonly string[], faults: readonly Fault[]): Report {
  return { ok: faults.length === 0, checked, faults }
}
