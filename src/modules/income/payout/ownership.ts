import type { Day } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { ownersOn } from '#modules/achievements/index.ts'
import { concludedContract } from '#modules/contracts/index.ts'
import { unitOf } from '../hands.ts'
import { ownershipOf, partOf, withoutOwner, type Owner } from '../plan/rules.ts'
import { ownedDaysOf, type PlanRow } from '../store.ts'

const WHOLE_BP = 10_000

/** An amount by the ownership of a day: what there was of it before and after, in fen. */
export interface Step {
  readonly on: Day
  readonly fromFen: number
  readonly toFen: number
}

/** What of an amount is the unit's, in fen and in basis points (practice.md P28). */
export interface Owned {
  readonly partFen: number
  readonly unitBp: number
}

/**
 * Whose an income of a day is: its owners', without who pays it, whose own income it is not. Who has bought the whole pays
 * those who owned it when the contract was signed. Where nobody else is named it is the seller's alone.
 */
export async function sharersOn(tx: Tx, plan: PlanRow, day: Day): Promise<readonly Owner[]> {
  const owners = await ownersOn(tx, plan.achievement_id, day)
  const contract =
    plan.contract_id === null ? undefined : await concludedContract(tx, { id: plan.contract_id })
  if (!contract) return owners
  const alone = [{ orgId: contract.sellerOrgId, name: '', shareBp: WHOLE_BP }]
  if (owners.length === 0) return alone
  const payer = await unitOf(tx, contract.buyerOrgId)
  const rest = withoutOwner(owners, payer)
  if (rest.length > 0) return rest
  const sold = withoutOwner(await ownersOn(tx, plan.achievement_id, contract.signedOn), payer)
  return sold.length > 0 ? sold : alone
}

/** The unit's part of an amount, each step by the ownership of its day: what came and goes back comes to nothing. */
export async function ownedOf(tx: Tx, plan: PlanRow, steps: readonly Step[]): Promise<Owned> {
  const unit = await unitOf(tx, plan.org_id)
  const said = await ownedDaysOf(tx, plan.id)
  let [partFen, moved, weighted] = [0, 0, 0]
  for (const { on, fromFen, toFen } of steps) {
    const own = said.find(({ on_day: day }) => day === on)
    const owners = own ? splitOf(plan, own.unit_bp) : await sharersOn(tx, plan, on)
    const fen = Math.abs(toFen - fromFen)
    partFen += partOf(toFen, owners, unit) - partOf(fromFen, owners, unit)
    moved += fen
    weighted += fen * ownershipOf(owners, unit, []).unitBp
  }
  // Never nothing where there is a part: nothing means that it is others' to divide.
  return { partFen, unitBp: weighted === 0 ? 0 : Math.max(1, Math.round(weighted / moved)) }
}

const splitOf = (plan: PlanRow, unitBp: number): Owner[] => [
  { orgId: plan.org_id, name: '', shareBp: unitBp },
  { name: '其他权利人', shareBp: WHOLE_BP - unitBp },
]
