import { z } from 'zod'
import { dayText, line, prose, token } from '../forms/text.ts'

/** An instant as the calendar of a page writes it. */
export const instant = z.iso.datetime({ offset: true, error: '时间不正确，请从预约日历中选择时段。' })

const clockTime = token(5).regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, '时间应写作 09:00 的格式。')

/** Time in which the keeper keeps the instrument back: maintenance, own use. */
export const blockForm = z.object({
  firstDay: dayText().meta({ title: '从哪天', widget: 'date' }),
  fromTime: clockTime.meta({ title: '几点', help: '例如 09:00' }),
  lastDay: dayText().meta({ title: '到哪天', widget: 'date' }),
  untilTime: clockTime.meta({ title: '几点', help: '例如 17:00；整天停用的填 00:00 到 24:00' }),
  reason: line(100, 2).meta({ title: '事由', help: '例如：年度检定；公众只看到“停用”' }),
})

/** Said to whoever asked for a slot and does not get it. */
export const declineForm = z.object({
  reason: prose(500).meta({
    title: '原因',
    widget: 'textarea',
    help: '对方会看到这段话，请写明可改的时间或条件',
  }),
})

/** What the user says of it afterwards. */
export const rateForm = z.object({
  stars: z
    .int()
    .min(1)
    .max(5)
    .meta({
      title: '评价',
      widget: 'select',
      options: { 5: '5 很满意', 4: '4 满意', 3: '3 一般', 2: '2 不满意', 1: '1 很不满意' },
    }),
  comment: prose(500).nullish().meta({ title: '说明', widget: 'textarea', help: '只有对方单位能看到' }),
})
