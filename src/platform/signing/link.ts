import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { machineNow, minutesAfter } from '../identity/machine-clock.ts'
import { Refusal } from '../refusal.ts'
import type { SigningState } from './documents.ts'
import type { linkForm } from './forms.ts'
import { signedIn } from './sign.ts'
import * as store from './store.ts'

const VALID_RULE = 'signing.link.validDays'
const MINUTES_A_DAY = 24 * 60

/**
 * A one-time link for a person without account. For an organisation only its own side names who signs for it: the other
 * side could name a telephone of its own. A natural person without account is invited by any party.
 */
export async function issueLink(
  tx: CommandTx,
  state: SigningState,
  input: z.infer<typeof linkForm>,
  actor: Actor,
  _now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  const signatory = state.signatories.find(({ id }) => id === input.signatoryId)
  if (!signatory) throw new Refusal('absent', '没有这个签署方，请刷新后重选。')
  if (signatory.org_id !== null && signatory.org_id !== orgId)
    throw new Refusal('forbidden', '代表对方单位签署的人由对方填写；您只能邀请本单位的代表和另加的签署人。')
  if (state.records.some((record) => record.signatory_id === signatory.id))
    throw new Refusal('conflict', '这一方已经签署。')
  if (signatory.org_id === null && signatory.name !== input.personName)
    throw new Refusal('invalid', '签署人是“{name}”，姓名须与文本一致。', { name: signatory.name }, [
      { field: 'personName', message: '须与文本上的姓名一致。' },
    ])
  // Links live by the machine's clock like sessions and codes: a rehearsal that jumps a month must not end them.
  const at = machineNow()
  await endExpired(tx, at)
  await endLinks(tx, { documentId: state.document.id, signatoryId: signatory.id }, 'revoked', at)
  const days = tx.rules.number(VALID_RULE, tx.today)
  const row: store.SigningLink = {
    id: v7(),
    document_id: state.document.id,
    signatory_id: signatory.id,
    person_name: input.personName,
    phone: input.phone,
    capacity: input.capacity,
    issued_by: personId,
    issued_org: orgId,
    issued_at: at,
    expires_at: minutesAfter(at, days * MINUTES_A_DAY),
    tries: 0,
    named_at: null,
    code_ref: null,
    code_expires_at: null,
    codes_sent: 0,
    ended_at: null,
    ended: null,
  }
  await store.signing(tx).insertInto('platform.signing_link').values(row).execute()
}

/** Names and telephones of links nobody used are not kept beyond their term: the next link sweeps them out. */
async function endExpired(tx: CommandTx, at: string): Promise<void> {
  await store
    .signing(tx)
    .updateTable('platform.signing_link')
    .set({ ended: 'expired', ended_at: at, ...NOBODY })
    .where('ended', 'is', null)
    .where('expires_at', '<=', at)
    .execute()
}

const NOBODY = { person_name: null, phone: null, code_ref: null } as const

/**
 * Ends open links of a record, or of one signatory of a version; who and which telephone they were for goes with them.
 */
export async function endLinks(
  tx: CommandTx,
  of:
    | { readonly kind: string; readonly id: string }
    | { readonly documentId: string; readonly signatoryId: string },
  ended: 'signed' | 'revoked' | 'locked',
  at: string,
): Promise<void> {
  const open = store
    .signing(tx)
    .updateTable('platform.signing_link')
    .set({ ended, ended_at: at, ...NOBODY })
    .where('ended', 'is', null)
  if ('documentId' in of) {
    const { documentId, signatoryId } = of
    await open.where('document_id', '=', documentId).where('signatory_id', '=', signatoryId).execute()
    return
  }
  const documents = store
    .signing(tx)
    .selectFrom('platform.signing_document')
    .select('id')
    .where('subject_kind', '=', of.kind)
    .where('subject_id', '=', of.id)
  await open.where('document_id', 'in', documents).execute()
}
