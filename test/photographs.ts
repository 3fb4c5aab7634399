import sharp from 'sharp'
import { readSheets } from '#platform/files/raster.ts'

export interface PhotographOptions {
  /** Degrees a sheet lies askew; each sheet a little differently. */
  readonly askew?: number
  /** Sheets to leave out, from 1. */
  readonly without?: readonly number[]
  readonly quality?: number
}

/** A printed PDF as a telephone photographs it: each page askew on a table, a little out of focus, unevenly lit, as JPEG. */
export async function photographs(pdf: Buffer, options: PhotographOptions = {}): Promise<Buffer[]> {
  const sheets = await readSheets(pdf, 'application/pdf', 80, 0)
  if (!sheets) throw new Error('the PDF cannot be rendered')
  const { askew = 2, without = [], quality = 72 } = options
  const kept = sheets.filter((_, i) => !without.includes(i + 1))
  return Promise.all(
    kept.map(async ({ picture }, i) =>
      sharp(
        await sharp(picture)
          .rotate(askew * (i % 2 === 0 ? 1 : -0.6), { background: '#6b5a48' })
          .toBuffer(),
      )
        .blur(0.6)
        .modulate({ brightness: 0.93 })
        .jpeg({ quality })
        .toBuffer(),
    ),
  )
}

export function fileOf(bytes: Uint8Array, name: string, type = 'image/jpeg'): File {
  return new File([new Uint8Array(bytes)], name, { type })
}
