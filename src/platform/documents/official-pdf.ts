import { create as createQr } from 'qrcode'
import {
  HEAD_RED,
  officialWords,
  pageNumber,
  points,
  SEAL_FRAME,
  SHEET,
  type OfficialPaper,
} from './official.ts'
import { drawCode, openPdf, write, type Pen, type TextStyle } from './pen.ts'

/** 三号 as 28 characters in a line of 版心, 22 lines on a page. */
const BODY = 15.75
/** Added to the font's own line height, so that a line takes 225 mm / 22. */
const LINE_GAP = 6
const LINE = points(SHEET.height) / 22
const LEFT = points(SHEET.left)
const WIDTH = points(SHEET.width)
const TOP = points(SHEET.top)
const FLOOR = TOP + points(SHEET.height)
const PAGE = { width: 595.28, height: 841.89 } as const
/** 小二 for the head of a letter with a long name, 二号 for titles, 四号 below the last line. */
const SIZE = { head: 30, headLong: 22, title: 22, small: 14, tiny: 8 } as const
const HEAD_CHARS = 14
/** A seal of a unit is 42 mm wide (国发〔1999〕25号). */
const SEAL = points(42)
const QR = points(18)

/** The letter on A4 pages; see official.ts for what is approximated. */
export async function officialPdf(
  paper: OfficialPaper,
): Promise<{ readonly bytes: Buffer; readonly sha256: string; readonly pages: number }> {
  const margins = { top: TOP, bottom: PAGE.height - FLOOR, left: LEFT, right: PAGE.width - LEFT - WIDTH }
  const { pdf, done } = openPdf(paper, margins)
  const pen: Pen = { pdf, left: LEFT, width: WIDTH, missing: new Set() }
  const words = officialWords(paper)
  drawHead(pen, paper, words.number)
  text(pen, paper.title, { size: SIZE.title, weight: 'bold', align: 'center' })
  pdf.y += LINE / 2
  if (words.addressees !== '') text(pen, words.addressees)
  for (const paragraph of paper.paragraphs) text(pen, paragraph, { indent: 2 * BODY })
  if (words.attachments.length > 0) pdf.y += LINE / 2
  for (const line of words.attachments) text(pen, line, { x: LEFT + 2 * BODY, width: WIDTH - 2 * BODY })
  drawSignature(pen, paper, words.day)
  drawFoot(pen, words.copies, words.printed)
  const { count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page)
    drawFrame(pen, paper, page + 1, words.notice)
  }
  return { ...(await done()), pages: count }
}

function text(pen: Pen, words: string, style: TextStyle = {}): void {
  write(pen, words, { size: BODY, lineGap: LINE_GAP, ...style })
}

function room(pen: Pen, height: number): void {
  if (pen.pdf.y + height > FLOOR) pen.pdf.addPage()
}

/** 发文机关标志 35 mm below the top of 版心, 发文字号 two lines under it, the red line 4 mm lower. */
function drawHead(pen: Pen, paper: OfficialPaper, number: string): void {
  const { pdf } = pen
  pdf.y = TOP + points(20)
  const size = paper.issuer.length > HEAD_CHARS ? SIZE.headLong : SIZE.head
  text(pen, paper.issuer, { size, weight: 'bold', align: 'center', color: HEAD_RED })
  pdf.y += LINE / 2
  text(pen, number, { align: 'center' })
  const y = pdf.y + points(2)
  pdf
    .lineWidth(1.6)
    .strokeColor(HEAD_RED)
    .moveTo(LEFT, y)
    .lineTo(LEFT + WIDTH, y)
    .stroke()
  pdf.y = y + LINE * 1.5
}

/** 署名 over 成文日期, right, the seal over both. */
function drawSignature(pen: Pen, paper: OfficialPaper, day: string): void {
  const { pdf } = pen
  room(pen, SEAL + LINE)
  pdf.y += LINE
  const centre = LEFT + WIDTH - 4 * BODY - SEAL / 2
  const top = pdf.y
  const column = Math.min(WIDTH, 18 * BODY)
  const x = Math.min(centre - column / 2, LEFT + WIDTH - column)
  pdf.y = top + SEAL / 2 - LINE
  text(pen, paper.issuer, { x, width: column, align: 'center' })
  text(pen, day, { x, width: column, align: 'center' })
  drawSeal(pen, paper, x + column / 2 - SEAL / 2, top)
  pdf.y = top + SEAL + LINE / 2
}

function drawSeal(pen: Pen, paper: OfficialPaper, x: number, y: number): void {
  const { pdf } = pen
  if (paper.seal.kind === 'picture') {
    pdf.image(paper.seal.png, x, y, { fit: [SEAL, SEAL], align: 'center', valign: 'center' })
    return
  }
  pdf.save()
  pdf.dash(4, { space: 3 }).lineWidth(0.8).strokeColor(HEAD_RED).rect(x, y, SEAL, SEAL).stroke()
  pdf.undash().restore()
  pdf.y = y + 4
  text(pen, SEAL_FRAME, { x, width: SEAL, align: 'center', size: SIZE.small, color: HEAD_RED })
}

/** 版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 between lines. */
function drawFoot(pen: Pen, copies: string, printed: string): void {
  const { pdf } = pen
  const lines = [copies, printed].filter((line) => line !== '')
  const height = lines.length * (SIZE.small * 1.45 + LINE_GAP) + 10
  room(pen, height)
  pdf.y = FLOOR - height
  for (const line of lines) {
    rule(pen, pdf.y)
    pdf.y += 3
    text(pen, line, { size: SIZE.small, x: LEFT + SIZE.small, width: WIDTH - 2 * SIZE.small, lineGap: 1 })
    pdf.y += 3
  }
  rule(pen, pdf.y)
}

function rule(pen: Pen, y: number): void {
  pen.pdf
    .lineWidth(0.9)
    .strokeColor('#111111')
    .moveTo(LEFT, y)
    .lineTo(LEFT + WIDTH, y)
    .stroke()
}

/** — 1 — 7 mm below 版心, outside right on odd pages and left on even ones; the code and the mark of samples. */
function drawFrame(pen: Pen, paper: OfficialPaper, page: number, notice: string): void {
  const { pdf } = pen
  // The margins would make the library turn the page for what stands inside them.
  pdf.page.margins = { top: 0, bottom: 0, left: 0, right: 0 }
  pdf.y = FLOOR + points(7)
  const align = page % 2 === 1 ? 'right' : 'left'
  text(pen, pageNumber(page), {
    size: SIZE.small,
    align,
    x: LEFT + SIZE.small,
    width: WIDTH - 2 * SIZE.small,
  })
  if (page === 1 && paper.address) {
    const x = PAGE.width / 2 - QR / 2
    drawCode(pdf, createQr(paper.address.url, { errorCorrectionLevel: 'M' }), x, FLOOR + points(5), QR)
    pdf.y = FLOOR + points(5) + QR + 2
    text(pen, paper.address.caption, { size: SIZE.tiny, align: 'center' })
  }
  if (notice === '') return
  pdf.y = points(20)
  text(pen, notice, { size: SIZE.small, align: 'right', color: HEAD_RED })
}
