import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type {
  Applied,
  Batch,
  BulkColumn,
  BulkKind,
  RowFault,
  RowOutcome,
  RowValues,
  StagedValues,
} from '../bulk/kind.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { canonical } from '../evidence/leaf.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { emitMany } from '../outbox/many.ts'
import { cancelTerms, insertDeadlines, inState, moveMany, openMany, wake } from '../procedure/many.ts'
import { leaves, type Procedure } from '../procedure/procedure.ts'
import type { DossierRow } from '../procedure/store.ts'
import { compact } from './diff.ts'
import { newCodes, versionOf } from './draft.ts'
import { changedTwice, severalTwins } from './bulk-twins.ts'
import { ownLastDay, seriesQueue, type ListedForm, type RecordKind } from './kind.ts'
import { endRow, lastDayOf } from './listing.ts'
import type { NewRecord, RecordWith, StagedRow, VersionRow } from './store.ts'

/** Event action of the listing procedure by which an officer's attestation publishes an imported record. */
const ATTEST = 'attest'
/** Ids a statement carries. */
const PART = 5_000

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
}

/** Import and export of a kind of listed record: the same versions, rules and dossiers as by hand, set by set. */
export function recordBulk<Form extends ListedForm>(spec: RecordBulkSpec<Form>): BulkKind {
  const { kind } = spec
  return {
    kind: spec.name,
    title: kind.title,
    module: kind.module,
    columns: spec.columns,
    exportedOnly: spec.exportedOnly,
    nameField: 'name',
    wanted: Object.entries(spec.complete.shape).flatMap(([field, schema]) =>
      (schema as z.ZodType).safeParse(undefined).success ? [] : field,
    ),
    row: spec.row,
    check: (values, rules, today) => kind.faults(compact(spec.form(values)), rules, today),
    plan: async (tx, ownerOrgId, publish, rows) => {
      const planned = await planOf(spec, tx, { ownerOrgId, publish, batchId: null }, rows)
      return { outcomes: planned.steps.map((step) => step.outcome), faults: planned.faults }
    },
    queue: seriesQueue(kind.kind),
    apply: (tx, actor, batch, rows, now) => applyRows(spec, tx, actor, batch, rows, now),
    flip: (tx, actor, batch, now) => flip(spec, tx, actor, batch, now),
    discard: async (tx, batch, now) => {
      const staged = await kind.store.staged(tx, batch.id)
      const dormant = staged.flatMap((row) => (row.visible ? [] : (row.dossier_id ?? [])))
      for (const part of parts(dormant)) await cancelTerms(tx, spec.listing, part, now)
      await kind.store.dropParts(tx, batch.id)
      await kind.store.unstage(tx, batch.id)
    },
    export: async (tx, ownerOrgId, after, limit) => {
      const rows = await kind.store.exportPage(tx, ownerOrgId, after, limit)
      return rows.map(({ id, code, data, owner_name: ownerName, sample }) => ({
        id,
        values: { ...spec.values({ ...data, code }), ownerName, sample },
      }))
    },
  }
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
async function planOf<Form extends ListedForm>(
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
    if (message !== undefined) {
      faults.push({ row, column: given.code === undefined ? '名称' : '编号', message })
      continue
    }
    if (existing) touched.set(existing.id, row)
    // Fields the file has no column for stay as they are.
    const form: Form = existing?.visible ? { ...existing.data, ...given } : given
    const isSame = existing?.visible === true && canonical(form) === canonical(existing.data)
    const isListed = existing?.public_version === existing?.version
    const outcome = !existing?.visible
      ? 'created'
      : isSame && (!publish || isListed)
        ? 'unchanged'
        : 'updated'
    steps.push({ row, outcome, form, existing })
  }
  return { steps, faults }
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
    byName: Map.groupBy(named, (record) => record.name),
    underReview: new Set(await inState(tx, kind.module, 'reviewing', revisions)),
  }
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

async function applyRows<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: CommandTx,
  actor: Actor,
  batch: Batch,
  rows: readonly StagedValues[],
  now: Instant,
): Promise<Applied> {
  const { kind } = spec
  const plan = await planOf(spec, tx, { ...batch, batchId: batch.id }, rows)
  const changed = plan.steps.filter((step) => step.outcome !== 'unchanged')
  const lacking = changed.filter((step) => step.form.code === undefined)
  const codes = await newCodes(tx, kind as unknown as RecordKind, lacking.length)
  const coded = new Map(lacking.map((step, i) => [step, codes[i] ?? '']))
  const versions = changed.map((step) => {
    const code = step.form.code ?? coded.get(step) ?? ''
    // The attestation says 公开 for the whole file; without it the level stays 待补充 unless the file says it.
    const form: Form = { ...step.form, code, ...(batch.publish ? { secrecy: '公开' } : {}) }
    const id = step.existing?.id ?? v7()
    const version = (step.existing?.last_version ?? 0) + 1
    return versionOf(tx, kind, { id, version, form, actor, at: now, batchId: batch.id })
  })
  const isFresh = (i: number) => !changed[i]?.existing?.visible
  const dossiers = await openDormant(
    spec,
    tx,
    actor,
    batch,
    versions.filter((_, i) => isFresh(i)),
    now,
  )
  const born = versions.filter((_, i) => changed[i]?.existing === undefined)
  await kind.store.insert(
    tx,
    born.map((version) => headOf(batch, version, dossiers.get(version.record_id), actor, now)),
  )
  await kind.store.insertVersions(tx, versions)
  const known = versions.filter((_, i) => changed[i]?.existing !== undefined)
  await kind.store.stage(
    tx,
    batch.id,
    known.map(({ record_id: id, version }) => ({ id, version })),
  )
  await kind.store.setDossiers(
    tx,
    known.flatMap(({ record_id: id }) => dossiers.get(id) ?? []).map(dossierOf),
  )
  await kind.saved?.(
    tx,
    versions.map(({ record_id: id, data: form }) => ({ id, form })),
  )
  return { outcomes: plan.steps.map((step) => step.outcome), faults: plan.faults }
}

