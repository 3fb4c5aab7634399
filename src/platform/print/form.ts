import type { z } from 'zod'
import type { Block, PaperDocument } from '../documents/blocks.ts'
import { printedFields, shown, type PrintedField } from './fields.ts'

/** Blank lines under a field that takes prose, so that it can be filled by hand. */
const PROSE_LINES = 5

/** A form as a table on A4, empty to be filled by hand or with values; `version` names the release of the form. */
export function formPaper(given: {
  readonly title: string
  readonly version: string
  readonly at: string
  readonly form: z.ZodType
  readonly values?: object
  readonly address?: { readonly url: string; readonly caption: string }
  readonly mark?: PaperDocument['mark']
}): PaperDocument {
  const { title, version, at, form, values, address, mark } = given
  return {
    title,
    version,
    at,
    ...(mark !== undefined && { mark }),
    ...(address && { address }),
    blocks: [
      { kind: 'title', text: title },
      ...formBlocks(form, values),
      ...(values
        ? []
        : [
            {
              kind: 'signatures' as const,
              parties: [
                {
                  role: '申请单位（个人）',
                  name: '',
                  lines: ['名称（盖章）：', '经办人（签字）：', '日期：　　　　年　　月　　日'],
                },
                {
                  role: '收件窗口',
                  name: '',
                  lines: ['收件人（签字）：', '收件日期：　　　　年　　月　　日'],
                },
              ],
            },
          ]),
    ],
  }
}

/** The fields by group, as tables of label and value or room to write. */
export function formBlocks(form: z.ZodType, values?: object): Block[] {
  const given = values as Readonly<Record<string, unknown>> | undefined
  const fields = printedFields(form).filter(
    ({ name, field }) => given === undefined || shown(field, given[name]) !== '',
  )
  const groups = Map.groupBy(fields, ({ group }) => group)
  return [...groups].flatMap(([group, members]): Block[] => [
    ...(group === '' ? [] : [{ kind: 'heading' as const, text: group }]),
    {
      kind: 'table',
      head: ['项目', '内容'],
      widths: [2, 5],
      rows: members.map((member) => [
        `${member.required ? '* ' : ''}${member.title}`,
        given === undefined ? roomFor(member) : shown(member.field, given[member.name]),
      ]),
    },
  ])
}

/** Boxes to tick for a choice, lines for prose, else the help in brackets. */
function roomFor({ field }: PrintedField): string {
  const choices = Object.values(field.options ?? field.items?.options ?? {})
  const values = (field.enum ?? field.items?.enum ?? []).map(String)
  const offered = choices.length > 0 ? choices : values
  if (offered.length > 0) return offered.map((choice) => `□ ${choice}`).join('　')
  if (field.type === 'boolean') return '□ 是　□ 否'
  if (field.widget === 'textarea') return '\n'.repeat(PROSE_LINES)
  return field.help === undefined ? '' : `（${field.help}）`
}
