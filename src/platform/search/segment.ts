import { randomInt } from 'node:crypto'
import type { AnalysedDoc } from './document.ts'
import { impactOf } from './document.ts'
import { encodeList, type PostingList } from './postings.ts'
import type { Sql } from './sql.ts'

const BLOCKS_PER_INSERT = 2000
const LARGEST_SEGMENT_ID = 2 ** 47

/** A row of platform.search_block without its segment. */
export interface BlockRow {
  readonly term: string
  readonly block: number
  readonly df: number
  readonly count: number
  readonly data: Buffer
}

/** Collects the postings of a batch of documents in memory: about 10 bytes each. */
export class SegmentBuilder {
  /** Document number times 256 plus impact, by rising document number. */
  readonly #lists = new Map<string, number[]>()
  readonly #averageLength: number
  docs = 0

  /** Lengths are compared with the average of the kind when the segment is built. */
  constructor(averageLength: number) {
    this.#averageLength = averageLength
  }

  /** Document numbers must rise from call to call. */
  add(doc: number, analysed: AnalysedDoc): void {
    for (const [term, frequency] of analysed.frequencies) {
      this.#post(term, doc * 256 + impactOf(frequency, analysed.length, this.#averageLength))
    }
    for (const term of analysed.flags) this.#post(term, doc * 256)
    this.docs += 1
  }

  #post(term: string, posting: number): void {
    const list = this.#lists.get(term)
    if (list === undefined) this.#lists.set(term, [posting])
    else list.push(posting)
  }

  /** The rows to store, by term. */
  *rows(): Generator<BlockRow> {
    for (const term of [...this.#lists.keys()].sort()) {
      yield* rowsOf(term, unpack(this.#lists.get(term) ?? []))
    }
  }
}

/** A loop, because typed arrays made by a mapping function are an order of magnitude slower. */
function unpack(packed: readonly number[]): PostingList {
  const docs = new Int32Array(packed.length)
  const impacts = new Uint8Array(packed.length)
  for (const [i, posting] of packed.entries()) {
    docs[i] = Math.floor(posting / 256)
    impacts[i] = posting % 256
  }
  return { docs, impacts }
}

/** The block rows of one term's list. */
export function* rowsOf(term: string, list: PostingList): Generator<BlockRow> {
  for (const { block, count, data } of encodeList(list))
    yield { term, block, df: list.docs.length, count, data }
}

/** Random, so that an identifier is never used again, not even after a restore: readers cache by it. */
export function newSegmentId(): number {
  return randomInt(1, LARGEST_SEGMENT_ID)
}

/** Stores block rows in statements of bounded size. */
export async function insertBlocks(sql: Sql, segment: number, rows: Iterable<BlockRow>): Promise<void> {
  let batch: BlockRow[] = []
  const flush = async (): Promise<void> => {
    await sql.query(
      `insert into platform.search_block (segment, term, block, df, count, data)
       select $1, t.* from unnest($2::text[], $3::int[], $4::int[], $5::int[], $6::bytea[]) as t`,
      [
        segment,
        batch.map((row) => row.term),
        batch.map((row) => row.block),
        batch.map((row) => row.df),
        batch.map((row) => row.count),
        batch.map((row) => row.data),
      ],
    )
    batch = []
  }
  for (const row of rows) {
    batch.push(row)
    if (batch.length === BLOCKS_PER_INSERT) await flush()
  }
  if (batch.length > 0) await flush()
}
