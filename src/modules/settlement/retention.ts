import { addDays } from '#platform/calendar/calendar.ts'
import type { CommandTx } from '#platform/command/command.ts'
import { forgetIn, marksOf, type Forget } from '#platform/identity/forget.ts'
import * as lines from './store-lines.ts'

/** Lines whose payer is erased in one command; what is left goes the next day, far more than a city has. */
const ERASED_MAX = 10_000

/**
 * Takes an erased person out of the lines of bank statements that pay no contract (practice.md P18). What a receipt took
 * over is bookkeeping and stays for the time the law keeps that (PIPL 47).
 */
export const forgetPayer: Forget = async (tx, person) => {
  const found = await lines.payersWith(tx, marksOf(person))
  const named = found.filter(({ payer, purpose, org_id: orgId }) => {
    const text = `${payer} ${purpose}`
    return forgetIn(text, person, orgId) !== text
  })
  return lines.erasePayers(
    tx,
    named.map(({ line_id: id }) => id),
  )
}

/** Who paid by a line that pays no contract is kept for the term of the rule, no longer (PIPL 19). */
export async function eraseOldPayers(tx: CommandTx): Promise<number> {
  const days = tx.rules.number('settlement.unmatchedPayer.days', tx.today)
  return lines.erasePayers(tx, await lines.payersBefore(tx, addDays(tx.today, -days), ERASED_MAX))
}
