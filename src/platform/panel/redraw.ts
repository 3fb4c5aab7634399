import { dayOf, workingDaysLeft, type Calendar, type Day } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { dateTime } from '../text/format.ts'
import { note } from './on-panel.ts'
import { isExhausted, removeAll } from './seats.ts'
import * as store from './store.ts'

/** What a new draw is judged by; a command has all of it. */
interface Law {
  readonly rules: Ruleset
  readonly calendar: Calendar
  readonly today: Day
}

/**
 * Why a round may not be drawn again now. It may while nobody can know the number, when the number never came out, or
 * when a group has nobody left to ask: nobody draws until a wanted name appears.
 */
export async function redrawHindrance(
  tx: Tx,
  panel: store.PanelRow,
  draw: store.DrawRow | undefined,
  { rules, calendar, today }: Law,
  now: Instant,
): Promise<Refusal | undefined> {
  if (!draw || panel.state === 'criteria' || panel.state === 'decided' || panel.state === 'closed')
    return new Refusal('conflict', '现在没有可以重新进行的抽取。')
  if (draw.seed !== null)
    return (await isExhausted(tx, draw))
      ? undefined
      : new Refusal(
          'conflict',
          '本次抽取有效，不能重新抽取；空缺的席位按已抽出的顺序递补，顺序用完才可以重抽。',
        )
  if (now < draw.seed_at) return undefined
  if ((await store.lastAttempt(tx, draw.id)).length === 1)
    return new Refusal('conflict', '公开号码已有一人录入，请由另一位同事核对录入。')
  const days = rules.number('experts.seedWait.workingDays', today)
  const passed = workingDaysLeft(calendar, dayOf(new Date(draw.seed_at).toISOString()), today)
  if (passed === undefined)
    return new Refusal('conflict', '工作日历还没有装入 {year} 年，无法核对等候的工作日，请联系平台管理员。', {
      year: today.slice(0, 4),
    })
  if (passed > days) return undefined
  return new Refusal(
    'conflict',
    '公开号码应在 {at} 公布，请照公布的号码录入；过 {days} 个工作日仍没有公布的，才能作废重抽。',
    { at: dateTime(draw.seed_at), days },
  )
}

/** Draws again: the old round is kept with its reason, and everybody it had asked is free. */
export async function redraw(
  tx: CommandTx,
  panel: store.PanelRow,
  why: { readonly reason: string; readonly personId: string },
  now: Instant,
): Promise<void> {
  const [draw] = await store.drawsOf(tx, panel.id)
  const hindrance = await redrawHindrance(tx, panel, draw, tx, now)
  if (hindrance || !draw) throw hindrance ?? new Error(`panel ${panel.id} was never drawn`)
  await store.insertRedraw(tx, { draw_id: draw.id, reason: why.reason, person_id: why.personId, at: now })
  await removeAll(tx, panel, why.reason, now)
  await store.changePanel(tx, panel.id, {
    state: 'criteria',
    opened_at: null,
    chair_seat: null,
    opinion: null,
    result: null,
  })
  await note(tx, panel.id, `第 ${draw.round} 次抽取作废并保留备查，理由：${why.reason}`, now)
}
