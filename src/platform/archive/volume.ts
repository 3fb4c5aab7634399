import { createHash } from 'node:crypto'
import { visitor } from '../access/access.ts'
import type { CommandTx } from '../command/command.ts'
import { receiptPaper } from '../counter/receipt.ts'
import { casesOfDossier } from '../counter/store.ts'
import type { PaperDocument } from '../documents/blocks.ts'
import { printPdf } from '../documents/pdf.ts'
import { canonical } from '../evidence/leaf.ts'
import { findFiles } from '../files/files.ts'
import { packedEntry, packZip, type ZipEntry } from '../files/zip.ts'
import { lettersOfDossier, servicesOf, titlesOf } from '../letters/store.ts'
import { filesOfObjections, objectionsTo } from '../notice/store-words.ts'
import { noticesOfDossier, photosOf } from '../notice/store.ts'
import { dossierPaper } from '../print/dossier.ts'
import { idsIn } from '../print/fields.ts'
import type { Binding } from '../procedure/perform.ts'
import { entriesOf, type DossierRow } from '../procedure/store.ts'
import { papersOf, placeName, type VolumePaper } from './papers.ts'
import type { VolumeItem } from './store.ts'

interface Part {
  readonly title: string
  readonly name: string
  readonly bytes: Buffer
  /** Archived once whatever its bytes are later. */
  readonly fixed?: true
}

/** What a volume is of and how long it is kept; printed on its list and kept in its metadata. */
export interface VolumeHead {
  /** 1, or the place of a later volume 补充卷. */
  readonly part: number
  readonly retention: string
  readonly keepUntil: string | null
  /** The day the dossier ended; of a later volume the day it was made. Both are what retention counts from. */
  readonly closedOn: string
}

export interface MadeVolume {
  readonly bytes: Buffer
  readonly sha256: string
  readonly items: readonly VolumeItem[]
}

/**
 * The volume of an ended dossier: the printed dossier, opinions, panels and notices with objections and answers, its
 * letters as sealed, return receipts, scans of paper with their receipts and attachments, the list 卷内目录 as PDF, metadata and digests. A later volume
 * holds only what no earlier one has; undefined when there is nothing. The same dossier gives the same bytes, so anybody
 * with the right can check it.
 */
export async function makeVolume(
  tx: CommandTx,
  bindings: readonly Binding[],
  binding: Binding,
  dossier: DossierRow,
  head: VolumeHead,
  earlier: readonly VolumeItem[],
): Promise<MadeVolume | undefined> {
  // Read as nobody: what others may not recognise is not recognised from a volume either.
  const paper = await dossierPaper(tx, binding, dossier, visitor)
  const papers = [{ name: '01-办件.pdf', paper }, ...(await papersOf(tx, binding, dossier))]
  const all: Part[] = [
    ...(await Promise.all(papers.map(printed))),
    ...(await noticeParts(tx, dossier.id)),
    ...(await letterParts(tx, dossier.id)),
    ...(await counterParts(tx, bindings, dossier.id)),
    ...(await attachedParts(tx, binding, dossier)),
  ]
  const parts = all.filter((part) => !earlier.some((item) => isSame(item, part)))
  if (parts.length === 0) return undefined
  const items = parts.map(({ title, name, bytes }, i) => ({
    order: i + 1,
    title,
    name,
    size: bytes.length,
    sha256: sha256(bytes),
  }))
  const metadata = canonical({
    dossierId: dossier.id,
    procedure: dossier.procedure,
    version: dossier.version,
    title: dossier.title,
    state: dossier.state,
    orgId: dossier.org_id,
    unitId: dossier.unit_id,
    openedAt: dossier.opened_at,
    closedAt: dossier.closed_at,
    ...head,
    items,
  })
  const list = await printPdf(listPaper(binding, dossier, head, items))
  const text = (name: string, bytes: Buffer | string): Part => ({
    title: name,
    name,
    bytes: Buffer.from(bytes),
  })
  const packed = [
    text('00-卷内目录.pdf', list.bytes),
    ...parts,
    text('metadata.json', metadata),
    text('hashes.txt', items.map((item) => `${item.sha256}  ${item.name}\n`).join('')),
  ]
  const entries: ZipEntry[] = []
  for (const part of packed) entries.push(await packedEntry(part.name, [part.bytes]))
  const bytes = packZip(entries)
  return { bytes, sha256: sha256(bytes), items }
}

async function printed({ name, paper, fixed }: VolumePaper): Promise<Part> {
  return { title: paper.title, name, bytes: (await printPdf(paper)).bytes, ...(fixed && { fixed }) }
}

