import { z } from 'zod'

/** A field of a form that asks for a fact. */
export interface FactField {
  readonly field: string
  readonly key: string
}

/** Shape of a fact's key: `org.revenue`. */
export const FACT_KEY = /^[a-z]+(\.[a-z][A-Za-z0-9]*)+$/

/** The fields of a form that name a fact by `.meta({ fact: 'org.revenue' })`; a misspelt key is a bug and throws. */
export function factFields(form: z.ZodObject): FactField[] {
  return Object.entries(form.shape).flatMap(([field, schema]) => {
    const key = factOfSchema(schema as z.ZodType)
    if (key === undefined) return []
    if (!FACT_KEY.test(key)) throw new Error(`field ${field} names no fact: ${key}`)
    return [{ field, key }]
  })
}

/** The mark may stand inside optional, nullable and default wrappers. */
function factOfSchema(schema: z.ZodType): string | undefined {
  const own = schema.meta()?.fact
  if (own !== undefined) return own
  const inner: unknown =
    'unwrap' in schema && typeof schema.unwrap === 'function' ? schema.unwrap() : undefined
  return inner instanceof z.ZodType && inner !== schema ? factOfSchema(inner) : undefined
}
