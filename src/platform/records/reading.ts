import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { changesBetween } from './diff.ts'
import { belongs } from './draft.ts'
import type { ListedForm, RecordKind } from './kind.ts'
import type { RecordWith } from './store.ts'

/** What the pages of a kind need besides the kind itself. */
export interface RecordPages<Form extends ListedForm, Item extends object> {
  readonly kind: RecordKind<Form>
  readonly procedure: Procedure
  /** The complete form, for the titles of its fields. */
  readonly form: z.ZodObject
  /** The record as the public would read it. */
  readonly publicView: (form: Form, today: string) => PublicView
  readonly item: (record: RecordWith<Form>, today: string) => Item
}

/** What the public may read of a record: its open fields, or less, and why (P12, P17). */
export interface PublicView {
  readonly fields: Readonly<Record<string, unknown>>
  /** Said instead of the content that is not shown; null when all of it is. */
  readonly withheld: string | null
}

/** Query of an own list. */
export const listQuery = z.object({
  q: z.string().max(100).optional(),
  state: z.string().max(30).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

const version = z.coerce.number().int().min(1)
/** Query of a comparison of two versions. */
export const compareQuery = z.object({ id: z.uuid(), from: version, to: version })

/** Readers for the owner and the reviewing unit: own list, whole record, check before submit, comparison of versions. */
export function recordReaders<Form extends ListedForm, Item extends object>(pages: RecordPages<Form, Item>) {
  return {
    listMine: (tx: Tx, actor: Actor, query: z.infer<typeof listQuery>, now: Instant) =>
      listMine(pages, tx, actor, query, now),
    show: (tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) =>
      show(pages, tx, actor, id, now),
    check: async (tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) => {
      const { faults, gaps, warnings, publicView } = await show(pages, tx, actor, id, now)
      return { faults, gaps, warnings, publicView }
    },
    compare: (
      tx: Tx,
      actor: Actor,
      input: { readonly id: string; readonly from: number; readonly to: number },
    ) => compare(pages, tx, actor, input),
  }
}

async function listMine<Form extends ListedForm, Item extends object>(
  pages: RecordPages<Form, Item>,
  tx: Tx,
  actor: Actor,
  { cursor, ...query }: z.infer<typeof listQuery>,
  now: Instant,
) {
  reachedByQuery(actor)
  const { orgId } = actor
  // Whoever reaches only what is theirs sees their own profile, not the colleagues'.
  const personId = actor.scopes.includes('org') ? null : actor.personId
  if (orgId === null) return { items: [], total: 0, next: null }
  const { store } = pages.kind
  const rows = await store.list(tx, { orgId, personId, after: cursor ?? null, ...query })
  const today = dayOf(now)
  return {
    items: rows.map((row) => ({
      ...pages.item(row, today),
      name: row.data.name ?? row.name,
      state: row.state,
      stateTitle: stateTitle(pages.procedure, row.state),
      version: row.version,
      publicVersion: row.public_version,
      dossierId: row.revision_id ?? row.dossier_id,
      isRevising: row.revision_id !== null,
      /** Things to correct or add before it may be submitted. */
      open: row.faults.length + row.gaps.length,
      updatedAt: row.updated_at,
    })),
    total: await store.count(tx, { orgId, personId, ...query }),
    next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null,
  }
}

async function show<Form extends ListedForm, Item extends object>(
  pages: RecordPages<Form, Item>,
  tx: Tx,
  actor: Actor,
  id: string,
  now: Instant,
) {
  const { kind } = pages
  const found = await reachable(kind, tx, actor, id)
  const isHidden = await hidesFrom(pages, tx, actor, found)
  const record = isHidden ? (kind.veil?.over(found) ?? found) : found
  const today = dayOf(now)
  const telling = isHidden ? [] : ((await kind.ownerFaults?.(tx, found.owner_org_id, found.data)) ?? [])
  return {
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    /** The code others know it by, where it is another. */
    shownCode: kind.veil?.hides(found.data) === true ? kind.veil.code(found.public_id) : null,
    state: record.state,
    stateTitle: stateTitle(pages.procedure, record.state),
    version: record.version,
    publicVersion: record.public_version,
    dossierId: record.dossier_id,
    revisionId: record.revision_id,
    owner: { id: record.owner_public_id, name: record.owner_name, class: record.owner_kind },
    form: record.data,
    isOwn: found.owner_org_id === actor.orgId,
    faults: [...record.faults, ...telling],
    gaps: record.gaps,
    // A warning may repeat what is hidden.
    warnings: isHidden ? [] : await kind.warnings(tx, record.id, record.data, today),
    publicView: pages.publicView(record.data, today),
    review: isHidden ? null : record.review,
    sample: record.sample,
    publishedAt: record.published_at,
    confirmedOn: record.confirmed_on,
    validUntil: record.valid_until,
    endedOn: record.ended_on,
    outcome: record.outcome,
    dealId: record.deal_id,
    updatedAt: record.updated_at,
    versions: (await kind.store.versions(tx, record.id)).map(({ version, name, at }) => ({
      version,
      name,
      at,
    })),
  }
}

async function compare<Form extends ListedForm, Item extends object>(
  pages: RecordPages<Form, Item>,
  tx: Tx,
  actor: Actor,
  { id, from, to }: { readonly id: string; readonly from: number; readonly to: number },
) {
  const { store } = pages.kind
  const record = await reachable(pages.kind, tx, actor, id)
  const before = await store.version(tx, record.id, from)
  const after = await store.version(tx, record.id, to)
  if (!before || !after) throw new Refusal('absent', '没有这个版本。')
  const isHidden = await hidesFrom(pages, tx, actor, record)
  const shown = ({ data }: { readonly data: Form }) =>
    isHidden ? pages.publicView(data, dayOf(after.at)).fields : data
  return {
    from: { version: from, at: before.at },
    to: { version: to, at: after.at },
    changes: changesBetween(shown(before), shown(after)).map((change) => ({
      ...change,
      title: pages.form.shape[change.field]?.meta()?.title ?? change.field,
    })),
  }
}

/** Whether the owner hides from this viewer, in the latest version or in the public one: from all but its own people and who reviews. */
async function hidesFrom<Form extends ListedForm>(
  { kind, procedure }: Pick<RecordPages<Form, object>, 'kind' | 'procedure'>,
  tx: Tx,
  actor: Actor,
  record: RecordWith<Form>,
): Promise<boolean> {
  const { veil } = kind
  if (veil === undefined || record.owner_org_id === actor.orgId) return false
  if (procedure.parts['reviewer']?.hold.some((role) => actor.roles.includes(role)) === true) return false
  if (veil.hides(record.data)) return true
  const { public_version: open } = record
  const version = open === null ? undefined : await kind.store.version(tx, record.id, open)
  return version !== undefined && veil.hides(version.data)
}

/** The record, if it is of the actor's organisation, or was submitted to the actor's unit. */
async function reachable<Form extends ListedForm>(
  kind: RecordKind<Form>,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<RecordWith<Form>> {
  const found = await kind.store.find(tx, id)
  const record = found?.visible === true ? found : undefined
  const wasSubmitted = record !== undefined && record.state !== 'draft' && record.dossier_id !== null
  const dossier = wasSubmitted ? await findDossier(tx, kind.module, record.dossier_id ?? '') : undefined
  mustReach(actor, { ...belongs(record), unitId: dossier?.unit_id ?? null })
  if (!record) throw new Error('mustReach lets no absent record pass')
  return record
}

function stateTitle(procedure: Procedure, state: string): string {
  return procedure.states[state]?.title ?? state
}
