import type { Permissions } from '#platform/access/access.ts'

const parties = {
  firm: 'party',
  tto: 'party',
  finance: 'party',
  leader: 'party',
  serviceBody: 'party',
} as const
const sellers = { firm: 'org', tto: 'org', finance: 'org', leader: 'org', serviceBody: 'org' } as const

export const permissions = {
  // Prices of private deals stay between the sides (practice.md P16); an auditor reads everything.
  'settlement.read': { ...parties, legal: 'party', auditor: 'any' },
  'settlement.enter': sellers,
  // Either side proposes a schedule, the other confirms it.
  'settlement.schedule': parties,
  // Only who is paid says that money came; a second person of the same side confirms it.
  'settlement.record': sellers,
  'settlement.confirm': sellers,
  'settlement.invoice': sellers,
  // The one who uses the technology reports.
  'settlement.royalty': parties,
  'settlement.clock': { clock: 'any' },
} satisfies Permissions
