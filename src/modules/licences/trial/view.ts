import { z } from 'zod'
import { reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { Day, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileView, findFiles, type FileView } from '#platform/files/files.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { concludedText } from '#modules/contracts/index.ts'
import { dealParties } from '#modules/deals/index.ts'
import { termRows } from '../offer/words.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { permissions } from '../permissions.ts'
import { amountDue, countedMilli, quantityText } from '../rules.ts'
import { confirmedFen, reachedTrial, readingOf } from './facts.ts'
import { trialProcedure } from './procedure.ts'
import { isMetered } from './readings.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = trialProcedure.states
const NO_ORG = '00000000-0000-0000-0000-000000000000'

export const listQuery = z.object({
  state: z.enum(Object.keys(trialProcedure.states) as [string, ...string[]]).optional(),
  side: z.enum(['seller', 'buyer']).optional(),
  ...paged,
})

/** Trials the actor's organisation gives or makes. */
export async function listTrials(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
  const { cursor, limit, ...rest } = { ...query, orgId }
  const found = await store.trialsOf(tx, { ...rest, limit: limit + 1, after: readAfter(cursor) })
  const { page: rows, next } = pageOf(found, limit, (row) => [row.applied_at, row.id])
  const names = await orgNames(
    tx,
    rows.flatMap((row) => [row.seller_org_id, row.buyer_org_id]),
  )
  const items = rows.map((row) => summary(row, actor, names))
  return { items, total: await store.countTrials(tx, rest), next }
}

function summary(row: store.TrialRow, actor: Actor, names: ReadonlyMap<string, string>) {
  return {
    id: row.id,
    publicId: row.public_id,
    dossierId: row.dossier_id,
    offerId: row.offer_id,
    dealId: row.deal_id,
    achievementId: row.achievement_id,
    name: row.achievement_name,
    seller: names.get(row.seller_org_id) ?? '',
    buyer: names.get(row.buyer_org_id) ?? '',
    side: actor.orgId === row.seller_org_id ? 'seller' : actor.orgId === row.buyer_org_id ? 'buyer' : null,
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    appliedAt: row.applied_at,
    beganAt: row.began_at,
    endsOn: row.ends_on,
    answerBy: row.answer_by,
    sample: row.sample,
  }
}

/** One trial with its terms, meter, texts and payments. */
export async function showTrial(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const trial = await reachedTrial(tx, actor, id)
  const readings = await store.readingsOf(tx, trial.id)
  const payments = await store.paymentsOf(tx, trial.id)
  const ending = await store.endingOf(tx, trial.id)
  const people = await personNames(tx, [
    trial.applied_by,
    ...readings.flatMap((one) => [one.person_id, one.word?.person_id ?? one.person_id]),
    ...payments.flatMap((one) => [one.person_id, one.word?.person_id ?? one.person_id]),
  ])
  const names = await orgNames(tx, [trial.seller_org_id, trial.buyer_org_id])
  const files = await findFiles(
    tx,
    [...readings.map((one) => one.file_id), ...payments.map((one) => one.file_id)].filter(
      (file) => file !== null,
    ),
  )
  const shown: Shown = {
    today: dayOf(now),
    objectionDays: (await loadRuleset(tx)).number('licence.meterObjection.days', dayOf(now)),
    nameOf: (personId) => people.get(personId) ?? '',
    fileOf: (fileId) => {
      const file = files.find((one) => one.id === fileId)
      return file ? fileView(file) : null
    },
  }
  const agreement = await concludedText(tx, trial.deal_id, 'trial')
  const contract = await concludedText(tx, trial.deal_id, 'contract')
  return {
    ...summary(trial, actor, names),
    appliedBy: shown.nameOf(trial.applied_by),
    purpose: trial.purpose,
    unit: trial.terms.unit,
    rows: termRows({ kind: 'trial', mode: '普通许可', terms: trial.terms, places: null }),
    readings: readings.map((one) => readingShown(one, trial, actor, shown)),
    meter: meterOf(trial, readings),
    mayRecord: mayMeter(trial, actor, 'buyer'),
    payments: payments.map((one) => paymentShown(one, shown)),
    dueFen: trial.due_fen,
    confirmedFen: confirmedFen(payments),
    agreement: agreement ? { contractId: agreement.contractId, signedOn: agreement.signedOn } : null,
    contract: contract ? { contractId: contract.contractId, signedOn: contract.signedOn } : null,
    dealState: (await dealParties(tx, trial.deal_id))?.state ?? '',
    ending: ending ? { by: ending.by, reason: ending.reason, note: ending.note, at: ending.at } : null,
  }
}

interface Shown {
  readonly today: Day
  readonly objectionDays: number
  readonly nameOf: (personId: string) => string
  readonly fileOf: (fileId: string | null) => FileView | null
}

function mayMeter(trial: store.TrialRow, actor: Actor, side: 'seller' | 'buyer'): boolean {
  const own = side === 'seller' ? trial.seller_org_id : trial.buyer_org_id
  return (
    own === actor.orgId &&
    isMetered(trial.state) &&
    scopesOf(permissions, 'licence-trial.meter', actor).length > 0
  )
}

/** The meter as it stands and what conversion would cost by it. */
function meterOf(trial: store.TrialRow, readings: readonly store.ReadingWithWord[]) {
  const quantityMilli = countedMilli(readings.map(readingOf))
  return {
    quantity: quantityText(quantityMilli),
    priceFen: trial.due_fen ?? amountDue(trial.terms, quantityMilli),
    disputed: readings.filter((one) => one.word?.word === 'dispute').length,
  }
}

const WORDS = { confirm: '已确认', dispute: '有异议', replace: '已更正' } as const

function readingShown(row: store.ReadingWithWord, trial: store.TrialRow, actor: Actor, shown: Shown) {
  const lastDay = addDays(dayOf(row.at), shown.objectionDays)
  const isOpen = row.word === undefined
  const stands = isOpen && lastDay < shown.today
  return {
    id: row.id,
    fromOn: row.from_on,
    toOn: row.to_on,
    quantity: quantityText(row.quantity_milli),
    note: row.note,
    file: shown.fileOf(row.file_id),
    by: shown.nameOf(row.person_id),
    at: row.at,
    word: row.word?.word ?? null,
    wordTitle: row.word
      ? WORDS[row.word.word]
      : stands
        ? '逾期未异议，以记录为准'
        : `待确认（${lastDay} 前可异议）`,
    answer: row.word ? { note: row.word.note, by: shown.nameOf(row.word.person_id), at: row.word.at } : null,
    mayAnswer: isOpen && mayMeter(trial, actor, 'seller'),
    mayDispute: isOpen && !stands && mayMeter(trial, actor, 'seller'),
    mayCorrect: (isOpen || row.word?.word === 'dispute') && mayMeter(trial, actor, 'buyer'),
  }
}

function paymentShown(row: store.PaymentWithWord, shown: Shown) {
  return {
    id: row.id,
    amountFen: row.amount_fen,
    paidOn: row.paid_on,
    payer: row.payer,
    account: row.account,
    file: shown.fileOf(row.file_id),
    by: shown.nameOf(row.person_id),
    at: row.at,
    word: row.word?.word ?? null,
    wordTitle: row.word ? { confirm: '已确认收款', refuse: '未确认' }[row.word.word] : '待确认',
    answer: row.word
      ? { reason: row.word.reason, by: shown.nameOf(row.word.person_id), at: row.word.at }
      : null,
  }
}
