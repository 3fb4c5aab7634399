/** A column of a file beside the field it would fill, as the server answers it. */
export interface LookedColumn {
  readonly label: string
  readonly field: string | null
  readonly how: 'name' | 'kept' | 'similar' | 'none'
  readonly samples: readonly string[]
}

/** What the server has seen in a file. */
export interface Look {
  readonly sheets: readonly { readonly name: string; readonly rows: number; readonly fits: boolean }[]
  readonly sheet: string
  readonly mustChoose: boolean
  readonly headerRow: number
  readonly columns: readonly LookedColumn[]
  readonly keptOn: string | null
  readonly keptId: string | null
  readonly needsMapping: boolean
  readonly fields: readonly { readonly field: string; readonly title: string; readonly isRequired: boolean }[]
}

/** Header to field; null: the column is not read. */
export type Mapping = Readonly<Record<string, string | null>>

/** The mapping the server proposes. */
export function proposed(look: Look): Mapping {
  return Object.fromEntries(look.columns.map(({ label, field }) => [label, field]))
}

/** Why a mapping cannot be used yet, in words; empty when it can. */
export function mappingFaults(look: Look, mapping: Mapping): string[] {
  const chosen = Object.values(mapping).filter((field): field is string => field !== null)
  const titleOf = (field: string) => look.fields.find((one) => one.field === field)?.title ?? field
  const missing = look.fields.filter(({ field, isRequired }) => isRequired && !chosen.includes(field))
  const twice = [...new Set(chosen.filter((field, i) => chosen.indexOf(field) !== i))]
  return [
    ...missing.map(({ title }) => `还没有哪一列对应“${title}”，请选择。`),
    ...twice.map((field) => `“${titleOf(field)}”对应了两列，请把其中一列改为“不读取”。`),
  ]
}

/** True when the mapping says something else than what the server would do by itself. */
export function isChanged(look: Look, mapping: Mapping): boolean {
  return look.columns.some(({ label, field, how }) => how === 'similar' || mapping[label] !== field)
}

const HOW: Readonly<Record<LookedColumn['how'], string>> = {
  name: '按列名认出',
  kept: '按保存的对应',
  similar: '看着像，请核对',
  none: '没有认出',
}

/** How the server has come to the field of a column, in words. */
export function howText(column: LookedColumn, mapping: Mapping): string {
  return mapping[column.label] === column.field ? HOW[column.how] : '您选的'
}
