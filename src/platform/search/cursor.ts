import { Refusal } from '../refusal.ts'

/**
 * Where a page ended, as an address carries it: the sort key of its last record and its public identifier. Not its
 * number, which tells which records were indexed together and so may belong together.
 */
export interface Cursor {
  readonly sort: string
  readonly key: string | number
  readonly id: string
}

/** The same as a place in the index. */
export interface Place {
  readonly key: string | number
  readonly doc: number
}

/** A cursor as opaque text for an address. */
export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.key, cursor.id])).toString('base64url')
}

/** The inverse of `writeCursor`. Throws Refusal('badRequest') on anything else, or when it belongs to another sort order. */
export function readCursor(text: string | undefined, sort: string): Cursor | null {
  if (text === undefined || text === '') return null
  const found = parse(text)
  const numeric = sort === 'relevance'
  if (
    !Array.isArray(found) ||
    found[0] !== sort ||
    typeof found[1] !== (numeric ? 'number' : 'string') ||
    typeof found[2] !== 'string' ||
    (sort === 'newest' && Number.isNaN(Date.parse(String(found[1])))) ||
    String(found[1]).includes('\0') ||
    found[2].includes('\0')
  ) {
    throw new Refusal('badRequest', '翻页标记无效或与排序方式不符，请从第一页重新开始。')
  }
  return { sort, key: found[1] as string | number, id: found[2] }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
