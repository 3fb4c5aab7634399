import { z } from 'zod'
import { reachedByQuery, reaches, scopesOf, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileView, findFiles } from '#platform/files/files.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { commissionProcedure } from './agreement/procedure.ts'
import { disputeProcedure } from './dispute/procedure.ts'
import { rewardOf, standing } from './dues.ts'
import { GROUNDS, OUTCOMES } from './forms.ts'
import { partiesOf } from './hands.ts'
import { permissions } from './permissions.ts'
import { recordOf } from './record.ts'
import { rewardInWords } from './rules.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = commissionProcedure.states
const disputeStates: Readonly<Record<string, { readonly title: string }>> = disputeProcedure.states
const NO_ORG = '00000000-0000-0000-0000-000000000000'
const MONEY_STATES = { pending: '待对方确认', posted: '已确认', voided: '已作废' } as const

export const listQuery = z.object({
  state: z.enum(Object.keys(commissionProcedure.states) as [string, ...string[]]).optional(),
  introductionId: z.uuid().optional(),
  ...paged,
})

/** Commissions the actor's organisation receives or pays. */
export async function listCommissions(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const { state, introductionId, limit, cursor } = query
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
  const wanted = { orgId, state, introductionId }
  const rows = await store.listCommissions(tx, wanted, limit + 1, readAfter(cursor))
  const { page, next } = pageOf(rows, limit, (row) => [row.made_at, row.id])
  const names = await orgNames(tx, page.flatMap(partiesOf))
  return {
    items: page.map((row) => ({
      ...summary(row, names, actor),
      dueFen: row.due_fen,
      paidFen: row.paid_fen,
    })),
    total: await store.countCommissions(tx, wanted),
    next,
  }
}

function summary(row: store.CommissionRow, names: ReadonlyMap<string, string>, actor: Actor) {
  return {
    id: row.id,
    publicId: row.public_id,
    title: row.title,
    broker: names.get(row.broker_org_id) ?? '',
    payer: names.get(row.payer_org_id) ?? '',
    side: actor.orgId === row.broker_org_id ? 'broker' : actor.orgId === row.payer_org_id ? 'payer' : null,
    terms: rewardInWords(rewardOf(row), row.payer_side),
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    contractTitle: row.contract_title,
    madeAt: row.made_at,
    sample: row.sample,
  }
}

/** The commission within reach of its two, and of the unit a dispute about it was brought to. */
async function readable(tx: Tx, actor: Actor, id: string) {
  const row = await store.findCommission(tx, { id })
  const disputes = row ? await store.disputesOf(tx, row.id) : []
  const brought = disputes.find(({ state }) => state === 'deciding' || state === 'decided')
  const dossier = brought && (await findDossier(tx, 'commissions', brought.dossier_id))
  const object = { partyOrgIds: row ? partiesOf(row) : [], unitId: dossier?.unit_id ?? null }
  if (!reaches(actor, object) || !row) throw new Refusal('absent', '没有找到这份佣金约定，或您无权查看。')
  return { row, disputes }
}

/** States in which a payer is asked for commission, or bound to pay it. */
const BINDS: readonly string[] = [
  'proposed',
  'agreed',
  'raised',
  'contested',
  'claimed',
  'disputed',
  'settled',
]

/** One commission: what was agreed, what is due and paid, the record it stands on, and what the viewer may do. */
export async function showCommission(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const { row, disputes } = await readable(tx, actor, id)
  const today = dayOf(now)
  const ruleset = await loadRuleset(tx)
  const names = await orgNames(tx, [...partiesOf(row), row.other_org_id])
  const people = await personNames(tx, [row.broker_person_id])
  const stands = await standing(tx, row)
  const all = await store.commissionsOf(tx, { introductionId: row.introduction_id })
  const isParty = partiesOf(row).includes(actor.orgId ?? '')
  const isBroker = actor.orgId === row.broker_org_id
  return {
    ...summary(row, names, actor),
    // Who decides goes by the dossier of the dispute.
    dossierId: isParty || actor.scopes.includes('any') ? row.dossier_id : null,
    introductionId: row.introduction_id,
    by: people.get(row.broker_person_id) ?? '',
    other: names.get(row.other_org_id) ?? '',
    note: row.note,
    // No fee hidden: that the broker is paid by the other side too, never how much.
    otherPaysToo: all.some(
      ({ payer_org_id: payer, state }) => payer === row.other_org_id && BINDS.includes(state),
    ),
    contractOn: row.contract_on,
    arose: row.arose,
    grantedBp: row.granted_bp,
    standing: stands,
    dues: (await store.duesOf(tx, row.id)).map((due) => ({
      n: due.n,
      onDay: due.on_day,
      // Of a sum agreed as one the broker need not know what the contract received (practice.md P16).
      receivedFen: isBroker && row.fen !== null ? null : due.received_fen,
      fen: due.fen,
      byDecision: due.receipt_id === null,
    })),
    money: (await store.moneyOf(tx, row.id)).map((one) => moneyShown(one, actor, row)),
    disputes: await disputesShown(tx, disputes, names),
    record: await recordOf(tx, actor, row, ruleset, today),
    badges: ruleset.badges(['commission.severalBrokers', 'commission.dispute.answerWorkingDays'], today),
    next: nextOf(row, actor, stands),
  }
}

