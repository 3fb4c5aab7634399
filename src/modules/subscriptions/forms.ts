import { z } from 'zod'
import { line } from '#platform/forms/text.ts'

/** How often a person is told; `at_once` in the platform only, never by outside channels. */
export const FREQUENCIES = { daily: '每日汇总', at_once: '有新信息立即提醒（仅站内）' } as const
const frequencies = Object.keys(FREQUENCIES) as [Frequency, ...Frequency[]]
export type Frequency = keyof typeof FREQUENCIES

/** Longest address of a question a person may keep: 20 filters of 50 characters. */
const QUERY_MAX = 1_000

const frequency = z.enum(frequencies).meta({ title: '提醒方式', widget: 'select', options: FREQUENCIES })

export const saveForm = z.object({
  kind: z.string().max(40).meta({ title: '列表' }),
  query: z.string().max(QUERY_MAX).default('').meta({ title: '查询条件' }),
  name: line(60).optional().meta({ title: '名称' }),
  frequency: frequency.default('daily'),
})

export const changeForm = z.object({
  name: line(60).meta({ title: '名称' }),
  frequency,
  paused: z.boolean().meta({ title: '暂停', widget: 'switch' }),
})
