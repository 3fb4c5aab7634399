import { canonical, sha256 } from '../evidence/leaf.ts'
import type { Invariant } from '../module.ts'
import { allBallots } from './store-seats.ts'

/** What must never be among the panels of a running system. */
export const panelInvariants: readonly Invariant[] = [
  {
    name: 'every ballot is the one that was locked (trust.md A14)',
    rows: async (tx) =>
      (await allBallots(tx)).filter(({ ballot, digest }) => sha256(canonical(ballot)) !== digest),
  },
]
