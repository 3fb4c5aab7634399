import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { tellOwner, tellUnit } from '../hands.ts'
import * as store from '../store.ts'
import { dueOf, type Source } from './due.ts'
import { sharersOn } from './ownership.ts'

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
      says: `${receivedOn} 到账 ${yuanText(grossFen)}：当日本单位已没有这项成果的份额，由当日的权利人分配。`,
    }))
}
