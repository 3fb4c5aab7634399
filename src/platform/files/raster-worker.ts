import { parentPort, workerData } from 'node:worker_threads'
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium'
import decodeHeic from 'heic-decode'
import jsqr from 'jsqr'
import sharp, { type Sharp } from 'sharp'
import type { RasterAnswer, RasterTask, Sheet } from './raster.ts'

/** About 170 dots an inch on A4: small print and seals stay readable, codes of 14 mm have four dots a module. */
const SIDE = 2000
const PICTURE_QUALITY = 76
const PHOTO_QUALITY = 90
/** A photograph of 100 million points is beyond any telephone; decoding more would fill the memory. */
const PIXELS_MAX = 100_000_000
/** Points of 1/72 inch: A0 is 3,370 long; a page said to be longer is an attack. */
const PAGE_POINTS_MAX = 4_000
/** Where the mark of a page that lies straight is: looked at first, since a whole page of text takes a second. */
const CORNER = { left: 0.6, top: 0.8, width: 0.4, height: 0.2 } as const
/** Parts of a page looked at more closely where the whole showed no code: foot, head, right, left. */
const PARTS = [
  { left: 0, top: 0.55, width: 1, height: 0.45 },
  { left: 0, top: 0, width: 1, height: 0.45 },
  { left: 0.55, top: 0, width: 0.45, height: 1 },
  { left: 0, top: 0, width: 0.45, height: 1 },
] as const
interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
/** Full cover of a point, whose first byte is red. */
const OPAQUE = 0xff_00_00_00
/** Where so many sheets show no code closely either, the others of the same scan will not: none is looked for any more. */
const CLOSER_SHEETS = 2
/** Looking closer ends here, so that a scan without any code does not hold the machine. */
const CLOSER_MS = 20_000

/** A colour scan of A3 at 600 dots an inch unpacks to 200 MB, which is read with this; 512 MB with the rest is the limit. */
const MEMORY_MAX = 352 * 1024 * 1024

/** The limits of a worker do not bind its WebAssembly, which asks here for more memory; a refusal ends the reading. */
// oxlint-disable-next-line typescript/unbound-method -- called with its memory below
const { grow } = WebAssembly.Memory.prototype
const PAGE_BYTES = 64 * 1024
WebAssembly.Memory.prototype.grow = function growWithin(pages) {
  if (this.buffer.byteLength + pages * PAGE_BYTES > MEMORY_MAX)
    throw new RangeError('memory of a foreign file')
  return grow.call(this, pages)
}

/** CommonJS: the function is the default of the default. */
const findCode = ((jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr) as unknown as (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  options: { inversionAttempts: 'dontInvert' },
) => { data: string } | null

async function openPdf(bytes: Uint8Array): Promise<PDFiumDocument> {
  const library = await PDFiumLibrary.init()
  return library.loadDocument(bytes)
}

async function pages(bytes: Uint8Array): Promise<RasterAnswer> {
  const document = await openPdf(bytes)
  return { pages: document.getPageCount() }
}

async function texts(bytes: Uint8Array, max: number): Promise<RasterAnswer> {
  const document = await openPdf(bytes)
  const found: string[] = []
  for (let i = 0; i < Math.min(max, document.getPageCount()); i += 1)
    found.push(document.getPage(i).getText())
  return { texts: found }
}

async function heic(bytes: Uint8Array): Promise<RasterAnswer> {
  const images = await decodeHeic.all({ buffer: bytes })
  try {
    const [first] = images
    if (!first || first.width * first.height > PIXELS_MAX) throw new Error('too large')
    const { width, height, data } = await first.decode()
    const jpeg = await sharp(data, { raw: { width, height, channels: 4 } })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: PHOTO_QUALITY })
      .toBuffer()
    return { picture: jpeg }
  } finally {
    images.dispose()
  }
}

/** Each sheet as a picture, with the codes found on it. */
async function sheets(task: Extract<RasterTask, { do: 'sheets' }>): Promise<RasterAnswer> {
  const { bytes, type, max, codes } = task
  const found: { picture: Buffer; codes: string[] }[] = []
  for await (const picture of type === 'application/pdf' ? pdfPictures(bytes, max) : [await photo(bytes)]) {
    // Looking for a code costs more than anything else: no longer once all that there can be are found.
    const left = codes - found.filter((sheet) => sheet.codes.length > 0).length
    const code =
      left > 0 ? ((await codeOn(await cut(picture, CORNER))) ?? (await codeOn(sharp(picture)))) : undefined
    found.push({ picture, codes: code === undefined ? [] : [code] })
  }
  const until = performance.now() + CLOSER_MS
  const withCode = () => found.filter((sheet) => sheet.codes.length > 0).length
  const isEnough = () => performance.now() > until || withCode() >= codes
  for (const [at, sheet] of found.entries()) {
    if (at >= CLOSER_SHEETS && withCode() === 0) break
    for (const part of PARTS) {
      if (sheet.codes.length > 0 || isEnough()) break
      const code = await codeOn(await cut(sheet.picture, part))
      if (code !== undefined) sheet.codes.push(code)
    }
  }
  return { sheets: found satisfies Sheet[] }
}

