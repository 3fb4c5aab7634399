import { v7 } from 'uuid'
import { mustReach, type Actor, type Role } from '../access/access.ts'
import { addMonths } from '../calendar/calendar.ts'
import { dayNumber } from '../calendar/day.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { askDrafting, draftConfirmation } from '../identity/drafting.ts'
import type { Binding, Effect } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { insertDeadline, type DeadlineRow, type DossierRow } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { versionOf } from './draft.ts'
import { ownLastDay, type ListedForm, type RecordKind } from './kind.ts'
import type { ListingFacts } from './procedure.ts'
import type { RecordWith } from './store.ts'
import { hideIfAsked, showIfOpen } from './veil.ts'

/** The binding of a kind's listing procedure; `more` adds effects of actions only that kind has. */
export function listingBinding<Form extends ListedForm>(
  kind: RecordKind<Form>,
  procedure: Procedure,
  more: Readonly<Record<string, Effect>> = {},
): Binding {
  const tell =
    (sentence: string): Effect =>
    async (tx, dossier, input: { reason?: string }) =>
      tellOwner(tx, kind, dossier, sentence, input.reason ?? '')
  return {
    procedure,
    facts: (tx, dossier) => factsOf(tx, kind, dossier),
    effects: {
      submit: async (tx, dossier, input: object, actor, now) =>
        submitted(tx, kind, dossier, input, actor, now),
      approve: async (tx, dossier, _input, _actor, now) => {
        await publish(tx, kind, dossier, now)
        await tellOwner(tx, kind, dossier, '《{name}》已通过审核并公开发布。', '')
      },
      heartbeat: async (tx, dossier, _input, _actor, now) => publish(tx, kind, dossier, now, false),
      return: tell('《{name}》被退回补充：{reason}'),
      reject: tell('《{name}》不予发布：{reason}'),
      expire: async (tx, dossier) =>
        tellOwner(tx, kind, dossier, '《{name}》的有效期已满，已下架；仍然有效的请重新上架。', ''),
      ...more,
    },
    entered: async (tx, dossier, now) => {
      const isLive = isPublicState(procedure, dossier.state, kind)
      await kind.store.update(tx, dossier.subject_id, {
        state: dossier.state,
        updated_at: now,
        ...(isLive ? {} : { public_version: null }),
      })
      await tx.emit('record.changed', { kind: kind.kind, id: dossier.subject_id })
    },
  }
}

/** A published record rests where it can expire; every such state is public. */
function isPublicState<Form extends ListedForm>(
  procedure: Procedure,
  state: string,
  kind: RecordKind<Form>,
): boolean {
  return state === kind.publishedState || procedure.states[state]?.rests === true
}

/** The binding of a kind's revision procedure. */
export function revisionBinding<Form extends ListedForm>(
  kind: RecordKind<Form>,
  procedure: Procedure,
): Binding {
  return {
    procedure,
    facts: (tx, dossier) => factsOf(tx, kind, dossier),
    effects: {
      submit: async (tx, dossier, input: object, actor, now) =>
        submitted(tx, kind, dossier, input, actor, now),
      approve: async (tx, dossier, _input, _actor, now) => {
        const record = await recordOf(tx, kind, dossier)
        // The listing may have ended while its change was reviewed: then nothing becomes public by this.
        const isListed = record.public_version !== null
        await kind.store.update(tx, record.id, {
          public_version: isListed ? record.version : null,
          name: record.data.name ?? record.name,
          revision_id: null,
          updated_at: now,
        })
        await showIfOpen(tx, kind, record, now)
        await tellOwner(tx, kind, dossier, '《{name}》的修改已通过审核，公开内容已更新。', '')
      },
      return: async (tx, dossier, input: { reason: string }) =>
        tellOwner(tx, kind, dossier, '《{name}》的修改被退回补充：{reason}', input.reason),
      drop: async (tx, dossier, _input, actor, now) => dropped(tx, kind, dossier, actor, now),
    },
    entered: async (tx, dossier) => {
      await tx.emit('record.changed', { kind: kind.kind, id: dossier.subject_id })
    },
  }
}

async function recordOf<Form extends ListedForm>(tx: Tx, kind: RecordKind<Form>, dossier: DossierRow) {
  const record = await kind.store.find(tx, dossier.subject_id)
  if (!record) throw new Error(`dossier ${dossier.id} is about no ${kind.kind}`)
  return record
}

async function factsOf<Form extends ListedForm>(
  tx: Tx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
): Promise<ListingFacts> {
  const record = await kind.store.find(tx, dossier.subject_id)
  if (!record) return { ownerVerified: false, open: [], isReviewed: false, isRevising: false }
  const telling = (await kind.ownerFaults?.(tx, record.owner_org_id, record.data)) ?? []
  return {
    ownerVerified: record.owner_verified,
    open: [...record.faults, ...telling, ...record.gaps].map((fault) => fault.message),
    isReviewed: record.review !== null,
    isRevising: record.revision_id !== null,
  }
}

