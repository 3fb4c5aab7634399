import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { BROKERS } from './agreement/procedure.ts'

const readers = {
  broker: 'party',
  serviceBody: 'party',
  tto: 'party',
  firm: 'party',
  leader: 'party',
} as const

export const permissions = {
  'commission.propose': ofOrg(BROKERS),
  'commission.claim': ofOrg(BROKERS),
  // Only broker and payer read what was agreed; who decides a dispute reads it with the record.
  'commission.read': { ...readers, finance: 'party', officer: 'unit', decider: 'unit', auditor: 'any' },
  'commission.complain': readers,
  // The payer's finance says what was paid, the broker whether it came.
  'commission.pay': { finance: 'party', firm: 'party', serviceBody: 'party' },
  'commission.receive': { broker: 'party', finance: 'party', firm: 'party', serviceBody: 'party' },
  'commission.clock': { clock: 'any' },
} satisfies Permissions
