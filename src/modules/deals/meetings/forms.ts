import { z } from 'zod'
import { line, prose, wallTime } from '#platform/forms/text.ts'

export const WAYS = ['现场', '线上', '电话'] as const
/** Times one may choose among; more only makes the other side wait. */
const SLOTS_MAX = 5
/** A meeting of more than a day is a slip in the date. */
const LENGTH_MAX_MS = 24 * 3_600_000

const slotForm = z
  .object({
    startsAt: wallTime().meta({ title: '开始', widget: 'dateTime' }),
    endsAt: wallTime().meta({ title: '结束', widget: 'dateTime' }),
  })
  .superRefine(({ startsAt, endsAt }, context) => {
    const length = Date.parse(endsAt) - Date.parse(startsAt)
    if (length <= 0)
      context.addIssue({ code: 'custom', path: ['endsAt'], message: '结束时间应晚于开始时间。' })
    if (length > LENGTH_MAX_MS)
      context.addIssue({ code: 'custom', path: ['endsAt'], message: '一次会面不超过一天，请核对日期。' })
  })

export const meetingForm = z.object({
  topic: line(100, 2).meta({ title: '会面事由' }),
  way: z.enum(WAYS).meta({ title: '方式', widget: 'select' }),
  place: line(300).meta({ title: '地点或线上会议链接', help: '电话会面填写由谁打给谁。不要写会议密码。' }),
  slots: z
    .array(slotForm)
    .min(1)
    .max(SLOTS_MAX)
    .meta({ title: '可选的时间（北京时间）', widget: 'list', help: '给对方几个时间，由对方选定一个。' }),
})

export const acceptForm = z.object({
  slot: z.int().min(1).max(SLOTS_MAX).meta({ title: '选定的时间', widget: 'number' }),
})

export const reasonForm = z.object({
  reason: line(300, 2).meta({ title: '原因', widget: 'textarea', help: '对方会看到。' }),
})

export const minutesForm = z.object({
  minutes: prose(5000).min(5).meta({
    title: '会面纪要',
    widget: 'textarea',
    help: '谁参加、谈了什么、商定什么、下一步；由对方确认。不要写技术秘密。',
  }),
})
