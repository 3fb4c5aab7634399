import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { yuanText } from '#platform/forms/money.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { NoticeContent } from '#platform/procedure/facet.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { insertDeadline, type DossierRow } from '#platform/procedure/store.ts'
import { dayReminder } from '#platform/procedure/terms.ts'
import { lookAgain, tellMembers, tellUnit } from '../hands.ts'
import type { approveForm, reasonForm } from '../plan/forms.ts'
import { addShares, type Before } from '../rules.ts'
import * as store from '../store.ts'
import type { costsForm } from './forms.ts'
import { dueOf } from './due.ts'
import { payoutProcedure, type PayoutFacts } from './procedure.ts'
import { divisionOf, noticeLines, reliefOf, type Division } from './rules.ts'
import type { z } from 'zod'

/** States whose division counts for the next one. */
const COUNTED: readonly string[] = ['noticing', 'payable', 'paid', 'empty']

export async function payoutOf(tx: Tx, dossier: DossierRow) {
  const payout = await store.findPayout(tx, { dossierId: dossier.id })
  const plan = payout && (await store.findPlan(tx, { id: payout.plan_id }))
  if (!payout || !plan) throw new Error(`dossier ${dossier.id} belongs to no payout`)
  const { form } = await store.versionOf(tx, { id: plan.id, version: payout.version })
  return { payout, plan, form }
}

type Parts = Awaited<ReturnType<typeof payoutOf>>

/** What the same plan has divided before this payout. */
async function beforeOf(tx: Tx, payout: store.PayoutRow): Promise<Before> {
  const all = await store.payoutsOf(tx, payout.plan_id)
  const counted = all.filter(({ id, state }) => id !== payout.id && COUNTED.includes(state))
  const shares = await store.sharesOf(
    tx,
    counted.map(({ id }) => id),
  )
  return {
    netFen: counted.reduce((sum, { net_fen }) => sum + (net_fen ?? 0), 0),
    paid: shares.reduce<Before['paid']>((sum, { member, fen }) => addShares(sum, [{ id: member, fen }]), []),
  }
}

/** How it would be divided as things stand. */
export async function dividedNow(
  tx: Tx,
  { payout, form }: Pick<Parts, 'payout' | 'form'>,
): Promise<Division> {
  const { source, part_fen: partFen, costs } = payout
  return divisionOf(form, { source, partFen, costs }, await beforeOf(tx, payout))
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<PayoutFacts> {
  const parts = await payoutOf(tx, dossier)
  const { payout, plan, form } = parts
  const changed = (await dueOf(tx, plan)).find(({ key }) => key === payout.source_key)
  return {
    poolFen: (await dividedNow(tx, parts)).poolFen,
    paid: (await store.paymentsOf(tx, [payout.id])).length > 0,
    changed:
      changed &&
      `这笔到账已经更正，相差 ${yuanText(changed.grossFen)}；请撤销这次分配，平台按更正后的金额重新拟出。`,
    members: form.members.flatMap(({ personId }) => personId ?? []),
    openedBy: payout.source === 'receipt' ? null : dossier.opened_by,
    today: dayOf(await databaseNow(tx)),
  }
}

type Effects = Partial<Record<ActionsOf<typeof payoutProcedure>, Effect>>

const effects: Effects = {
  enterCosts: async (tx, dossier, { costs = [] }: z.infer<typeof costsForm>) => {
    const { payout, plan } = await payoutOf(tx, dossier)
    await store.updatePayout(tx, payout.id, { costs })
    await tellUnit(tx, plan, '《{name}》的收益分配已登记费用，等待审批。')
  },
  approve: async (tx, dossier, { minutesFileId }: z.infer<typeof approveForm>, actor, now) => {
    const parts = await payoutOf(tx, dossier)
    if (minutesFileId !== undefined) {
      await mustOwnFiles(tx, actor, [minutesFileId])
      await shareFile(tx, minutesFileId, [parts.plan.org_id], now)
    }
    const { netFen, poolFen, shares } = await dividedNow(tx, parts)
    await store.updatePayout(tx, parts.payout.id, { net_fen: netFen, pool_fen: poolFen })
    await store.insertShares(
      tx,
      shares.map(({ id, fen }) => ({ payout_id: parts.payout.id, member: id, fen })),
    )
    await tellMembers(tx, parts.plan, parts.form, '《{name}》的收益分配开始公示，请查看您的份额。')
  },
  noteEmpty: async (tx, dossier) => {
    const parts = await payoutOf(tx, dossier)
    const { netFen } = await dividedNow(tx, parts)
    await store.updatePayout(tx, parts.payout.id, { net_fen: netFen, pool_fen: 0 })
  },
  sendBack: async (tx, dossier, { reason }: z.infer<typeof reasonForm>) => {
    const { plan } = await payoutOf(tx, dossier)
    await tellUnit(tx, plan, '《{name}》的收益分配被退回：{reason}', { reason })
  },
  cancel: async (tx, dossier) => {
    const { plan } = await payoutOf(tx, dossier)
    await tellUnit(tx, plan, '《{name}》的一次收益分配已撤销。')
    await lookAgain(tx, plan)
  },
  clear: async (tx, dossier) => {
    const { plan, form } = await payoutOf(tx, dossier)
    await tellUnit(tx, plan, '《{name}》的收益分配公示期满，请财务发放。')
    await tellMembers(tx, plan, form, '《{name}》的收益分配公示期满，单位即将发放。')
  },
  finish: async (tx, dossier) => {
    const { plan, form } = await payoutOf(tx, dossier)
    await tellMembers(tx, plan, form, '《{name}》的收益已发放，请查看您的结算单。')
  },
}

export const payoutBinding: Binding = {
  procedure: payoutProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  notice: (tx, dossier) => noticeOf(tx, dossier),
  entered: async (tx, dossier) => {
    const payout = await store.findPayout(tx, { dossierId: dossier.id })
    if (!payout) return
    await store.updatePayout(tx, payout.id, { state: dossier.state })
    if (dossier.state === 'payable') await remindOfRelief(tx, dossier)
  },
}

/** The months within which cash rewards have the relief of income tax, from the receipt on. */
async function remindOfRelief(tx: CommandTx, dossier: DossierRow): Promise<void> {
  const { payout, plan } = await payoutOf(tx, dossier)
  const relief = reliefOf(
    { unitClass: plan.unit_class, mode: plan.mode, receivedOn: payout.received_on },
    {
      months: tx.rules.number('reward.cashRelief.months', payout.received_on),
      includedBp: tx.rules.number('reward.cashRelief.includedBp', payout.received_on),
    },
  )
  if (!relief) return
  for (const days of tx.rules.list('income.relief.remind.days', tx.today).map(Number)) {
    const day = addDays(relief.until, -days)
    const says = `《{title}》的现金奖励在 ${relief.until} 以前发放才享受个人所得税优惠，请尽快发放。`
    if (day > tx.today) await insertDeadline(tx, 'income', dayReminder(tx, dossier, day, says))
  }
}

async function noticeOf(tx: Tx, dossier: DossierRow): Promise<NoticeContent> {
  const { payout, plan, form } = await payoutOf(tx, dossier)
  const shares = await store.sharesOf(tx, [payout.id])
  return {
    fields: noticeLines({
      achievement: plan.achievement_name,
      mode: plan.mode,
      receivedOn: payout.received_on,
      grossFen: payout.part_fen,
      netFen: payout.net_fen ?? 0,
      poolFen: payout.pool_fen ?? 0,
      clause: payout.clause,
      plan: form,
      shares: shares.map(({ member, fen }) => ({ id: member, fen })),
    }),
  }
}
