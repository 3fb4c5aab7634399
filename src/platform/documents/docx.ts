import { createHash } from 'node:crypto'
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeightRule,
  ImageRun,
  LineRuleType,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
} from 'docx'
import { toBuffer as qrPicture } from 'qrcode'
import { stripOffice } from '../files/office.ts'
import { pageWords, type Block, type PaperDocument, type SignaturePlace } from './blocks.ts'
import { addressOf, shortDigestOf } from './digest.ts'

/** Fonts by name, as official papers are set; the reader's office software has them, nothing is embedded. */
const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' }
const FANGSONG = { ...SONG, eastAsia: '仿宋' }
const HEI = { ...SONG, eastAsia: '黑体' }
/** Half points: 二号 22, 小四 12, 五号 10.5, 小五 9. */
const SIZE = { title: 44, body: 24, table: 21, small: 18 } as const
/** Twips: A4 with the margins of the PDF edition. */
const PAGE = { width: 11_906, height: 16_838, top: 1_640, bottom: 1_360, side: 1_440 } as const
const WIDTH = PAGE.width - 2 * PAGE.side
/** One and a half lines, in 240ths. */
const LINE = 360
const GREY = '555555'
const RED = 'B3261E'
const RULE = { style: BorderStyle.SINGLE, size: 4, color: '777777' }
const NO_RULE = { style: BorderStyle.NONE, size: 0, color: 'FFFFFF' }
const NO_RULES = {
  top: NO_RULE,
  bottom: NO_RULE,
  left: NO_RULE,
  right: NO_RULE,
  insideHorizontal: NO_RULE,
  insideVertical: NO_RULE,
}
const QR_PIXELS = 96

type Piece = Paragraph | Table

/** A finished docx. */
export interface Written {
  readonly bytes: Buffer
  readonly sha256: string
}

/**
 * The same blocks as `printPdf` as a docx of official look: 宋体 title, 黑体 headings, 仿宋 text, header, 第 x 页 / 共 y 页,
 * QR picture, mark of samples. The same document gives the same bytes; author and times are not in it.
 */
export async function writeDocx(paper: PaperDocument): Promise<Written> {
  const address = addressOf(paper)
  const code = address && {
    caption: address.caption,
    picture: await qrPicture(address.url, { errorCorrectionLevel: 'M', margin: 0, width: QR_PIXELS * 3 }),
  }
  const document = new Document({
    creator: 'Keqiao',
    title: paper.title,
    styles: { default: { document: { run: { font: FANGSONG, size: SIZE.body } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.side, right: PAGE.side },
          },
        },
        headers: { default: headerOf(paper) },
        footers: { default: footerOf(paper) },
        children: [...(code ? [codeOf(code)] : []), ...paper.blocks.flatMap(piecesOf)],
      },
    ],
  })
  const bytes = stripOffice(await Packer.toBuffer(document), { sameTime: true })
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function headerOf(paper: PaperDocument): Header {
  const words = pageWords(paper, 1, 1)
  return new Header({
    children: [
      new Paragraph({
        tabStops: [{ type: 'right', position: WIDTH }],
        border: { bottom: { ...RULE, space: 4 } },
        children: [
          run(words.left, { size: SIZE.small, color: GREY }),
          run(`\t${words.right}`, { size: SIZE.small, color: GREY }),
        ],
      }),
      ...(words.notice === ''
        ? []
        : [line(words.notice, { size: SIZE.small, color: RED }, { alignment: AlignmentType.RIGHT })]),
    ],
  })
}

function footerOf(paper: PaperDocument): Footer {
  const digest = shortDigestOf(paper)
  const style = { size: SIZE.small, color: GREY, font: SONG }
  const page = new TextRun({
    ...style,
    children: [
      '第 ',
      PageNumber.CURRENT,
      ' 页 / 共 ',
      PageNumber.TOTAL_PAGES,
      ' 页',
      digest === '' ? '' : `　文本标记 ${digest}`,
    ],
  })
  const children = [new Paragraph({ alignment: AlignmentType.CENTER, children: [page] })]
  if (paper.marked)
    children.push(
      line(
        '本文件供阅读和流转；电子确认和打印签署以同一版的 PDF 文本为准。',
        { size: SIZE.small, color: GREY },
        { alignment: AlignmentType.CENTER },
      ),
    )
  return new Footer({ children })
}

function codeOf(code: { caption: string; picture: Buffer }): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [
      new ImageRun({
        type: 'png',
        data: code.picture,
        transformation: { width: QR_PIXELS, height: QR_PIXELS },
        // The library numbers pictures over the process; one number for the only one keeps the bytes the same.
        altText: { id: '1', name: '二维码', description: code.caption, title: code.caption },
      }),
      run(code.caption, { size: SIZE.small, color: GREY, break: 1 }),
    ],
  })
}

