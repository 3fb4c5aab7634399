import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { analyse, type AnalysedDoc, type SearchDoc } from './document.ts'
import { docColumns } from './indexer.ts'
import { mergeAll } from './merge.ts'
import { newSegmentId, SegmentBuilder, type BlockRow } from './segment.ts'
import { sqlOfClient } from './sql.ts'
import { averageLength, changeState, lockKind, readState } from './state.ts'

/** Documents in memory at once: about 150 MB of postings. */
const DOCS_PER_SEGMENT = 50_000
/** Documents that tell the average length of an empty index. */
const SAMPLE = 500
const DOC_COLUMNS = [
  'doc',
  'id',
  'public_id',
  'code',
  'name',
  'owner_name',
  'name_key',
  'published_at',
  'length',
  'item',
  'text',
] as const

/**
 * Loads very many documents of one kind by COPY, none of which may be indexed yet; one transaction, invisible until
 * its end. For `client` take `Database.copyAs('platform', …)` or `owner`. Calls `progress` with the number loaded.
 */
export async function bulkLoad(
  client: ClientBase,
  kind: string,
  docs: Iterable<SearchDoc>,
  progress: (loaded: number) => void = () => {},
): Promise<number> {
  const sql = sqlOfClient(client)
  await client.query('begin')
  try {
    await lockKind(sql, kind)
    let loaded = 0
    for (const part of inParts(docs)) {
      await loadSegment(client, kind, part)
      loaded += part.length
      progress(loaded)
    }
    await mergeAll(sql, kind)
    await client.query('commit')
    return loaded
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

function* inParts(docs: Iterable<SearchDoc>): Generator<SearchDoc[]> {
  let part: SearchDoc[] = []
  for (const doc of docs) {
    part.push(doc)
    if (part.length < DOCS_PER_SEGMENT) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

async function loadSegment(client: ClientBase, kind: string, docs: readonly SearchDoc[]): Promise<void> {
  const sql = sqlOfClient(client)
  const state = await readState(sql, kind)
  const segment = newSegmentId()
  let length = 0
  const sample = docs.slice(0, SAMPLE).map((doc) => analyse(doc))
  const builder = new SegmentBuilder(averageLength(state, sample))
  function* docLines(): Generator<string> {
    for (const [i, doc] of docs.entries()) {
      const analysed = analyse(doc)
      builder.add(state.next_doc + i, analysed)
      length += analysed.length
      yield docLine(kind, doc, state.next_doc + i, analysed)
    }
  }
  await copy(client, `copy platform.search_doc (kind, ${DOC_COLUMNS.join(', ')}) from stdin`, docLines())
  await copy(
    client,
    'copy platform.search_block (segment, term, block, df, count, data) from stdin',
    blockLines(segment, builder.rows()),
  )
  await sql.query(
    'insert into platform.search_segment (segment, kind, first_doc, docs) values ($1, $2, $3, $4)',
    [segment, kind, state.next_doc, docs.length],
  )
  await changeState(sql, kind, docs.length, docs.length, length)
}

function docLine(kind: string, doc: SearchDoc, number: number, analysed: AnalysedDoc): string {
  const columns = docColumns(doc, number, analysed)
  const values = DOC_COLUMNS.map((name) => {
    const value = columns[name]
    return escaped(name === 'item' ? JSON.stringify(value) : String(value))
  })
  return `${escaped(kind)}\t${values.join('\t')}\n`
}

function* blockLines(segment: number, rows: Iterable<BlockRow>): Generator<string> {
  for (const { term, block, df, count, data } of rows) {
    yield `${segment}\t${escaped(term)}\t${block}\t${df}\t${count}\t\\\\x${data.toString('hex')}\n`
  }
}

/** Text as a column of COPY's text format. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', ' ')
}

async function copy(client: ClientBase, statement: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(chunks(lines), { objectMode: true }), client.query(copyFrom(statement)))
}

/** Lines joined to pieces of about 64 KB: a write for each line costs more than the line. */
function* chunks(lines: Iterable<string>): Generator<Buffer> {
  let piece: string[] = []
  let size = 0
  for (const line of lines) {
    piece.push(line)
    size += line.length
    if (size < 65_536) continue
    yield Buffer.from(piece.join(''))
    piece = []
    size = 0
  }
  if (piece.length > 0) yield Buffer.from(piece.join(''))
}
