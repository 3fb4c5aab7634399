import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { closeDeadline, insertDeadline } from '#platform/procedure/store.ts'
import { refuseOutside } from '#platform/records/outside.ts'
import { Refusal } from '#platform/refusal.ts'
import { indexedRecords, sqlOf, textKeys } from '#platform/search/index.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import { listedAchievement, type DealAchievement } from '#modules/achievements/index.ts'
import { listedDemand, refuseTelling, startMatching } from '#modules/exchange/index.ts'
import { matchRules } from './context.ts'
import type { AnswerForm } from './forms.ts'
import { aboutOf } from './refresh.ts'
import { ADVICE, UNCLEAR, type About } from './rules.ts'
import {
  hasLaterReminder,
  insertAnswer,
  latersOf,
  latestAnswers,
  type AnswerRow,
  type Side,
} from './store.ts'

const SAID = {
  interested: '{org}对《{achievement}》与需求《{demand}》的匹配表示有意向。',
  later: '{org}表示以后再看《{achievement}》与需求《{demand}》的匹配。',
  no: '{org}认为《{achievement}》与需求《{demand}》不合适，原因：{reason}。{advice}',
  undone: '{org}收回了对《{achievement}》与需求《{demand}》匹配的答复。',
} as const

type Demand = NonNullable<Awaited<ReturnType<typeof listedDemand>>>

/** What one side says of a proposed pair; it reaches the other side as a message, a "no" with its reason and what to do. */
export async function answerMatch(
  tx: CommandTx,
  actor: Actor,
  input: AnswerForm,
  now: Instant,
): Promise<{ readonly id: string; readonly side: Side }> {
  const { demand, achievement, side } = await answeredPair(tx, actor, input)
  const { answer } = input
  const isNo = answer === 'no'
  const reason = isNo ? (input.reason ?? null) : null
  if (isNo && reason === null)
    throw new Refusal('invalid', '{message}', { message: '请选择不合适的原因。' }, [
      { field: 'reason', message: '请选择不合适的原因。' },
    ])
  if (side === 'demand' && demand.blind) await refuseTelling(tx, demand.ownerOrgId, input.note)
  const row: AnswerRow = {
    id: v7(),
    demand_id: demand.id,
    achievement_id: achievement.id,
    side,
    answer,
    reason,
    note: isNo ? (input.note ?? null) : null,
    person_id: actor.personId,
    org_id: actor.orgId ?? '',
    at: now,
    about: await aboutNow(tx, achievement.id),
  }
  const before = (await latestAnswers(tx, { demandId: demand.id })).find(
    (one) => one.achievement_id === achievement.id && one.side === side,
  )
  if (answer === 'undone' && (before === undefined || before.answer === 'undone'))
    throw new Refusal('conflict', '这一对还没有答复，不用收回。')
  await insertAnswer(tx, row)
  await tellOther(tx, actor, row, demand, achievement)
  await changed(tx, row, before)
  if (side === 'demand' && answer === 'interested') await startMatching(tx, actor, demand.id, now)
  if (answer === 'later') await remindLater(tx, row)
  tx.about('demand', demand.id, { demand: demand.name, achievement: achievement.name })
  return { id: row.id, side }
}

/** The pair, both sides listed, and the side the actor speaks for. */
async function answeredPair(tx: CommandTx, actor: Actor, input: AnswerForm) {
  const demand = await listedDemand(tx, input.demandId)
  const achievement = await listedAchievement(tx, input.achievementId)
  const side: Side = demand?.ownerOrgId === actor.orgId ? 'demand' : 'achievement'
  mustReach(actor, { orgId: (side === 'demand' ? demand : achievement)?.ownerOrgId ?? null })
  if (!demand || achievement?.state !== 'published')
    throw new Refusal('conflict', '这一对里的需求或成果已不在架，不用再答复。')
  // Who means it asks the platform that negotiates it; an answer would reach nobody.
  if (input.answer === 'interested') refuseOutside(demand.source ?? achievement.form.source)
  return { demand, achievement, side }
}

