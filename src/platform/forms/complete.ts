import type { z } from 'zod'
import type { FieldFault } from '../refusal.ts'

/** What is still to be added (待补充) by the complete form of a kind. */
export function missingOf(form: z.ZodObject, held: object): FieldFault[] {
  const parsed = form.safeParse(held)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
}

/** A record whose owner's own last day has passed is not listed. */
export function listedUntilFault(form: { readonly validUntil?: string }, today: string): FieldFault[] {
  if (form.validUntil === undefined || form.validUntil >= today) return []
  return [{ field: 'validUntil', message: `信息有效期 ${form.validUntil} 已过，请改为以后的日期或留空。` }]
}