function dossierOf(dossier: DossierRow) {
  return { id: dossier.subject_id, dossier_id: dossier.id, state: dossier.state }
}

function headOf<Form extends ListedForm>(
  batch: Batch,
  version: VersionRow<Form>,
  dossier: DossierRow | undefined,
  actor: Actor,
  now: Instant,
): NewRecord {
  return {
    id: version.record_id,
    public_id: publicId(),
    owner_org_id: batch.ownerOrgId,
    code: version.data.code ?? '',
    name: version.name,
    state: dossier?.state ?? 'draft',
    dossier_id: dossier?.id ?? null,
    visible: false,
    sample: batch.sample,
    created_by: actor.personId,
    at: now,
    staged_batch: batch.id,
  }
}

/** Dossiers of new records by record, already where the flip will show them, on no work list until then. */
async function openDormant<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: CommandTx,
  actor: Actor,
  batch: Batch,
  fresh: readonly VersionRow<Form>[],
  now: Instant,
): Promise<ReadonlyMap<string, DossierRow>> {
  const { kind, listing } = spec
  const dossiers = await openMany(
    tx,
    listing,
    fresh.map((version) => ({
      title: version.name,
      subject: { kind: kind.kind, id: version.record_id },
      orgId: batch.ownerOrgId,
    })),
    { dormant: true, ...(batch.publish && { event: ATTEST }) },
    actor,
    now,
  )
  const byRecord = new Map(dossiers.map((dossier) => [dossier.subject_id, dossier]))
  if (!batch.publish) return byRecord
  const ends = fresh.flatMap((version) => {
    const dossier = byRecord.get(version.record_id)
    const day = ownLastDay(kind, version.data)
    return dossier && day !== undefined && day === lastDayOf(tx, kind, version)
      ? endRow(tx, dossier, day)
      : []
  })
  await insertDeadlines(tx, listing, ends)
  return byRecord
}

/** All records of the batch count from now on, in this one transaction. */
async function flip<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: CommandTx,
  actor: Actor,
  batch: Batch,
  now: Instant,
): Promise<void> {
  const { kind, listing } = spec
  const staged = await kind.store.staged(tx, batch.id)
  const dormant = staged.flatMap((row) => (row.visible ? [] : (row.dossier_id ?? [])))
  for (const part of parts(dormant)) await wake(tx, listing, part)
  const known = staged.filter((row) => row.visible)
  if (batch.publish) await attestKnown(spec, tx, actor, known, now)
  else await reviseKnown(spec, tx, actor, known, now)
  await kind.store.flipParts(tx, batch.id)
  await kind.store.flip(tx, batch.id, {
    publish: batch.publish,
    liveState: kind.publishedState,
    review: {
      way: '导入核验',
      conclusion: '同意公开',
      attestedBy: actor.personId,
      attestor: actor.name,
      at: now,
    },
    validUntil: lastDayOf(tx, kind, { data: {} as Form }),
    lastDayField: kind.lastDayField,
    at: now,
  })
  await emitMany(
    tx,
    kind.module,
    'record.changed',
    staged.map(({ id }) => ({ kind: kind.kind, id })),
    now,
  )
  // One row through the transaction's own way out, so that the loops wake at once.
  await tx.emit('batch.flipped', { kind: kind.kind, batchId: batch.id })
}

async function attestKnown<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: CommandTx,
  actor: Actor,
  known: readonly StagedRow[],
  now: Instant,
): Promise<void> {
  const listings = known.flatMap((row) => row.dossier_id ?? [])
  for (const part of parts(listings)) await moveMany(tx, spec.listing, part, ATTEST, actor, now)
  const revising = known.filter((row) => row.revision_id !== null)
  for (const part of parts(revising.flatMap((row) => row.revision_id ?? [])))
    await moveMany(tx, spec.revision, part, ATTEST, actor, now)
  await spec.kind.store.setRevisions(
    tx,
    revising.map(({ id }) => ({ id, revision_id: null })),
  )
}

/** A changed record that is public waits in a revision dossier for its review; the public version stays. */
async function reviseKnown<Form extends ListedForm>(
  spec: RecordBulkSpec<Form>,
  tx: CommandTx,
  actor: Actor,
  known: readonly StagedRow[],
  now: Instant,
): Promise<void> {
  const open = known.filter((row) => row.public_version !== null && row.revision_id === null)
  for (const part of parts(open)) {
    const dossiers = await openMany(
      tx,
      spec.revision,
      part.map((row) => ({
        title: row.name,
        subject: { kind: spec.kind.kind, id: row.id },
        orgId: row.owner_org_id,
        ...(row.dossier_id !== null && { follows: row.dossier_id }),
      })),
      { dormant: false },
      actor,
      now,
    )
    await spec.kind.store.setRevisions(
      tx,
      dossiers.map((dossier) => ({ id: dossier.subject_id, revision_id: dossier.id })),
    )
  }
}

function parts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PART) }, (_, i) => all.slice(i * PART, (i + 1) * PART))
}
