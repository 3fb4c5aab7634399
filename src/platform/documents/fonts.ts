import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PdfKit from 'pdfkit'

const require = createRequire(import.meta.url)
const FAMILY = '@expo-google-fonts/noto-sans-sc'
/** Package fonts-noto-cjk of Debian and its kin: it has the rare characters of names (𠮷, 𬭎). */
const FALLBACKS = {
  regular: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  bold: '/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc',
} as const
const FALLBACK_FACES = { regular: 'NotoSansCJKsc-Regular', bold: 'NotoSansCJKsc-Bold' } as const
/** 下一个字字库没有: the mark printers have always used for a missing sort. */
export const MISSING_MARK = '〓'

export type Weight = 'regular' | 'bold'

export interface Face {
  /** What pdfkit embeds: the font it has parsed, which it takes where bytes may stand; parsing takes longer than a page. */
  readonly source: PDFKit.Mixins.PDFFontSource
  has(codePoint: number): boolean
}

export interface Faces {
  readonly main: Face
  /** Absent where the package is not installed. */
  readonly fallback?: Face
}

const loaded = new Map<Weight, Faces>()

/** The faces of a weight, read once a process (10 MB each); `fallback` only where Debian's Noto CJK is installed. */
export function facesOf(weight: Weight): Faces {
  const known = loaded.get(weight)
  if (known) return known
  const path = require.resolve(
    weight === 'bold'
      ? `${FAMILY}/700Bold/NotoSansSC_700Bold.ttf`
      : `${FAMILY}/400Regular/NotoSansSC_400Regular.ttf`,
  )
  const main = faceOf(readFileSync(path))
  const other = FALLBACKS[weight]
  const faces = existsSync(other)
    ? { main, fallback: faceOf(readFileSync(other), FALLBACK_FACES[weight]) }
    : { main }
  loaded.set(weight, faces)
  return faces
}

/** pdfkit parses fonts with its own library and keeps the answer in `_font`; asking it spares a second parser. */
interface WithFont {
  readonly _font: {
    readonly font: PDFKit.Mixins.PDFFontSource & { hasGlyphForCodePoint(codePoint: number): boolean }
  }
}

function faceOf(bytes: Buffer, faceName?: string): Face {
  const scratch = new PdfKit()
  if (faceName === undefined) scratch.font(bytes)
  else scratch.font(bytes, faceName)
  const { font } = (scratch as unknown as WithFont)._font
  return {
    source: font,
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
  }
}

/** A piece of text in one face. */
export interface Run {
  readonly text: string
  readonly face: 'main' | 'fallback'
}

/**
 * Splits a text by the face that has its characters; one that neither has becomes 〓 and is added to `missing`.
 * Control characters are dropped, line feeds kept.
 */
export function runsOf(text: string, faces: Faces, missing: Set<string>): Run[] {
  const runs: { text: string; face: Run['face'] }[] = []
  for (const character of text.replaceAll('\r\n', '\n').replace(/[^\P{Cc}\n]/gu, ' ')) {
    const codePoint = character.codePointAt(0) ?? 0
    const isMain = character === '\n' || faces.main.has(codePoint)
    const isRare = !isMain && faces.fallback?.has(codePoint) === true
    if (!isMain && !isRare) missing.add(character)
    const face = isRare ? 'fallback' : 'main'
    const shown = isMain || isRare ? character : MISSING_MARK
    const last = runs.at(-1)
    if (last?.face === face) last.text += shown
    else runs.push({ text: shown, face })
  }
  return runs
}
