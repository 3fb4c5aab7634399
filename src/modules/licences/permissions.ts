import type { Permissions } from '#platform/access/access.ts'

const owners = { firm: 'org', tto: 'org', leader: 'org', serviceBody: 'org' } as const
const parties = { firm: 'party', tto: 'party', leader: 'party', serviceBody: 'party' } as const

export const permissions = {
  // Posted terms are a word to everybody.
  'licence-offer.read': { visitor: 'any' },
  'licence-offer.list': owners,
  'licence-offer.post': owners,
  'licence-offer.take': parties,
  'licence-offer.try': parties,
  // Readings are taken by those who use the technology: a researcher reads along.
  'licence-trial.read': { ...parties, researcher: 'party', finance: 'party', legal: 'party', auditor: 'any' },
  'licence-trial.meter': parties,
  'licence-trial.follow': { clock: 'any' },
} satisfies Permissions
