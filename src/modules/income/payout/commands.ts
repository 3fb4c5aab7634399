import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { perform } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { ownersDuring } from '#modules/achievements/index.ts'
import { signedIn } from '../hands.ts'
import { reachedPlan } from '../plan/commands.ts'
import { keyOf } from '../plan/rules.ts'
import * as store from '../store.ts'
import { dueOf } from './due.ts'
import { payoutBinding } from './effects.ts'
import type { equityForm, paymentForm, profitForm } from './forms.ts'
import { openPayout } from './opening.ts'
import { ownedOf, type Owned } from './ownership.ts'
import { postShare } from './posting.ts'
import { heldBecause, profitFault } from './rules.ts'
import { noteUndivided } from './undivided.ts'
import type { z } from 'zod'

/** Plans of one contract: one of each unit that owns the achievement. */
const PLANS_MAX = 100
/** States of a payout that divides nothing yet. */
const WAITING: readonly string[] = ['costing', 'checking']

/** What came of a contract since is proposed for division, by each plan in force; harmless when there is nothing. */
export async function followReceipt(
  tx: CommandTx,
  actor: Actor,
  { contractId }: { readonly contractId: string },
  now: Instant,
) {
  const plans = await store.plansOf(tx, { contractId, states: ['inForce'], limit: PLANS_MAX })
  let opened = 0
  for (const plan of plans) {
    // What waits and is wrong by now is cancelled by a person, who sees why; then it is proposed anew.
    const waiting = new Set(
      (await store.payoutsOf(tx, plan.id))
        .filter(({ state }) => WAITING.includes(state))
        .map(({ source_key }) => source_key),
    )
    for (const source of (await dueOf(tx, plan)).filter(({ key }) => !waiting.has(key))) {
      if (source.unitBp === 0) {
        // What was others' to divide and goes back is nothing to take back here.
        if (source.grossFen > 0) await noteUndivided(tx, plan, source, now)
        continue
      }
      await openPayout(tx, plan, source, actor, now)
      opened += 1
    }
  }
  tx.about('income-plan', plans[0]?.id ?? null, { title: plans[0]?.achievement_name ?? '' })
  return { opened }
}

/** The profit of one year of own or joint use, three to five of which are shared (第四十五条第三项). */
export async function enterProfit(
  tx: CommandTx,
  actor: Actor,
  { id, year, profitFen, fileId }: z.infer<typeof profitForm> & { readonly id: string },
  now: Instant,
) {
  const plan = await planInForce(tx, actor, id, 'SELF_IMPLEMENT')
  const { form } = await store.versionOf(tx, plan)
  const taken = (await store.payoutsOf(tx, id)).filter(({ state }) => state !== 'cancelled')
  const years = taken.map(({ source_key }) => Number(source_key))
  const fault = profitFault(form, year, years, tx.today)
  if (fault !== undefined) throw new Refusal('invalid', fault, {}, [{ field: 'year', message: fault }])
  const owned = await ownedIn(tx, plan, year, profitFen)
  await keepFile(tx, actor, plan, fileId, now)
  const source = {
    kind: 'profit',
    key: String(year),
    receivedOn: `${String(year)}-12-31`,
    grossFen: profitFen,
    ...owned,
  } as const
  return openPayout(tx, plan, source, actor, now)
}

/** Shares formed by contributing the achievement (第四十五条第二项); once, a further round is another plan. */
export async function enterEquity(
  tx: CommandTx,
  actor: Actor,
  { id, valuationFen, agreedOn, company, fileId }: z.infer<typeof equityForm> & { readonly id: string },
  now: Instant,
) {
  const plan = await planInForce(tx, actor, id, 'EQUITY')
  if (agreedOn > tx.today) throw new Refusal('invalid', '作价投资协议日期不能晚于今天，请更正。')
  if ((await store.payoutsOf(tx, id)).some(({ state }) => state !== 'cancelled'))
    throw new Refusal('conflict', '这个方案的股权已经登记分配；再次作价投资的请另立方案。')
  const owned = await ownedOf(tx, plan, [{ on: agreedOn, fromFen: 0, toFen: valuationFen }])
  if (owned.unitBp === 0) throw notOwned(agreedOn)
  await keepFile(tx, actor, plan, fileId, now)
  const source = {
    kind: 'equity',
    key: company,
    receivedOn: agreedOn,
    grossFen: valuationFen,
    ...owned,
  } as const
  return openPayout(tx, plan, source, actor, now)
}

async function planInForce(tx: CommandTx, actor: Actor, id: string, mode: store.PlanRow['mode']) {
  const plan = await reachedPlan(tx, actor, id)
  if (plan.mode !== mode) throw new Refusal('conflict', '这个方案的转化方式不同，不能这样登记。')
  if (plan.state !== 'inForce') throw new Refusal('conflict', '分配方案还没有生效，生效后再登记。')
  tx.about('income-plan', id, { title: plan.achievement_name })
  return plan
}

