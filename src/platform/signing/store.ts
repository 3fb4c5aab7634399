import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { SheetRead } from './marks.ts'
import type { Way } from './ways.ts'

export interface SigningDocument {
  id: string
  subject_kind: string
  subject_id: string
  version: number
  title: string
  file_id: string
  sha256: string
  mark_id: string
  digest: string
  pages: number | null
  marked_pages: number
  paper_only: boolean
  at: string
}

export interface Signatory {
  id: string
  document_id: string
  key: string
  place: number
  role: string
  org_id: string | null
  name: string
}

export interface Consent {
  document_id: string
  signatory_id: string
  person_id: string | null
  person_name: string
  clause: string
  at: string
  journal_id: string
}

/** What proves a signature, by way. */
export type Proof =
  | {
      readonly paperId: string
      readonly sealText: string
      readonly differs: boolean
      readonly reason: string
      readonly checkedBy: string
      readonly checkedAt: string
    }
  | { readonly factor: 'totp' | 'sms'; readonly factorAt: string; readonly phone?: string }
  | {
      readonly provider: string
      readonly issuer: string
      readonly serial: string
      readonly stampedAt: string
      readonly isFake: boolean
    }

export interface SigningRecord {
  id: string
  document_id: string
  signatory_id: string
  way: Way
  name: string
  person_id: string | null
  person_name: string
  capacity: string
  signed_on: string
  document_sha256: string
  at: string
  evidence: Proof
  journal_id: string
}

export interface Paper {
  id: string
  document_id: string
  file_id: string
  signatory_ids: string[]
  sheets: number
  brought_by: string
  brought_org: string
  at: string
  journal_id: string
}

export interface PaperReading {
  paper_id: string
  sheets: readonly SheetRead[]
  picture_ids: string[]
  fault: string | null
  at: string
  journal_id: string
}

export interface PaperCheck {
  id: string
  paper_id: string
  signatory_id: string | null
  accepted: boolean
  registered_name: string | null
  seal_text: string | null
  differs: boolean
  reason: string
  checked_by: string
  checked_org: string
  at: string
  journal_id: string
}

export interface SigningLink {
  id: string
  document_id: string
  signatory_id: string
  person_name: string | null
  phone: string | null
  capacity: string
  issued_by: string
  issued_org: string
  issued_at: string
  expires_at: string
  tries: number
  named_at: string | null
  code_ref: string | null
  code_expires_at: string | null
  codes_sent: number
  ended_at: string | null
  ended: 'signed' | 'revoked' | 'locked' | 'expired' | null
}

export interface SigningRequest {
  id: string
  document_id: string
  signatory_id: string
  provider: string
  person_id: string
  person_name: string
  capacity: string
  state: 'asked' | 'open' | 'signed' | 'declined' | 'failed'
  provider_ref: string | null
  address: string | null
  fault: string | null
  asked_at: string
  answered_at: string | null
}

export interface ConnectedProvider {
  one: boolean
  name: string
  is_fake: boolean
  at: string
}

interface Tables {
  'platform.signing_document': SigningDocument
  'platform.signing_signatory': Signatory
  'platform.signing_consent': Consent
  'platform.signing_record': Omit<SigningRecord, 'evidence'> & { evidence: unknown }
  'platform.signing_paper': Paper
  'platform.signing_paper_reading': Omit<PaperReading, 'sheets'> & { sheets: unknown }
  'platform.signing_paper_check': PaperCheck
  'platform.signing_link': SigningLink
  'platform.signing_request': SigningRequest
  'platform.signing_provider': ConnectedProvider
}

/** The tables of signing, written by the platform's own role whatever module the command is of. */
export const signing = (tx: Tx) => tx.as<Tables>('platform')

export async function findDocument(tx: Tx, id: string): Promise<SigningDocument | undefined> {
  return signing(tx)
    .selectFrom('platform.signing_document')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function signatoriesOf(tx: Tx, documentId: string): Promise<Signatory[]> {
  return signing(tx)
    .selectFrom('platform.signing_signatory')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('place')
    .execute()
}

export async function consentsOf(tx: Tx, documentId: string): Promise<Consent[]> {
  return signing(tx)
    .selectFrom('platform.signing_consent')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('at')
    .execute()
}

export async function recordsOf(tx: Tx, documentId: string): Promise<SigningRecord[]> {
  const rows = await signing(tx)
    .selectFrom('platform.signing_record')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ ...row, evidence: row.evidence as Proof }))
}

export async function papersOf(tx: Tx, documentId: string): Promise<Paper[]> {
  return signing(tx)
    .selectFrom('platform.signing_paper')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('at', 'desc')
    .execute()
}

export async function readingsOf(tx: Tx, paperIds: readonly string[]): Promise<PaperReading[]> {
  if (paperIds.length === 0) return []
  const rows = await signing(tx)
    .selectFrom('platform.signing_paper_reading')
    .selectAll()
    .where('paper_id', 'in', [...paperIds])
    .execute()
  return rows.map((row) => ({ ...row, sheets: row.sheets as SheetRead[] }))
}

export async function checksOf(tx: Tx, paperIds: readonly string[]): Promise<PaperCheck[]> {
  if (paperIds.length === 0) return []
  return signing(tx)
    .selectFrom('platform.signing_paper_check')
    .selectAll()
    .where('paper_id', 'in', [...paperIds])
    .orderBy('at')
    .execute()
}

export async function linksOf(tx: Tx, documentId: string): Promise<SigningLink[]> {
  return signing(tx)
    .selectFrom('platform.signing_link')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('issued_at')
    .execute()
}

export async function requestsOf(tx: Tx, documentId: string): Promise<SigningRequest[]> {
  return signing(tx)
    .selectFrom('platform.signing_request')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('asked_at')
    .execute()
}

/** The certificate service of this installation; undefined where none is connected. */
export async function connectedProvider(tx: Tx): Promise<ConnectedProvider | undefined> {
  return signing(tx).selectFrom('platform.signing_provider').selectAll().executeTakeFirst()
}

/** The leaf hash of a journal entry: the receipt of who signed without an account. */
export async function leafOf(tx: Tx, journalId: string): Promise<string | null> {
  const { rows } = await sql<{ hash: string }>`
    select l.hash from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = ${journalId}`.execute(tx.as('platform'))
  return rows[0]?.hash ?? null
}
