import { z } from 'zod'
import { prose } from '#platform/forms/text.ts'

export const clearForm = z.object({
  reason: prose(1000).min(5).meta({
    title: '核查情况和理由',
    widget: 'textarea',
    help: '写明核对了什么、为什么不成问题；只留在核查记录里。',
  }),
})

export const warnForm = z.object({
  reason: prose(1000).min(5).meta({
    title: '核查情况和理由',
    widget: 'textarea',
    help: '只留在核查记录里。',
  }),
  words: prose(500).min(5).meta({
    title: '给竞买人的提醒',
    widget: 'textarea',
    help: '有线索的各家都会收到同样的话；不要写另一家的名称。',
  }),
})

export const reportForm = z.object({
  to: prose(100).min(2).meta({ title: '移送的机关', help: '例如：市场监督管理局、公安机关。' }),
  reason: prose(2000).min(5).meta({ title: '事实和理由', widget: 'textarea' }),
})
