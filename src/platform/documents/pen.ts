import { createHash } from 'node:crypto'
import PdfKit from 'pdfkit'
import type { QRCode } from 'qrcode'
import { facesOf, runsOf, type Weight } from './fonts.ts'

export type Pdf = PDFKit.PDFDocument

export const BODY = 11
export const LINE_GAP = 3
export const INK = '#111111'

/** Where texts go that name no place of their own. */
export interface Pen {
  readonly left: number
  readonly width: number
  readonly pdf: Pdf
  readonly missing: Set<string>
}

export interface TextStyle {
  readonly size?: number
  readonly weight?: Weight
  readonly color?: string
  readonly align?: 'left' | 'center' | 'right' | 'justify'
  readonly x?: number
  readonly width?: number
  readonly indent?: number
  /** Points between lines. */
  readonly lineGap?: number
}

/** Opens an A4 document; `done` ends it and answers its bytes. The same content gives the same bytes. */
export function openPdf(
  paper: { readonly title: string; readonly at: string },
  margins: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
): { readonly pdf: Pdf; readonly done: () => Promise<{ bytes: Buffer; sha256: string }> } {
  const created = new Date(paper.at)
  const pdf = new PdfKit({
    size: 'A4',
    margins,
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: paper.title,
      Producer: 'Keqiao',
      Creator: 'Keqiao',
      CreationDate: created,
      ModDate: created,
    },
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  return {
    pdf,
    done: async () => {
      pdf.end()
      await ended
      const bytes = Buffer.concat(chunks)
      return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
  }
}

/** Writes from the pen's place down, changing faces inside a line where a character needs it. */
export function write(pen: Pen, text: string, style: TextStyle = {}): void {
  const { pdf } = pen
  const {
    size = BODY,
    weight = 'regular',
    color = INK,
    align = 'left',
    x = pen.left,
    width = pen.width,
    indent = 0,
    lineGap = LINE_GAP,
  } = style
  const faces = facesOf(weight)
  const runs = runsOf(text, faces, pen.missing)
  pdf.fontSize(size).fillColor(color)
  for (const [i, run] of runs.entries()) {
    useFace(pdf, weight, run.face)
    const options = { width, align, indent, lineGap, continued: i < runs.length - 1 }
    if (i === 0) pdf.text(run.text, x, pdf.y, options)
    else pdf.text(run.text, options)
  }
}

function useFace(pdf: Pdf, weight: Weight, face: 'main' | 'fallback'): void {
  const faces = facesOf(weight)
  const { source } = (face === 'fallback' ? faces.fallback : undefined) ?? faces.main
  const name = `${weight}-${face}`
  if (!registered.get(pdf)?.has(name)) {
    pdf.registerFont(name, source)
    registered.set(pdf, (registered.get(pdf) ?? new Set()).add(name))
  }
  pdf.font(name)
}

const registered = new WeakMap<Pdf, Set<string>>()

export function heightOf(
  pen: Pen,
  text: string,
  width: number,
  weight: Weight = 'regular',
  size = BODY,
): number {
  useFace(pen.pdf, weight, 'main')
  const shown = runsOf(text, facesOf(weight), new Set())
    .map((run) => (run.face === 'main' ? run.text : '〓'.repeat(Array.from(run.text).length)))
    .join('')
  return pen.pdf.fontSize(size).heightOfString(shown, { width, lineGap: LINE_GAP })
}

/** Modules of the code as squares: sharp in print at any size, and the same bytes every time. */
export function drawCode(pdf: Pdf, code: QRCode, left: number, top: number, width: number): void {
  const { size, data } = code.modules
  const side = width / size
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (data[row * size + column]) pdf.rect(left + column * side, top + row * side, side, side)
    }
  }
  pdf.fill(INK)
}
