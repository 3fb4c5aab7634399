import { z } from 'zod'

/** How a field is shown and filled; everything but `title` is optional (design.md 3, forms). */
export interface FieldMeta {
  readonly title: string
  readonly help?: string
  readonly widget?:
    | 'text'
    | 'textarea'
    | 'number'
    | 'select'
    | 'multiselect'
    | 'tags'
    | 'date'
    | 'dateTime'
    | 'money'
    | 'basisPoints'
    | 'switch'
    | 'file'
    /** A file, or photographs that become one PDF. */
    | 'scan'
    /** One item of the evidence library (practice.md P33). */
    | 'evidence'
    | 'org'
    | 'person'
    | 'region'
    | 'list'
    | 'phone'
    | 'password'
    | 'code'
  /** Unit shown after the field, for example 万元, 月, %. Money is stored in fen and typed in yuan or 万元 with the unit shown. */
  readonly unit?: string
  /** Group heading of the form page. */
  readonly group?: string
  /** The field applies only when another top-level field has one of these values. */
  readonly when?: { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  /** Required wherever `when` applies; the schema itself leaves it optional (see `askWhatApplies`). */
  readonly needed?: true
  /** A draft may lack it, what is handed in may not. */
  readonly atSubmit?: true
  /** Of a group of points: most of each by its field, in hundredths, as a rule. */
  readonly mostRule?: string
  /** The organisation fact it prefills from and feeds (practice.md P34). */
  readonly fact?: string
  /** A list whose items can be taken over from a register: where it is read, and which part of an entry is taken. */
  readonly pick?: { readonly from: string; readonly take: string; readonly title: string }
  /** Titles of the values of an enumeration. */
  readonly options?: Readonly<Record<string, string>>
  readonly secret?: boolean
  readonly transient?: boolean
  readonly personal?: boolean
  /** Who may read the field once the record is public (P12); default 主动公开. */
  readonly publicity?: '主动公开' | '依申请公开' | '不予公开'
}

declare module 'zod' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the augmentation is the whole point
  interface GlobalMeta extends Omit<Partial<FieldMeta>, 'title'> {}
}

/** Chinese sentences for every way a value can fail; the built-in ones read like a machine. */
z.config({ customError: (issue) => chineseFault(issue) })

/** Every field may be left out of a draft; those that may not when it is handed in are marked. */
export function draftOf<S extends z.ZodRawShape>(
  form: z.ZodObject<S>,
): z.ZodObject<{ [K in keyof S]: z.ZodOptional<S[K]> }> {
  const shape = Object.entries(form.shape).map(([name, part]) => {
    const field = part as z.ZodType
    const draft = field.optional()
    return [name, field.isOptional() ? draft : draft.meta({ ...metaOf(field), atSubmit: true })]
  })
  // The shape is that of the form with each field optional, by its construction.
  return z.object(Object.fromEntries(shape)) as unknown as ReturnType<typeof draftOf<S>>
}

/** The form as JSON Schema with our marks kept, for browser, paper layout and OpenAPI. */
export function formSchema(form: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' })
}

/**
 * For `superRefine` of a form with `when` fields: what applies and is `needed` must be there. What does not apply is
 * refused too, so that a stored form never says two things.
 */
export function askWhatApplies(form: z.ZodObject, values: object, context: z.core.$RefinementCtx): void {
  const given = values as Readonly<Record<string, unknown>>
  for (const [name, field] of Object.entries(form.shape)) {
    const { when, needed } = metaOf(field as z.ZodType) as Partial<FieldMeta>
    const value = given[name]
    if (!when) continue
    const applies = [given[when.field]].flat().some((one) => when.in.includes(one as string))
    const isMissing = value === undefined || (Array.isArray(value) && value.length === 0)
    if (applies && needed === true && isMissing)
      context.addIssue({ code: 'custom', path: [name], message: '此项必填。' })
    if (!applies && !isMissing)
      context.addIssue({ code: 'custom', path: [name], message: '按所选的方式不需要填写此项，请清空。' })
  }
}

interface Issue {
  readonly code?: string | undefined
  readonly input?: unknown
  readonly expected?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly origin?: unknown
  readonly format?: unknown
  readonly values?: unknown
  readonly keys?: unknown
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '“是”或“否”',
  array: '列表',
  object: '一组内容',
  date: '日期',
}

function chineseFault(raw: unknown): string {
  const issue = raw as Issue
  if (issue.input === undefined || issue.input === null) return '此项必填。'
  switch (issue.code) {
    case 'invalid_type':
      return `应填${TYPE_NAMES[String(issue.expected)] ?? '正确类型的内容'}。`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_value':
      return `应为下列之一：${listed(issue.values)}。`
    case 'unrecognized_keys':
      return `有不认识的字段：${listed(issue.keys)}。`
    case 'invalid_format':
      return '格式不正确，请按提示填写。'
    case 'invalid_union':
      return '内容不符合任何一种可填的形式。'
    default:
      return '内容不正确，请按提示填写。'
  }
}

function tooSmall(issue: Issue): string {
  if (issue.origin === 'string')
    return Number(issue.minimum) <= 1 ? '此项必填。' : `至少 ${String(issue.minimum)} 个字。`
  if (issue.origin === 'array') return `至少 ${String(issue.minimum)} 项。`
  return `不能小于 ${String(issue.minimum)}。`
}

function tooBig(issue: Issue): string {
  if (issue.origin === 'string') return `最多 ${String(issue.maximum)} 个字。`
  if (issue.origin === 'array') return `最多 ${String(issue.maximum)} 项。`
  return `不能大于 ${String(issue.maximum)}。`
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.slice(0, 30).map(String).join('、') : String(values)
}

/** Top-level fields of a form by name; none for what is no form. */
export function fieldsOf(schema: z.ZodType): Record<string, z.ZodType> {
  if (schema instanceof z.ZodObject) return schema.shape
  return {}
}

/** The marks of a field, also through optional, nullable and default. */
export function metaOf(field: z.ZodType): Record<string, unknown> {
  const own = field.meta() ?? {}
  if (Object.keys(own).length > 0) return own
  const inner = (field as { unwrap?: () => z.ZodType }).unwrap?.()
  return inner ? metaOf(inner) : {}
}

/** The sentence of a fault with the title of its field before it, so that it can be read away from the form. */
export function titledFault(schema: z.ZodType, path: readonly PropertyKey[], message: string): string {
  const field = fieldsOf(schema)[String(path[0] ?? '')]
  const title = field && metaOf(field)['title']
  return typeof title === 'string' ? `${title}：${message}` : message
}
