import { create as createQr } from 'qrcode'
import { markText } from '../signing/marks.ts'
import { pageWords, type Block, type PaperDocument, type SignaturePlace } from './blocks.ts'
import { addressOf, digestOf, shortDigestOf } from './digest.ts'
import type { Weight } from './fonts.ts'
import { BODY, drawCode, heightOf, LINE_GAP, openPdf, write, type Pen } from './pen.ts'

/** A4 in points, with the margins a binder and a stamp across the pages need. */
const PAGE = { width: 595.28, height: 841.89, top: 82, bottom: 68, side: 72 } as const
const WIDTH = PAGE.width - 2 * PAGE.side
const FLOOR = PAGE.height - PAGE.bottom
const SMALL = 9
const QR_SIDE = 62
/** 14 mm, outside the text and inside what every printer prints. */
const MARK = { side: 40, right: 18, bottom: 20 } as const
/** Read from two or three metres by an ordinary telephone. */
const LARGE_QR_SIDE = 300
const CELL_PAD = 5
const GREY = '#555555'
const RULE = '#777777'

/** A finished document and what it could not print. */
export interface Printed {
  readonly bytes: Buffer
  readonly sha256: string
  /** Of the content; the page marks of a text to be signed carry it. */
  readonly digest: string
  readonly pages: number
  /** Characters shown as 〓 because no font here has them. */
  readonly missing: readonly string[]
}

/**
 * Sets a document on A4 pages: header with title and version, 第 x 页 / 共 y 页, QR code, the mark of samples on
 * every page (practice.md P3, P10). The same document gives the same bytes (on one release and one set of fonts).
 */
export async function printPdf(paper: PaperDocument): Promise<Printed> {
  const { pdf, done } = openPdf(paper, {
    top: PAGE.top,
    bottom: PAGE.bottom,
    left: PAGE.side,
    right: PAGE.side,
  })
  const pen: Pen = { pdf, left: PAGE.side, width: WIDTH, missing: new Set() }
  const address = addressOf(paper)
  if (address) drawAddress(pen, address)
  for (const block of paper.blocks) drawBlock(pen, block)
  if (pen.missing.size > 0) drawMissing(pen)
  const { count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page)
    drawFrame(pen, paper, page + 1, count)
    drawMark(pen, paper, page + 1, count)
  }
  const { bytes, sha256 } = await done()
  return { bytes, sha256, digest: digestOf(paper), pages: count, missing: [...pen.missing] }
}

function drawBlock(pen: Pen, block: Block): void {
  const { pdf } = pen
  switch (block.kind) {
    case 'title':
      write(pen, block.text, {
        size: 20,
        weight: 'bold',
        align: 'center',
        x: PAGE.side + QR_SIDE,
        width: WIDTH - 2 * QR_SIDE,
      })
      if (block.subtitle !== undefined) {
        pdf.y += 2
        write(pen, block.subtitle, {
          size: SMALL + 1,
          color: GREY,
          align: 'center',
          x: PAGE.side + QR_SIDE,
          width: WIDTH - 2 * QR_SIDE,
        })
      }
      pdf.y = Math.max(pdf.y + 14, PAGE.top + QR_SIDE + 12)
      return
    case 'heading':
      // A heading never stands alone at the foot of a page.
      room(pen, 64)
      pdf.y += 8
      write(pen, block.text, { size: BODY + 1, weight: 'bold' })
      pdf.y += 3
      return
    case 'paragraph':
      for (const text of block.text.split('\n')) {
        if (text.trim() === '') continue
        write(pen, text.trim(), { align: 'left', ...(block.flush ? {} : { indent: 2 * BODY }) })
        pdf.y += 4
      }
      return
    case 'qr':
      drawLargeQr(pen, block.url, block.caption)
      return
    case 'clause':
      drawClause(pen, block.number, block.text)
      return
    case 'pairs':
      drawPairs(pen, block.rows)
      return
    case 'table':
      drawTable(pen, block)
      return
    case 'signatures':
      drawSignatures(pen, block.parties)
      return
    case 'pageBreak':
      pdf.addPage()
  }
}

/** Turns the page unless so many points are left. */
function room(pen: Pen, points: number): void {
  if (pen.pdf.y + points > FLOOR) pen.pdf.addPage()
}

function drawClause(pen: Pen, number: string, text: string): void {
  const { pdf } = pen
  const hang = 32
  for (const [i, line] of text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .entries()) {
    room(pen, 2 * (BODY + LINE_GAP))
    const y = pdf.y
    if (i === 0) {
      write(pen, number, { width: hang })
      pdf.y = y
    }
    write(pen, line, { x: PAGE.side + hang, width: WIDTH - hang })
    pdf.y += 3
  }
}

function drawPairs(pen: Pen, rows: readonly (readonly [string, string])[]): void {
  const { pdf } = pen
  const label = 150
  for (const [name, value] of rows) {
    const height = Math.max(heightOf(pen, name, label), heightOf(pen, value, WIDTH - label))
    room(pen, height)
    const y = pdf.y
    write(pen, name, { width: label, color: GREY })
    pdf.y = y
    write(pen, value, { x: PAGE.side + label, width: WIDTH - label })
    pdf.y = y + height + 2
  }
  pdf.y += 6
}

function drawTable(pen: Pen, table: Extract<Block, { kind: 'table' }>): void {
  const { pdf } = pen
  const parts = table.widths.reduce((sum, part) => sum + part, 0)
  const widths = table.widths.map((part) => (WIDTH * part) / parts)
  pdf.y += 4
  drawRow(pen, table.head, widths, 'bold')
  for (const row of table.rows) {
    const before = pdf.bufferedPageRange().count
    room(pen, rowHeight(pen, row, widths, 'regular'))
    if (pdf.bufferedPageRange().count > before) drawRow(pen, table.head, widths, 'bold')
    drawRow(pen, row, widths, 'regular')
  }
  pdf.y += 8
}

