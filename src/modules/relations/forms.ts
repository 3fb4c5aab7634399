import { z } from 'zod'
import { creditCode } from '#platform/identity/forms.ts'
import { dayText, line, token } from '#platform/forms/text.ts'

export const TIE_KINDS = [
  '法定代表人',
  '股东',
  '董事、监事或高级管理人员',
  '实际控制人',
  '近亲属',
  '兼职或雇佣',
] as const
export type TieKind = (typeof TIE_KINDS)[number]

/** A whole in basis points. */
const WHOLE_BP = 10_000
const person = { personal: true, publicity: '不予公开' } as const

/** One tie of an organisation, as the public register or the organisation itself says it. */
export const tieForm = z.object({
  orgId: z.uuid().optional().meta({
    title: '谁的关系',
    widget: 'org',
    help: '登记本单位的不选；主管单位按公示信息替别的单位登记时选择。',
  }),
  kind: z.enum(TIE_KINDS).meta({ title: '关系', widget: 'select' }),
  name: line(100, 2).meta({ title: '姓名或单位名称', ...person }),
  isOrg: z.boolean().default(false).meta({ title: '是单位', widget: 'switch' }),
  tail: token(4)
    .regex(/^\d{3}[\dX]$/, '请填证件号码的后四位，末位是 X 的用大写。')
    .optional()
    .meta({
      title: '证件号码后四位',
      help: '用来与同名的人区别；不知道的不填。',
      when: { field: 'isOrg', in: [false] },
      ...person,
    }),
  code: creditCode.optional().meta({ title: '统一社会信用代码', when: { field: 'isOrg', in: [true] } }),
  shareBp: z
    .int()
    .min(1)
    .max(WHOLE_BP)
    .optional()
    .meta({ title: '持股比例', widget: 'basisPoints', unit: '%', when: { field: 'kind', in: ['股东'] } }),
  ofName: line(40, 2)
    .optional()
    .meta({
      title: '是谁的近亲属',
      when: { field: 'kind', in: ['近亲属'] },
      needed: true,
      ...person,
    }),
  fromOn: dayText().meta({ title: '从哪天起', widget: 'date' }),
})

export type TieInput = z.infer<typeof tieForm>

export const endTieForm = z.object({
  untilOn: dayText().meta({ title: '到哪天为止', widget: 'date' }),
})
