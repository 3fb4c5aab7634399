import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { Refusal } from '#platform/refusal.ts'
import { lookAgain, signedIn, tellOwner, tellUnit } from '../hands.ts'
import { reachedPlan } from '../plan/commands.ts'
import * as store from '../store.ts'
import { dueOf, type Source } from './due.ts'
import type { ownedDayForm } from './forms.ts'
import { sharersOn } from './ownership.ts'

const BP_A_PERCENT = 100

/** The unit owned nothing of it that day: it is told so once, and so are who did. */
export async function noteUndivided(
  tx: CommandTx,
  plan: store.PlanRow,
  { key, receivedOn }: Source,
  now: Instant,
): Promise<void> {
  const noted = {
    plan_id: plan.id,
    source_key: key,
    received_on: receivedOn,
    at: now,
    journal_id: tx.journalId,
  }
  if (!(await store.insertUndivided(tx, noted))) return
  await tellUnit(
    tx,
    plan,
    '《{name}》{on} 的到账，当日本单位已没有这项成果的份额，由当日的权利人分配，本单位不再拟出分配。',
    { on: receivedOn },
  )
  for (const { orgId } of await sharersOn(tx, plan, receivedOn))
    if (orgId && orgId !== plan.org_id) await tellOwner(tx, plan, orgId, { on: receivedOn })
}

/** Receipts that stand and are others' to divide, as ownership stands in the record now, each with the reason. */
export async function undividedShown(tx: Tx, plan: store.PlanRow) {
  const noted = new Set(await store.undividedOf(tx, plan.id))
  if (noted.size === 0) return []
  return (await dueOf(tx, plan))
    .filter(({ key, unitBp, grossFen }) => noted.has(key) && unitBp === 0 && grossFen > 0)
    .map(({ key, receivedOn, grossFen }) => ({
      key,
      receivedOn,
      says: `${receivedOn} 到账 ${yuanText(grossFen)}：当日本单位已没有这项成果的份额，由当日的权利人分配。`,
    }))
}

/** The record of that day did not name the unit, which owned a part: its word with the reason, then what came is divided. */
export async function enterOwnedDay(
  tx: CommandTx,
  actor: Actor,
  { id, onDay, unitBp, reason }: z.infer<typeof ownedDayForm> & { readonly id: string },
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const plan = await reachedPlan(tx, actor, id)
  if (plan.state !== 'inForce') throw new Refusal('conflict', '分配方案没有在执行，不能更正份额。')
  if (!(await undividedShown(tx, plan)).some(({ receivedOn }) => receivedOn === onDay))
    throw new Refusal('conflict', '{on} 没有因本单位没有份额而未分配的到账，不用更正。', { on: onDay })
  await store.insertOwnedDay(tx, {
    plan_id: id,
    on_day: onDay,
    unit_bp: unitBp,
    reason,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('income-plan', id, { title: plan.achievement_name, on: onDay })
  await lookAgain(tx, plan)
  return {}
}

/** Days whose share the unit corrected, for who approves what is divided by it. */
export async function ownedDaysShown(tx: Tx, plan: store.PlanRow) {
  return (await store.ownedDaysOf(tx, plan.id)).map((one) => ({
    key: one.on_day,
    says: `${one.on_day} 本单位的份额已更正为 ${String(one.unit_bp / BP_A_PERCENT)}%，理由：${one.reason}`,
  }))
}
