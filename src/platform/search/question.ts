import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { Filter } from './filters.ts'

/** Parameters of a list that choose a page of the answer, not what is asked. */
const PAGING: ReadonlySet<string> = new Set(['q', 'sort', 'limit', 'cursor', 'facets', 'highlight', 'page'])
/** Words that links from elsewhere carry; they ask for nothing here. */
const IGNORED = /^(utm_\w+|from)$/
/** Longest words a question may have; a search reads no more of them. */
const WORDS_MAX = 200

/** What is asked of a list, whatever page of the answer is looked at. */
export interface Question {
  readonly q: string
  readonly filters: Readonly<Record<string, Filter>>
}

/** Filters by field name, checked by the list's form; several values mean any of them; `trlMin`, `trlMax` are a range. */
export function filtersFrom(form: z.ZodObject, params: URLSearchParams): Record<string, Filter> {
  const filters: Record<string, Filter> = {}
  for (const name of new Set(params.keys())) {
    if (PAGING.has(name) || IGNORED.test(name)) continue
    const values = params.getAll(name).filter((value) => value !== '')
    const { facet, end } = facetOf(form, name)
    const checked = values.map((value) => valueOf(form, facet, name, value))
    if (checked.length === 0) continue
    if (end === undefined) {
      filters[facet] = isRange(filters[facet]) ? filters[facet] : checked
      continue
    }
    const before = filters[facet]
    filters[facet] = { ...(isRange(before) ? before : {}), [end]: Number(checked[0]) }
  }
  return filters
}

/** The question of an address, and the one text all addresses with this question have: names and values in order. */
export function questionOf(
  form: z.ZodObject,
  params: URLSearchParams,
): { readonly question: Question; readonly text: string } {
  const filters = filtersFrom(form, params)
  const q = (params.get('q') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX)
  const ordered = new URLSearchParams()
  if (q !== '') ordered.set('q', q)
  for (const name of Object.keys(filters).sort()) {
    const filter = filters[name]
    if (isRange(filter)) {
      if (filter.min !== undefined) ordered.set(`${name}Min`, String(filter.min))
      if (filter.max !== undefined) ordered.set(`${name}Max`, String(filter.max))
    } else for (const value of [...new Set([filter].flat().map(String))].sort()) ordered.append(name, value)
  }
  return { question: { q, filters }, text: ordered.toString() }
}

function facetOf({ shape }: z.ZodObject, name: string): { facet: string; end?: 'min' | 'max' } {
  if (Object.hasOwn(shape, name)) return { facet: name }
  const range = /^(\w+)(Min|Max)$/.exec(name)
  const facet = range?.[1] ?? ''
  if (Object.hasOwn(shape, facet) && shape[facet] instanceof z.ZodNumber)
    return { facet, end: range?.[2] === 'Min' ? 'min' : 'max' }
  throw wrongQuery(name, `没有名为 ${name} 的查询条件；可用的有：${Object.keys(shape).join('、')}。`)
}

function valueOf({ shape }: z.ZodObject, facet: string, name: string, value: string): string | number {
  const parsed = (shape[facet] as z.ZodType<string | number>).safeParse(value)
  if (parsed.success) return parsed.data
  throw wrongQuery(name, `${name}：${parsed.error.issues[0]?.message ?? ''}`)
}

/** Why a list's address cannot be answered. */
export function wrongQuery(field: string, message: string): Refusal {
  return new Refusal('invalid', '查询条件有误：{first}', { first: message }, [{ field, message }])
}

export function isRange(
  filter: Filter | undefined,
): filter is { readonly min?: number; readonly max?: number } {
  return typeof filter === 'object' && !Array.isArray(filter)
}