/** Asks the rules of today once more (a right may have lapsed since the draft) and keeps the secrecy review. */
async function submitted<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
  review: object,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const record = await recordOf(tx, kind, dossier)
  const open = [
    ...kind.faults(record.data, tx.rules, tx.today),
    ...((await kind.ownerFaults?.(tx, record.owner_org_id, record.data)) ?? []),
    ...kind.gaps(record.data, tx.rules, tx.today),
  ]
  if (open.length > 0)
    throw new Refusal(
      'invalid',
      '还有 {count} 处需要更正或补充：{first}',
      { count: open.length, first: open[0]?.message ?? '' },
      open,
    )
  await hideIfAsked(tx, kind, record, now)
  const confirmed = await draftConfirmation(tx, actor, draftMatter(kind, record))
  await kind.store.update(tx, record.id, {
    review: { ...review, version: record.version, submittedBy: actor.personId, at: now, ...confirmed },
  })
}

/** The version somebody drafted, as the person drafted for confirms it: any later version asks anew. */
function draftMatter<Form extends ListedForm>(
  kind: RecordKind<Form>,
  record: Pick<RecordWith<Form>, 'id' | 'version'>,
): string {
  return `${kind.kind}:${record.id}:v${record.version}`
}

/** Asks somebody of the owner, a researcher unless `roles` says otherwise, to confirm the latest version (P6). */
export async function askForConfirmation<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  actor: Actor,
  input: { readonly id: string; readonly forPerson: string },
  now: Instant,
  roles: readonly Role[] = ['researcher'],
): Promise<{ draftingId: string }> {
  const record = await kind.store.find(tx, input.id)
  mustReach(actor, { orgId: record?.owner_org_id ?? null })
  if (!record) throw new Refusal('absent', '没有找到这条记录。')
  const title = record.data.name ?? record.name
  const drafted = {
    matter: draftMatter(kind, record),
    title,
    link: kind.link(record.id),
    orgId: record.owner_org_id,
  }
  const draftingId = await askDrafting(tx, actor, drafted, input.forPerson, roles, now)
  tx.about(kind.kind, record.id, { title })
  return { draftingId }
}

/** Makes the latest version public (`anew`), or the public one count for another term. */
async function publish<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
  now: Instant,
  anew = true,
): Promise<void> {
  const record = await recordOf(tx, kind, dossier)
  const until = lastDayOf(tx, kind, record)
  await kind.store.update(tx, record.id, {
    valid_until: until,
    ...(anew ? { public_version: record.version, name: record.data.name ?? record.name } : {}),
    published_at: record.published_at ?? now,
  })
  await showIfOpen(tx, kind, record, now)
  const own = ownLastDay(kind, record.data)
  if (own !== undefined && own === until) await insertDeadline(tx, kind.module, endRow(tx, dossier, own))
}

/** Last day of the listing: the term of the ruleset, or the owner's own day when that comes first. */
export function lastDayOf<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  record: Pick<RecordWith<Form>, 'data'>,
): string {
  const term = addMonths(tx.today, tx.rules.number(kind.validityRule, tx.today))
  const own = ownLastDay(kind, record.data)
  return own !== undefined && own < term ? own : term
}

/** A second term beside the ruleset's: the day the owner has set. Whichever comes first takes the listing down. */
export function endRow(
  tx: CommandTx,
  dossier: Pick<DossierRow, 'id' | 'subject_kind' | 'subject_id' | 'visit'>,
  day: string,
): DeadlineRow {
  return {
    id: v7(),
    kind: 'term',
    subject_kind: dossier.subject_kind,
    subject_id: dossier.subject_id,
    dossier_id: dossier.id,
    visit: dossier.visit,
    performs: 'expire',
    term: { term: { days: dayNumber(day) - dayNumber(tx.today) }, suspensions: [] },
    starts_on: tx.today,
    nominal_on: day,
    due_on: day,
    provisional: false,
    state: 'open',
    closed_at: null,
  }
}

/** The public version becomes the latest again, as a version of its own: nothing is taken back silently. */
async function dropped<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const record = await recordOf(tx, kind, dossier)
  const open =
    record.public_version === null
      ? undefined
      : await kind.store.version(tx, record.id, record.public_version)
  if (!open) {
    await kind.store.update(tx, record.id, { revision_id: null })
    return
  }
  const version = record.last_version + 1
  // Personal fields have no older value to go back to.
  const form: Form = { ...open.data, ...kind.store.privateOf(record.data) }
  const back = versionOf(tx, kind, { id: record.id, version, form, actor, at: now, batchId: null })
  await kind.store.insertVersions(tx, [back])
  await kind.store.update(tx, record.id, {
    version,
    last_version: version,
    public_version: version,
    revision_id: null,
  })
  await kind.saved?.(tx, [{ id: record.id, form }])
}

/** A message to the members of the owner, from the outbox. */
export async function tellOwner<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
  template: string,
  reason: string,
): Promise<void> {
  await tx.emit('message.org', {
    orgId: dossier.org_id,
    template,
    params: { name: dossier.title, reason },
    link: kind.link(dossier.subject_id),
  })
}
