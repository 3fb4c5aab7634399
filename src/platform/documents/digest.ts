import { canonical, sha256 } from '../evidence/leaf.ts'
import { MARK_DIGITS } from '../signing/marks.ts'
import type { PaperDocument } from './blocks.ts'

/** Digest of the content, SHA-256: what page marks carry, since no file can hold its own hash. PDF and docx have the same. */
export function digestOf(paper: PaperDocument): string {
  const { title, version, blocks, mark, address, marked } = paper
  return sha256(
    canonical({
      title,
      version,
      blocks,
      mark: mark ?? null,
      address: address?.url ?? null,
      marked: marked ?? null,
    }),
  )
}

/** The short form that stands on each page of a marked text; empty for others. */
export function shortDigestOf(paper: PaperDocument): string {
  return paper.marked ? digestOf(paper).slice(0, MARK_DIGITS) : ''
}

/** The address of the first page; of a marked text it names version and digest, so that the code on paper tells them. */
export function addressOf(paper: PaperDocument): { url: string; caption: string } | undefined {
  if (!paper.address || !paper.marked) return paper.address
  const { url, caption } = paper.address
  return { url: `${url}?v=${paper.marked.version}&d=${shortDigestOf(paper)}`, caption }
}
