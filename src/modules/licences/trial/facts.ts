import { reaches, type Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { paymentIs, type Reading } from '../rules.ts'
import type { TrialFacts } from './procedure.ts'
import * as store from './store.ts'
import { z } from 'zod'

export async function factsOf(tx: Tx, dossier: DossierRow): Promise<TrialFacts> {
  const trial = await trialOf(tx, dossier)
  const achievement = await achievementForDeal(tx, trial.achievement_id)
  const payments = await store.paymentsOf(tx, trial.id)
  const open = payments.find((one) => one.word === undefined)
  return {
    sellerOrgId: trial.seller_org_id,
    buyerOrgId: trial.buyer_org_id,
    achievementIsPublished: achievement?.state === 'published',
    shown:
      open && trial.due_fen !== null
        ? paymentIs(open.amount_fen, confirmedFen(payments), trial.due_fen)
        : null,
    owes:
      trial.due_fen !== null && trial.due_fen > confirmedFen(payments)
        ? yuanText(trial.due_fen - confirmedFen(payments))
        : null,
  }
}

/** What the second side has confirmed, in fen. */
export function confirmedFen(payments: readonly store.PaymentWithWord[]): number {
  return payments.reduce((sum, one) => sum + (one.word?.word === 'confirm' ? one.amount_fen : 0), 0)
}

export function readingOf(row: store.ReadingWithWord): Reading {
  return {
    id: row.id,
    fromOn: row.from_on,
    toOn: row.to_on,
    quantityMilli: row.quantity_milli,
    word: row.word?.word ?? null,
  }
}

export async function trialOf(tx: Tx, dossier: DossierRow): Promise<store.TrialRow> {
  const trial = await store.findTrial(tx, { dossierId: dossier.id })
  if (!trial) throw new Error(`dossier ${dossier.id} belongs to no trial`)
  return trial
}

/** By id or public id, within the actor's reach; refused as absent otherwise. */
export async function reachedTrial(tx: Tx, actor: Actor, key: string): Promise<store.TrialRow> {
  const short = readPublicId(key)
  const found = z.uuid().safeParse(key).success
    ? await store.findTrial(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findTrial(tx, { publicId: short })
  const partyOrgIds = found ? [found.seller_org_id, found.buyer_org_id] : []
  if (!reaches(actor, { partyOrgIds }) || !found) throw new Refusal('absent', '没有找到这次试用。')
  return found
}

type Params = Readonly<Record<string, string>>

export async function tell(
  tx: CommandTx,
  trial: store.TrialRow,
  orgIds: readonly string[],
  template: string,
  params: Params = {},
): Promise<void> {
  const link = `/app/trials/${trial.id}`
  await tellOrgs(tx, orgIds, { template, params: { name: trial.achievement_name, ...params }, link })
}

/** The side that did not act; both when the clock did. */
export async function tellOthers(
  tx: CommandTx,
  trial: store.TrialRow,
  actor: Actor,
  template: string,
  params: Params = {},
): Promise<void> {
  const others = [trial.seller_org_id, trial.buyer_org_id].filter((id) => id !== actor.orgId)
  await tell(tx, trial, others, template, params)
}
