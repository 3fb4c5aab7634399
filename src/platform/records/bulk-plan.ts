import type { z } from 'zod'
import type { BulkColumn, RowFault, RowOutcome, RowValues, StagedValues } from '../bulk/kind.ts'
import type { Tx } from '../db/database.ts'
import { canonical } from '../evidence/leaf.ts'
import { inState } from '../procedure/many.ts'
import { leaves, type Procedure } from '../procedure/procedure.ts'
import { changedTwice, severalTwins } from './bulk-twins.ts'
import { compact } from './diff.ts'
import type { ListedForm, RecordKind } from './kind.ts'
import type { RecordWith } from './store.ts'

/** Event action of the listing procedure by which an officer's attestation publishes an imported record. */
export const ATTEST = 'attest'

export interface RecordBulkSpec<Form extends ListedForm> {
  /** Name of the kind of file: `achievements`. */
  readonly name: string
  readonly kind: RecordKind<Form>
  readonly listing: Procedure
  readonly revision: Procedure
  readonly columns: readonly BulkColumn[]
  readonly exportedOnly: readonly BulkColumn[]
  readonly row: z.ZodObject
  /** The complete form, for the template to say what a listed record must have. */
  readonly complete: z.ZodObject
  /** Form fields of a row's values, without helper columns. */
  readonly form: (values: RowValues) => Form
  readonly values: (form: Form) => RowValues
  /** Why the record may not be listed by a file, as a sentence at its column; undefined when it may. */
  readonly unlistable?: (form: Form) => Omit<RowFault, 'row'> | undefined
  /** Fields that stand at most once in a file, besides the code. */
  readonly unique?: readonly string[]
  /** Fields no two records in the city may share (a certificate number), checked against the database. */
  readonly clashes?: (
    tx: Tx,
    rows: readonly { readonly row: number; readonly form: Form; readonly id: string | undefined }[],
  ) => Promise<readonly RowFault[]>
}

interface Step<Form> {
  readonly row: number
  readonly outcome: RowOutcome
  readonly form: Form
  readonly existing: RecordWith<Form> | undefined
}

interface Plan<Form> {
  readonly steps: readonly Step<Form>[]
  readonly faults: readonly RowFault[]
}

/**
 * What each row does by (owner, code), or without a code by (owner, name) as the form does; a record left invisible by
 * a discarded batch counts as new.
 */
export async function planOf<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: Tx,
  of: { readonly ownerOrgId: string | null; readonly publish: boolean; readonly batchId: string | null },
  rows: readonly StagedValues[],
): Promise<Plan<Form>> {
  const { kind } = spec
  const { publish } = of
  const forms = rows.map(({ row, values }) => ({ row, form: compact(spec.form(values)) }))
  const known = await knownTo(spec, tx, of.ownerOrgId, forms)
  const touched = new Map<string, number>()
  const steps: Step<Form>[] = []
  const faults: RowFault[] = []
  for (const { row, form: given } of forms) {
    const twins = given.code === undefined ? (known.byName.get(given.name ?? '') ?? []) : []
    const existing = given.code === undefined ? twins[0] : known.byCode.get(given.code)
    const message =
      severalTwins(kind.title, twins) ??
      (existing?.visible
        ? (changedTwice(existing, touched, of.batchId) ??
          refusalToUpdate(spec, existing, known.underReview, publish))
        : undefined)
    // Fields the file has no column for stay as they are.
    const form: Form = existing?.visible ? { ...existing.data, ...given } : given
    const lacks = publish ? spec.unlistable?.(form) : undefined
    if (message !== undefined) {
      faults.push({ row, column: given.code === undefined ? '名称' : '编号', message })
      continue
    }
    if (lacks !== undefined) {
      faults.push({ row, ...lacks })
      continue
    }
    if (existing) touched.set(existing.id, row)
    const telling = of.ownerOrgId === null ? [] : ((await kind.ownerFaults?.(tx, of.ownerOrgId, form)) ?? [])
    faults.push(
      ...telling.map((fault) => ({ row, column: titleOf(spec, fault.field), message: fault.message })),
    )
    if (telling.length > 0) continue
    const isSame = existing?.visible === true && canonical(form) === canonical(existing.data)
    const isListed = existing?.public_version === existing?.version
    const outcome = !existing?.visible
      ? 'created'
      : isSame && (!publish || isListed)
        ? 'unchanged'
        : 'updated'
    steps.push({ row, outcome, form, existing })
  }
  const clashing =
    (await spec.clashes?.(
      tx,
      steps.map(({ row, form, existing }) => ({ row, form, id: existing?.id })),
    )) ?? []
  const refused = new Set(clashing.map(({ row }) => row))
  return { steps: steps.filter(({ row }) => !refused.has(row)), faults: [...faults, ...clashing] }
}

/** The owner's records that rows may mean: by code, and the live ones by name for rows without a code. */
async function knownTo<Form extends ListedForm>(
  { kind }: RecordBulkSpec<Form>,
  tx: Tx,
  ownerOrgId: string | null,
  forms: readonly { readonly form: Form }[],
) {
  const codes = forms.flatMap(({ form }) => form.code ?? [])
  const names = forms.flatMap(({ form }) => (form.code === undefined ? (form.name ?? []) : []))
  const coded = ownerOrgId === null ? [] : await kind.store.byCodes(tx, ownerOrgId, codes)
  const named =
    ownerOrgId === null || names.length === 0
      ? []
      : await kind.store.byNames(tx, ownerOrgId, names, kind.liveStates)
  const revisions = [...coded, ...named].flatMap((record) => record.revision_id ?? [])
  return {
    byCode: new Map(coded.map((record) => [record.code, record])),
    byName: Map.groupBy(named, (record) => record.data.name ?? record.name),
    underReview: new Set(await inState(tx, kind.module, 'reviewing', revisions)),
  }
}

/** Heading of the column a fault's field came from. */
function titleOf<Form extends ListedForm>(spec: RecordBulkSpec<Form>, field: string): string {
  const [name] = field.split('.')
  return spec.columns.find((column) => column.field === name)?.title ?? ''
}

function refusalToUpdate<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  record: RecordWith<Form>,
  underReview: ReadonlySet<string>,
  publish: boolean,
): string | undefined {
  const state = spec.listing.states[record.state]?.title ?? record.state
  const attest = spec.listing.actions[ATTEST]
  if (publish && attest && !leaves(attest, record.state))
    return `编号“${record.code}”的记录现在是“${state}”，不能由导入直接发布。`
  if (!publish && (record.state === 'reviewing' || underReview.has(record.revision_id ?? '')))
    return `编号“${record.code}”的记录正在审核，不能更新；请先撤回提交，或等审核结束。`
  return undefined
}
