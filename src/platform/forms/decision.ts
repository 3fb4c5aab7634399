import { z } from 'zod'
import { dayText } from './text.ts'

/** A unit's decision as its own rules have it, with the day and the minutes (practice.md P6). */
export const decisionFields = {
  decidedBy: z
    .enum(['单位负责人决定', '领导班子集体决定', '授权的部门决定'])
    .meta({ title: '决定方式', widget: 'select' }),
  decidedOn: dayText().meta({ title: '决定日期', widget: 'date' }),
}

export const minutesFields = {
  minutesFileId: z.uuid().optional().meta({ title: '会议纪要', widget: 'file' }),
}

/** Why a decision of that day cannot be recorded today; undefined when it can. */
export function decisionFault(input: unknown, today: string): string | undefined {
  const on = (input as { readonly decidedOn?: string } | undefined)?.decidedOn
  return on !== undefined && on > today ? '决定日期不能晚于今天，请更正。' : undefined
}
