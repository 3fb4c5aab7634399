/** Where a record comes from that an outside platform lists here: shown wherever the record is. */
export interface OutsideSource {
  readonly platform: string
  /** Whom to ask about it: the outside platform's people. */
  readonly contact: string
  /** Whose it is there. */
  readonly owner: string
  /** Its code there. */
  readonly code: string
  /** Its page there. */
  readonly link?: string
}

/** Part of what a listed record may hold besides its form; never typed, only brought by an exchange. */
export interface WithSource {
  readonly source?: OutsideSource
}
