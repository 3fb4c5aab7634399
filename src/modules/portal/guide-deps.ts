import type { Guide, GuideHead } from '#platform/procedure/guide.ts'

/** What the pages of citizen's guides ask. */
export interface GuideDeps {
  /** Citizen's guides of all procedures. */
  readonly guides: () => Promise<readonly GuideHead[]>
  /** The guide of a procedure; null for none. */
  readonly guide: (procedure: string) => Promise<Guide | null>
  /** Procedures that have a guide. */
  readonly guideIds: readonly string[]
}
