import { clockActor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import type { OutboxRow } from '../outbox/outbox.ts'
import type { SignatureProvider } from './provider.ts'
import * as store from './store.ts'

export interface ProviderParts {
  readonly db: Database
  readonly bus: Bus
  readonly provider: SignatureProvider | undefined
  readonly commands: { readonly open: WriteRoute; readonly fail: WriteRoute; readonly complete: WriteRoute }
}

/** One page of open requests; a city has a handful. */
const OPEN_MAX = 100

/** Brings new requests to the service; called by the outbox, which tries again when the service cannot be reached. */
export async function bringRequests(parts: ProviderParts, rows: readonly OutboxRow[]): Promise<void> {
  for (const row of rows) {
    const id = String(row.payload['requestId'])
    const found = await parts.db.read('platform', (tx) => requestWith(tx, id))
    if (!found || found.request.state !== 'asked') continue
    const { request, document, signatory } = found
    if (!parts.provider) {
      await run(parts, parts.commands.fail, id, { declined: false, reason: '本平台尚未接入电子认证服务。' })
      continue
    }
    const asked = {
      requestId: id,
      title: document.title,
      sha256: document.sha256,
      organisation: signatory.name,
      person: request.person_name,
      capacity: request.capacity,
    }
    await run(parts, parts.commands.open, id, await parts.provider.request(asked))
    // The demo's service is done at once; of a real one the loop asks, and its callback hastens it.
    if (parts.provider.isFake) await askStatus(parts, id)
  }
}

/** Asks the service about all open requests; answers how many changed. */
export async function pollRequests(parts: ProviderParts): Promise<number> {
  const open = await parts.db.read('platform', (tx) =>
    store
      .signing(tx)
      .selectFrom('platform.signing_request')
      .select('id')
      .where('state', '=', 'open')
      .orderBy('asked_at')
      .limit(OPEN_MAX)
      .execute(),
  )
  let changed = 0
  for (const { id } of open) changed += (await askStatus(parts, id)) ? 1 : 0
  return changed
}

/** Asks about the request of a reference the callback named; an unknown one is nobody's business. */
export async function askAbout(parts: ProviderParts, ref: string): Promise<void> {
  const found = await parts.db.read('platform', (tx) =>
    store
      .signing(tx)
      .selectFrom('platform.signing_request')
      .select('id')
      .where('provider_ref', '=', ref)
      .where('state', '=', 'open')
      .executeTakeFirst(),
  )
  if (found) await askStatus(parts, found.id)
}

async function askStatus(parts: ProviderParts, id: string): Promise<boolean> {
  const found = await parts.db.read('platform', (tx) => requestWith(tx, id))
  const ref = found?.request.provider_ref
  if (!found || !parts.provider || ref == null || found.request.state !== 'open') return false
  const answer = await parts.provider.status(ref)
  if (answer.state === 'open') return false
  if (answer.state === 'declined') {
    await run(parts, parts.commands.fail, id, { declined: true, reason: answer.reason.slice(0, 300) })
    return true
  }
  if (answer.sha256 !== found.document.sha256) {
    const reason = '服务机构所签文本的摘要与本文本不符，未予采用。'
    await run(parts, parts.commands.fail, id, { declined: false, reason })
    return true
  }
  const { issuer, serial, stampedAt } = answer
  const isFake = parts.provider.isFake
  await run(parts, parts.commands.complete, id, { isFake, issuer, serial, stampedAt })
  return true
}

async function run(parts: ProviderParts, route: WriteRoute, requestId: string, more: object): Promise<void> {
  const input = { requestId, ...more }
  await parts.bus({ route, actor: clockActor, input, key: `${route.journal}:${requestId}` })
}

async function requestWith(tx: Tx, id: string) {
  const request = await store
    .signing(tx)
    .selectFrom('platform.signing_request')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  const document = request && (await store.findDocument(tx, request.document_id))
  const signatories = document ? await store.signatoriesOf(tx, document.id) : []
  const signatory = signatories.find((one) => one.id === request?.signatory_id)
  return request && document && signatory ? { request, document, signatory } : undefined
}
