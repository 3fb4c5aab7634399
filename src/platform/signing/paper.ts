import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { findFiles, mustOwnFiles, shareFile } from '../files/files.ts'
import { Refusal } from '../refusal.ts'
import type { SigningState } from './documents.ts'
import type { bringPaperForm, checkPaperForm, sendBackForm } from './forms.ts'
import { sealDiffers } from './seal.ts'
import { recordSignature, signedIn } from './sign.ts'
import * as store from './store.ts'

/** A contract of more sheets is brought in parts by nobody; reading marks takes half a second a sheet. */
export const SHEETS_MAX = 80

/**
 * A signed paper brought back as scan or photographs. It counts from this moment (`arrivedAt`), once a second person has
 * found it right; a loop beside the outbox reads the marks of its pages.
 */
export async function bringPaper(
  tx: CommandTx,
  state: SigningState,
  readers: readonly string[],
  input: z.infer<typeof bringPaperForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  await mustOwnFiles(tx, actor, [input.fileId])
  const sheets = await sheetsOf(tx, input.fileId)
  const signed = new Set(state.records.map((record) => record.signatory_id))
  const covered = state.signatories.filter(
    (one) => !signed.has(one.id) && (input.covers === 'all' || one.org_id === orgId),
  )
  if (covered.length === 0) throw new Refusal('conflict', '这份文本上要签署的各方都已签署。')
  const row: store.Paper = {
    id: v7(),
    document_id: state.document.id,
    file_id: input.fileId,
    signatory_ids: covered.map((one) => one.id),
    sheets,
    brought_by: personId,
    brought_org: orgId,
    at: tx.arrivedAt,
    journal_id: tx.journalId,
  }
  await store.signing(tx).insertInto('platform.signing_paper').values(row).execute()
  await shareFile(tx, input.fileId, readers, now)
}

async function sheetsOf(tx: CommandTx, fileId: string): Promise<number> {
  const [file] = await findFiles(tx, [fileId])
  if (file?.type === 'image/jpeg' || file?.type === 'image/png') return 1
  if (file?.type !== 'application/pdf')
    throw new Refusal('invalid', '交回的应是扫描件（PDF）或照片（JPG、PNG、HEIC），请重新选择。')
  if (file.pages === null)
    throw new Refusal('invalid', '这个 PDF 打不开：可能有密码或已损坏，请重新扫描或改用照片。')
  if (file.pages > SHEETS_MAX)
    throw new Refusal('invalid', '这个 PDF 有 {pages} 页，最多 {max} 页；请只扫描这一份合同。', {
      pages: file.pages,
      max: SHEETS_MAX,
    })
  return file.pages
}

/**
 * A second person's comparison of one signatory's name with the seal on the paper (never whoever brought it): what the
 * seal says is stored beside the registered name, a difference only with a reason. Accepted, it is the signature.
 */
export async function checkPaper(
  tx: CommandTx,
  state: SigningState,
  input: z.infer<typeof checkPaperForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  const held = state.papers.find(({ paper }) => paper.id === input.paperId)
  const signatory = state.signatories.find((one) => one.id === input.signatoryId)
  if (!held || !signatory) throw new Refusal('absent', '没有找到这份交回件。')
  const differs = sealDiffers(signatory.name, input.sealText)
  if (differs && input.reason === '')
    throw new Refusal(
      'invalid',
      '印章文字“{seal}”与登记名称“{name}”不一致：请核对抄写；确实不一致的，退回重签，或写明原因。',
      { seal: input.sealText, name: signatory.name },
      [{ field: 'reason', message: '不一致的请写明原因，或退回。' }],
    )
  await insertCheck(tx, {
    paper_id: input.paperId,
    signatory_id: signatory.id,
    accepted: true,
    registered_name: signatory.name,
    seal_text: input.sealText,
    differs,
    reason: input.reason,
    checked_by: personId,
    checked_org: orgId,
    at: now,
  })
  await recordSignature(tx, state.document, signatory, {
    way: 'a',
    personId: null,
    personName: input.signerName,
    capacity: input.capacity,
    signedOn: input.signedOn,
    evidence: {
      paperId: input.paperId,
      sealText: input.sealText,
      differs,
      reason: input.reason,
      checkedBy: personId,
      checkedAt: now,
    },
    // The receiving date counts, not that of the check.
    at: held.paper.at,
  })
}

/** Sends the paper back with the reason; what was already accepted on it stays. */
export async function sendBackPaper(
  tx: CommandTx,
  input: z.infer<typeof sendBackForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  await insertCheck(tx, {
    paper_id: input.paperId,
    signatory_id: null,
    accepted: false,
    registered_name: null,
    seal_text: null,
    differs: false,
    reason: input.reason,
    checked_by: personId,
    checked_org: orgId,
    at: now,
  })
}

async function insertCheck(tx: CommandTx, check: Omit<store.PaperCheck, 'id' | 'journal_id'>): Promise<void> {
  const row = { id: v7(), journal_id: tx.journalId, ...check }
  await store.signing(tx).insertInto('platform.signing_paper_check').values(row).execute()
}

/** A paper with the file it is, for who reads its marks. */
export async function paperToRead(
  tx: Tx,
  paperId: string,
): Promise<{ paper: store.Paper; sha256: string; type: string; markedPages: number } | undefined> {
  const paper = await store
    .signing(tx)
    .selectFrom('platform.signing_paper')
    .selectAll()
    .where('id', '=', paperId)
    .executeTakeFirst()
  const [file] = paper ? await findFiles(tx, [paper.file_id]) : []
  const document = paper && (await store.findDocument(tx, paper.document_id))
  return paper && file && document
    ? { paper, sha256: file.sha256, type: file.type, markedPages: document.marked_pages }
    : undefined
}
