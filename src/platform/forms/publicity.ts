import type { z } from 'zod'
import { metaOf } from './form.ts'

/** Names of the fields that nobody outside the owner may see (practice.md P12). */
export function closedFields(form: z.ZodObject): ReadonlySet<string> {
  return new Set(
    Object.entries(form.shape)
      .filter(([, field]) => (metaOf(field as z.ZodType)['publicity'] ?? '主动公开') !== '主动公开')
      .map(([name]) => name),
  )
}

/** The fields of a record that are open to everybody. */
export function openPart<Form extends object>(form: Form, closed: ReadonlySet<string>): Partial<Form> {
  const open = Object.entries(form).filter(([name]) => !closed.has(name))
  return Object.fromEntries(open) as Partial<Form>
}
