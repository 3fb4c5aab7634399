import type { Permissions } from '#platform/access/access.ts'

const applicants = {
  firm: 'org',
  tto: 'org',
  leader: 'org',
  serviceBody: 'org',
  researchOffice: 'org',
} as const

export const permissions = {
  // Drafting and its check; open to the seat of a paper application too (practice.md P10).
  'registration.apply': applicants,
  'registration.follow': applicants,
  'registration.read': {
    ...applicants,
    finance: 'org',
    legal: 'org',
    officer: 'unit',
    decider: 'unit',
    auditor: 'any',
  },
  // Whoever is told of a change after benefits were used reads what was asked, too.
  'registration.matter': { ...applicants, officer: 'unit', decider: 'unit', auditor: 'any' },
  'registration.object': applicants,
  'registration.cancel': { officer: 'unit' },
  'registration.income': { firm: 'org', tto: 'org', leader: 'org', serviceBody: 'org', finance: 'org' },
  'registration.statistics': { visitor: 'any' },
  'registration.figures': { officer: 'unit', decider: 'unit', auditor: 'any' },
  // Names and prices of single contracts: for the office that registers them (practice.md P16).
  'registration.export': { officer: 'unit', decider: 'unit' },
} satisfies Permissions
