import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { useConfirmation } from '../identity/factor-commands.ts'
import { Refusal } from '../refusal.ts'
import type { confirmForm } from './forms.ts'
import * as store from './store.ts'
import { ELECTRONIC_CLAUSE } from './ways.ts'

/** What the second factor must have been given for: this record with exactly this text (SHA-256). */
export function confirmationMatter(document: {
  readonly subject_kind: string
  readonly subject_id: string
  readonly sha256: string
}): string {
  return `${document.subject_kind}:${document.subject_id}:${document.sha256}`
}

/** Person and organisation of somebody signed in for an organisation. */
export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

/** The signatory that is the actor's organisation. */
export async function ownSignatory(
  tx: CommandTx,
  document: store.SigningDocument,
  actor: Actor,
): Promise<store.Signatory> {
  const { orgId } = signedIn(actor)
  const own = (await store.signatoriesOf(tx, document.id)).find((one) => one.org_id === orgId)
  if (!own) throw new Refusal('absent', '贵方不是这份文本的签署方。')
  return own
}

/** An organisation's agreement to electronic form, with the words it agreed to. */
export async function consentElectronic(
  tx: CommandTx,
  document: store.SigningDocument,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId } = signedIn(actor)
  const signatory = await ownSignatory(tx, document, actor)
  await insertConsent(tx, document, signatory, { personId, personName: actor.name }, now)
}

export async function insertConsent(
  tx: CommandTx,
  document: store.SigningDocument,
  signatory: store.Signatory,
  by: { readonly personId: string | null; readonly personName: string },
  now: Instant,
): Promise<void> {
  const row: store.Consent = {
    document_id: document.id,
    signatory_id: signatory.id,
    person_id: by.personId,
    person_name: by.personName,
    clause: ELECTRONIC_CLAUSE,
    at: now,
    journal_id: tx.journalId,
  }
  await store.signing(tx).insertInto('platform.signing_consent').values(row).execute()
}

/** One organisation's confirmation by second factor (way b). An agent prepares, but confirms for nobody. */
export async function confirmByFactor(
  tx: CommandTx,
  document: store.SigningDocument,
  input: z.infer<typeof confirmForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const signatory = await ownSignatory(tx, document, actor)
  if (actor.agentFor !== null) throw new Refusal('forbidden', '代办人不能代为确认合同，请由本人登录后确认。')
  const factor = await useConfirmation(tx, actor, confirmationMatter(document))
  await recordSignature(tx, document, signatory, {
    way: 'b',
    personId: actor.personId,
    personName: actor.name,
    capacity: input.capacity,
    signedOn: dayOf(now),
    evidence: { factor: factor.way, factorAt: factor.at },
    at: now,
  })
}

export interface Signature {
  readonly way: store.SigningRecord['way']
  readonly personId: string | null
  readonly personName: string
  readonly capacity: string
  readonly signedOn: string
  readonly evidence: store.Proof
  /** When the platform received it. */
  readonly at: Instant
}

/** Writes the one record of a signature (P8); the table takes one for each signatory of a version. */
export async function recordSignature(
  tx: CommandTx,
  document: store.SigningDocument,
  signatory: store.Signatory,
  signature: Signature,
): Promise<void> {
  const row = {
    id: v7(),
    document_id: document.id,
    signatory_id: signatory.id,
    way: signature.way,
    name: signatory.name,
    person_id: signature.personId,
    person_name: signature.personName,
    capacity: signature.capacity,
    signed_on: signature.signedOn,
    document_sha256: document.sha256,
    at: signature.at,
    evidence: JSON.stringify(signature.evidence),
    journal_id: tx.journalId,
  }
  await store.signing(tx).insertInto('platform.signing_record').values(row).execute()
}

/** Whether everybody who is to sign this version has. */
export async function isSignedByAll(tx: CommandTx, documentId: string): Promise<boolean> {
  const signatories = await store.signatoriesOf(tx, documentId)
  const records = await store.recordsOf(tx, documentId)
  return signatories.every(({ id }) => records.some((record) => record.signatory_id === id))
}

/** The day on which it was signed by all: the day the platform received the last signature (P8 a). */
export function concludedAt(records: readonly store.SigningRecord[]): Instant {
  return records.map((record) => record.at).reduce((last, at) => (at > last ? at : last), '')
}
