import PdfKit from 'pdfkit'
import sharp from 'sharp'
import { Refusal } from '../refusal.ts'
import type { Inspected } from './inspect.ts'

/** A4 in points and the white around a page that was photographed. */
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 24
/** About 200 dots an inch on A4: seals and small print stay readable, twenty pages stay under the limit. */
const SIDE_MAX = 2200
const JPEG_QUALITY = 82
/** The library must have a date; one and the same for all tells nothing and changes nothing. */
const NO_DATE = new Date(Date.UTC(2000, 0, 1))

/**
 * Photographs of paper as one PDF, a page each, in the order given (practice.md P33). The same pictures give the same
 * bytes: no real date is written, so that a repeated upload is the same upload.
 */
export async function photosToPdf(pictures: readonly Inspected[]): Promise<Buffer> {
  if (pictures.some(({ type }) => type !== 'image/jpeg' && type !== 'image/png')) {
    throw new Refusal('invalid', '合成 PDF 只能选照片（JPG、PNG），其他文件请单独上传。')
  }
  const pdf = new PdfKit({
    size: 'A4',
    autoFirstPage: false,
    info: { Producer: 'Keqiao', CreationDate: NO_DATE },
  })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  for (const { bytes } of pictures) {
    const small = sharp(bytes).resize(SIDE_MAX, SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
    const page = await small.flatten({ background: '#ffffff' }).jpeg({ quality: JPEG_QUALITY }).toBuffer()
    pdf.addPage({ size: 'A4', margin: 0 })
    const fit: [number, number] = [WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN]
    pdf.image(page, MARGIN, MARGIN, { fit, align: 'center', valign: 'center' })
  }
  pdf.end()
  await done
  return Buffer.concat(chunks)
}
