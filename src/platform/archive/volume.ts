import { createHash } from 'node:crypto'
import { visitor } from '../access/access.ts'
import type { CommandTx } from '../command/command.ts'
import type { PaperDocument } from '../documents/blocks.ts'
import { printPdf } from '../documents/pdf.ts'
import { canonical } from '../evidence/leaf.ts'
import { findFiles } from '../files/files.ts'
import { packedEntry, packZip, type ZipEntry } from '../files/zip.ts'
import { lettersOfDossier, servicesOf, titlesOf } from '../letters/store.ts'
import { dossierPaper } from '../print/dossier.ts'
import { idsIn } from '../print/fields.ts'
import type { Binding } from '../procedure/perform.ts'
import { entriesOf, type DossierRow } from '../procedure/store.ts'
import type { VolumeItem } from './store.ts'

interface Part {
  readonly title: string
  readonly name: string
  readonly bytes: Buffer
}

/** What a volume is of and how long it is kept; printed on its list and kept in its metadata. */
export interface VolumeHead {
  readonly retention: string
  readonly keepUntil: string | null
  readonly closedOn: string
}

export interface MadeVolume {
  readonly bytes: Buffer
  readonly sha256: string
  readonly items: readonly VolumeItem[]
}

/**
 * The volume of an ended dossier: the printed dossier, its letters as sealed, return receipts and attachments, the list
 * 卷内目录 as PDF, metadata and digests. The same dossier gives the same bytes, so anybody with the right can check it.
 */
export async function makeVolume(
  tx: CommandTx,
  binding: Binding,
  dossier: DossierRow,
  head: VolumeHead,
): Promise<MadeVolume> {
  // Read as nobody: what others may not recognise is not recognised from a volume either.
  const paper = await dossierPaper(tx, binding, dossier, visitor)
  const parts: Part[] = [
    { title: paper.title, name: '01-办件.pdf', bytes: (await printPdf(paper)).bytes },
    ...(await letterParts(tx, dossier.id)),
    ...(await attachedParts(tx, dossier.id)),
  ]
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
  const all = [
    text('00-卷内目录.pdf', list.bytes),
    ...parts,
    text('metadata.json', metadata),
    text('hashes.txt', items.map((item) => `${item.sha256}  ${item.name}\n`).join('')),
  ]
  const entries: ZipEntry[] = []
  for (const part of all) entries.push(await packedEntry(part.name, [part.bytes]))
  const bytes = packZip(entries)
  return { bytes, sha256: sha256(bytes), items }
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
    const place = String(i + 1).padStart(2, '0')
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

/** Files named in what was filled in at the steps, each once, in the order they came. */
async function attachedParts(tx: CommandTx, dossierId: string): Promise<Part[]> {
  const entries = await entriesOf(tx, 'platform', dossierId)
  const ids = [...new Set(entries.flatMap((entry) => idsIn(entry.input)))]
  const files = await filesInOrder(tx, ids)
  return files.map((file, i) => ({
    title: file.name,
    name: `附件/${String(i + 1).padStart(2, '0')}${endingOf(file.name)}`,
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
  return {
    title: '卷内目录',
    version: `办结 ${head.closedOn}`,
    at: dossier.closed_at ?? dossier.entered_at,
    blocks: [
      { kind: 'title', text: '卷内目录', subtitle: binding.procedure.title },
      {
        kind: 'pairs',
        rows: [
          ['案卷题名', dossier.title],
          [
            '保管期限',
            head.retention === '永久' ? '永久' : `${head.retention} 年，至 ${head.keepUntil ?? ''}`,
          ],
          ['办结日期', head.closedOn],
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
