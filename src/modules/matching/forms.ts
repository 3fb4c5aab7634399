import { z } from 'zod'
import { line } from '#platform/forms/text.ts'

/** Why a proposed match is refused: eight classes, so that the answer can be counted and helps the owner. */
export const REFUSAL_REASONS = [
  '太早期',
  '收益不清',
  '路线不清',
  '描述含糊',
  '价格',
  '地域',
  '已有方案',
  '其他',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** `undone` takes the answer before it back. */
export const ANSWERS = ['interested', 'later', 'no', 'undone'] as const
export type Answer = (typeof ANSWERS)[number]

/** An answer to a proposed pair; a "no" carries its class and reaches the owner. */
export const answerForm = z.object({
  demandId: z.uuid().meta({ title: '需求' }),
  achievementId: z.uuid().meta({ title: '成果' }),
  answer: z.enum(ANSWERS).meta({
    title: '答复',
    widget: 'select',
    options: { interested: '有意向', later: '以后再看', no: '不合适', undone: '收回答复' },
  }),
  reason: z
    .enum(REFUSAL_REASONS)
    .nullish()
    .meta({ title: '不合适的原因', widget: 'select', when: { field: 'answer', in: ['no'] } }),
  note: line(500)
    .nullish()
    .meta({ title: '补充说明', when: { field: 'answer', in: ['no'] }, help: '对方能看到；不要写技术秘密' }),
})
export type AnswerForm = z.infer<typeof answerForm>

/** Which of the matches of a record a list shows; `due` laters count as unanswered again. */
export const MATCH_STATES = ['unanswered', 'interested', 'later', 'no'] as const
export type MatchState = (typeof MATCH_STATES)[number]

export const matchQuery = z.object({
  id: z.uuid(),
  state: z.enum(MATCH_STATES).optional(),
})