function rowHeight(pen: Pen, row: readonly string[], widths: readonly number[], weight: Weight): number {
  const heights = row.map((cell, i) => heightOf(pen, cell, (widths[i] ?? 0) - 2 * CELL_PAD, weight, SMALL))
  return Math.max(...heights) + 2 * CELL_PAD
}

function drawRow(pen: Pen, row: readonly string[], widths: readonly number[], weight: Weight): void {
  const { pdf } = pen
  const height = rowHeight(pen, row, widths, weight)
  room(pen, height)
  const y = pdf.y
  let x: number = PAGE.side
  for (const [i, cell] of row.entries()) {
    const width = widths[i] ?? 0
    pdf.lineWidth(0.6).strokeColor(RULE).rect(x, y, width, height).stroke()
    pdf.y = y + CELL_PAD
    write(pen, cell, { size: SMALL, weight, x: x + CELL_PAD, width: width - 2 * CELL_PAD })
    x += width
  }
  pdf.y = y + height
}

function drawSignatures(pen: Pen, parties: readonly SignaturePlace[]): void {
  const { pdf } = pen
  const column = WIDTH / parties.length
  const inner = column - 16
  const height = 90 + Math.max(...parties.map((party) => party.lines.length)) * 34
  room(pen, height)
  const top = pdf.y + 14
  for (const [i, party] of parties.entries()) {
    const x = PAGE.side + i * column
    pdf.y = top
    write(pen, party.role, { weight: 'bold', x, width: inner })
    pdf.y += 4
    write(pen, party.name, { x, width: inner })
    pdf.y = Math.max(pdf.y, top + 52)
    for (const line of party.lines) {
      pdf.y += 14
      write(pen, line, { x, width: inner })
    }
  }
  pdf.y = top + height - 14
}

function drawAddress(pen: Pen, address: { url: string; caption: string }): void {
  const { pdf } = pen
  const left = PAGE.width - PAGE.side - QR_SIDE
  drawCode(pdf, createQr(address.url, { errorCorrectionLevel: 'M' }), left, PAGE.top, QR_SIDE)
  pdf.y = PAGE.top + QR_SIDE + 2
  write(pen, address.caption, { size: 7, color: GREY, align: 'center', x: left - 20, width: QR_SIDE + 40 })
  pdf.y = PAGE.top
}

/** A QR code large enough to be read across a room, in the middle of the page. */
function drawLargeQr(pen: Pen, url: string, caption: string): void {
  const { pdf } = pen
  room(pen, LARGE_QR_SIDE + 40)
  const left = (PAGE.width - LARGE_QR_SIDE) / 2
  drawCode(pdf, createQr(url, { errorCorrectionLevel: 'M' }), left, pdf.y + 10, LARGE_QR_SIDE)
  pdf.y += LARGE_QR_SIDE + 18
  write(pen, caption, { size: BODY + 2, weight: 'bold', align: 'center' })
  pdf.y += 10
}

/** In the corner of each page of a text to be signed: which text, version and page this is, for who checks the scan. */
function drawMark(pen: Pen, paper: PaperDocument, page: number, pages: number): void {
  if (!paper.marked) return
  const text = markText({ ...paper.marked, page, pages, digest: digestOf(paper) })
  const code = createQr([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' })
  const { side, right, bottom } = MARK
  drawCode(pen.pdf, code, PAGE.width - right - side, PAGE.height - bottom - side, side)
}

function drawMissing(pen: Pen): void {
  const codes = [...pen.missing].map((c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
  pen.pdf.y += 10
  const text = `注：文中以“〓”代替的字，本机字库没有，其统一码依次为：${codes.join('、')}。电子数据中保存的是原字。`
  write(pen, text, { size: SMALL, color: GREY })
}

function drawFrame(pen: Pen, paper: PaperDocument, page: number, pages: number): void {
  const { pdf } = pen
  const words = pageWords(paper, page, pages, shortDigestOf(paper))
  // The margins would make pdfkit turn the page for what stands inside them.
  pdf.page.margins = { top: 0, bottom: 0, left: 0, right: 0 }
  pdf.y = 44
  write(pen, words.left, { size: SMALL, color: GREY, width: WIDTH * 0.75 })
  pdf.y = 44
  write(pen, words.right, {
    size: SMALL,
    color: GREY,
    align: 'right',
    x: PAGE.side + WIDTH * 0.75,
    width: WIDTH * 0.25,
  })
  pdf
    .lineWidth(0.5)
    .strokeColor(RULE)
    .moveTo(PAGE.side, 62)
    .lineTo(PAGE.width - PAGE.side, 62)
    .stroke()
  pdf.y = PAGE.height - 46
  write(pen, words.footer, { size: SMALL, color: GREY, align: 'center' })
  if (words.notice === '') return
  pdf
    .save()
    .rotate(-35, { origin: [PAGE.width / 2, PAGE.height / 2] })
    .fillOpacity(0.1)
  pdf.y = PAGE.height / 2 - 50
  write(pen, paper.mark ?? '', {
    size: 110,
    weight: 'bold',
    color: '#b3261e',
    align: 'center',
    x: 0,
    width: PAGE.width,
  })
  pdf.restore()
  pdf.fillOpacity(1)
  pdf.y = PAGE.height - 46
  write(pen, words.notice, { size: SMALL, color: '#b3261e', align: 'right' })
}
