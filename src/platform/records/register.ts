import { v7 } from 'uuid'
import { z } from 'zod'
import {
  mustReach,
  ofOrg,
  reachedByQuery,
  type Actor,
  type Permissions,
  type Role,
} from '../access/access.ts'
import type { BulkAccess } from '../bulk/kind.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Instant, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { publicId } from '../identifiers/identifiers.ts'
import { Refusal, type FieldFault } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { compact } from './diff.ts'
import type { ListedForm } from './kind.ts'
import { listQuery } from './reading.ts'
import type { NewRecord, RecordStore, RecordWith, VersionRow } from './store.ts'

/**
 * A register 台账: what an organisation keeps for itself, without review and without a public page. Entries have the
 * same heads and append-only versions as listed records; whoever writes them changes them at once.
 */
export interface RegisterKind<Form extends ListedForm = ListedForm> {
  /** Subject kind in the journal: `patent`. */
  readonly kind: string
  /** Address in API and workbench: `/patents`. */
  readonly path: string
  readonly title: string
  readonly module: string
  readonly store: RecordStore<Form>
  readonly form: z.ZodObject
  readonly writers: readonly Role[]
  /** Further roles of the organisation that read it. */
  readonly readers: readonly Role[]
  /** What tells entries of an owner apart, and what a fault about it is put beside. */
  readonly code: {
    readonly field: string
    /** Undefined: the entry brings none, and gets one that means nothing. */
    readonly of: (form: Form) => string | undefined
    readonly prefix: string
  }
  /** What else tells entries of one name apart that bring no code, for a file that is imported again. */
  readonly likeness: (form: Form) => string
  readonly faults: (form: Form, rules: Ruleset, today: string) => FieldFault[]
  /** What a line of the list shows. */
  readonly item: (form: Form, rules: Ruleset, today: string) => object
}

/** Who brings a register in and takes it out by file: its writers, its readers, and the console for a named owner. */
export function registerAccess<Form extends ListedForm>({
  writers,
  readers,
}: RegisterKind<Form>): BulkAccess {
  const own = ofOrg(writers)
  return {
    imports: { ...own, console: 'any' },
    exports: { ...own, ...ofOrg(readers), console: 'any' },
  }
}

/** State of the head of an entry; a register has no procedure. */
const KEPT = 'kept'

const id = z.uuid()

/** Permissions and routes of a register: own list, entry, add, change, take out. */
export function registerOf<Form extends ListedForm>(
  kind: RegisterKind<Form>,
): { readonly permissions: Permissions; readonly routes: readonly Route[] } {
  const own = ofOrg(kind.writers)
  return {
    permissions: {
      [`${kind.kind}.write`]: own,
      [`${kind.kind}.read`]: { ...own, ...ofOrg(kind.readers) },
    },
    routes: [...readRoutes(kind), ...writeRoutes(kind)],
  }
}

function readRoutes<Form extends ListedForm>(kind: RegisterKind<Form>): Route[] {
  const { read } = routesOf(kind.module)
  const { store } = kind
  return [
    read({
      path: `/my${kind.path}`,
      permission: `${kind.kind}.read`,
      journal: `${kind.kind}.list`,
      title: `本单位的${kind.title}`,
      input: listQuery.omit({ state: true }),
      verb: async (tx, actor, { cursor, ...query }, now) => {
        reachedByQuery(actor)
        const { orgId } = actor
        if (orgId === null) return { items: [], total: 0, next: null }
        const rows = await store.list(tx, { orgId, personId: null, after: cursor ?? null, ...query })
        const rules = await loadRuleset(tx)
        const items = rows.map((row) => entryOf(kind, row, rules, dayOf(now)))
        const last = rows.length === query.limit ? rows.at(-1) : undefined
        return {
          items,
          total: await store.count(tx, { orgId, personId: null, ...query }),
          next: last?.id ?? null,
        }
      },
    }),
    read({
      path: `/my${kind.path}/{id}`,
      permission: `${kind.kind}.read`,
      journal: `${kind.kind}.show`,
      title: `${kind.title}全文`,
      input: z.object({ id }),
      verb: async (tx, actor, input, now) => {
        const row = await reached(kind, tx, actor, input.id)
        return { ...entryOf(kind, row, await loadRuleset(tx), dayOf(now)), form: row.data }
      },
    }),
  ]
}

function entryOf<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  row: RecordWith<Form>,
  rules: Ruleset,
  today: string,
) {
  const { id: entryId, code, name, version } = row
  return { id: entryId, code, name, version, ...kind.item(row.data, rules, today) }
}

function writeRoutes<Form extends ListedForm>(kind: RegisterKind<Form>): Route[] {
  const { write } = routesOf(kind.module)
  const gate = { none: '登记本单位自己的台账，不办理业务' } as const
  const permission = `${kind.kind}.write`
  return [
    write({
      method: 'POST',
      path: kind.path,
      permission,
      journal: `${kind.kind}.add`,
      says: `{actor}在台账里登记了${kind.title}《{title}》（{code}）`,
      input: kind.form,
      gate,
      verb: (tx, actor, form, now) => add(kind, tx, actor, form, now),
    }),
    write({
      method: 'PUT',
      path: `${kind.path}/{id}`,
      permission,
      journal: `${kind.kind}.edit`,
      says: `{actor}修改了台账里的${kind.title}《{title}》（{code}），成为第 {version} 版`,
      input: kind.form.extend({ id, version: z.int().min(1) }),
      gate,
      verb: (tx, actor, input, now) => edit(kind, tx, actor, input, now),
    }),
    write({
      method: 'POST',
      path: `${kind.path}/{id}/remove`,
      permission,
      journal: `${kind.kind}.remove`,
      says: `{actor}把${kind.title}《{title}》（{code}）移出了台账`,
      input: z.object({ id }),
      gate,
      verb: async (tx, actor, input, now) => {
        const row = await reached(kind, tx, actor, input.id)
        await kind.store.update(tx, row.id, { visible: false, updated_at: now })
        tx.about(kind.kind, row.id, { title: row.name, code: row.code })
        return {}
      },
    }),
  ]
}

