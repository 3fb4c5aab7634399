import type { Permissions } from '#platform/access/access.ts'

const owners = { tto: 'org', firm: 'org', leader: 'org', serviceBody: 'org' } as const
const parties = { firm: 'party', tto: 'party', leader: 'party', serviceBody: 'party' } as const

export const permissions = {
  // A lot is a word to everybody; names come with the result.
  'lot.read': { visitor: 'any' },
  'lot.post': owners,
  // Who proposed the lot also looks at applications: admission is a check of papers, not a decision on the price.
  'lot.admit': { tto: 'org', firm: 'org', leader: 'org', finance: 'org', serviceBody: 'org' },
  'lot.apply': parties,
  'lot.bid': parties,
  // Keys of sealed bids are kept by people of any unit that was named, a bureau or a notary among them.
  'lot.custody': { ...parties, legal: 'party', finance: 'party', officer: 'party' },
  'lot.own': { ...parties, finance: 'party', legal: 'party', officer: 'party' },
  'lot.clock': { clock: 'any' },
  // An attempt at an exchange outside is its owner's and the winner's here; the public reads it there.
  'outside-sale.read': { ...parties, finance: 'party', legal: 'party' },
  'outside-sale.post': owners,
  'outside-sale.enter': { ...owners, finance: 'org' },
  'outside-sale.accept': parties,
  // Whoever it is about must not read it: the competent unit alone (trust.md A1).
  'bid-signal.examine': { clock: 'any' },
  'bid-signal.read': { officer: 'unit', decider: 'unit', auditor: 'any' },
} satisfies Permissions

/** Whom of an organisation messages about its lots reach: prices and who bids are not told to everybody (practice.md P16). */
export const LOT_READERS = Object.keys(permissions['lot.own'])
