import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { findFiles, mustOwnFiles, type FileRow } from '#platform/files/files.ts'
import { docxText } from '#platform/files/office.ts'
import { pdfTexts } from '#platform/files/raster.ts'
import { Refusal } from '#platform/refusal.ts'
import { ELECTRONIC_CLAUSE } from '#platform/signing/ways.ts'
import { pointsForm, type ownTextForm } from './forms.ts'
import { stationery } from './matter.ts'
import { findingsIn } from './rules.ts'
import { DOCX, judged, keep, PDF, writeVersion, type Version } from './text.ts'
import { POINTS, type Point } from './texts/article.ts'

/** A contract of more pages is not printed and checked page by page by anybody. */
const PAGES_MAX = 300
/** Pages looked through for doubtful clauses. */
const PAGES_READ = 60

type OwnText = z.infer<typeof ownTextForm>

/**
 * The parties' own text instead of the generated one: kept by its hash, with a cover sheet that carries code and marks,
 * and where in it each of the nine points of 民法典 845 stands. It is signed like a generated one.
 */
export async function writeOwnText(
  tx: CommandTx,
  version: Version,
  input: OwnText,
  agreed: { readonly priceFen: number | undefined; readonly termMonths: number },
  actor: Actor,
  now: Instant,
): Promise<void> {
  const file = await ownFile(tx, actor, input.fileId)
  if (version.law.isAbroad && input.language === 'other' && input.chineseFileId === undefined)
    throw new Refusal(
      'invalid',
      '一方在境外的合同必须有中文文本：请同时上传中文文本，或改传中外文对照的文本。',
      {},
      [{ field: 'chineseFileId', message: '请上传中文文本。' }],
    )
  const chinese =
    input.language === 'other' && input.chineseFileId !== undefined
      ? await ownFile(tx, actor, input.chineseFileId)
      : undefined
  const points = pointsForm.parse(input)
  const cover = await printPdf(await coverSheet(tx, version, file, points, now))
  const text = await textOf(tx, chinese ?? file)
  const words = [{ at: '全文', text }]
  const { contract } = version
  const coverName = `合同文本封面-${contract.public_id}-第${contract.version}版.pdf`
  const copy = (row: FileRow) => keep(tx, version, row, now)
  const files = {
    source: 'own' as const,
    file_id: await copy(file),
    sha256: file.sha256,
    docx_file_id: null,
    docx_sha256: null,
    clauses: null,
    points,
    cover_file_id: await keep(
      tx,
      version,
      { name: coverName, type: PDF, bytes: cover.bytes, pages: cover.pages },
      now,
    ),
    chinese_file_id: chinese ? await copy(chinese) : null,
    findings: findingsIn(judged(version, words, now, { ...agreed, points })),
  }
  const pages = file.pages === null ? null : file.pages + cover.pages
  await writeVersion(tx, version, files, cover, pages, actor, now)
}

async function ownFile(tx: CommandTx, actor: Actor, id: string): Promise<FileRow> {
  await mustOwnFiles(tx, actor, [id])
  const [file] = await findFiles(tx, [id])
  if (file?.type !== PDF && file?.type !== DOCX)
    throw new Refusal('invalid', '自己的合同文本应是 PDF 或 docx，请重新选择。')
  if (file.type === PDF && file.pages === null)
    throw new Refusal('invalid', '这个 PDF 打不开：可能有密码或已损坏，请去掉密码或另存后再上传。')
  if ((file.pages ?? 0) > PAGES_MAX)
    throw new Refusal('invalid', '合同文本有 {pages} 页，最多 {max} 页；附件请另行上传。', {
      pages: file.pages ?? 0,
      max: PAGES_MAX,
    })
  return file
}

async function textOf(tx: CommandTx, file: FileRow): Promise<string> {
  const bytes = tx.files.read(file.sha256)
  if (!bytes) throw new Error(`bytes of file ${file.id} are gone`)
  return file.type === DOCX ? docxText(bytes) : (await pdfTexts(bytes, PAGES_READ)).join('\n')
}

/** In front of the parties' own text: which text this is, so that code and marks can be checked on paper. */
async function coverSheet(
  tx: CommandTx,
  { contract, deal }: Version,
  file: FileRow,
  points: Readonly<Record<Point, string>>,
  now: Instant,
): Promise<PaperDocument> {
  const { address, mark } = await stationery(tx, contract)
  const pages = file.pages === null ? '以打印为准（docx）' : `${file.pages} 页`
  return {
    title: '合同文本封面',
    version: `第 ${contract.version} 版`,
    at: now,
    ...(mark !== undefined && { mark }),
    marked: { id: contract.public_id, version: contract.version },
    address: { url: address, caption: '扫码核对本合同' },
    blocks: [
      { kind: 'title', text: '合同文本封面', subtitle: `合同编号 ${contract.public_id.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['合同', contract.title],
          ['成果方', deal.seller.name],
          ['需求方', deal.buyer.name],
          ['合同文本', `${file.name}，${pages}`],
          ['文本摘要（SHA-256）', file.sha256],
        ],
      },
      {
        kind: 'paragraph',
        text: '双方使用自己的合同文本。本封面与合同文本一并装订，加盖骑缝章；签字盖章在合同文本的签署处。核对时，先扫本页二维码，再对照页数和摘要。',
      },
      { kind: 'heading', text: '民法典第八百四十五条所列各项在文本中的位置' },
      {
        kind: 'table',
        head: ['事项', '位置'],
        widths: [3, 2],
        rows: (Object.keys(POINTS) as Point[]).map((point) => [POINTS[point], points[point]]),
      },
      { kind: 'heading', text: '电子确认条款' },
      { kind: 'paragraph', text: ELECTRONIC_CLAUSE },
    ],
  }
}