/** Whether an earlier volume has it: under the same name with the same bytes, or with a text that never changes. */
function isSame(item: VolumeItem, part: Part): boolean {
  return item.name === part.name && (part.fixed === true || item.sha256 === sha256(part.bytes))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function letterParts(tx: CommandTx, dossierId: string): Promise<Part[]> {
  const rows = (await lettersOfDossier(tx, dossierId)).filter((row) => row.state !== 'cancelled')
  const titles = await titlesOf(
    tx,
    rows.map((row) => row.id),
  )
  const parts: Part[] = []
  for (const [i, row] of rows.entries()) {
    const title = titles.get(row.id) ?? ''
    const place = placeName(i)
    for (const [type, hash] of [
      ['pdf', row.pdf_sha256],
      ['docx', row.docx_sha256],
    ] as const) {
      if (hash === null) continue
      parts.push({
        title: `${row.number ?? ''}《${title}》`,
        name: `文书/${place}.${type}`,
        bytes: kept(tx, hash),
      })
    }
    const receipts = (await servicesOf(tx, row.id)).flatMap((service) => service.receipt_file_id ?? [])
    for (const [n, file] of (await filesInOrder(tx, receipts)).entries())
      parts.push({
        title: `《${title}》送达回执`,
        name: `文书/${place}-回执${n + 1}${endingOf(file.name)}`,
        bytes: kept(tx, file.sha256),
      })
  }
  return parts
}

/** Photographs of the posted sheets of its notices (practice.md P13), and what was handed in against them. */
async function noticeParts(tx: CommandTx, dossierId: string): Promise<Part[]> {
  const parts: Part[] = []
  for (const [i, notice] of (await noticesOfDossier(tx, dossierId)).entries()) {
    const photos = (await photosOf(tx, notice.id)).map(({ file_id }) => file_id)
    const words = (await objectionsTo(tx, notice.id, null)).map(({ id }) => id).toSorted()
    const given = await filesOfObjections(tx, words)
    // In the order they came; their names may tell who objected (practice.md P14) and stay out of the list.
    const brought = words.flatMap((id) => given.filter((one) => one.objection_id === id))
    const briefs = brought.map(({ file_id }) => file_id)
    for (const [what, ids] of [
      ['照片', photos],
      ['异议附件', briefs],
    ] as const)
      for (const [n, file] of (await filesInOrder(tx, ids)).entries())
        parts.push({
          title: `${notice.title}${what === '照片' ? '张贴照片' : `的${what}`}`,
          name: `公示/${placeName(i)}-${what}${n + 1}${endingOf(file.name)}`,
          bytes: kept(tx, file.sha256),
        })
  }
  return parts
}

/** The paper a clerk entered it from (practice.md P10), one scan for each time it came over the counter, with its receipt. */
async function counterParts(tx: CommandTx, bindings: readonly Binding[], dossierId: string): Promise<Part[]> {
  const cases = await casesOfDossier(tx, dossierId)
  const scans = await filesInOrder(
    tx,
    cases.map((one) => one.scan_file_id),
  )
  const parts: Part[] = []
  for (const [i, one] of cases.entries()) {
    const place = `代录/${placeName(i)}`
    const scan = scans.find(({ id }) => id === one.scan_file_id)
    if (scan)
      parts.push({
        title: `纸质申请扫描件（纸质申请的日期 ${one.paper_on}）`,
        name: `${place}-扫描件${endingOf(scan.name)}`,
        bytes: kept(tx, scan.sha256),
      })
    if (one.closed_at === null) continue
    const paper = await receiptPaper(tx, bindings, one, one.closed_at)
    parts.push(await printed({ name: `${place}-受理回执.pdf`, paper, fixed: true }))
  }
  return parts
}

/** Files named in what was filled in at the steps and in the application, each once, in the order they came. */
async function attachedParts(tx: CommandTx, { application }: Binding, dossier: DossierRow): Promise<Part[]> {
  const entries = await entriesOf(tx, 'platform', dossier.id)
  const filled = [...entries.map((entry) => entry.input), await application?.values(tx, dossier)]
  const files = await filesInOrder(tx, [...new Set(filled.flatMap(idsIn))])
  return files.map((file, i) => ({
    title: file.name,
    name: `附件/${placeName(i)}${endingOf(file.name)}`,
    bytes: kept(tx, file.sha256),
  }))
}

async function filesInOrder(tx: CommandTx, ids: readonly string[]) {
  const rows = await findFiles(tx, ids)
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}

/** The ending of a file's name; the name itself may say anything and stays in the list only. */
function endingOf(name: string): string {
  return /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0].toLowerCase() ?? ''
}

function kept(tx: CommandTx, hash: string): Buffer {
  const bytes = tx.files.read(hash)
  if (!bytes) throw new Error(`bytes ${hash} are gone`)
  return bytes
}

function listPaper(
  binding: Binding,
  dossier: DossierRow,
  head: VolumeHead,
  items: readonly VolumeItem[],
): PaperDocument {
  const volume = head.part === 1 ? '卷内目录' : `卷内目录（第 ${head.part - 1} 补充卷）`
  return {
    title: volume,
    version: `${head.part === 1 ? '办结' : '成卷'} ${head.closedOn}`,
    at: dossier.closed_at ?? dossier.entered_at,
    blocks: [
      { kind: 'title', text: volume, subtitle: binding.procedure.title },
      {
        kind: 'pairs',
        rows: [
          ['案卷题名', dossier.title],
          [
            '保管期限',
            head.retention === '永久' ? '永久' : `${head.retention} 年，至 ${head.keepUntil ?? ''}`,
          ],
          [head.part === 1 ? '办结日期' : '成卷日期', head.closedOn],
        ],
      },
      {
        kind: 'table',
        head: ['序号', '题名', '文件', 'SHA-256'],
        widths: [1, 4, 3, 6],
        rows: items.map((item) => [String(item.order), item.title, item.name, item.sha256]),
      },
    ],
  }
}
