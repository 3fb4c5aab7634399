import { createHash } from 'node:crypto'
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  ImageRun,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  TextRun,
  type IParagraphOptions,
  type IRunOptions,
} from 'docx'
import { toBuffer as qrPicture } from 'qrcode'
import { stripOffice } from '../files/office.ts'
import type { Written } from './docx.ts'
import { HEAD_RED, officialWords, SEAL_FRAME, SHEET, type OfficialPaper } from './official.ts'

const LATIN = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman' }
const FANGSONG = { ...LATIN, eastAsia: '仿宋' }
const TITLE = { ...LATIN, eastAsia: '方正小标宋简体' }
const SONG = { ...LATIN, eastAsia: '宋体' }
const RED = HEAD_RED.slice(1)
/** Half points: 发文机关标志, 二号 22, 三号 16, 四号 14. */
const SIZE = { head: 60, headLong: 44, title: 44, body: 32, small: 28, tiny: 18 } as const
const HEAD_CHARS = 14
/** Twips a millimetre. */
const MM = 1440 / 25.4
const A4 = { width: 11_906, height: 16_838 } as const
/** A line of 版心: 225 mm / 22, in twips, exactly. */
const LINE = { line: Math.round((SHEET.height * MM) / 22), lineRule: LineRuleType.EXACT }
const TWO_CHARACTERS = 2 * 16 * 20
const CODE_PIXELS = 68
const SEAL_PIXELS = 159

/** The letter as docx; the same letter gives the same bytes. */
export async function officialDocx(paper: OfficialPaper): Promise<Written> {
  const words = officialWords(paper)
  const document = new Document({
    creator: 'Keqiao',
    title: paper.title,
    styles: { default: { document: { run: { font: FANGSONG, size: SIZE.body } } } },
    sections: [
      {
        properties: {
          page: {
            size: A4,
            margin: {
              top: Math.round(SHEET.top * MM),
              bottom: A4.height - Math.round((SHEET.top + SHEET.height) * MM),
              left: Math.round(SHEET.left * MM),
              right: A4.width - Math.round((SHEET.left + SHEET.width) * MM),
            },
          },
        },
        headers: { default: new Header({ children: words.notice === '' ? [] : [notice(words.notice)] }) },
        footers: { default: new Footer({ children: [pageLine()] }) },
        children: [
          ...headOf(paper, words.number),
          line(
            paper.title,
            { font: TITLE, size: SIZE.title },
            { ...centre, spacing: { ...spaced(560, 300) } },
          ),
          ...(words.addressees === '' ? [] : [line(words.addressees, {}, { spacing: LINE })]),
          ...paper.paragraphs.map((text) =>
            line(text, {}, { spacing: LINE, indent: { firstLine: TWO_CHARACTERS } }),
          ),
          ...words.attachments.map((text, i) =>
            line(
              text,
              {},
              { spacing: { ...LINE, before: i === 0 ? 300 : 0 }, indent: { left: TWO_CHARACTERS } },
            ),
          ),
          ...signatureOf(paper, words.day),
          ...footOf(words.copies, words.printed),
          ...(paper.address ? [await codeOf(paper.address)] : []),
        ],
      },
    ],
  })
  const bytes = stripOffice(await Packer.toBuffer(document), { sameTime: true })
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const centre = { alignment: AlignmentType.CENTER } as const

function spaced(before: number, after: number) {
  return { before, after }
}

function line(text: string, style: IRunOptions = {}, options: IParagraphOptions = {}): Paragraph {
  // XML takes no control characters besides tab and line feed, and neither of the two that are no characters.
  const plain = text.replace(/[^\P{Cc}\t]|[\ufffe\uffff]/gu, ' ')
  return new Paragraph({ ...options, children: [new TextRun({ ...style, text: plain })] })
}

function notice(text: string): Paragraph {
  return line(text, { size: SIZE.small, color: RED }, { alignment: AlignmentType.RIGHT })
}

function pageLine(): Paragraph {
  const style = { font: SONG, size: SIZE.small }
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [new TextRun({ ...style, children: ['— ', PageNumber.CURRENT, ' —'] })],
  })
}

function headOf(paper: OfficialPaper, number: string): Paragraph[] {
  const size = paper.issuer.length > HEAD_CHARS ? SIZE.headLong : SIZE.head
  return [
    line(
      paper.issuer,
      { font: TITLE, size, color: RED, bold: true },
      { ...centre, spacing: spaced(Math.round(20 * MM), 300) },
    ),
    line(
      number,
      {},
      {
        ...centre,
        border: { bottom: { style: BorderStyle.SINGLE, size: 12, color: RED, space: 12 } },
      },
    ),
  ]
}

function signatureOf(paper: OfficialPaper, day: string): Paragraph[] {
  const right = { alignment: AlignmentType.RIGHT, indent: { right: 2 * TWO_CHARACTERS }, keepNext: true }
  return [
    paper.seal.kind === 'frame'
      ? line(SEAL_FRAME, { color: RED }, { ...right, spacing: spaced(600, 0) })
      : new Paragraph({
          ...right,
          spacing: spaced(600, 0),
          children: [
            new ImageRun({
              type: 'png',
              data: paper.seal.png,
              transformation: { width: SEAL_PIXELS, height: SEAL_PIXELS },
              altText: { id: '2', name: '印章', description: paper.issuer, title: paper.issuer },
            }),
          ],
        }),
    line(paper.issuer, {}, { ...right, spacing: LINE }),
    line(day, {}, { ...right, keepNext: false, spacing: LINE }),
  ]
}

function footOf(copies: string, printed: string): Paragraph[] {
  const rule = { style: BorderStyle.SINGLE, size: 8, color: '111111', space: 4 }
  return [copies, printed]
    .filter((text) => text !== '')
    .map((text, i) =>
      line(
        text,
        { size: SIZE.small },
        {
          spacing: { before: i === 0 ? 400 : 0 },
          indent: { left: 280, right: 280 },
          border: { top: rule, bottom: rule },
        },
      ),
    )
}

async function codeOf(address: { url: string; caption: string }): Promise<Paragraph> {
  const picture = await qrPicture(address.url, {
    errorCorrectionLevel: 'M',
    margin: 0,
    width: CODE_PIXELS * 3,
  })
  return new Paragraph({
    ...centre,
    spacing: spaced(300, 0),
    children: [
      new ImageRun({
        type: 'png',
        data: picture,
        transformation: { width: CODE_PIXELS, height: CODE_PIXELS },
        // The library numbers pictures over the process; one number for the only one keeps the bytes the same.
        altText: { id: '1', name: '二维码', description: address.caption, title: address.caption },
      }),
      new TextRun({ text: address.caption, size: SIZE.tiny, break: 1 }),
    ],
  })
}
