import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { pageOf, readAfter } from '#platform/http/paging.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { post } from '#platform/ledger/ledger.ts'
import { Refusal } from '#platform/refusal.ts'
import { sellersSettlement, signedIn } from './hands.ts'
import { about, mustBeAnother, note, royaltyOf, tellMoney, transferOf } from './money.ts'
import { suggestionsFor, type Expected } from './rules.ts'
import * as lines from './store-lines.ts'
import * as store from './store.ts'

/** Contracts of one organisation a line is compared with; an older one is found by its code in the list. */
const COMPARED_MAX = 500

const ERASED = '付款人信息已经删除'
const ERASED_SAYS = `${ERASED}；是合同款的，请照银行回单在合同的结算页登记收款。`

/** A second person says which contract a line of the statement pays: it is posted. */
export async function confirmLine(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly lineId: string; readonly royaltyId?: string | undefined },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const line = await ownLine(tx, actor, input.lineId)
  if (line.settlement_id !== null) throw new Refusal('conflict', '这笔流水已经入账到一份合同，请刷新后查看。')
  mustBeAnother(actor, line.imported_by)
  if (line.payer === null) throw new Refusal('conflict', ERASED_SAYS)
  const receipt = {
    kind: '收款' as const,
    fen: line.fen,
    on_day: line.on_day,
    number: line.ref,
    payer: line.payer,
    payer_account: line.payer_account,
    own_account: line.own_account ?? '导入流水的收款账户',
    royalty_id: await royaltyOf(tx, settlement, input.royaltyId),
    line_id: line.id,
    reverses: null,
    reason: null,
  }
  const transfer = await transferOf(tx, settlement, receipt, now)
  await post(tx, actor, transfer, now)
  await note(tx, actor, settlement, transfer.id, receipt, now)
  about(tx, settlement, receipt.kind, receipt.fen)
  await tellMoney(tx, actor, settlement, { id: transfer.id, kind: receipt.kind, fen: receipt.fen })
  return { id: transfer.id }
}

/** A line that pays no contract here leaves the queue, with the reason. */
export async function putAside(
  tx: CommandTx,
  actor: Actor,
  input: { readonly lineId: string; readonly reason: string },
  now: Instant,
) {
  const line = await ownLine(tx, actor, input.lineId)
  if (line.settlement_id !== null || line.aside !== null)
    throw new Refusal('conflict', '这笔流水已经处理过，请刷新后查看。')
  await lines.insertAside(tx, {
    line_id: line.id,
    reason: input.reason,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('bank_line', line.id, { ref: line.ref })
  return {}
}

async function ownLine(tx: Tx, actor: Actor, id: string): Promise<lines.QueuedLine> {
  const line = await lines.findLine(tx, id)
  mustReach(actor, { orgId: line?.org_id ?? null })
  if (!line) throw new Refusal('absent', '没有找到这笔流水。')
  return line
}

/** Lines of the own statements with the contracts they may pay and why. */
export async function queuedLines(
  tx: Tx,
  actor: Actor,
  query: {
    readonly box: lines.Box
    readonly q: string
    readonly limit: number
    readonly cursor?: string | undefined
  },
) {
  const { orgId } = signedIn(actor)
  reachedByQuery(actor)
  const { box, q, limit, cursor } = query
  const rows = await lines.linesOf(tx, { orgId, box, q }, limit + 1, readAfter(cursor))
  const { page, next } = pageOf(rows, limit, (row) => [row.at, row.id])
  const expected = box === 'open' ? await expectedBy(tx, orgId) : []
  const people = await personNames(
    tx,
    page.map((row) => row.imported_by),
  )
  return {
    items: page.map((row) => ({
      id: row.id,
      ref: row.ref,
      onDay: row.on_day,
      fen: row.fen,
      payer: row.payer ?? ERASED,
      purpose: row.purpose ?? '',
      importedBy: people.get(row.imported_by) ?? '',
      aside: row.aside,
      settlement: row.settlement_id === null ? null : { id: row.settlement_id, title: row.title ?? '' },
      suggestions: box === 'open' ? suggestionsFor(compared(row), expected) : [],
      next: nextOf(row, actor),
    })),
    total: await lines.countLines(tx, orgId, box),
    next,
  }
}

const compared = ({ fen, payer, purpose }: lines.QueuedLine) => ({
  fen,
  payer: payer ?? '',
  purpose: purpose ?? '',
})

function nextOf(row: lines.QueuedLine, actor: Actor) {
  if (row.settlement_id !== null) return []
  const isImporter = row.imported_by === actor.personId
  const held = row.payer === null ? ERASED_SAYS : isImporter ? '您导入的流水，由另一位同事确认。' : ''
  return [
    { name: 'confirm', title: '确认入账', allowed: held === '', reason: held },
    ...(row.aside === null ? [{ name: 'aside', title: '不是合同款', allowed: true, reason: '' }] : []),
  ]
}

async function expectedBy(tx: Tx, orgId: string): Promise<Expected[]> {
  const all = await store.settlementsOf(tx, { orgId, q: '' }, COMPARED_MAX, undefined)
  const own = all.filter((row) => row.seller_org_id === orgId)
  const names = await orgNames(
    tx,
    own.map((row) => row.buyer_org_id),
  )
  const dues = Map.groupBy(
    await store.duesOf(
      tx,
      own.map(({ id }) => id),
    ),
    (due) => due.settlement_id,
  )
  return own.map((row) => ({
    settlementId: row.id,
    title: row.title,
    code: row.code,
    buyer: names.get(row.buyer_org_id) ?? '',
    open: (dues.get(row.id) ?? [])
      .filter((due) => due.open_fen > 0)
      .map((due) => ({ title: due.title, openFen: due.open_fen, royaltyId: due.royalty_id })),
  }))
}
