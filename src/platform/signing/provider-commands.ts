import { z } from 'zod'
import type { Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type WriteRoute } from '../command/command.ts'
import { recordSignature } from './sign.ts'
import * as store from './store.ts'
import { subjectOf, type SigningSubject } from './subject.ts'

const { write } = routesOf('platform')

export const permissions = {
  'signing-provider.connect': { console: 'any' },
  'signing-provider.answer': { clock: 'any' },
} satisfies Permissions

/** Notes at start which service this installation is connected to, so that guards can say 尚未接入. */
export const connectProvider = write({
  method: 'POST',
  path: '/signing-provider',
  permission: 'signing-provider.connect',
  journal: 'signing-provider.connect',
  says: '接入的电子认证服务：{name}',
  input: z.object({ name: z.string().max(100).nullable(), isFake: z.boolean() }),
  gate: { none: '接入服务不办理业务' },
  verb: async (tx, _actor, { name, isFake }, now) => {
    await store.signing(tx).deleteFrom('platform.signing_provider').execute()
    if (name !== null)
      await store
        .signing(tx)
        .insertInto('platform.signing_provider')
        .values({ one: true, name, is_fake: isFake, at: now })
        .execute()
    tx.about('signing-provider', null, { name: name ?? '无' })
    return {}
  },
})

/** The service took the request: where the person signs. */
const openRequest = write({
  method: 'POST',
  path: '/signing-requests/{requestId}/open',
  permission: 'signing-provider.answer',
  journal: 'signing-request.open',
  says: '电子认证服务已受理签署请求',
  input: z.object({ requestId: z.uuid(), ref: z.string().min(1).max(200), address: z.string().max(2_000) }),
  gate: { none: '由平台向服务机构提交' },
  verb: async (tx, _actor, { requestId, ref, address }) => {
    await change(tx, requestId, {
      state: 'open',
      provider_ref: ref,
      address: address === '' ? null : address,
    })
    return {}
  },
})

/** The service declined, or what it answered cannot be right. */
const failRequest = write({
  method: 'POST',
  path: '/signing-requests/{requestId}/fail',
  permission: 'signing-provider.answer',
  journal: 'signing-request.fail',
  says: '电子认证服务的签署请求没有完成',
  input: z.object({ requestId: z.uuid(), declined: z.boolean(), reason: z.string().max(300) }),
  gate: { none: '由平台记录服务机构的答复' },
  verb: async (tx, _actor, { requestId, declined, reason }, now) => {
    await change(tx, requestId, {
      state: declined ? 'declined' : 'failed',
      fault: reason,
      answered_at: now,
    })
    return {}
  },
})

/** The service has the signature: certificate facts become the one record, and the subject may conclude. */
const completeRequest = (subjects: readonly SigningSubject[]) =>
  write({
    method: 'POST',
    path: '/signing-requests/{requestId}/complete',
    permission: 'signing-provider.answer',
    journal: 'signing-request.complete',
    says: '经电子认证服务签署《{title}》',
    input: z.object({
      requestId: z.uuid(),
      isFake: z.boolean(),
      issuer: z.string().min(1).max(200),
      serial: z.string().min(1).max(200),
      stampedAt: z.iso.datetime(),
    }),
    gate: { none: '由平台记录服务机构的答复' },
    verb: async (tx, actor, input, now) => {
      const request = await find(tx, input.requestId)
      const document = request && (await store.findDocument(tx, request.document_id))
      const signatories = document ? await store.signatoriesOf(tx, document.id) : []
      const signatory = signatories.find(({ id }) => id === request?.signatory_id)
      if (!request || !document || !signatory) throw new Error(`no request ${input.requestId}`)
      tx.about('signing-request', request.id, { title: document.title })
      // Asked twice by two processes, or signed by another way meanwhile: the first record counts.
      const records = await store.recordsOf(tx, document.id)
      if (request.state !== 'open' || records.some((record) => record.signatory_id === signatory.id))
        return {}
      const subject = subjectOf(subjects, document.subject_kind)
      const why = await subject.stands(tx, document.subject_id, document.id)
      if (why !== undefined) {
        await change(tx, request.id, { state: 'failed', fault: why, answered_at: now })
        return {}
      }
      await change(tx, request.id, { state: 'signed', answered_at: now })
      await recordSignature(tx, document, signatory, {
        way: 'c',
        personId: request.person_id,
        personName: request.person_name,
        capacity: request.capacity,
        signedOn: dayOf(now),
        evidence: {
          provider: request.provider,
          issuer: input.issuer,
          serial: input.serial,
          stampedAt: input.stampedAt,
          isFake: input.isFake,
        },
        at: now,
      })
      await subject.signed(tx, document.subject_id, document.id, actor, now)
      return {}
    },
  })

async function find(tx: CommandTx, id: string): Promise<store.SigningRequest | undefined> {
  return store
    .signing(tx)
    .selectFrom('platform.signing_request')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

async function change(tx: CommandTx, id: string, to: Partial<store.SigningRequest>): Promise<void> {
  await store.signing(tx).updateTable('platform.signing_request').set(to).where('id', '=', id).execute()
}

/** Called by the outbox and by the callback only. */
export function providerCommands(subjects: readonly SigningSubject[]): {
  readonly open: WriteRoute
  readonly fail: WriteRoute
  readonly complete: WriteRoute
} {
  return { open: openRequest, fail: failRequest, complete: completeRequest(subjects) }
}
