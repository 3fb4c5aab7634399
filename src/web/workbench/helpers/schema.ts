/** The part of JSON Schema that zod makes of our forms, with the marks of FieldMeta kept (src/platform/forms). */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly help?: string
  readonly description?: string
  readonly widget?: string
  readonly unit?: string
  readonly group?: string
  readonly when?: { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  readonly needed?: boolean
  readonly atSubmit?: boolean
  readonly options?: Readonly<Record<string, string>>
  readonly pick?: { readonly from: string; readonly take: string; readonly title: string }
  readonly secret?: boolean
  readonly transient?: boolean
  readonly publicity?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: unknown
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

export type Widget =
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
  | 'scan'
  | 'evidence'
  | 'org'
  | 'person'
  | 'region'
  | 'list'
  | 'group'
  | 'phone'
  | 'password'
  | 'code'

/** One field as the page draws it; `children` are the fields of an item of a list, or of a nested group. */
export interface Field {
  readonly name: string
  readonly title: string
  readonly widget: Widget
  readonly required: boolean
  readonly many: boolean
  readonly unit?: string
  readonly group?: string
  readonly help?: string
  readonly when?: NonNullable<JsonSchema['when']>
  /** Items of a list may be taken over from a register. */
  readonly pick?: NonNullable<JsonSchema['pick']>
  readonly options: readonly { readonly value: string | number; readonly label: string }[]
  readonly initial?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  /** Must be there when it is handed in; a draft may lack it. */
  readonly atSubmit: boolean
  /** Never kept in the browser: secrets, passwords, codes. */
  readonly unkept: boolean
  readonly notPublic: boolean
  readonly children: readonly Field[]
}

/** Text longer than this is typed into a box of several lines. */
const LONG_TEXT = 200

/** The fields of a form in its own order. A schema that is no object has none. */
export function fieldsOf(schema: JsonSchema, root: JsonSchema = schema): Field[] {
  const own = resolve(schema, root)
  const required = new Set(own.required ?? [])
  return Object.entries(own.properties ?? {}).map(([name, raw]) =>
    fieldOf(name, raw, required.has(name), root),
  )
}

/** Fields under the heading they name, in order of first appearance; fields without one come under ''. */
export function groupsOf(
  fields: readonly Field[],
): { readonly title: string; readonly fields: readonly Field[] }[] {
  const groups = new Map<string, Field[]>()
  for (const field of fields) {
    const title = field.group ?? ''
    groups.set(title, [...(groups.get(title) ?? []), field])
  }
  return [...groups].map(([title, members]) => ({ title, fields: members }))
}

/** Whether the field applies to what has been filled in so far. */
export function applies(field: Field, values: Readonly<Record<string, unknown>>): boolean {
  if (!field.when) return true
  const value = values[field.when.field]
  const given = Array.isArray(value) ? (value as unknown[]) : [value]
  return given.some((one) => field.when?.in.includes(one as string))
}

function fieldOf(name: string, raw: JsonSchema, required: boolean, root: JsonSchema): Field {
  const schema = resolve(raw, root)
  const items = schema.items ? resolve(schema.items, root) : undefined
  const widget = widgetOf(schema, items)
  const nested = widget === 'list' ? items : widget === 'group' ? schema : undefined
  return {
    name,
    title: schema.title ?? name,
    widget,
    required: (required && schema.default === undefined) || schema.needed === true,
    many: schema.type === 'array',
    options: optionsOf(schema, items),
    atSubmit: schema.atSubmit === true,
    unkept: schema.secret === true || schema.transient === true || widget === 'password' || widget === 'code',
    notPublic: schema.publicity !== undefined && schema.publicity !== '主动公开',
    children: nested ? fieldsOf(nested, root) : [],
    ...present({
      unit: schema.unit,
      group: schema.group,
      help: schema.help ?? schema.description,
      when: schema.when,
      pick: schema.pick,
      initial: schema.default,
      minLength: schema.minLength,
      maxLength: schema.maxLength,
      minimum: schema.minimum,
      maximum: schema.maximum,
      maxItems: schema.maxItems,
    }),
  }
}

/** Follows $ref and takes the one real member of a nullable union; marks set outside win over those inside. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const named = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? '')?.[1]
  const target = named === undefined ? undefined : root.$defs?.[named]
  if (target) return resolve({ ...target, ...withoutRef(schema) }, root)
  const members = (schema.anyOf ?? schema.allOf ?? []).filter((member) => member.type !== 'null')
  const only = members.length === 1 ? members[0] : undefined
  if (only) return resolve({ ...only, ...withoutRef(schema) }, root)
  return schema
}

function withoutRef(schema: JsonSchema): JsonSchema {
  const { $ref: _ref, anyOf: _anyOf, allOf: _allOf, ...rest } = schema
  return rest
}

function widgetOf(schema: JsonSchema, items: JsonSchema | undefined): Widget {
  if (schema.type === 'array') {
    if (items?.type === 'object') return 'list'
    if (schema.widget === 'file' || items?.widget === 'file') return 'file'
    if (schema.widget === 'tags') return 'tags'
    return items?.enum || schema.options ? 'multiselect' : 'tags'
  }
  const marked = schema.widget
  // A choice whose values the server did not send can only be typed.
  if (marked === 'select' && !schema.enum && !schema.options) return 'text'
  if (marked !== undefined && marked !== 'list') return marked as Widget
  if (schema.type === 'object') return 'group'
  if (schema.enum) return 'select'
  if (schema.type === 'boolean') return 'switch'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.format === 'date') return 'date'
  return (schema.maxLength ?? 0) > LONG_TEXT ? 'textarea' : 'text'
}

function optionsOf(schema: JsonSchema, items: JsonSchema | undefined): Field['options'] {
  const values = schema.enum ?? items?.enum
  const titles = schema.options ?? items?.options
  if (values) return values.map((value) => ({ value, label: titles?.[String(value)] ?? String(value) }))
  if (!titles) return []
  const numeric = schema.type === 'integer' || schema.type === 'number'
  return Object.entries(titles).map(([value, label]) => ({ value: numeric ? Number(value) : value, label }))
}

function present<T extends Record<string, unknown>>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> }
}

/** `ip.0.number` as the path antd's form uses: ['ip', 0, 'number']. */
export function pathOf(field: string): (string | number)[] {
  return field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** What people call the place of a fault: `知识产权 第 1 项 编号`. */
export function placeOf(field: string, fields: readonly Field[]): string {
  const words: string[] = []
  let level = fields
  for (const part of pathOf(field)) {
    if (typeof part === 'number') words.push(`第 ${String(part + 1)} 项`)
    else {
      const found = level.find((one) => one.name === part)
      words.push(found?.title ?? part)
      level = found?.children ?? []
    }
  }
  return words.join(' ')
}

/**
 * What is sent: empty text and emptied boxes are left out, fields that do not apply are left out,
 * text is trimmed. The server's schema has the last word.
 */
export function submitted(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const sent: Record<string, unknown> = {}
  for (const field of fields) {
    if (!applies(field, values)) continue
    const value = cleaned(field, values[field.name])
    if (value !== undefined) sent[field.name] = value
  }
  return sent
}

function cleaned(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (field.widget === 'list') {
    return (value as Record<string, unknown>[]).map((item) => submitted(field.children, item ?? {}))
  }
  if (field.widget === 'group') return submitted(field.children, value as Record<string, unknown>)
  if (field.widget === 'password') return value === '' ? undefined : value
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  return value
}

/** The schema without some fields, which are known from elsewhere or do not apply. */
export function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  if (names.length === 0) return schema
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name))
  return { ...schema, properties: Object.fromEntries(kept) }
}
