import { z } from 'zod'
import { ofOrg, type Holder, type Permissions, type Role, type Scope } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type Instant, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Binding, Effect } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { Refusal } from '../refusal.ts'
import { draftRecord, editRecord } from './draft.ts'
import { seriesQueue, type ListedForm } from './kind.ts'
import { listingBinding, revisionBinding } from './listing.ts'
import { profileEffects } from './profile.ts'
import { asOthersSee } from './veil.ts'
import { compareQuery, listQuery, recordReaders, type RecordPages } from './reading.ts'

/** What a module says of a listed kind for its procedures, its routes and its public page. */
export interface ListedSpec<Form extends ListedForm, Item extends object> extends RecordPages<Form, Item> {
  /** Address of the kind in the API: `/achievements`. */
  readonly path: string
  readonly revision: Procedure
  /** The form that may lack anything but what it requires itself. */
  readonly draftForm: z.ZodObject
  readonly owners: readonly Role[]
  /** Further roles of the owner that read its records. */
  readonly readers: readonly Role[]
  /** Said of a record that is not public, or not any more. */
  readonly absent: string
  /** Effects of actions only this kind has. */
  readonly effects?: Readonly<Record<string, Effect>>
}

/** A listed kind at work: bindings of its two procedures, permissions, routes, and what is public of a record. */
export interface ListedRecord<Form extends ListedForm, Item extends object> {
  readonly listing: Binding
  readonly revision: Binding
  readonly permissions: Permissions
  readonly routes: readonly Route[]
  /** What is public of a record, by id or public id; undefined when nothing is. */
  readonly publicRecord: (tx: Tx, id: string, today: string) => Promise<PublicRecord<Form, Item> | undefined>
}

/** The item of the list, the open fields, the version they are of and whether the owner was verified. */
export type PublicRecord<Form extends ListedForm, Item extends object> = Item &
  ReturnType<RecordPages<Form, Item>['publicView']> & {
    readonly version: number
    readonly ownerVerified: boolean
  }

/** Everything a listed kind does in the same way as the others. */
export function listedRecord<Form extends ListedForm, Item extends object>(
  spec: ListedSpec<Form, Item>,
): ListedRecord<Form, Item> {
  const revision = revisionBinding(spec.kind, spec.revision, () => listing)
  const listing: Binding = {
    ...listingBinding(spec.kind, spec.procedure, {
      ...(spec.kind.store.isPersonal && profileEffects(spec.kind, revision)),
      ...spec.effects,
    }),
    application: {
      form: spec.draftForm,
      // A person's own profile is read on its page, masked by role (P18), never from a paper.
      values: async (tx, dossier) =>
        spec.kind.store.isPersonal ? undefined : (await spec.kind.store.find(tx, dossier.subject_id))?.data,
    },
  }
  const publicRecord = async (tx: Tx, id: string, today: string) => {
    const found = await spec.kind.store.findPublic(tx, id)
    if (!found) return undefined
    const record = asOthersSee(spec.kind.veil, found)
    return {
      ...spec.item(record, today),
      ...spec.publicView(record.data, today),
      version: record.public_version ?? record.version,
      ownerVerified: record.owner_verified,
    }
  }
  return {
    listing,
    revision,
    permissions: permissionsOf(spec),
    routes: [
      ...writeRoutes(spec, listing, revision),
      ...readRoutes(spec),
      publicRoute(spec, async (tx, id, now) => publicRecord(tx, id, dayOf(now))),
    ],
    publicRecord,
  }
}

type Row = Readonly<Partial<Record<Holder, Scope>>>

/** Owners draft and edit; they and their colleagues read; the competent unit reads what was handed in; all read what is public. */
function permissionsOf<Form extends ListedForm, Item extends object>({
  kind: { kind, store },
  owners,
  readers,
}: ListedSpec<Form, Item>): Permissions {
  const scope: Scope = store.isPersonal ? 'own' : 'org'
  const own: Row = Object.fromEntries(owners.map((role) => [role, scope]))
  const all: Row = { ...ofOrg(readers), ...own }
  return {
    [`${kind}.draft`]: own,
    [`${kind}.edit`]: own,
    [`${kind}.list`]: all,
    [`${kind}.show`]: { ...all, officer: 'unit', decider: 'unit' },
    [`${kind}.read`]: { visitor: 'any', clock: 'any', console: 'any' },
  }
}

const id = z.uuid()

function writeRoutes<Form extends ListedForm, Item extends object>(
  { kind, path, draftForm }: ListedSpec<Form, Item>,
  listing: Binding,
  revision: Binding,
): Route[] {
  const { write } = routesOf(kind.module)
  return [
    write({
      method: 'POST',
      path,
      permission: `${kind.kind}.draft`,
      journal: `${kind.kind}.draft`,
      says: `{actor}起草了${kind.title}《{title}》（{code}）`,
      input: draftForm,
      gate: { subjects: 'actor' },
      queue: (form) => (form['code'] ? undefined : seriesQueue(kind.kind)),
      verb: (tx, actor, form, now) => draftRecord(tx, kind, listing, actor, form, now),
    }),
    write({
      method: 'PUT',
      path: `${path}/{id}`,
      permission: `${kind.kind}.edit`,
      journal: `${kind.kind}.edit`,
      says: `{actor}修改了${kind.title}《{title}》（{code}），成为第 {version} 版`,
      input: draftForm.extend({ id, version: z.int().min(1) }),
      gate: { subjects: 'actor' },
      verb: (tx, actor, input, now) => {
        const { id: record, version, ...form } = input as typeof input & Edited
        return editRecord(tx, kind, revision, actor, { id: record, version, form }, now)
      },
    }),
  ]
}

interface Edited {
  readonly id: string
  readonly version: number
}

/** Own list, whole record, check before submit, comparison of versions. */
function readRoutes<Form extends ListedForm, Item extends object>(spec: ListedSpec<Form, Item>): Route[] {
  const { kind, path } = spec
  const { read } = routesOf(kind.module)
  const readers = recordReaders(spec)
  const one = { permission: `${kind.kind}.show`, input: z.object({ id }) } as const
  return [
    read({
      path: `/my${path}`,
      permission: `${kind.kind}.list`,
      journal: `${kind.kind}.list`,
      title: `本单位的${kind.title}`,
      input: listQuery,
      verb: readers.listMine,
    }),
    read({
      ...one,
      path: `/my${path}/{id}`,
      journal: `${kind.kind}.show`,
      title: `${kind.title}全文`,
      verb: readers.show,
    }),
    read({
      ...one,
      path: `/my${path}/{id}/check`,
      journal: `${kind.kind}.check`,
      title: '提交前检查',
      verb: readers.check,
    }),
    read({
      ...one,
      path: `/my${path}/{id}/compare`,
      journal: `${kind.kind}.compare`,
      title: '版本比较',
      input: compareQuery,
      verb: readers.compare,
    }),
  ]
}

function publicRoute<Form extends ListedForm, Item extends object>(
  { kind, path, absent }: ListedSpec<Form, Item>,
  find: (tx: Tx, id: string, now: Instant) => Promise<object | undefined>,
): Route {
  return routesOf(kind.module).read({
    path: `${path}/{id}`,
    permission: `${kind.kind}.read`,
    journal: `${kind.kind}.read`,
    title: `${kind.title}公开页`,
    input: z.object({ id: z.string().max(40) }),
    verb: async (tx, _actor, input, now) => {
      const found = await find(tx, input.id, now)
      if (!found) throw new Refusal('absent', absent)
      return found
    },
  })
}
