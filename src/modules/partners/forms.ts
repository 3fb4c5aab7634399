import { z } from 'zod'
import { line, prose, token } from '#platform/forms/text.ts'

const platform = '平台'
const exchange = '互通'

/** An outside platform with which listings are exchanged by file. */
export const partnerForm = z.object({
  code: token(20)
    .toUpperCase()
    .regex(/^[A-Z][A-Z0-9-]{1,19}$/, '代码用大写字母、数字和短横，以字母开头，例如 SCTTC。')
    .meta({ title: '代码', group: platform }),
  name: line(100, 2).meta({ title: '平台名称', group: platform, help: '公开列表上写作“来源：平台名称”' }),
  contact: line(100, 2).meta({
    title: '对接联系人',
    group: platform,
    help: '公开显示在对方的每条记录上：有意向的人找谁，例如“华南中心成果部 020-12345678”',
  }),
  link: z
    .url({ protocol: /^https?$/, error: '网址应以 http:// 或 https:// 开头。' })
    .max(200)
    .nullish()
    .meta({ title: '平台网址', group: platform }),
  sends: z.enum(['full', 'changes']).meta({
    title: '对方文件的内容',
    widget: 'select',
    group: exchange,
    options: { full: '每次都是全部在架记录（没有出现的视为已下架）', changes: '只有变化的记录' },
  }),
  headers: prose(4000).nullish().meta({
    title: '列名对照',
    widget: 'textarea',
    group: exchange,
    help: '每行一条，写作“本平台列名=对方列名”，例如“名称=成果名称”；读对方文件和给对方导出都用它',
  }),
})

export type Partner = z.infer<typeof partnerForm>
