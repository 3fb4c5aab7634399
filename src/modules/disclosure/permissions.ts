import { ofOrg, type Permissions } from '#platform/access/access.ts'

const parties = { tto: 'party', firm: 'party', leader: 'party', serviceBody: 'party' } as const

export const permissions = {
  'room.keep': ofOrg(['tto', 'firm', 'serviceBody', 'leader', 'researcher', 'researchOffice']),
  'room.keep-in-deal': { ...parties, researcher: 'party' },
  // Who lets others in binds the unit.
  'room.grant': parties,
  'room.read': { ...parties, researcher: 'party', legal: 'party' },
  'room.open': { ...parties, researcher: 'party', legal: 'party' },
} satisfies Permissions
