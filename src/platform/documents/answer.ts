import { fileResponse } from '../files/respond.ts'
import type { PaperDocument } from './blocks.ts'
import { writeDocx } from './docx.ts'
import { printPdf } from './pdf.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** A paper as the file somebody asked for: to be printed, or to be worked on. */
export async function paperResponse(
  paper: PaperDocument,
  as: 'pdf' | 'docx',
  name: string,
): Promise<Response> {
  if (as === 'docx') return fileResponse((await writeDocx(paper)).bytes, `${name}.docx`, DOCX)
  return fileResponse((await printPdf(paper)).bytes, `${name}.pdf`, 'application/pdf')
}
