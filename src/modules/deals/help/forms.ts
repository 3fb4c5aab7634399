import { z } from 'zod'
import { prose } from '#platform/forms/text.ts'

export const ABOUT = ['deal', 'demand', 'achievement', 'match', 'expert'] as const

export const helpForm = z.object({
  aboutKind: z.enum(ABOUT).meta({ title: '关于什么', widget: 'select' }),
  aboutId: z.uuid().meta({ title: '编号', widget: 'text' }),
  /** Of a match: the achievement, while `aboutId` names the demand. */
  otherId: z.uuid().optional().meta({ title: '匹配的成果', widget: 'text' }),
  question: prose(1000).min(5).meta({
    title: '需要什么帮助',
    widget: 'textarea',
    help: '例如：请推荐技术经纪人、请协调对方、请解释政策。主管单位会看到双方单位和洽谈阶段，看不到条款。',
  }),
})

export const assignForm = z.object({
  helperOrgId: z.uuid().meta({ title: '交给哪个服务机构', widget: 'org' }),
  explanation: prose(500)
    .min(2)
    .meta({ title: '交办说明', widget: 'textarea', help: '提出请求的单位也会看到。' }),
})

export const answerForm = z.object({
  answer: prose(2000).min(2).meta({ title: '答复', widget: 'textarea' }),
})
