import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { perform } from '#platform/procedure/perform.ts'
import { refuseOutside } from '#platform/records/outside.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { Refusal } from '#platform/refusal.ts'
import { demandDraftForm, demandForm, type answerForm } from './forms.ts'
import { demandKind } from './kind.ts'
import { demandListing, demandRevision, DEMANDERS } from './procedure.ts'
import { publicDemandView } from './rules.ts'
import { demandItem } from './search.ts'
import { insertAnswer, latestAnswers, store } from './store.ts'
import type { z } from 'zod'

/** What demands do as all listed records do. */
export const listed = listedRecord({
  kind: demandKind,
  path: '/demands',
  procedure: demandListing,
  revision: demandRevision,
  form: demandForm,
  draftForm: demandDraftForm,
  owners: DEMANDERS,
  readers: ['leader', 'legal', 'orgAdmin'],
  publicView: (form) => ({ fields: publicDemandView(form), withheld: null }),
  item: demandItem,
  absent: '没有找到这项需求，或它已结束。',
})
export const { publicRecord: publicDemand } = listed

/** Owner and state of a demand for a deal; undefined when it is not public. */
export async function demandForDeal(tx: Tx, id: string) {
  const record = await store.findPublic(tx, id)
  refuseOutside(record?.data.source)
  return (
    record && {
      id: record.id,
      publicId: record.public_id,
      code: record.code,
      name: record.name,
      state: record.state,
      ownerOrgId: record.owner_org_id,
    }
  )
}

const SAID = {
  interested: '{org}对《{achievement}》与需求《{demand}》的匹配表示有意向。',
  later: '{org}表示以后再看《{achievement}》与需求《{demand}》的匹配。',
  no: '{org}认为《{achievement}》与需求《{demand}》不合适，原因：{reason}。',
} as const

/** What one side says of a proposed pair; it reaches the other side as a message, a "no" with its reason (features.md 1). */
export async function answerMatch(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof answerForm>,
  now: Instant,
): Promise<{ readonly id: string; readonly side: 'demand' | 'achievement' }> {
  const demand = await store.findPublic(tx, input.demandId)
  const achievement = await achievementForDeal(tx, input.achievementId)
  const side = demand?.owner_org_id === actor.orgId ? 'demand' : 'achievement'
  mustReach(actor, {
    orgId: side === 'demand' ? (demand?.owner_org_id ?? null) : (achievement?.ownerOrgId ?? null),
  })
  if (!demand || achievement?.state !== 'published')
    throw new Refusal('conflict', '这一对里的需求或成果已不在架，不用再答复。')
  if (input.answer === 'no' && !input.reason)
    throw new Refusal('invalid', '{message}', { message: '请选择不合适的原因。' }, [
      { field: 'reason', message: '请选择不合适的原因。' },
    ])
  const id = v7()
  const isNo = input.answer === 'no'
  await insertAnswer(tx, {
    id,
    demand_id: demand.id,
    achievement_id: achievement.id,
    side,
    answer: input.answer,
    reason: isNo ? (input.reason ?? null) : null,
    note: isNo ? (input.note ?? null) : null,
    person_id: actor.personId,
    org_id: actor.orgId ?? '',
    at: now,
  })
  const params = {
    org: actor.orgName ?? '',
    demand: demand.name,
    achievement: achievement.name,
    reason: input.reason ?? '',
  }
  await tx.emit('message.org', {
    orgId: side === 'demand' ? achievement.ownerOrgId : demand.owner_org_id,
    template: SAID[input.answer],
    params,
    link: side === 'demand' ? `/app/achievements/${achievement.id}` : `/app/demands/${demand.id}`,
  })
  if (
    side === 'demand' &&
    input.answer === 'interested' &&
    demand.state === 'published' &&
    demand.dossier_id !== null
  )
    await perform(
      tx,
      listed.listing,
      { dossierId: demand.dossier_id, action: 'match', visit: undefined, input: {}, event: true },
      actor,
      now,
    )
  tx.about('demand', demand.id, { demand: demand.name, achievement: achievement.name })
  return { id, side }
}

/** Answers given so far to the pairs of a demand, for its owner. */
export async function answersOf(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const demand = await store.find(tx, id)
  mustReach(actor, { orgId: demand?.visible ? demand.owner_org_id : null })
  const rows = await latestAnswers(tx, { demandId: id })
  return {
    items: rows.map(({ achievement_id, side, answer, reason, note, at }) => ({
      achievementId: achievement_id,
      side,
      answer,
      reason,
      note,
      at,
    })),
  }
}
