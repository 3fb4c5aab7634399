import PdfKit from 'pdfkit'
import sharp from 'sharp'

/** Long side of a page in points: pictures of pages become pages of A4's height, whatever their points. */
const LONG_SIDE = 841.89
const NO_DATE = new Date(Date.UTC(2000, 0, 1))

/** JPEG pictures as the pages of one PDF, each filling its page, their bytes unchanged. */
export async function picturesToPdf(pictures: readonly Buffer[]): Promise<Buffer> {
  const pdf = new PdfKit({ autoFirstPage: false, info: { Producer: 'Keqiao', CreationDate: NO_DATE } })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  for (const picture of pictures) {
    const { width, height } = await sharp(picture).metadata()
    const scale = LONG_SIDE / Math.max(width, height)
    const size: [number, number] = [width * scale, height * scale]
    pdf.addPage({ size, margin: 0 })
    pdf.image(picture, 0, 0, { width: size[0], height: size[1] })
  }
  pdf.end()
  await done
  return Buffer.concat(chunks)
}