function piecesOf(block: Block): Piece[] {
  switch (block.kind) {
    case 'title':
      return [
        line(
          block.text,
          { size: SIZE.title, font: SONG, bold: true },
          { alignment: AlignmentType.CENTER, spacing: { after: 120 } },
        ),
        ...(block.subtitle === undefined
          ? []
          : [
              line(
                block.subtitle,
                { size: SIZE.table, color: GREY },
                { alignment: AlignmentType.CENTER, spacing: { after: 240 } },
              ),
            ]),
      ]
    case 'heading':
      return [
        line(block.text, { font: HEI }, { keepNext: true, spacing: { before: 200, after: 80, line: LINE } }),
      ]
    case 'paragraph':
      return partsOf(block.text).map((text) =>
        line(
          text,
          {},
          { spacing: { line: LINE }, ...(block.flush ? {} : { indent: { firstLine: 2 * SIZE.body * 10 } }) },
        ),
      )
    case 'clause':
      return partsOf(block.text).map((text, i) =>
        line(
          `${i === 0 ? block.number : ''}\t${text}`,
          {},
          {
            spacing: { line: LINE },
            indent: { left: HANG, hanging: HANG },
            tabStops: [{ type: 'left', position: HANG }],
          },
        ),
      )
    case 'pairs':
      return [pairsOf(block.rows), gap()]
    case 'table':
      return [tableOf(block), gap()]
    case 'signatures':
      return [gap(), signaturesOf(block.parties)]
    case 'qr':
      // A picture of a code is made for paper; whoever reads the file follows the address.
      return [line(`${block.caption}：${block.url}`, { size: SIZE.table }, { spacing: { after: 240 } })]
    default:
      return [new Paragraph({ children: [new PageBreak()] })]
  }
}

/** Room for 12.3 and the white behind it. */
const HANG = 720

function partsOf(text: string): string[] {
  return text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function run(text: string, style: IRunOptions = {}): TextRun {
  // XML takes no control characters besides tab and line feed, and neither of the two that are no characters.
  return new TextRun({ ...style, text: text.replace(/[^\P{Cc}\t]|[\ufffe\uffff]/gu, ' ') })
}

function line(text: string, style: IRunOptions = {}, options: IParagraphOptions = {}): Paragraph {
  return new Paragraph({ ...options, children: [run(text, style)] })
}

function gap(): Paragraph {
  return new Paragraph({ spacing: { line: 120, lineRule: LineRuleType.EXACT }, children: [] })
}

function pairsOf(rows: readonly (readonly [string, string])[]): Table {
  const widths = [2_600, WIDTH - 2_600]
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: NO_RULES,
    rows: rows.map(
      ([label, value]) =>
        new TableRow({
          cantSplit: true,
          children: [
            cell([line(label, { color: GREY })], widths[0] ?? 0),
            cell(
              partsOf(value).map((part) => line(part)),
              widths[1] ?? 0,
            ),
          ],
        }),
    ),
  })
}

function tableOf(table: Extract<Block, { kind: 'table' }>): Table {
  const parts = table.widths.reduce((sum, part) => sum + part, 0)
  const widths = table.widths.map((part) => Math.floor((WIDTH * part) / parts))
  const row = (cells: readonly string[], isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: cells.map((text, i) =>
        cell([line(text, { size: SIZE.table, ...(isHead && { font: HEI }) })], widths[i] ?? 0),
      ),
    })
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: {
      top: RULE,
      bottom: RULE,
      left: RULE,
      right: RULE,
      insideHorizontal: RULE,
      insideVertical: RULE,
    },
    rows: [row(table.head, true), ...table.rows.map((cells) => row(cells, false))],
  })
}

function cell(children: readonly Paragraph[], width: number): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 60, bottom: 60, left: 80, right: 80 },
    children: children.length === 0 ? [line('')] : [...children],
  })
}

/** Two in a row, each kept on one page with room for a seal. */
function signaturesOf(parties: readonly SignaturePlace[]): Table {
  const width = Math.floor(WIDTH / 2)
  const rows: TableRow[] = []
  for (let i = 0; i < parties.length; i += 2) {
    const pair = parties.slice(i, i + 2)
    rows.push(
      new TableRow({
        cantSplit: true,
        height: { value: 3_600, rule: HeightRule.ATLEAST },
        children: [0, 1].map((place) => {
          const party = pair[place]
          if (!party) return cell([], width)
          return cell(
            [
              line(party.role, { font: HEI }),
              line(party.name, {}, { spacing: { after: 240 } }),
              ...party.lines.map((text) => line(text, {}, { spacing: { before: 240 } })),
            ],
            width,
          )
        }),
      }),
    )
  }
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [width, width],
    layout: TableLayoutType.FIXED,
    borders: NO_RULES,
    rows,
  })
}
