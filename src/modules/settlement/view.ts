import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { bookOn } from '#platform/ledger/ledger.ts'
import { reachedSettlement } from './hands.ts'
import { keyOf, looseFen, periodTitle, unreported } from './rules.ts'
import { clearingOf, endingOf } from './store-ending.ts'
import * as store from './store.ts'

export const listQuery = z.object({ q: z.string().max(200).default(''), ...paged })

const NO_ORG = '00000000-0000-0000-0000-000000000000'

function sideOf(actor: Actor): string | null {
  reachedByQuery(actor)
  return actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
}

/** Contracts that are settled by the actor's organisation, on either side. */
export async function listSettlements(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  const { q, limit, cursor } = query
  const wanted = { orgId: sideOf(actor), q }
  const rows = await store.settlementsOf(tx, wanted, limit + 1, readAfter(cursor))
  const { page, next } = pageOf(rows, limit, (row) => [row.opened_at, row.id])
  const names = await orgNames(
    tx,
    page.flatMap((row) => [row.seller_org_id, row.buyer_org_id]),
  )
  return {
    items: page.map((row) => ({
      ...summary(row, names),
      side: row.seller_org_id === actor.orgId ? '收款方' : '付款方',
      dueFen: row.due_fen,
      openFen: row.open_fen,
      gotFen: row.got_fen,
    })),
    total: await store.countSettlements(tx, wanted),
    next,
  }
}

function summary(row: store.SettlementRow, names: ReadonlyMap<string, string>) {
  return {
    id: row.id,
    code: row.code.toUpperCase(),
    title: row.title,
    contractId: row.contract_id,
    seller: names.get(row.seller_org_id) ?? '',
    buyer: names.get(row.buyer_org_id) ?? '',
    signedOn: row.signed_on,
    version: row.version,
    agreedVersion: row.agreed_version,
    sample: row.sample,
  }
}

/** One contract's schedule, what is due and paid, invoices and royalty, and what the viewer may do. */
export async function showSettlement(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const row = await reachedSettlement(tx, actor, id)
  const today = dayOf(now)
  const names = await orgNames(tx, [row.seller_org_id, row.buyer_org_id])
  const schedules = await store.schedulesOf(tx, id)
  const agreed = schedules.find(({ version }) => version === row.agreed_version)
  const words = row.version === 0 ? [] : await store.wordsOf(tx, id, row.version)
  const royalties = await store.royaltiesOf(tx, id)
  const corrected = new Set(royalties.map(({ corrects }) => corrects))
  const standing = royalties.filter((one) => !corrected.has(one.id))
  const spans = standing.map(({ from_on: fromOn, until_on: untilOn }) => ({ fromOn, untilOn }))
  const money = await store.moneyOf(tx, id)
  const people = await personNames(
    tx,
    money.flatMap((one) => [one.recorded_by, one.confirmed_by]),
  )
  const ending = await endingOf(tx, row)
  const dues = await store.duesOf(tx, [id])
  const isSeller = actor.orgId === row.seller_org_id
  const payee = (await bookOn(tx, id, null)).find(({ kind }) => kind === 'payee')
  return {
    ...summary(row, names),
    isSeller,
    ending: ending ? { how: ending.how, endedOn: ending.ended_on, reason: ending.reason } : null,
    schedule: schedules.find(({ version }) => version === row.version)?.data ?? null,
    agreed: agreed?.data ?? null,
    confirmedBy: words.map((word) => names.get(word.org_id) ?? ''),
    dues: dues.map((due) => dueView(due, today, isSeller)),
    unreported: agreed && !ending ? unreported(agreed.data, spans, today) : [],
    royalties: standing.map((one) => ({
      id: one.id,
      fromOn: one.from_on,
      untilOn: one.until_on,
      title: agreed ? periodTitle(agreed.data, { fromOn: one.from_on, untilOn: one.until_on }) : null,
      baseFen: one.base_fen,
      rateBp: one.rate_bp,
      fen: one.fen,
      dueOn: one.due_on,
      corrects: one.corrects,
      note: one.note,
    })),
    invoices: (await store.invoicesOf(tx, id)).map((one) => ({
      id: one.id,
      number: one.number,
      issuedOn: one.issued_on,
      fen: one.fen,
      red: one.red,
    })),
    money: money.map((one) => ({
      ...moneyView(one, people, actor, row),
      line: lineTitle(one, royalties, schedules),
    })),
    receivedFen: payee?.standing.posted ?? 0,
    next: nextOf(row, words, actor, {
      agreed: agreed !== undefined,
      ended: ending !== undefined,
      loose: dues.length === 0 || looseFen({ dues, money, clearing: await clearingOf(tx, id) }) > 0,
    }),
  }
}

