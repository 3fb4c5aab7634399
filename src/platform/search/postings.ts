/** Postings of the first block of a list: what one query reads of each term (design.md 3). */
export const FIRST_BLOCK = 1000
/** Postings of every later block: under 8 KB as bytes, so that a row stays in its page. */
const LATER_BLOCK = 1500

/** Documents with the impact of a term in each, by ascending document number; impacts 0–255. */
export interface PostingList {
  readonly docs: Int32Array
  readonly impacts: Uint8Array
}

export interface EncodedBlock {
  readonly block: number
  readonly count: number
  readonly data: Buffer
}

export const EMPTY_LIST: PostingList = { docs: new Int32Array(0), impacts: new Uint8Array(0) }

/**
 * Cuts a list into blocks by falling impact (equal impacts: newer documents first), so that block 0 holds the best
 * postings; inside a block documents ascend and are stored as differences.
 */
export function encodeList(list: PostingList): EncodedBlock[] {
  const { docs, impacts } = list
  // Most lists are short: all of them is the best.
  if (docs.length <= FIRST_BLOCK) {
    return docs.length === 0 ? [] : [{ block: 0, count: docs.length, data: encodeBlock(docs, impacts) }]
  }
  const order = byImpact(list)
  const blocks: EncodedBlock[] = []
  for (let from = 0; from < order.length;) {
    const size = from === 0 ? FIRST_BLOCK : LATER_BLOCK
    const part = order.subarray(from, from + size).sort()
    const data = encodeBlock(
      Int32Array.from(part, (i) => docs[i] ?? 0),
      Uint8Array.from(part, (i) => impacts[i] ?? 0),
    )
    blocks.push({ block: blocks.length, count: part.length, data })
    from += size
  }
  return blocks
}

/** Positions of the list by falling impact, then falling document number: a counting sort over 256 impacts. */
function byImpact({ docs, impacts }: PostingList): Int32Array {
  const starts = new Int32Array(257)
  for (const impact of impacts) starts[255 - impact + 1] = (starts[255 - impact + 1] ?? 0) + 1
  for (let i = 1; i < 257; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const order = new Int32Array(docs.length)
  for (let i = docs.length - 1; i >= 0; i -= 1) {
    const bucket = 255 - (impacts[i] ?? 0)
    const at = starts[bucket] ?? 0
    order[at] = i
    starts[bucket] = at + 1
  }
  return order
}

/** One byte 1 when all impacts are equal (then a single byte follows the documents), else 0 and a byte for each. */
function encodeBlock(docs: Int32Array, impacts: Uint8Array): Buffer {
  const uniform = impacts.every((impact) => impact === impacts[0])
  const data = Buffer.allocUnsafe(1 + docs.length * 6)
  data[0] = uniform ? 1 : 0
  let at = 1
  let last = 0
  for (const doc of docs) {
    let gap = doc - last
    last = doc
    while (gap > 127) {
      data[at] = (gap & 127) | 128
      at += 1
      gap >>>= 7
    }
    data[at] = gap
    at += 1
  }
  const tail = uniform ? impacts.subarray(0, 1) : impacts
  data.set(tail, at)
  return Buffer.from(data.subarray(0, at + tail.length))
}

/** The inverse of `encodeList` for one block of `count` postings. */
export function decodeBlock(data: Uint8Array, count: number): PostingList {
  const docs = new Int32Array(count)
  const impacts = new Uint8Array(count)
  let at = 1
  let last = 0
  for (let i = 0; i < count; i += 1) {
    let byte = data[at] ?? 0
    at += 1
    let gap = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = data[at] ?? 0
      at += 1
      gap |= (byte & 127) << shift
    }
    last += gap
    docs[i] = last
  }
  if (data[0] === 1) impacts.fill(data[at] ?? 0)
  else impacts.set(data.subarray(at, at + count))
  return { docs, impacts }
}

/** Denser lists are put in order by their place in a table over all numbers, others by sorting. */
const SPARSEST_IN_TABLE = 32
/** Impact plus one of each document number, all zero between uses: this code runs to its end without waiting. */
let table = new Uint16Array(0)

/** One list by ascending document from parts in any order; a document is in one part only. */
export function mergeLists(parts: readonly PostingList[]): PostingList {
  if (parts.length === 1) return parts[0] ?? EMPTY_LIST
  const total = parts.reduce((sum, part) => sum + part.docs.length, 0)
  const first = parts.reduce((least, { docs }) => Math.min(least, docs[0] ?? least), Infinity)
  const last = parts.reduce((most, { docs }) => Math.max(most, docs.at(-1) ?? 0), 0)
  return total * SPARSEST_IN_TABLE > last - first
    ? mergeInTable(parts, total, first, last)
    : mergeBySorting(parts, total)
}

function mergeInTable(
  parts: readonly PostingList[],
  total: number,
  first: number,
  last: number,
): PostingList {
  if (table.length <= last - first) table = new Uint16Array((last - first) * 2 + 1)
  for (const { docs, impacts } of parts)
    for (let i = 0; i < docs.length; i += 1) table[(docs[i] ?? 0) - first] = (impacts[i] ?? 0) + 1
  const docs = new Int32Array(total)
  const impacts = new Uint8Array(total)
  let at = 0
  for (let i = 0; i <= last - first; i += 1) {
    const found = table[i] ?? 0
    if (found === 0) continue
    docs[at] = first + i
    impacts[at] = found - 1
    table[i] = 0
    at += 1
  }
  return { docs, impacts }
}

function mergeBySorting(parts: readonly PostingList[], total: number): PostingList {
  // Document number and impact in one double: exact below 2^53, sorted natively.
  const packed = new Float64Array(total)
  let at = 0
  for (const { docs, impacts } of parts) {
    for (let i = 0; i < docs.length; i += 1) {
      packed[at] = (docs[i] ?? 0) * 256 + (impacts[i] ?? 0)
      at += 1
    }
  }
  packed.sort()
  const docs = new Int32Array(total)
  const impacts = new Uint8Array(total)
  for (let i = 0; i < total; i += 1) {
    const value = packed[i] ?? 0
    docs[i] = Math.floor(value / 256)
    impacts[i] = value % 256
  }
  return { docs, impacts }
}
