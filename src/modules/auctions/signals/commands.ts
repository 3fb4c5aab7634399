import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { LOT_READERS, permissions } from '../permissions.ts'
import * as lots from '../store.ts'
import { factsOf } from './facts.ts'
import type { warnForm } from './forms.ts'
import { bidSignalProcedure } from './procedure.ts'
import { suspicionsOf, type Suspicion } from './rules.ts'
import * as store from './store.ts'
import { signalRules } from './thresholds.ts'
import type { z } from 'zod'

const warn: Effect = async (tx, dossier, { words }: z.infer<typeof warnForm>) => {
  const [review] = await store.reviewsOf(tx, { unitId: null, dossierId: dossier.id, limit: 1 })
  if (!review) throw new Error(`dossier ${dossier.id} belongs to no examination`)
  const concerned = new Set((await store.signalsIn(tx, review.id)).flatMap(({ one, other }) => [one, other]))
  for (const bidder of await lots.biddersOf(tx, review.lot_id))
    if (concerned.has(bidder.id))
      await tx.emit('message.org', {
        orgId: bidder.org_id,
        template: '关于《{name}》的竞价，主管单位提醒贵单位：{words}',
        params: { name: review.lot_name, words },
        link: `/app/lots/${review.lot_id}`,
        roles: LOT_READERS,
      })
}

export const bidSignalBinding: Binding = {
  procedure: bidSignalProcedure,
  facts: async () => ({}),
  effects: { warn },
  entered: async (tx, dossier) => {
    await store.moveReview(tx, dossier.id, dossier.state)
  },
}

/**
 * Looks a lot through once it is over. What is found is written for the competent unit alone: neither bidders nor the
 * owner nor the journal of the lot tell of it, and nothing of the lot changes (trust.md A1).
 */
export async function examineLot(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string },
  now: Instant,
): Promise<{ readonly found: number }> {
  mustReach(actor, { orgId: null })
  const lot = await lots.findLot(tx, { id: input.id })
  if (!lot) throw new Refusal('absent', '没有找到这次竞价。')
  const id = v7()
  tx.about('bid-signal', id)
  if (lot.closed_at === null || (await store.isExamined(tx, lot.id))) return { found: 0 }
  const suspicions = suspicionsOf(await factsOf(tx, lot), signalRules(tx.rules, tx.today))
  const dossier = suspicions.length === 0 ? undefined : await openReview(tx, id, lot, actor, now)
  await store.insertExamination(tx, {
    id,
    lot_id: lot.id,
    dossier_id: dossier?.id ?? null,
    state: dossier?.state ?? null,
    at: now,
    journal_id: tx.journalId,
  })
  await store.insertSignals(tx, await rowsOf(tx, id, lot.id, suspicions))
  return { found: suspicions.length }
}

/** The dossier is the unit's own: those it is about read neither it nor that it is there. */
async function openReview(tx: CommandTx, id: string, lot: lots.LotRow, actor: Actor, now: Instant) {
  const unitId = await competentUnit(tx, bidSignalProcedure, tx.today)
  if (unitId === null) throw new Refusal('conflict', '还没有确定核查竞买线索的主管单位，请联系平台管理员。')
  const title = `竞买线索核查：${lot.achievement_name}`
  const opening = { title, subject: { kind: 'bid-signal', id }, orgId: unitId }
  const dossier = await openDossier(tx, bidSignalBinding, opening, actor, now)
  await tx.emit('message.org', {
    orgId: unitId,
    template: '《{name}》的竞价有线索需要核查。',
    params: { name: lot.achievement_name },
    link: `/app/dossiers/${dossier.id}`,
    roles: Object.keys(permissions['bid-signal.read']),
  })
  return dossier
}

async function rowsOf(
  tx: CommandTx,
  examinationId: string,
  lotId: string,
  suspicions: readonly Suspicion[],
): Promise<store.SignalRow[]> {
  const idOf = new Map((await lots.biddersOf(tx, lotId)).map(({ id, alias }) => [alias, id]))
  return suspicions.flatMap(({ signals, weightBp }, i) =>
    signals.map(({ family, strength, pair, sentence, evidence }) => ({
      id: v7(),
      examination_id: examinationId,
      group_no: i + 1,
      family,
      strength,
      one: idOf.get(pair[0]) ?? '',
      other: idOf.get(pair[1]) ?? '',
      sentence,
      evidence: [...evidence],
      group_weight_bp: weightBp,
    })),
  )
}
