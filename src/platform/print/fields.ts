import type { z } from 'zod'
import { formSchema } from '../forms/form.ts'

interface Field {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly help?: string
  readonly unit?: string
  readonly widget?: string
  readonly group?: string
  readonly options?: Readonly<Record<string, string>>
  readonly enum?: readonly unknown[]
  readonly items?: Field
  readonly properties?: Readonly<Record<string, Field>>
  readonly anyOf?: readonly Field[]
  readonly required?: readonly string[]
}

/** A field of a form as paper shows it. */
export interface PrintedField {
  readonly name: string
  readonly title: string
  readonly group: string
  readonly required: boolean
  readonly field: Field
}

/** The fields of a form in their order; those nobody may read on paper are left out. */
export function printedFields(form: z.ZodType): PrintedField[] {
  const schema = formSchema(form) as Field
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {})
    .filter(([, field]) => field.title !== undefined && !('secret' in field) && !('transient' in field))
    .map(([name, field]) => ({
      name,
      title: `${field.title ?? name}${field.unit === undefined ? '' : `（${field.unit}）`}`,
      group: field.group ?? '',
      required: required.has(name),
      field: plain(field),
    }))
}

/** A nullable or optional field as what it is when it is there. */
function plain(field: Field): Field {
  const one = field.anyOf?.find((candidate) => candidate.type !== 'null')
  return one ? { ...one, ...field } : field
}

/** What was filled in, label and value; fields left empty are left out. */
export function filledRows(form: z.ZodType, values: unknown): string[][] {
  if (typeof values !== 'object' || values === null) return []
  const given = values as Readonly<Record<string, unknown>>
  return printedFields(form)
    .map(({ name, title, field }) => [title, shown(field, given[name])])
    .filter(([, value]) => value !== '')
}

const FILE_WIDGETS = ['file', 'scan', 'evidence']

/** A value in words; empty for one that is not there. */
export function shown(field: Field, value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  if (Array.isArray(value)) {
    const parts = value.map((one) =>
      shown({ ...field.items, ...(field.options && { options: field.options }) }, one),
    )
    return parts.filter((part) => part !== '').join('；')
  }
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => {
        const inner = plain(field.properties?.[name] ?? {})
        const text = shown(inner, one)
        return text === '' ? '' : `${inner.title ?? name}：${text}`
      })
      .filter((part) => part !== '')
      .join('，')
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (FILE_WIDGETS.includes(field.widget ?? '')) return '见附件'
  if (field.widget === 'money' && typeof value === 'number') return `${fenText(value)} 元`
  if (field.widget === 'basisPoints' && typeof value === 'number') return `${value / 100}%`
  // What is left is text or a number.
  const text = `${value as string | number}`
  return field.options?.[text] ?? text
}

/** Whole fen as yuan with two digits and separators. */
function fenText(fen: number): string {
  const yuan = Math.trunc(Math.abs(fen) / 100).toLocaleString('en-US')
  return `${fen < 0 ? '-' : ''}${yuan}.${String(Math.abs(fen) % 100).padStart(2, '0')}`
}

/** Every uuid inside a value: candidates for attached files. */
export function idsIn(value: unknown): string[] {
  if (typeof value === 'string')
    return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(idsIn)
  return []
}
