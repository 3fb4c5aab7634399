import { sql } from 'kysely'
import { z } from 'zod'
import type { Permissions } from '../access/access.ts'
import { routesOf, type Instant } from '../command/command.ts'
import { dayOf, type Day } from '../calendar/calendar.ts'
import { dayNumber } from '../calendar/day.ts'
import { dayText } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import { readInstance } from './instance.ts'

export const permissions = {
  'instance.move-clock': { admin: 'any' },
} satisfies Permissions

const { write } = routesOf('platform')

const HOUR_MS = 3_600_000
/** One move at most ten years: a slip of the finger must not end every term there is. */
const MOVE_DAYS_MAX = 3650

export const routes = [
  write({
    method: 'POST',
    path: '/instance/clock',
    permission: 'instance.move-clock',
    journal: 'instance.move-clock',
    says: '{actor}将演练时钟向前拨动 {days} 天 {hours} 小时',
    input: z.object({
      on: dayText().optional().meta({ title: '拨到哪一天', widget: 'date' }),
      days: z.int().min(0).max(MOVE_DAYS_MAX).default(0).meta({ title: '向前拨动', unit: '天' }),
      hours: z.int().min(0).max(23).default(0).meta({ title: '再拨动', unit: '小时' }),
      at: z.iso.datetime().optional().meta({ title: '拨到哪一刻' }),
      seconds: z.int().min(0).max(59).default(0).meta({ title: '再过几秒', unit: '秒' }),
    }),
    gate: { none: '演练时钟不涉及当事人' },
    verb: async (tx, _actor, input, now) => {
      const instance = await readInstance(tx)
      if (instance?.kind !== 'rehearsal') {
        throw new Refusal('conflict', '只有演练环境可以拨动时钟；演示和正式环境的时间以数据库为准。')
      }
      const span = input.at === undefined ? spanOf(input, now) : Date.parse(input.at) - Date.parse(now)
      const ms = span + input.seconds * 1000
      if (ms > MOVE_DAYS_MAX * 24 * HOUR_MS)
        throw new Refusal('invalid', `一次最多向前拨 ${MOVE_DAYS_MAX} 天。`)
      if (ms <= 0) throw new Refusal('invalid', '请填写向前拨动的天数或小时数，时钟不能停在原处或倒拨。')
      const { rows } = await sql<{ clock_offset_ms: number }>`
        update platform.state set clock_offset_ms = clock_offset_ms + ${ms} returning clock_offset_ms`.execute(
        tx.as('platform'),
      )
      const hours = Math.round(ms / HOUR_MS)
      tx.about('instance', null, { days: Math.floor(hours / 24), hours: hours % 24 })
      return { offsetMs: rows[0]?.clock_offset_ms ?? 0 }
    },
  }),
]

function spanOf(
  { on, days, hours }: { readonly on?: Day | undefined; readonly days: number; readonly hours: number },
  now: Instant,
): number {
  return ((on === undefined ? days : daysUntil(on, dayOf(now))) * 24 + hours) * HOUR_MS
}

/** Days from today to the day named, which is later and not too far: a clock never goes back. */
function daysUntil(on: Day, today: Day): number {
  const days = dayNumber(on) - dayNumber(today)
  const fault =
    days <= 0
      ? `演练日期现在是 ${today}，只能拨到以后的日期。`
      : days > MOVE_DAYS_MAX
        ? `一次最多向前拨 ${MOVE_DAYS_MAX} 天。`
        : undefined
  if (fault === undefined) return days
  throw new Refusal('invalid', '时钟只能向前拨，而且一次不能太远，请改选日期。', {}, [
    { field: 'on', message: fault },
  ])
}