function dueView(due: store.DueRow, today: string, isSeller: boolean) {
  return {
    key: keyOf(due),
    title: due.title,
    dueOn: due.due_on,
    fen: due.fen,
    openFen: due.open_fen,
    state: dueState(due, today),
    next:
      isSeller && due.paid_fen > 0 ? [{ name: 'refund', title: '登记退款', allowed: true, reason: '' }] : [],
  }
}

function dueState({ ended, open_fen: openFen, fen, due_on: dueOn }: store.DueRow, today: string) {
  if (ended) return '合同已终止'
  if (openFen === 0) return '已付清'
  if (dueOn !== null && dueOn < today) return '逾期'
  return openFen < fen ? '部分已付' : '未付'
}

/** What a receipt or refund says it is for; null where it says nothing. */
function lineTitle(
  { royalty_id: royaltyId, line_version: version, line_n: n }: store.MoneyRow,
  royalties: readonly store.RoyaltyRow[],
  schedules: readonly store.ScheduleRow[],
): string | null {
  const royalty = royalties.find(({ id }) => id === royaltyId)
  if (royalty) return `${royalty.from_on} 至 ${royalty.until_on} 的提成`
  if (n === null) return null
  return schedules.find((one) => one.version === version)?.data.items[n - 1]?.title ?? null
}

const STATES = { pending: '待第二人确认', posted: '已入账', voided: '已作废', reversed: '已冲正' } as const

function moneyView(
  one: store.MoneyRow,
  people: ReadonlyMap<string, string>,
  actor: Actor,
  row: store.SettlementRow,
) {
  const isSeller = actor.orgId === row.seller_org_id
  const isRecorder = one.recorded_by === actor.personId
  return {
    id: one.id,
    kind: one.kind,
    fen: one.fen,
    onDay: one.on_day,
    number: one.number,
    payer: one.payer,
    // The seller's own affair: the other side has its bank slip.
    ownAccount: isSeller ? one.own_account : null,
    reason: one.reason,
    cause: one.cause,
    isImported: one.line_id !== null,
    state: one.state,
    stateTitle: STATES[one.state],
    recordedBy: isSeller ? (people.get(one.recorded_by) ?? '') : null,
    confirmedBy: isSeller && one.state !== 'pending' ? (people.get(one.confirmed_by) ?? '') : null,
    next: isSeller ? moneyNext(one, isRecorder) : [],
  }
}

function moneyNext({ state, kind }: store.MoneyRow, isRecorder: boolean) {
  if (state === 'pending')
    return [
      {
        name: 'confirm',
        title: '确认入账',
        allowed: !isRecorder,
        reason: isRecorder ? '您登记的，由另一位同事确认。' : '',
      },
      { name: 'reject', title: '作废', allowed: true, reason: '' },
    ]
  return state === 'posted' && kind !== '冲正'
    ? [{ name: 'reverse', title: '冲正', allowed: true, reason: '' }]
    : []
}

function nextOf(
  row: store.SettlementRow,
  words: readonly { readonly org_id: string }[],
  actor: Actor,
  stands: { readonly agreed: boolean; readonly ended: boolean; readonly loose: boolean },
) {
  const sides = { seller: actor.orgId === row.seller_org_id, buyer: actor.orgId === row.buyer_org_id }
  const may = (name: string, title: string) => ({ name, title, allowed: true, reason: '' })
  if (!sides.seller && !sides.buyer) return []
  const hasSaid = words.some((word) => word.org_id === actor.orgId)
  return [
    ...(row.version > 0 && !hasSaid ? [may('confirm', `确认第 ${String(row.version)} 版付款计划`)] : []),
    may('propose', row.version === 0 ? '提出付款计划' : '修改付款计划'),
    ...(sides.buyer && stands.agreed && !stands.ended ? [may('royalty', '报送提成')] : []),
    ...(sides.seller
      ? [
          may('receipt', '登记收款'),
          // What came for something due is given back at its line.
          ...(stands.loose ? [may('refund', '登记退款')] : []),
          may('invoice', '登记发票'),
          ...(stands.ended ? [] : [may('end', '登记合同终止')]),
        ]
      : []),
  ]
}
