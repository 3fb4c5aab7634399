import { NOT_PUBLIC, textFault } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import { KINDS, type FileType } from './inspect.ts'
import { bookText, docxText } from './office.ts'
import { pdfTexts } from './raster.ts'

/** Pages of a PDF that are read: a marking stands on the first page of a document that bears one. */
const PAGES_READ = 200

/**
 * Refuses a file whose name or text bears the marking of a state secret, before a byte of it is kept (practice.md P17).
 * A picture rests on the declaration of whoever uploads it.
 */
export async function refuseSecret(name: string, type: FileType, bytes: Buffer): Promise<void> {
  const texts = [name, ...(await textsOf(type, bytes))]
  if (texts.some((text) => textFault(text, 'prose') === NOT_PUBLIC)) throw new Refusal('invalid', NOT_PUBLIC)
}

async function textsOf(type: FileType, bytes: Buffer): Promise<readonly string[]> {
  if (type === KINDS.pdf) return pdfTexts(bytes, PAGES_READ)
  if (type === KINDS.docx) return [await docxText(bytes)]
  if (type === KINDS.xlsx) return [await bookText(bytes)]
  return type.startsWith('text/') ? [bytes.toString('utf8')] : []
}
