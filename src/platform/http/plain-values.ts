import { z } from 'zod'
import { moneyIn } from '../bulk/cells.ts'
import { fieldsOf, metaOf } from '../forms/form.ts'

/**
 * The values of a plain form as its schema takes them: lists from numbered or single fields, numbers, yes and no, money
 * as people write it (`45 万元`). What does not fit stays text, and the schema says why.
 */
export function plainValues(schema: z.ZodType, value: unknown): unknown {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject && isObject(value)) {
    const fields = fieldsOf(inner)
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, fields[name] ? plainValues(fields[name], one) : one]),
    )
  }
  if (inner instanceof z.ZodArray) {
    const element = inner.element as z.ZodType
    if (typeof value === 'string') return [plainValues(element, value)]
    return isObject(value) ? inOrder(value).map((one) => plainValues(element, one)) : value
  }
  if (typeof value !== 'string') return value
  if (inner instanceof z.ZodObject) return objectIn(value)
  if (inner instanceof z.ZodBoolean) return YES_NO[value] ?? value
  if (inner instanceof z.ZodNumber) return numberOf(value, metaOf(schema)['widget'] === 'money')
  return value
}

/** What a box that is ticked, or a choice of yes and no, sends. */
const YES_NO: Readonly<Record<string, boolean>> = { true: true, on: true, false: false }

/** A ticked box carries a whole entry of a list as JSON. */
function objectIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function numberOf(text: string, isMoney: boolean): unknown {
  if (isMoney) {
    try {
      return moneyIn(text, undefined)
    } catch {
      return text
    }
  }
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const inner = (schema as { unwrap?: () => z.ZodType }).unwrap
  return inner && !(schema instanceof z.ZodArray) ? unwrapped(inner.call(schema)) : schema
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** `keywords.2`, `keywords.10`: gaps, where a box was not ticked, close up. */
function inOrder(value: Record<string, unknown>): unknown[] {
  return Object.entries(value)
    .filter(([key]) => /^\d{1,4}$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, one]) => one)
}
