import { v7 } from 'uuid'
import { canonical } from '#platform/evidence/leaf.ts'
import { compact } from '#platform/records/diff.ts'
import {
  FIGURE_FIELDS,
  FIGURES,
  TOLD_FIELDS,
  type EnterpriseInput,
  type FigureField,
  type Told,
} from './forms.ts'
import type { FigureRow, NewFigure } from './store.ts'

/** What an input says of the record itself; empty fields are absent. */
export function toldOf(input: Partial<EnterpriseInput>): Told {
  const entries = TOLD_FIELDS.map((field) => [field, input[field]] as const)
  return compact(Object.fromEntries(entries))
}

/** The figures of an input that are new or differ from the latest of their key and year. */
export function newFigures(
  enterpriseId: string,
  input: Partial<EnterpriseInput>,
  known: readonly FigureRow[],
  source: string,
): NewFigure[] {
  const { figureYear: year } = input
  if (!year) return []
  return FIGURE_FIELDS.flatMap((field) => {
    const value = input[field]
    if (value === undefined || value === null) return []
    const { key, unit } = FIGURES[field]
    const latest = known.find(
      (row) => row.enterprise_id === enterpriseId && row.key === key && row.year === year,
    )
    if (latest?.value === value) return []
    return [
      { id: v7(), enterprise_id: enterpriseId, key, year, value, unit, source: input.figureSource ?? source },
    ]
  })
}

export function contactOf(input: {
  readonly contactName?: string | null | undefined
  readonly contactPhone?: string | null | undefined
}): { readonly name: string; readonly phone: string } | null {
  const [name, phone] = [input.contactName ?? '', input.contactPhone ?? '']
  return name === '' && phone === '' ? null : { name, phone }
}

export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null)
}

/** The field of the form that a figure's key belongs to. */
export function fieldOf(key: string): FigureField | undefined {
  return FIGURE_FIELDS.find((field) => FIGURES[field].key === key)
}
