import { z } from 'zod'
import type { Actor, Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Instant, type WriteRoute } from '../command/command.ts'
import { machineNow, minutesAfter } from '../identity/machine-clock.ts'
import { maskPhone } from '../identity/mask.ts'
import { Refusal } from '../refusal.ts'
import { endLinks } from './link.ts'
import { insertConsent, recordSignature } from './sign.ts'
import * as store from './store.ts'
import { subjectOf, type SigningSubject } from './subject.ts'

const { write } = routesOf('platform')

const TRIES_RULE = 'signing.link.tries'
/** A code is typed within minutes. */
const CODE_MINUTES = 5
/** The text stays open so long after the person named themselves. */
export const NAMED_MINUTES = 30
/** More messages than these to one telephone are a nuisance, not a help. */
const CODES_MAX = 5

export const permissions = { 'signing-link.use': { visitor: 'any' } } satisfies Permissions

const gate = { none: '签署人没有账号，核验以所代表的单位办理时为准' } as const

/** What a try came to; a wrong one is no refusal, so that it is counted. */
export interface Tried {
  readonly right: boolean
  readonly left: number
  /** Where the code goes; the handler sends it. */
  readonly phone?: string
}

/** The person says name and last digits of the telephone; right, a code is made for it. */
const nameSelf = write({
  method: 'POST',
  path: '/signing-links/{linkId}/name',
  permission: 'signing-link.use',
  journal: 'signing-link.name',
  says: '一次性签署链接的持有人说明身份',
  input: z.object({
    linkId: z.uuid(),
    name: z.string().trim().max(40).meta({ title: '姓名', transient: true }),
    last4: z.string().trim().max(8).meta({ title: '手机号末四位', transient: true }),
    code: z.string().meta({ title: '验证码', secret: true }),
  }),
  gate,
  verb: async (tx, _actor, input): Promise<Tried> => {
    const at = machineNow()
    const link = await openLink(tx, input.linkId, at)
    tx.about('signing-link', link.id)
    if (link.codes_sent >= CODES_MAX)
      throw new Refusal('tooMany', '验证码发送次数已用完，请联系发链接的单位重新发送。')
    const isRight =
      plain(input.name) === plain(link.person_name ?? '') && input.last4 === (link.phone ?? '').slice(-4)
    if (!isRight) return wrong(tx, link, at)
    await change(tx, link.id, {
      named_at: at,
      code_ref: input.code,
      code_expires_at: minutesAfter(at, CODE_MINUTES),
      codes_sent: link.codes_sent + 1,
    })
    return { right: true, left: 0, phone: link.phone ?? '' }
  },
})

/** The person agrees to electronic form and confirms the text by the code; the link is used up by it. */
const signByLink = (subjects: readonly SigningSubject[]) =>
  write({
    method: 'POST',
    path: '/signing-links/{linkId}/sign',
    permission: 'signing-link.use',
    journal: 'signing-link.sign',
    says: '以一次性链接签署《{title}》',
    input: z.object({
      linkId: z.uuid(),
      documentHash: z.string().regex(/^[0-9a-f]{64}$/),
      agreed: z.literal(true),
      code: z.string().trim().max(20).meta({ title: '验证码', transient: true }),
    }),
    gate,
    verb: async (tx, actor, input, now): Promise<Tried> => {
      const at = machineNow()
      const link = await openLink(tx, input.linkId, at)
      const document = await store.findDocument(tx, link.document_id)
      const signatory = (await store.signatoriesOf(tx, link.document_id)).find(
        ({ id }) => id === link.signatory_id,
      )
      if (!document || !signatory) throw new Error(`link ${link.id} is for nothing`)
      tx.about('signing-link', link.id, { title: document.title })
      const subject = subjectOf(subjects, document.subject_kind)
      const why = await subject.stands(tx, document.subject_id, document.id)
      if (why !== undefined) throw new Refusal('conflict', '现在不能签署：{why}', { why })
      if (input.documentHash !== document.sha256)
        throw new Refusal('conflict', '文本与您打开的不同，请刷新页面重新阅读。')
      const isRight =
        link.code_ref !== null &&
        (link.code_expires_at ?? '') > at &&
        (await tx.openSecret(link.code_ref)) === input.code.normalize('NFKC')
      if (!isRight) return wrong(tx, link, at)
      await sign(tx, { link, document, signatory, subject }, actor, now, at)
      return { right: true, left: 0 }
    },
  })

interface Signing {
  readonly link: store.SigningLink
  readonly document: store.SigningDocument
  readonly signatory: store.Signatory
  readonly subject: SigningSubject
}

async function sign(
  tx: CommandTx,
  { link, document, signatory, subject }: Signing,
  actor: Actor,
  now: Instant,
  at: string,
): Promise<void> {
  const personName = link.person_name ?? ''
  // An organisation has agreed by its own account before; a natural person agrees here, in the same act.
  if (signatory.org_id === null)
    await insertConsent(tx, document, signatory, { personId: null, personName }, now)
  await recordSignature(tx, document, signatory, {
    way: 'b',
    personId: null,
    personName,
    capacity: link.capacity,
    signedOn: dayOf(now),
    evidence: { factor: 'sms', factorAt: at, phone: maskPhone(link.phone ?? '') },
    at: now,
  })
  await endLinks(tx, { documentId: document.id, signatoryId: signatory.id }, 'signed', at)
  await subject.signed(tx, document.subject_id, document.id, actor, now)
}

/** A link that can still be used; what it was for is told to nobody else. */
async function openLink(tx: CommandTx, id: string, at: string): Promise<store.SigningLink> {
  const link = await store
    .signing(tx)
    .selectFrom('platform.signing_link')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!link || link.ended !== null || link.expires_at <= at)
    throw new Refusal('absent', '这个链接已失效或已使用，请联系发链接的单位。')
  return link
}

/** Counts a wrong try; the last one locks the link for good. */
async function wrong(tx: CommandTx, link: store.SigningLink, at: string): Promise<Tried> {
  const max = tx.rules.number(TRIES_RULE, tx.today)
  const tries = link.tries + 1
  await change(tx, link.id, { tries })
  const { document_id: documentId, signatory_id: signatoryId } = link
  if (tries >= max) await endLinks(tx, { documentId, signatoryId }, 'locked', at)
  return { right: false, left: Math.max(0, max - tries) }
}

async function change(tx: CommandTx, id: string, to: Partial<store.SigningLink>): Promise<void> {
  await store.signing(tx).updateTable('platform.signing_link').set(to).where('id', '=', id).execute()
}

/** Names as people type them: width and spaces do not matter. */
function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, '')
}

/** Called by the handlers of `/sign/<token>` only. */
export function linkCommands(subjects: readonly SigningSubject[]): {
  readonly name: WriteRoute
  readonly sign: WriteRoute
} {
  return { name: nameSelf, sign: signByLink(subjects) }
}
