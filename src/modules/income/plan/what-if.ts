import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { figuresOf } from '../hands.ts'
import { divisionOf, type Divided } from '../payout/rules.ts'
import type { whatIfForm } from './forms.ts'
import { clauseOf, FLOOR_RULES, keyOf, planFaults } from './rules.ts'

/** What each would get at a price, before anything is signed; nothing is kept. */
export async function whatIf(
  tx: Tx,
  actor: Actor,
  { mode, grossFen, costFen = 0, ...plan }: z.infer<typeof whatIfForm>,
  now: Instant,
) {
  reachedByQuery(actor)
  const today = dayOf(now)
  const ruleset = await loadRuleset(tx)
  const unit = actor.orgId === null ? undefined : await findOrganisation(tx, actor.orgId)
  const of = { mode, unit_class: unit?.stateFounded === true ? 'STATE_RI_OR_HEI' : 'ENTERPRISE' } as const
  const rules = { ...figuresOf(of, ruleset, today), ownership: { unitBp: 10_000, teamBp: 0 } }
  const faults = planFaults(plan, rules)
  const isReceipt = mode === 'TRANSFER' || mode === 'LICENSE'
  const divided: Divided = {
    source: isReceipt ? 'receipt' : mode === 'EQUITY' ? 'equity' : 'profit',
    partFen: isReceipt ? grossFen : grossFen - costFen,
    costs: isReceipt && costFen > 0 ? [{ kind: '其他', fen: costFen, voucher: '' }] : [],
  }
  const { netFen, poolFen, shares } = divisionOf(plan, divided, { netFen: 0, paid: [] })
  return {
    faults,
    netFen,
    poolFen,
    unitFen: netFen - poolFen,
    clause: clauseOf(mode, plan),
    floorBp: rules.floorBp,
    badges: ruleset.badges([FLOOR_RULES[mode], 'reward.mainContributorsMinBp'], today),
    members: plan.members.map((member) => ({
      name: member.name,
      fen: shares.find(({ id }) => id === keyOf(member))?.fen ?? 0,
    })),
  }
}