/** The unit's part of a year's profit, by what it owned last in that year: sold in December, it is still its profit. */
async function ownedIn(tx: CommandTx, plan: store.PlanRow, year: number, profitFen: number): Promise<Owned> {
  const [first, last] = [`${String(year)}-01-01`, `${String(year)}-12-31`]
  for (const { on } of await ownersDuring(tx, plan.achievement_id, first, last)) {
    const owned = await ownedOf(tx, plan, [{ on, fromFen: 0, toFen: profitFen }])
    if (owned.unitBp > 0) return owned
  }
  throw notOwned(`${String(year)} 年`)
}

/** Profit and shares are the unit's own figures: who owned nothing then enters none (practice.md P28). */
const notOwned = (when: string) =>
  new Refusal('conflict', '{when}本单位已没有这项成果的份额，由当时的权利人分配，不在这里登记。', { when })

async function keepFile(
  tx: CommandTx,
  actor: Actor,
  plan: store.PlanRow,
  fileId: string | undefined,
  now: Instant,
): Promise<void> {
  if (fileId === undefined) return
  await mustOwnFiles(tx, actor, [fileId])
  await shareFile(tx, fileId, [plan.org_id], now)
}

/** Finance records one share as paid by the unit's own account; with the last one the payout is finished. */
export async function payShare(
  tx: CommandTx,
  actor: Actor,
  { id, ...paid }: z.infer<typeof paymentForm> & { readonly id: string },
  now: Instant,
) {
  const payout = await store.findPayout(tx, { id })
  const plan = payout && (await store.findPlan(tx, { id: payout.plan_id }))
  mustReach(actor, { orgId: plan?.org_id ?? null })
  if (!payout || !plan) throw new Refusal('absent', '没有找到这次分配。')
  const share = (await store.sharesOf(tx, [id])).find(({ member }) => member === paid.member)
  await mustBePayable(tx, payout, plan, { share, paidOn: paid.paidOn })
  await keepFile(tx, actor, plan, paid.fileId, now)
  const fen = share?.fen ?? 0
  await store.insertPayment(tx, {
    payout_id: id,
    member: paid.member,
    fen,
    transfer_id: await postShare(tx, actor, payout, { ...paid, fen }, now),
    paid_on: paid.paidOn,
    account: paid.account,
    voucher: paid.voucher,
    file_id: paid.fileId ?? null,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('income-plan', plan.id, { title: plan.achievement_name })
  const finished = await allPaid(tx, id)
  if (finished) {
    const act = {
      dossierId: payout.dossier_id,
      action: 'finish',
      visit: undefined,
      input: {},
      event: true,
    } as const
    await perform(tx, payoutBinding, act, actor, now)
  }
  return { id, finished }
}

async function mustBePayable(
  tx: CommandTx,
  payout: store.PayoutRow,
  plan: store.PlanRow,
  { share, paidOn }: { readonly share: store.ShareRow | undefined; readonly paidOn: string },
): Promise<void> {
  if (payout.state !== 'payable') throw new Refusal('conflict', '公示期满以后才能发放。')
  if (!share || share.fen === 0) throw new Refusal('invalid', '这位成员在这次分配中没有份额。')
  if (paidOn > tx.today || paidOn < payout.received_on)
    throw new Refusal('invalid', '发放日期应在取得收入之后、今天以前，请更正。')
  const paid = await store.paymentsOf(tx, [payout.id])
  if (paid.some(({ member }) => member === share.member))
    throw new Refusal('conflict', '这位成员的份额已经登记发放，请勿重复登记。')
  // What was paid stays paid; what nobody has yet is divided anew when the money went back meanwhile (P25).
  if (paid.length === 0 && (await takenBackSince(tx, plan, payout)))
    throw new Refusal(
      'conflict',
      '这笔分配批准以后，合同的到账有冲正或者退款；请撤销这次分配，平台按现有到账重新拟出。',
    )
  const words = await store.wordsOf(tx, { id: plan.id, version: payout.version })
  const held = heldBecause(words.findLast(({ member }) => member === share.member))
  if (held !== undefined) {
    const { form } = await store.versionOf(tx, { id: plan.id, version: payout.version })
    const name = form.members.find((one) => keyOf(one) === share.member)?.name ?? ''
    throw new Refusal('conflict', '“{name}”的份额不能发放：{held}', { name, held })
  }
}

async function takenBackSince(tx: CommandTx, plan: store.PlanRow, payout: store.PayoutRow): Promise<boolean> {
  const later = (await store.payoutsOf(tx, plan.id)).some(
    (one) => one.part_fen < 0 && one.state !== 'cancelled' && one.made_at > payout.made_at,
  )
  return later || (await dueOf(tx, plan)).some(({ partFen }) => partFen < 0)
}

async function allPaid(tx: CommandTx, payoutId: string): Promise<boolean> {
  const paid = new Set((await store.paymentsOf(tx, [payoutId])).map(({ member }) => member))
  return (await store.sharesOf(tx, [payoutId])).every(({ member, fen }) => fen === 0 || paid.has(member))
}
