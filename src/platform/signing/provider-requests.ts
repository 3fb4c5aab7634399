import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import type { requestForm } from './forms.ts'
import { ownSignatory, signedIn } from './sign.ts'
import * as store from './store.ts'

/** Notes that an organisation wants to sign by the certificate service; the outbox asks it after the commit. */
export async function askProvider(
  tx: CommandTx,
  document: store.SigningDocument,
  input: z.infer<typeof requestForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId } = signedIn(actor)
  if (actor.agentFor !== null) throw new Refusal('forbidden', '代办人不能代为签署，请由本人登录后办理。')
  const signatory = await ownSignatory(tx, document, actor)
  const provider = await store.connectedProvider(tx)
  if (!provider) throw new Refusal('conflict', '本平台尚未接入电子认证服务。')
  const row: store.SigningRequest = {
    id: v7(),
    document_id: document.id,
    signatory_id: signatory.id,
    provider: provider.name,
    person_id: personId,
    person_name: actor.name,
    capacity: input.capacity,
    state: 'asked',
    provider_ref: null,
    address: null,
    fault: null,
    asked_at: now,
    answered_at: null,
  }
  await store.signing(tx).insertInto('platform.signing_request').values(row).execute()
  await tx.emit('signing.request', { requestId: row.id })
}
