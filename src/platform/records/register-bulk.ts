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
import { changedTwice } from './bulk-twins.ts'
import { compact } from './diff.ts'
import type { ListedForm } from './kind.ts'
import { headRow, newCode, registerAccess, versionRow, type RegisterKind } from './register.ts'
import type { RecordWith } from './store.ts'

export interface RegisterBulkSpec<Form extends ListedForm> {
  /** Name of the kind of file: `patents`. */
  readonly name: string
  readonly kind: RegisterKind<Form>
  readonly columns: readonly BulkColumn[]
  readonly row: z.ZodObject
}

/** Import and export of a register: by code, else by the likeness the register itself declares. Its owner's alone. */
export function registerBulk<Form extends ListedForm>(spec: RegisterBulkSpec<Form>): BulkKind {
  const { kind, name, columns, row } = spec
  const { store } = kind
  return {
    kind: name,
    title: kind.title,
    module: kind.module,
    columns,
    exportedOnly: [],
    isPrivate: true,
    access: registerAccess(kind),
    nameField: 'name',
    row,
    keyOf: (values) => {
      const form = compact(values) as unknown as Form
      return kind.code.of(form) ?? JSON.stringify([form.name, kind.likeness(form)])
    },
    check: (values, rules, today) => kind.faults(compact(values) as unknown as Form, rules, today),
    plan: async (tx, ownerOrgId, _publish, rows) => {
      const { steps, faults } = await planOf(kind, tx, ownerOrgId, null, rows)
      return { outcomes: steps.map(({ outcome }) => outcome), faults }
    },
    queue: `register:${kind.kind}`,
    apply: (tx, actor, batch, rows, now) => apply(kind, tx, actor, batch, rows, now),
    flip: async (tx, actor, batch, now) => {
      await store.flipParts(tx, batch.id)
      await store.flip(tx, batch.id, {
        publish: false,
        liveState: '',
        review: { attestedBy: actor.personId },
        validUntil: dateOfNothing,
        lastDayField: '',
        at: now,
      })
    },
    discard: async (tx, batch) => {
      await store.dropParts(tx, batch.id)
      await store.unstage(tx, batch.id)
    },
    export: async (tx, ownerOrgId, after, limit) =>
      (await store.exportPage(tx, ownerOrgId, after, limit)).map(({ id, data }) => ({
        id,
        values: { ...data } as RowValues,
      })),
  }
}

/** The flip asks for a day only when it publishes, which a register never does. */
const dateOfNothing = '9999-12-31'

interface Step<Form> {
  readonly outcome: RowOutcome
  readonly form: Form
  readonly existing: RecordWith<Form> | undefined
}

async function planOf<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: Tx,
  ownerOrgId: string | null,
  batchId: string | null,
  rows: readonly StagedValues[],
): Promise<{ readonly steps: readonly Step<Form>[]; readonly faults: readonly RowFault[] }> {
  const forms = rows.map(({ row, values }) => ({ row, form: compact(values) as unknown as Form }))
  const codes = forms.flatMap(({ form }) => kind.code.of(form) ?? [])
  const names = forms.flatMap(({ form }) => (kind.code.of(form) === undefined ? (form.name ?? []) : []))
  const coded = ownerOrgId === null ? [] : await kind.store.byCodes(tx, ownerOrgId, codes)
  const named = ownerOrgId === null ? [] : await kind.store.byNames(tx, ownerOrgId, names, ['kept'])
  const byCode = new Map(coded.map((entry) => [entry.code, entry]))
  const byName = Map.groupBy(named, ({ name }) => name)
  const touched = new Map<string, number>()
  const steps: Step<Form>[] = []
  const faults: RowFault[] = []
  for (const { row, form: given } of forms) {
    const code = kind.code.of(given)
    const existing =
      code === undefined
        ? byName.get(given.name ?? '')?.find(({ data }) => kind.likeness(data) === kind.likeness(given))
        : byCode.get(code)
    const message = existing?.visible ? changedTwice(existing, touched, batchId) : undefined
    if (message !== undefined) {
      faults.push({ row, column: '名称', message })
      continue
    }
    if (existing) touched.set(existing.id, row)
    // Fields the file has no column for stay as they are.
    const form: Form = existing?.visible ? { ...existing.data, ...given, code: existing.code } : given
    const isSame = existing?.visible === true && canonical(form) === canonical(existing.data)
    steps.push({ outcome: !existing?.visible ? 'created' : isSame ? 'unchanged' : 'updated', form, existing })
  }
  return { steps, faults }
}

async function apply<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: CommandTx,
  actor: Actor,
  batch: Batch,
  rows: readonly StagedValues[],
  now: Instant,
): Promise<Applied> {
  const plan = await planOf(kind, tx, batch.ownerOrgId, batch.id, rows)
  const changed = plan.steps.filter(({ outcome }) => outcome !== 'unchanged')
  const versions = changed.map(({ form, existing }) =>
    versionRow(kind, tx, {
      id: existing?.id ?? v7(),
      version: (existing?.last_version ?? 0) + 1,
      form: { ...form, code: existing?.code ?? newCode(kind, form) },
      actor,
      at: now,
      batchId: batch.id,
    }),
  )
  const of = { ownerOrgId: batch.ownerOrgId, actor, at: now, batchId: batch.id }
  await kind.store.insert(
    tx,
    versions.filter((_, i) => changed[i]?.existing === undefined).map((version) => headRow(version, of)),
  )
  await kind.store.insertVersions(tx, versions)
  await kind.store.stage(
    tx,
    batch.id,
    versions
      .filter((_, i) => changed[i]?.existing !== undefined)
      .map(({ record_id: id, version }) => ({ id, version })),
  )
  return { outcomes: plan.steps.map(({ outcome }) => outcome), faults: plan.faults }
}