async function add<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: CommandTx,
  actor: Actor,
  typed: unknown,
  now: Instant,
) {
  const { orgId } = actor
  if (orgId === null) throw new Refusal('forbidden', '请以单位成员的身份办理；还没有单位的，请先登记单位。')
  mustReach(actor, { orgId })
  const form = compact(typed) as Form
  refuseFaults(kind, tx, form)
  const code = newCode(kind, form)
  const [known] = await kind.store.byCodes(tx, orgId, [code])
  if (known?.visible) throw taken(kind, known)
  if (known?.staged_batch != null)
    throw new Refusal('conflict', '{code} 正由一次尚未完成的导入占用，请稍候再试。', { code })
  const entryId = known?.id ?? v7()
  const version = (known?.last_version ?? 0) + 1
  const row = versionRow(kind, tx, {
    id: entryId,
    version,
    form: { ...form, code },
    actor,
    at: now,
    batchId: null,
  })
  if (known) await kind.store.update(tx, entryId, { ...latest(row), visible: true, updated_at: now })
  else await kind.store.insert(tx, [headRow(row, { ownerOrgId: orgId, actor, at: now, batchId: null })])
  await kind.store.insertVersions(tx, [row])
  tx.about(kind.kind, entryId, { title: row.name, code })
  return { id: entryId, code, version, location: `/app${kind.path}` }
}

async function edit<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: CommandTx,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
  now: Instant,
) {
  const { id: entryId, version, ...typed } = input
  const record = await reached(kind, tx, actor, String(entryId))
  if (record.version !== version)
    throw new Refusal('conflict', '这一项刚刚有了新版本，请刷新后再修改，以免覆盖别人的内容。')
  const form = compact(typed) as unknown as Form
  refuseFaults(kind, tx, form)
  const code = kind.code.of(form)
  if (code !== undefined && code !== record.code) {
    const message = '这个号码是台账里区分各项的依据，不能修改；登记错了的，请移出这一项，重新登记。'
    throw new Refusal('conflict', '{message}', { message }, [{ field: kind.code.field, message }])
  }
  const row = versionRow(kind, tx, {
    id: record.id,
    version: record.last_version + 1,
    form: { ...form, code: record.code },
    actor,
    at: now,
    batchId: null,
  })
  await kind.store.insertVersions(tx, [row])
  await kind.store.update(tx, record.id, { ...latest(row), updated_at: now })
  tx.about(kind.kind, record.id, { title: row.name, code: record.code, version: row.version })
  return { id: record.id, code: record.code, version: row.version, location: `/app${kind.path}` }
}

function latest<Form>({ name, version }: VersionRow<Form>) {
  return { name, version, last_version: version }
}

function taken<Form extends ListedForm>(kind: RegisterKind<Form>, known: RecordWith<Form>): Refusal {
  const message = `本单位台账里已有《${known.name}》，请直接修改那一项。`
  return new Refusal('conflict', '{message}', { message }, [{ field: kind.code.field, message }])
}

function refuseFaults<Form extends ListedForm>(kind: RegisterKind<Form>, tx: CommandTx, form: Form): void {
  const faults = kind.faults(form, tx.rules, tx.today)
  const [first] = faults
  if (first) throw new Refusal('invalid', '{message}', { message: first.message }, faults)
}

/** The entry's own code, else one that only tells it apart. */
export function newCode<Form extends ListedForm>(kind: RegisterKind<Form>, form: Form): string {
  return kind.code.of(form) ?? `${kind.code.prefix}-${publicId()}`
}

export function versionRow<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: CommandTx,
  of: {
    readonly id: string
    readonly version: number
    readonly form: Form
    readonly actor: Actor
    readonly at: Instant
    readonly batchId: string | null
  },
): VersionRow<Form> {
  return {
    record_id: of.id,
    version: of.version,
    name: of.form.name ?? '',
    data: of.form,
    gaps: [],
    faults: kind.faults(of.form, tx.rules, tx.today),
    batch_id: of.batchId,
    person_id: of.actor.personId,
    org_id: of.actor.orgId,
    at: of.at,
    journal_id: tx.journalId,
  }
}

export function headRow<Form extends ListedForm>(
  version: VersionRow<Form>,
  of: {
    readonly ownerOrgId: string
    readonly actor: Actor
    readonly at: Instant
    readonly batchId: string | null
  },
): NewRecord {
  return {
    id: version.record_id,
    public_id: publicId(),
    owner_org_id: of.ownerOrgId,
    code: version.data.code ?? '',
    name: version.name,
    state: KEPT,
    dossier_id: null,
    visible: of.batchId === null,
    sample: false,
    created_by: of.actor.personId,
    at: of.at,
    staged_batch: of.batchId,
  }
}

async function reached<Form extends ListedForm>(
  kind: RegisterKind<Form>,
  tx: Tx,
  actor: Actor,
  entryId: string,
): Promise<RecordWith<Form>> {
  const row = await kind.store.find(tx, entryId)
  mustReach(actor, { orgId: row?.visible === true ? row.owner_org_id : null })
  if (!row) throw new Error('mustReach lets no absent entry pass')
  return row
}