/** What the answer is about: the achievement as the public reads it at this moment. */
async function aboutNow(tx: CommandTx, achievementId: string): Promise<About | null> {
  const sql = sqlOf(tx)
  const record = (await indexedRecords(sql, 'achievement', [achievementId])).get(achievementId)
  if (!record) return null
  const keys = await textKeys(sql, 'achievement', [achievementId])
  return aboutOf(record.item, keys.get(achievementId))
}

async function tellOther(
  tx: CommandTx,
  actor: Actor,
  row: AnswerRow,
  demand: Demand,
  achievement: DealAchievement,
): Promise<void> {
  const isDemander = row.side === 'demand'
  const advice = row.reason === null ? '' : ADVICE[isDemander ? 'achievement' : 'demand'][row.reason]
  await tx.emit('message.org', {
    orgId: isDemander ? achievement.ownerOrgId : demand.ownerOrgId,
    template: SAID[row.answer],
    params: {
      org: isDemander && demand.blind ? HIDDEN_DEMANDER : (actor.orgName ?? ''),
      demand: demand.name,
      achievement: achievement.name,
      reason: row.reason ?? '',
      advice,
    },
    link: isDemander ? `/app/achievements/${achievement.id}?tab=answers` : `/app/demands/${demand.id}`,
  })
  if (isDemander && row.reason === '已有方案')
    await tx.emit('message.org', {
      orgId: demand.ownerOrgId,
      template:
        '您答复需求《{demand}》“已有方案”，已暂停为它推荐。需求解决了请标记“已解决”；还需要的，收回答复即可继续推荐。',
      params: { demand: demand.name },
      link: `/app/demands/${demand.id}`,
    })
}

/** Which lists an answer changes, for the outbox; only what a demander says changes any. */
async function changed(tx: CommandTx, row: AnswerRow, before: AnswerRow | undefined): Promise<void> {
  if (row.side !== 'demand') return
  const isUnclear = [row.reason, before?.reason].some((reason) => reason != null && UNCLEAR.includes(reason))
  await tx.emit('match.answered', {
    demanderOrgId: row.org_id,
    ...(isUnclear && { unclearId: row.achievement_id }),
  })
}

/** One reminder a day and organisation, however many pairs were put off that day. */
async function remindLater(tx: CommandTx, row: AnswerRow): Promise<void> {
  const days = matchRules(tx.rules, tx.today).laterDays
  const dueOn = addDays(tx.today, days)
  if (await hasLaterReminder(tx, row.org_id, dueOn)) return
  await insertDeadline(tx, 'matching', {
    id: v7(),
    kind: 'reminder',
    subject_kind: 'organisation',
    subject_id: row.org_id,
    dossier_id: null,
    visit: null,
    performs: 'match.remind',
    term: { days },
    starts_on: tx.today,
    nominal_on: dueOn,
    due_on: dueOn,
    provisional: false,
    state: 'open',
    closed_at: null,
  })
}

/** What the clock says of a reminder: the organisation, and the day it was asked for. */
export const reminderInput = z.object({ deadlineId: z.uuid(), subjectId: z.uuid(), startsOn: z.string() })

/** The day has come on which an organisation wanted to look again: one message for all it put off that day. */
export async function remindOfLaters(
  tx: CommandTx,
  _actor: Actor,
  { deadlineId, subjectId, startsOn }: z.infer<typeof reminderInput>,
  now: Instant,
): Promise<{ readonly reminded: number }> {
  await closeDeadline(tx, 'matching', deadlineId, now)
  const pairs = await latersOf(tx, subjectId, startsOn)
  const [first] = pairs
  tx.about('organisation', subjectId, { count: pairs.length, on: startsOn })
  if (first !== undefined)
    await tx.emit('message.org', {
      orgId: subjectId,
      template: '您在 {on} 答复“以后再看”的 {count} 项匹配到了约定的时间，请再看看。',
      params: { on: startsOn, count: pairs.length },
      link: `/app/matches?demand=${first.demand_id}`,
    })
  return { reminded: pairs.length }
}
