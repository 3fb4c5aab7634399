import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { OfficialPaper } from '../documents/official.ts'
import { officialDocx } from '../documents/official-docx.ts'
import { officialPdf } from '../documents/official-pdf.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { permanentAddress } from '../identifiers/identifiers.ts'
import { orgNames, personNames } from '../identity/names.ts'
import { Refusal } from '../refusal.ts'
import { letters, sealPicture, textOf, unitOf, type LetterRow } from './store.ts'

/**
 * Which way counts for what; said on the page of each letter. The platform keeps the register of the use of the seal
 * and the digest of what was sealed; it makes no seal and no signature of its own.
 */
export const SEAL_SAYS =
  '平台只登记用印（谁、何时、几份、文件摘要），不制作印章。加盖公章的纸质件是正本；平台上的 PDF 印有“（印章）”框或本单位提供的印章图样，供阅读、送达和核对，本身不是电子签章。'

/** What the letter prints, now; without number and day until it has them. */
export async function paperOf(
  tx: Tx,
  letter: LetterRow,
  seal: OfficialPaper['seal'],
): Promise<OfficialPaper> {
  const unitId = await unitOf(tx, letter)
  const orgs = await orgNames(tx, [...(unitId === null ? [] : [unitId]), ...letter.addressee_org_ids])
  const people = await personNames(tx, letter.addressee_person_ids)
  const { title, content, at } = await textOf(tx, letter)
  const { origin, mark } = await stationeryOf(tx, false)
  return {
    issuer: (unitId === null ? undefined : orgs.get(unitId)) ?? '（待定单位）',
    number: letter.number,
    title,
    addressees: [
      ...letter.addressee_org_ids.map((id) => orgs.get(id) ?? ''),
      ...letter.addressee_person_ids.map((id) => people.get(id) ?? ''),
    ].filter((name) => name !== ''),
    paragraphs: [...content.paragraphs, ...(content.remedy === '' ? [] : [content.remedy])],
    attachments: content.attachments,
    copies: content.copies,
    day: letter.issued_on,
    seal,
    at,
    ...(mark !== undefined && { mark }),
    address: { url: permanentAddress(origin, 'letter', letter.public_id), caption: '扫码核对文号与日期' },
  }
}

/** Fixes the bytes that are sealed and notes the use of the seal. */
export async function sealLetter(
  tx: CommandTx,
  letter: LetterRow,
  unitId: string | null,
  input: { readonly sealName?: string | undefined; readonly copies?: number | undefined },
  actor: Actor,
  now: Instant,
): Promise<{ readonly pdf_sha256: string; readonly docx_sha256: string }> {
  const { sealName, copies } = input
  if (sealName === undefined || copies === undefined)
    throw new Refusal('invalid', '请填写印章名称和用印份数。', {}, [
      { field: 'sealName', message: '请填写。' },
      { field: 'copies', message: '请填写。' },
    ])
  const picture = await sealPicture(tx, unitId)
  const png = picture && tx.files.read(picture.sha256)
  const paper = await paperOf(tx, letter, png ? { kind: 'picture', png } : { kind: 'frame' })
  const pdf = tx.files.write((await officialPdf(paper)).bytes)
  const docx = tx.files.write((await officialDocx(paper)).bytes)
  await letters(tx)
    .insertInto('platform.seal_use')
    .values({
      id: v7(),
      letter_id: letter.id,
      seal_name: sealName,
      copies,
      pdf_sha256: pdf,
      picture_sha256: png && picture ? picture.sha256 : null,
      by_person: actor.personId,
      unit_org_id: unitId,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
  return { pdf_sha256: pdf, docx_sha256: docx }
}