/** Each page with the other page laid over it: dark stays dark, white takes the watermark. */
async function stamp(bytes: Uint8Array, type: string, max: number, over: Uint8Array): Promise<RasterAnswer> {
  const stamped: Buffer[] = []
  let mark: Buffer | undefined
  for await (const { picture } of pdfPages(over, 1)) mark = await picture.png().toBuffer()
  if (mark === undefined) throw new Error('no watermark')
  // Pages of one document mostly have one size: the watermark is fitted once for each.
  const fitted = new Map<string, Buffer>()
  for await (const { picture, width, height } of type === 'application/pdf'
    ? pdfPages(bytes, max)
    : [await photoPage(bytes)]) {
    const size = `${String(width)}x${String(height)}`
    const input = fitted.get(size) ?? (await sharp(mark).resize(width, height, { fit: 'cover' }).toBuffer())
    fitted.set(size, input)
    const page = picture.composite([{ input, blend: 'multiply' }])
    stamped.push(await page.jpeg({ quality: PICTURE_QUALITY }).toBuffer())
  }
  return { stamped }
}

interface RasterPage {
  readonly picture: Sharp
  readonly width: number
  readonly height: number
}

async function photoPage(bytes: Uint8Array): Promise<RasterPage> {
  const { data, info } = await sharp(await photo(bytes))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { picture: sharp(data, { raw: { width, height, channels } }), width, height }
}

async function* pdfPictures(bytes: Uint8Array, max: number): AsyncGenerator<Buffer> {
  for await (const { picture } of pdfPages(bytes, max))
    yield await picture.jpeg({ quality: PICTURE_QUALITY }).toBuffer()
}

async function* pdfPages(bytes: Uint8Array, max: number): AsyncGenerator<RasterPage> {
  const document = await openPdf(bytes)
  for (let i = 0; i < Math.min(max, document.getPageCount()); i += 1) {
    const page = document.getPage(i)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const long = Math.max(originalWidth, originalHeight)
    if (!(long > 0) || long > PAGE_POINTS_MAX) throw new Error('page size')
    const { data, width, height } = await page.render({ scale: SIDE / long, render: 'bitmap' })
    const picture = sharp(data, { raw: { width, height, channels: 4 } }).flatten({ background: '#ffffff' })
    yield { picture, width, height }
  }
}

async function photo(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: PIXELS_MAX })
    .autoOrient()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: PICTURE_QUALITY })
    .toBuffer()
}

async function cut(picture: Buffer, part: Part): Promise<Sharp> {
  const { width, height } = await sharp(picture).metadata()
  const region = {
    left: Math.floor(part.left * width),
    top: Math.floor(part.top * height),
    width: Math.floor(part.width * width),
    height: Math.floor(part.height * height),
  }
  return sharp(
    await sharp(picture)
      .extract(region)
      .resize({ width: region.width * 2 })
      .toBuffer(),
  )
}

async function codeOn(picture: Sharp): Promise<string | undefined> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true })
  // Red, green, blue and full cover of a grey point at once: three million calls of `fill` cost as much as the search.
  const points = new Uint32Array(info.width * info.height)
  for (let i = 0; i < points.length; i += 1)
    points[i] = ((data[i * info.channels] ?? 255) * 0x01_01_01) | OPAQUE
  const code = findCode(new Uint8ClampedArray(points.buffer), info.width, info.height, {
    inversionAttempts: 'dontInvert',
  })
  return code && code.data !== '' ? code.data : undefined
}

async function work(task: RasterTask): Promise<RasterAnswer> {
  switch (task.do) {
    case 'pages':
      return pages(task.bytes)
    case 'texts':
      return texts(task.bytes, task.max)
    case 'heic':
      return heic(task.bytes)
    case 'stamp':
      return stamp(task.bytes, task.type, task.max, task.over)
    default:
      return sheets(task)
  }
}

// The rule means windows; a port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(await work(workerData as RasterTask))
