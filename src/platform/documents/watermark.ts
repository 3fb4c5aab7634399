import PdfKit from 'pdfkit'
import { facesOf, MISSING_MARK, runsOf } from './fonts.ts'

const SIZE = { width: 595.28, height: 841.89 } as const
const TEXT = 13
const LINE = 20
/** Apart enough to read what lies under them, near enough that no part of a page is without one. */
const STEP = { x: 300, y: 190 } as const
const ANGLE = -28
const INK = '#c4c4c4'
const FACE = 'watermark'
/** The library must have a date; the watermark says its own. */
const NO_DATE = new Date(Date.UTC(2000, 0, 1))

/** A white A4 page covered by the lines, slanted and grey, to be laid over pages of any size. */
export async function watermarkPage(lines: readonly string[]): Promise<Buffer> {
  const pdf = new PdfKit({ size: 'A4', margin: 0, info: { Producer: 'Keqiao', CreationDate: NO_DATE } })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  pdf.registerFont(FACE, facesOf('regular').main.source)
  pdf.font(FACE).fontSize(TEXT).fillColor(INK)
  const shown = lines.map(printable)
  for (let y = 60; y < SIZE.height + STEP.y; y += STEP.y) {
    for (let x = -STEP.x / 2; x < SIZE.width; x += STEP.x) {
      pdf.save()
      pdf.rotate(ANGLE, { origin: [x, y] })
      for (const [i, line] of shown.entries()) pdf.text(line, x, y + i * LINE, { lineBreak: false })
      pdf.restore()
    }
  }
  pdf.end()
  await done
  return Buffer.concat(chunks)
}

/** The line in one face: a rare character is marked missing, as on every paper. */
function printable(line: string): string {
  return runsOf(line, facesOf('regular'), new Set())
    .map((run) => (run.face === 'main' ? run.text : MISSING_MARK.repeat(Array.from(run.text).length)))
    .join('')
}
