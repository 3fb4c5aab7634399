import type { Permissions } from '#platform/access/access.ts'

const binding = { firm: 'party', tto: 'party', leader: 'party', serviceBody: 'party' } as const
const opening = { firm: 'org', tto: 'org', leader: 'org', serviceBody: 'org' } as const
const askers = { ...opening, researcher: 'org', broker: 'org' } as const

export const permissions = {
  'deal.open': opening,
  'deal.offer': opening,
  // A broker reads a deal it introduced once both sides let it in; `reachedDeal` asks.
  'deal.read': {
    ...binding,
    broker: 'party',
    researcher: 'party',
    finance: 'party',
    legal: 'party',
    auditor: 'any',
  },
  // Why deals end is what a market learns from: the bureau counts them too.
  'deal.reasons': { ...binding, officer: 'any', decider: 'any', auditor: 'any' },
  'deal.message': { ...binding, researcher: 'party' },
  'deal.negotiate': binding,
  'help.ask': askers,
  'help.read': {
    ...askers,
    serviceBody: 'party',
    broker: 'party',
    officer: 'unit',
    decider: 'unit',
    auditor: 'any',
  },
} satisfies Permissions
