import { z } from 'zod'
import { token } from './text.ts'

export const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** Lengths a slot may have, in minutes: they divide a day, so that slots of one day never shift. */
const SLOT_TITLES = {
  30: '30 分钟',
  60: '1 小时',
  120: '2 小时',
  180: '3 小时',
  240: '4 小时',
  480: '8 小时',
} as const
const SLOT_MINUTES = Object.keys(SLOT_TITLES).map(Number)
/** A month ahead or a month before: longer leads are a slip in the unit. */
const HOURS_MAX = 720
/** Slots taken in one booking at most; longer use is booked day by day. */
const SLOTS_MAX = 24

const clock = () =>
  token(5)
    .regex(/^([01]\d|2[0-3]):(00|30)$|^24:00$/, '时间应写作 09:00 或 17:30 的格式，到整点或半点。')
    .nullish()

const WHEN = { field: 'bookable', in: [true] }

/** Fields of whatever can be booked by the slot: an instrument, a pilot line, a room. */
export function bookingFields(group: string) {
  const ask = { group, when: WHEN }
  return {
    bookable: z.boolean().nullish().meta({ title: '接受预约', widget: 'switch', group }),
    openDays: z
      .array(z.enum(WEEKDAYS))
      .max(WEEKDAYS.length)
      .nullish()
      .meta({ ...ask, title: '开放日', widget: 'multiselect' }),
    openFrom: clock().meta({ ...ask, title: '开放时间起', help: '例如 09:00' }),
    openUntil: clock().meta({ ...ask, title: '开放时间止', help: '例如 17:00' }),
    slotMinutes: z
      .int()
      .refine((minutes) => SLOT_MINUTES.includes(minutes), `应为 ${SLOT_MINUTES.join('、')} 分钟之一。`)
      .nullish()
      .meta({ ...ask, title: '每格时长', widget: 'select', options: SLOT_TITLES }),
    slotsMost: z
      .int()
      .min(1)
      .max(SLOTS_MAX)
      .nullish()
      .meta({ ...ask, title: '一次最多几格', widget: 'number', help: '不填为当天可连续预约的全部' }),
    leadHours: z
      .int()
      .min(0)
      .max(HOURS_MAX)
      .nullish()
      .meta({ ...ask, title: '至少提前', unit: '小时', widget: 'number' }),
    cancelHours: z
      .int()
      .min(0)
      .max(HOURS_MAX)
      .nullish()
      .meta({ ...ask, title: '提前多久可以免责取消', unit: '小时', widget: 'number' }),
    closedOnRestDays: z
      .boolean()
      .nullish()
      .meta({ ...ask, title: '法定节假日和休息日不开放', widget: 'switch' }),
    autoConfirm: z
      .boolean()
      .nullish()
      .meta({ ...ask, title: '有空即自动确认', widget: 'switch' }),
  }
}

/** When a thing can be booked, and how. */
export interface BookingRules {
  /** 1 Monday … 7 Sunday. */
  readonly openDays: readonly number[]
  /** Minutes after midnight in Shanghai; the last slot ends at `untilMinute` or before. */
  readonly fromMinute: number
  readonly untilMinute: number
  readonly slotMinutes: number
  readonly slotsMost: number
  readonly leadHours: number
  readonly cancelHours: number
  readonly closedOnRestDays: boolean
  readonly autoConfirm: boolean
  /** How many may use it at once. */
  readonly capacity: number
}

type Absent<T> = T | null | undefined
/** What the form holds of it. */
export interface BookingForm {
  readonly bookable?: Absent<boolean>
  readonly openDays?: Absent<readonly (typeof WEEKDAYS)[number][]>
  readonly openFrom?: Absent<string>
  readonly openUntil?: Absent<string>
  readonly slotMinutes?: Absent<number>
  readonly slotsMost?: Absent<number>
  readonly leadHours?: Absent<number>
  readonly cancelHours?: Absent<number>
  readonly closedOnRestDays?: Absent<boolean>
  readonly autoConfirm?: Absent<boolean>
  /** Asked by forms of things that several can use at once. */
  readonly capacity?: Absent<number>
}

/** The rules of a form; undefined when the thing is not booked here, or the form is not complete enough for it. */
export function bookingRulesOf(form: BookingForm): BookingRules | undefined {
  const { openDays, openFrom, openUntil, slotMinutes } = form
  if (!form.bookable || !openDays?.length || !openFrom || !openUntil || !slotMinutes) return undefined
  const [fromMinute, untilMinute] = [minuteOf(openFrom), minuteOf(openUntil)]
  if (untilMinute - fromMinute < slotMinutes) return undefined
  return {
    openDays: openDays.map((day) => WEEKDAYS.indexOf(day) + 1),
    fromMinute,
    untilMinute,
    slotMinutes,
    slotsMost: form.slotsMost ?? SLOTS_MAX,
    leadHours: form.leadHours ?? 0,
    cancelHours: form.cancelHours ?? 0,
    closedOnRestDays: form.closedOnRestDays ?? false,
    autoConfirm: form.autoConfirm ?? false,
    capacity: form.capacity ?? 1,
  }
}

/** What is wrong or missing before a thing that says it is bookable can be booked. */
export function bookingFaults(form: BookingForm): { readonly field: string; readonly message: string }[] {
  if (!form.bookable) return []
  const missing = (
    [
      ['openDays', !form.openDays?.length, '请选择开放日。'],
      ['openFrom', !form.openFrom, '请填写开放时间起，例如 09:00。'],
      ['openUntil', !form.openUntil, '请填写开放时间止，例如 17:00。'],
      ['slotMinutes', !form.slotMinutes, '请选择每格时长。'],
    ] as const
  ).filter(([, isMissing]) => isMissing)
  if (missing.length > 0) return missing.map(([field, , message]) => ({ field, message }))
  if (bookingRulesOf(form) === undefined)
    return [{ field: 'openUntil', message: '开放时间止应晚于开放时间起，并至少容得下一格。' }]
  return []
}

/** Minutes after midnight of `09:30`; `24:00` is the end of the day. */
export function minuteOf(clockText: string): number {
  const [hours = 0, minutes = 0] = clockText.split(':').map(Number)
  return hours * 60 + minutes
}
