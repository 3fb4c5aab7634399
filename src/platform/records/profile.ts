import { mustReach, type Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Forget } from '../identity/forget.ts'
import { perform, type Binding, type Effect } from '../procedure/perform.ts'
import { giveDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import type { ListedForm, RecordKind } from './kind.ts'
import { tellOwner } from './listing.ts'

/** Effects of the ends only a person's profile has: whatever is still open about it ends with it. */
export function profileEffects<Form extends ListedForm>(
  kind: RecordKind<Form>,
  revision: Binding,
): Readonly<Record<string, Effect>> {
  const end: Effect = async (tx, dossier, _input, actor, now) =>
    endRevision(tx, kind, revision, dossier.subject_id, actor, now)
  return {
    withdraw: end,
    forget: end,
    release: async (tx, dossier, input: { reason: string }, actor, now) => {
      await end(tx, dossier, input, actor, now)
      await tellOwner(tx, kind, dossier, '《{name}》已由所在单位下架：{reason}', input.reason)
    },
  }
}

async function endRevision<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  revision: Binding,
  id: string,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const record = await kind.store.find(tx, id)
  if (!record?.revision_id) return
  const act = {
    dossierId: record.revision_id,
    action: 'end',
    visit: undefined,
    input: {},
    event: true,
  } as const
  await perform(tx, revision, act, actor, now)
  await kind.store.update(tx, id, { revision_id: null })
}

/**
 * A profile that an import brought becomes the actor's own: of the actor's organisation, in the actor's name, and
 * taken by nobody. From then on only this person changes, publishes and withdraws it.
 */
export async function claimProfile<Form extends ListedForm>(
  tx: CommandTx,
  kind: RecordKind<Form>,
  actor: Actor,
  id: string,
): Promise<{ readonly id: string; readonly location: string }> {
  const { personId, orgId } = actor
  const waiting = orgId === null ? [] : await kind.store.unclaimed(tx, orgId, actor.name)
  const record = waiting.find((one) => one.id === id)
  mustReach(actor, { personId: record ? personId : null })
  if (!record || personId === null) throw new Error('mustReach lets no absent record pass')
  const own = await kind.store.profileOf(tx, personId, kind.liveStates)
  if (own)
    throw new Refusal('conflict', '您已有一份{kind}资料（编号 {code}），不能再认领一份。', {
      kind: kind.title,
      code: own.code,
    })
  await kind.store.update(tx, id, { person_id: personId })
  for (const dossierId of [record.dossier_id, record.revision_id])
    if (dossierId !== null) await giveDossier(tx, kind.module, dossierId, personId)
  tx.about(kind.kind, id, { title: record.name, code: record.code })
  return { id, location: kind.link(id) }
}

/** Erasure of a person (PIPL 47): every profile of theirs is taken down and emptied; a number and its dossiers stay. */
export function forgetProfiles<Form extends ListedForm>(kind: RecordKind<Form>, listing: Binding): Forget {
  return async (tx, person, actor, now) => {
    const records = await kind.store.allOf(tx, person.personId)
    for (const record of records) {
      const isLive = kind.liveStates.includes(record.state) && record.dossier_id !== null
      const act = { dossierId: record.dossier_id ?? '', action: 'forget', visit: undefined, input: {} }
      if (isLive) await perform(tx, listing, { ...act, event: true }, actor, now)
      const fields = Object.keys(kind.store.privateOf(record.data))
      await kind.store.forgetSalts(tx, [record.id], fields)
      await kind.store.emptyParts(tx, record.id)
    }
    return records.length
  }
}
