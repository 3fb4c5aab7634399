import type { Permissions } from '#platform/access/access.ts'

const own = { orgAdmin: 'org', firm: 'org', leader: 'org', tto: 'org', serviceBody: 'org' } as const

export const permissions = {
  // Names of people who did not come here themselves: the own unit, and who keeps the register of the market.
  'relation.keep': { ...own, officer: 'any' },
  'relation.read': { ...own, officer: 'any', auditor: 'any' },
} satisfies Permissions