function moneyShown(one: store.MoneyRow, actor: Actor, row: store.CommissionRow) {
  const isPending = one.state === 'pending'
  const isSide = partiesOf(row).includes(actor.orgId ?? '')
  const isOther = isSide && one.org_id !== actor.orgId
  const may = scopesOf(permissions, 'commission.receive', actor).length > 0
  return {
    id: one.id,
    kind: one.kind,
    fen: one.fen,
    onDay: one.on_day,
    number: one.number,
    accounts: one.own_account === null ? null : { from: one.own_account, to: one.broker_account ?? '' },
    reason: one.reason ?? one.voided_because,
    state: one.state,
    stateTitle: MONEY_STATES[one.state],
    next: [
      ...(isPending && isOther && may ? [{ name: 'confirm', title: '确认收到' }] : []),
      ...(isPending && isSide && may
        ? [{ name: 'reject', title: isOther ? '没有收到' : '登记有误，作废' }]
        : []),
    ],
  }
}

async function disputesShown(
  tx: Tx,
  disputes: readonly store.DisputeRow[],
  names: ReadonlyMap<string, string>,
) {
  const words = await store.wordsOf(
    tx,
    disputes.map(({ id }) => id),
  )
  const links = await store.filesOfWords(
    tx,
    words.map(({ id }) => id),
  )
  const files = await findFiles(
    tx,
    links.map((link) => link.file_id),
  )
  return disputes.map((one) => ({
    id: one.id,
    dossierId: one.dossier_id,
    by: names.get(one.opened_by_org_id) ?? '',
    grounds: GROUNDS[one.grounds],
    stateTitle: disputeStates[one.state]?.title ?? one.state,
    outcome: one.granted_bp === null ? null : outcomeText(one.granted_bp),
    words: words
      .filter((word) => word.dispute_id === one.id)
      .map((word) => ({
        kind: word.kind,
        by: names.get(word.org_id) ?? '办理机构',
        text: word.text,
        at: word.at,
        files: links.flatMap((link) => {
          const file = files.find((candidate) => candidate.id === link.file_id)
          return link.word_id === word.id && file ? [fileView(file)] : []
        }),
      })),
  }))
}

function outcomeText(bp: number): string {
  if (bp === 0) return OUTCOMES.none
  return bp === 10_000 ? OUTCOMES.whole : `部分成立，按约定佣金的 ${String(bp / 100)}% 支付`
}

/** What the viewer may do beside the acts of the dossier. */
function nextOf(row: store.CommissionRow, actor: Actor, stands: Awaited<ReturnType<typeof standing>>) {
  const isBroker = actor.orgId === row.broker_org_id
  const isPayer = actor.orgId === row.payer_org_id
  const may = (permission: keyof typeof permissions) => scopesOf(permissions, permission, actor).length > 0
  const isOpen = row.state === 'claimed' || row.state === 'contested'
  return [
    ...(isPayer && row.state === 'claimed' && stands.openFen > 0 && may('commission.pay')
      ? [{ name: 'pay', title: '登记支付' }]
      : []),
    ...(isBroker && stands.paidFen > 0 && may('commission.receive')
      ? [{ name: 'return', title: '登记退回' }]
      : []),
    ...(isBroker && row.state === 'agreed' && may('commission.claim')
      ? [{ name: 'raise', title: '主张佣金' }]
      : []),
    ...((isBroker || isPayer) && isOpen && may('commission.complain')
      ? [{ name: 'dispute', title: '提出争议' }]
      : []),
  ]
}
