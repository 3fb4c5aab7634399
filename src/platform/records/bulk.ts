import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { Applied, Batch, BulkKind, StagedValues } from '../bulk/kind.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { emitMany } from '../outbox/many.ts'
import { cancelTerms, insertDeadlines, moveMany, openMany, wake } from '../procedure/many.ts'
import type { DossierRow } from '../procedure/store.ts'
import { ATTEST, planOf, type RecordBulkSpec } from './bulk-plan.ts'
import { compact } from './diff.ts'
import { newCodes, ownedBy, versionOf } from './draft.ts'
import { seriesQueue, type ListedForm, type RecordKind } from './kind.ts'
import { lastDayOf, namedDays, partsOf, shelveBatch } from './shelf.ts'
import type { NewRecord, StagedRow, VersionRow } from './store.ts'
import { asOthersSee } from './veil.ts'

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
    unique: spec.unique ?? [],
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
      for (const part of partsOf(dormant)) await cancelTerms(tx, spec.listing, part, now)
      await kind.store.dropParts(tx, batch.id)
      await kind.store.unstage(tx, batch.id)
    },
    export: async (tx, ownerOrgId, after, limit) => {
      const rows = await kind.store.exportPage(tx, ownerOrgId, after, limit)
      // A file of everybody's records is passed on: it names no owner who hides.
      const shown = ownerOrgId === null ? rows.map((row) => asOthersSee(kind.veil, row)) : rows
      return shown.map(({ id, code, data, owner_name: ownerName, sample }) => ({
        id,
        values: { ...spec.values({ ...data, code }), ownerName, sample },
      }))
    },
  }
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
    const id = step.existing?.id ?? kind.newId?.(now) ?? v7()
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
      ...ownedBy(kind, null),
    })),
    { dormant: true, ...(batch.publish && { event: ATTEST }) },
    actor,
    now,
  )
  const byRecord = new Map(dossiers.map((dossier) => [dossier.subject_id, dossier]))
  if (!batch.publish) return byRecord
  const ends = fresh.flatMap((version) => {
    const dossier = byRecord.get(version.record_id)
    return dossier ? namedDays(tx, kind, listing, dossier, version.data) : []
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
  for (const part of partsOf(dormant)) await wake(tx, listing, part)
  const known = staged.filter((row) => row.visible)
  const ids = staged.map(({ id }) => id)
  const attested = batch.publish ? await attestKnown(spec, tx, actor, known, now) : []
  if (!batch.publish) await reviseKnown(spec, tx, actor, known, now)
  await kind.store.flipParts(tx, batch.id)
  if (batch.publish) await kind.store.showBatch(tx, batch.id)
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
  if (batch.publish) await shelveBatch(kind, listing, tx, ids, attested)
  await emitMany(
    tx,
    kind.module,
    'record.changed',
    ids.map((id) => ({ kind: kind.kind, id })),
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
): Promise<readonly DossierRow[]> {
  const listings = known.flatMap((row) => row.dossier_id ?? [])
  const moved: DossierRow[] = []
  for (const part of partsOf(listings))
    moved.push(...(await moveMany(tx, spec.listing, part, ATTEST, actor, now)))
  const revising = known.filter((row) => row.revision_id !== null)
  for (const part of partsOf(revising.flatMap((row) => row.revision_id ?? [])))
    await moveMany(tx, spec.revision, part, ATTEST, actor, now)
  await spec.kind.store.setRevisions(
    tx,
    revising.map(({ id }) => ({ id, revision_id: null })),
  )
  return moved
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
  for (const part of partsOf(open)) {
    const dossiers = await openMany(
      tx,
      spec.revision,
      part.map((row) => ({
        title: row.name,
        subject: { kind: spec.kind.kind, id: row.id },
        orgId: row.owner_org_id,
        ...ownedBy(spec.kind, row.person_id),
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
