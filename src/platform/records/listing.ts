import { mustReach, type Actor, type Role } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { askDrafting, draftConfirmation } from '../identity/drafting.ts'
import { perform, type Binding, type Effect } from '../procedure/perform.ts'
import type { Procedure } from '../procedure/procedure.ts'
import { findDossier, type DossierRow } from '../procedure/store.ts'
import { renewTerms } from '../procedure/terms.ts'
import { Refusal } from '../refusal.ts'
import { belongs, versionOf } from './draft.ts'
import { headName, statisticsOf, type ListedForm, type RecordKind } from './kind.ts'
import { reclassify, unansweredOf } from './life.ts'
import { CHECKING, type ListingFacts } from './procedure.ts'
import { keepOnShelf, recordOf, settleShelf, tellRightEnded } from './shelf.ts'
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
      submit: async (tx, dossier, input: object, actor, now) => {
        await mustHaveAnswered(tx, dossier.org_id)
        await submitted(tx, kind, dossier, input, actor, now)
      },
      approve: tell('《{name}》已通过审核并公开发布。'),
      return: tell('《{name}》被退回补充：{reason}'),
      reject: tell('《{name}》不予发布：{reason}'),
      expire: tell('《{name}》的有效期已满，已下架。请说明去向；仍然有效的请重新上架。'),
      silence: tell('《{name}》到期下架后没有说明去向，已记为“未说明”；随时可以补充说明。'),
      lapse: tell('《{name}》所列权利到期后没有修改，已下架。'),
      rightEnds: async (tx, dossier) => tellRightEnded(tx, kind, procedure, dossier),
      ...more,
    },
    entered: async (tx, dossier, now, by) => {
      await settleShelf(tx, kind, procedure, dossier, by, now)
      await tx.emit('record.changed', { kind: kind.kind, id: dossier.subject_id })
    },
  }
}

/** The binding of a kind's revision procedure; an approved change confirms the listing it is of. */
export function revisionBinding<Form extends ListedForm>(
  kind: RecordKind<Form>,
  procedure: Procedure,
  listing: () => Binding,
): Binding {
  return {
    procedure,
    facts: (tx, dossier) => factsOf(tx, kind, dossier),
    effects: {
      submit: async (tx, dossier, input: object, actor, now) =>
        submitted(tx, kind, dossier, input, actor, now),
      approve: async (tx, dossier, _input, actor, now) => {
        const record = await recordOf(tx, kind, dossier)
        // The listing may have ended while its change was reviewed: then nothing becomes public by this.
        const isListed = record.public_version !== null
        await kind.store.update(tx, record.id, {
          public_version: isListed ? record.version : null,
          name: headName(kind, record.data),
          revision_id: null,
          updated_at: now,
        })
        if (isListed) await kind.store.showParts(tx, record.id)
        await showIfOpen(tx, kind, record, now)
        if (isListed) await confirmRevised(tx, kind, listing(), record, actor, now)
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

/** Terms and the days the new version names begin anew; a listing that waited for it is settled. */
async function confirmRevised<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  listing: Binding,
  record: RecordWith<Form>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await reclassify(tx, kind.module, record.id, statisticsOf(kind, record.data))
  const dossier = await findDossier(tx, kind.module, record.dossier_id ?? '')
  if (!dossier) throw new Error(`${kind.kind} ${record.id} is listed without a dossier`)
  if (dossier.state === CHECKING) {
    const act = { dossierId: dossier.id, action: 'rightSettled', visit: undefined, input: {} }
    await perform(tx, listing, { ...act, event: true }, actor, now)
    return
  }
  await renewTerms(tx, listing.procedure, dossier, now)
  await keepOnShelf(tx, kind, listing.procedure, dossier, now, false)
}

async function factsOf<Form extends ListedForm>(
  tx: Tx,
  kind: RecordKind<Form>,
  dossier: DossierRow,
): Promise<ListingFacts> {
  const record = await kind.store.find(tx, dossier.subject_id)
  if (!record)
    return { ownerVerified: false, open: [], isReviewed: false, isRevising: false, held: undefined }
  const telling = (await kind.ownerFaults?.(tx, record.owner_org_id, record.data)) ?? []
  return {
    ownerVerified: record.owner_verified,
    open: [...record.faults, ...telling, ...record.gaps].map((fault) => fault.message),
    isReviewed: record.review !== null,
    isRevising: record.revision_id !== null,
    held: await kind.held?.(tx, record.id),
  }
}

/** Whoever left many lapsed listings unanswered answers first; by default (0) nobody is barred. */
async function mustHaveAnswered(tx: CommandTx, orgId: string): Promise<void> {
  const max = tx.rules.number('listing.unanswered.max', tx.today)
  if (max === 0) return
  const count = await unansweredOf(tx, orgId)
  if (count >= max)
    throw new Refusal(
      'conflict',
      '本单位有 {count} 项到期下架的信息没有说明去向，请先到“待确认的信息”逐项或批量说明，再提交新的。',
      { count },
    )
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
  await kind.submitting?.(tx, actor, { id: record.id, form: record.data }, dossier, now)
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
  mustReach(actor, belongs(record))
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
  // Personal fields have no older value to go back to, but for those the public reads.
  const shown = await kind.store.shownParts(tx, record.id)
  const form: Form = { ...open.data, ...kind.store.privateOf(record.data), ...shown }
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
