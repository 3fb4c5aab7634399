import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { tellOrg } from './hands.ts'
import { eraseOldPayers } from './retention.ts'
import { unreported } from './rules.ts'
import * as store from './store-arrears.ts'

/** Items told of in one command; what is left comes the next day, far more than a city has. */
const REMINDED_MAX = 500
const MS_PER_DAY = 86_400_000
const NO_ORG = '00000000-0000-0000-0000-000000000000'

export const arrearsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(20).optional(),
})

/** The buyer is told once of each period of royalty that ended without a report. */
async function askForReports(tx: CommandTx, now: Instant): Promise<number> {
  const all = await store.withRoyalty(tx, REMINDED_MAX)
  if (all.length === 0) return 0
  const told = await store.remindedOf(
    tx,
    all.map(({ id }) => id),
  )
  const open = all.flatMap((row) =>
    unreported(row.data, row.reported, tx.today)
      .map((span) => ({ row, span, what: `report ${span.fromOn}` }))
      .filter(({ what }) => !told.has(`${row.id} ${what}`)),
  )
  for (const { row, span } of open)
    await tellOrg(
      tx,
      row,
      row.buyer_org_id,
      '《{name}》{from} 至 {until} 的提成还没有报送，请报送基数；没有的填 0。',
      {
        from: span.fromOn,
        until: span.untilOn,
      },
    )
  await store.insertReminders(
    tx,
    open.map(({ row, span, what }) => ({
      settlement_id: row.id,
      what,
      due_on: span.untilOn,
      stage: 'late' as const,
      at: now,
      journal_id: tx.journalId,
    })),
  )
  return open.length
}

/**
 * Once a day: both sides are told of what falls due soon and of what is overdue, once each; payers of lines that pay no
 * contract are erased after their term.
 */
export async function dayOfSettlements(tx: CommandTx, _actor: Actor, _input: object, now: Instant) {
  const soon = addDays(tx.today, tx.rules.number('settlement.remind.days', tx.today))
  const found = await store.toRemind(tx, tx.today, soon, REMINDED_MAX)
  for (const row of found) {
    const says =
      row.stage === 'soon'
        ? '《{name}》的“{item}”{amount} 将在 {due} 到期；付款时请在用途里写合同编号 {code}。'
        : '《{name}》的“{item}”还有 {amount} 没有入账，{due} 已到期；已付的请收款方登记，有争议的请协商。'
    for (const orgId of [row.buyer_org_id, row.seller_org_id])
      await tellOrg(tx, row, orgId, says, {
        item: row.due_title,
        amount: yuanText(row.open_fen),
        due: row.due_on,
        code: row.code.toUpperCase(),
      })
  }
  await store.insertReminders(
    tx,
    found.map(({ id, what, due_on, stage }) => ({
      settlement_id: id,
      what,
      due_on,
      stage,
      at: now,
      journal_id: tx.journalId,
    })),
  )
  return { told: found.length + (await askForReports(tx, now)), erased: await eraseOldPayers(tx) }
}

/** What is overdue on contracts of the actor's organisation, on either side. */
export async function listArrears(tx: Tx, actor: Actor, query: z.infer<typeof arrearsQuery>, now: Instant) {
  reachedByQuery(actor)
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
  const today = dayOf(now)
  const offset = Number(query.cursor ?? 0)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new Refusal('invalid', '翻页位置有误，请从第一页看起。')
  const { rows, total, openFen } = await store.arrearsOf(tx, orgId, today, query.limit, offset)
  const names = await orgNames(
    tx,
    rows.flatMap((row) => [row.seller_org_id, row.buyer_org_id]),
  )
  const last = offset + rows.length
  return {
    items: rows.map((row) => ({
      id: `${row.settlement_id}:${row.royalty_id ?? String(row.n)}`,
      settlementId: row.settlement_id,
      contract: row.contract_title,
      title: row.title,
      seller: names.get(row.seller_org_id) ?? '',
      buyer: names.get(row.buyer_org_id) ?? '',
      dueOn: row.due_on,
      openFen: row.open_fen,
      lateDays:
        row.due_on === null ? 0 : Math.round((Date.parse(today) - Date.parse(row.due_on)) / MS_PER_DAY),
    })),
    total,
    openFen,
    next: last < total ? String(last) : null,
  }
}
