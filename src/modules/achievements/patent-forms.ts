import { z } from 'zod'
import { IPC } from '#platform/forms/classes.ts'
import { dayText, line, openOnly, prose, token } from '#platform/forms/text.ts'
import { IP_STATES, IP_TYPES } from './forms.ts'

/** Rights that have a number; a technical secret is kept by not writing it down anywhere. */
export const REGISTERED_TYPES = IP_TYPES.filter((type) => type !== '技术秘密')

const LIST_MAX = 50
const right = '权利'
const dates = '日期'

/** One right of a unit, written down once (practice.md P34): achievements pick it, fees and terms are read from it. */
export const patentForm = z.object({
  type: z.enum(REGISTERED_TYPES).meta({ title: '类型', widget: 'select', group: right }),
  number: token(60).meta({
    title: '申请号或登记号',
    group: right,
    help: '专利号写作 ZL202110123456.7 或 202110123456.7 均可；同一个号码只登记一次',
  }),
  name: line(200, 2).meta({ title: '名称', group: right }),
  owners: z.array(line(100)).min(1).max(LIST_MAX).meta({ title: '权利人', widget: 'tags', group: right }),
  status: z.enum(IP_STATES).meta({ title: '法律状态', widget: 'select', group: right }),
  ipc: z
    .array(token(20).toUpperCase().regex(IPC, 'IPC 分类号应写作 A23L 或 A23L17/00 的格式。'))
    .max(LIST_MAX)
    .nullish()
    .meta({ title: 'IPC 分类号', widget: 'tags', group: right }),
  filedOn: dayText().nullish().meta({ title: '申请日', widget: 'date', group: dates }),
  publishedOn: dayText().nullish().meta({ title: '公布日', widget: 'date', group: dates }),
  grantedOn: dayText().nullish().meta({ title: '授权日', widget: 'date', group: dates }),
  expiresOn: dayText()
    .nullish()
    .meta({ title: '届满日', widget: 'date', group: dates, help: '不填则按申请日和法定期限推算' }),
  annualFeeDueOn: dayText().nullish().meta({
    title: '下一次年费缴纳期限',
    widget: 'date',
    group: dates,
    help: '缴纳后请改为下一年的日期',
  }),
  note: prose(500).nullish().meta({ title: '备注', widget: 'textarea', group: dates }),
  secrecy: openOnly().nullish().meta({
    title: '密级',
    widget: 'select',
    group: right,
    help: '国防专利、保密专利和涉密的申请不得在本平台登记',
  }),
})

export type PatentForm = z.infer<typeof patentForm>
/** What an entry holds; fields are never null, only absent. `code` is the number in the form it is compared in. */
export type Patent = Partial<{ [Field in keyof PatentForm]: NonNullable<PatentForm[Field]> }> & {
  readonly code?: string
}
