/**
 * Reads evidence with nothing but the browser's own cryptography: a third writing of RFC 6962, RFC 8785 and signed notes.
 * Nothing here touches a page; `verify.ts` and `recompute.ts` show what it finds and are served together with it.
 */
export interface Proof {
  readonly leaf: string
  readonly at: string
  readonly index: number | null
  readonly size: number
  readonly path: readonly string[]
  readonly entry: string
  readonly checkpoint: string
}
export type Receipt = Readonly<Record<'leaf' | 'at' | 'keyId' | 'signature', string>>
export interface LogKeys {
  readonly origin: string
  readonly log: string
  readonly receipt: { readonly keyId: string; readonly pem: string }
}
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly at: string
  readonly body: string
  readonly signatures: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}
export const hexBytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
export const base64Bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
export const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
export const utf8 = (text: string) => new TextEncoder().encode(text)
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
export const hash = async (...parts: readonly Uint8Array[]) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)))
export const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
const inner = (left: Uint8Array, right: Uint8Array) => hash(Uint8Array.of(1), left, right)

/** Root that the path leads to, or null when it has the wrong length (RFC 9162 2.1.3.2). */
export async function climbed(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]) {
  let [fn, sn, root] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      root = await inner(sibling, root)
      while (fn % 2 === 0 && fn > 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else root = await inner(root, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && index < size ? root : null
}

/** Whether the tree of `size` goes on from the tree of `earlier` (RFC 9162 2.1.4.2). */
export async function goesOn(
  earlier: { readonly size: number; readonly root: Uint8Array },
  now: Checkpoint,
  proof: readonly Uint8Array[],
) {
  if (earlier.size === now.size) return same(earlier.root, now.root)
  const path = Number.isInteger(Math.log2(earlier.size)) ? [earlier.root, ...proof] : [...proof]
  const first = path.shift()
  if (!first) return false
  let [fn, sn] = [earlier.size - 1, now.size - 1]
  while (fn % 2 === 1) [fn, sn] = [(fn - 1) / 2, Math.floor(sn / 2)]
  let [before, after] = [first, first]
  for (const sibling of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      before = await inner(sibling, before)
      after = await inner(sibling, after)
      while (fn % 2 === 0 && fn > 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else after = await inner(after, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(before, earlier.root) && same(after, now.root)
}

export function parsed(text: string): Checkpoint {
  const cut = text.indexOf('\n\n')
  const body = text.slice(0, cut + 1)
  const [origin = '', size = '', root = '', ...more] = body.split('\n')
  const signatures = text
    .slice(cut + 2)
    .split('\n')
    .flatMap((one) => {
      const [, name, data] = /^— (\S+) (\S+)$/.exec(one) ?? []
      return name === undefined || data === undefined ? [] : [{ name, bytes: base64Bytes(data) }]
    })
  const at = (more.find((one) => one.startsWith('at ')) ?? '').slice(3)
  return { origin, size: Number(size), root: base64Bytes(root), at, body, signatures }
}

/** Whether the key signed the bytes; null when this browser knows no Ed25519. */
export async function signed(key: Uint8Array, signature: Uint8Array, text: string) {
  const algorithm = { name: 'Ed25519' }
  let imported: CryptoKey
  try {
    imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), algorithm, false, ['verify'])
  } catch {
    return null
  }
  return crypto.subtle.verify(algorithm, imported, Uint8Array.from(signature), utf8(text))
}

/** Canonical JSON of RFC 8785: sorted members, no spaces. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join(',')}}`
}

/** What a proof shows: the entry has the leaf's hash, the path leads to the checkpoint's root, the log signed that. */
export async function provenBy(proof: Proof, keys: LogKeys) {
  const checkpoint = parsed(proof.checkpoint)
  const leaf = await hash(Uint8Array.of(0), utf8(proof.entry))
  const root = await climbed(leaf, proof.index ?? -1, proof.size, proof.path.map(hexBytes))
  const key = base64Bytes(keys.log.split('+').slice(2).join('+'))
  const own = checkpoint.signatures.find(({ name }) => name === keys.origin)
  return {
    checkpoint,
    isLeaf: same(leaf, hexBytes(proof.leaf)),
    isIn: root !== null && proof.size === checkpoint.size && same(root, checkpoint.root),
    isSigned:
      own !== undefined &&
      checkpoint.origin === keys.origin &&
      (await signed(key.slice(1), own.bytes.slice(4), checkpoint.body)),
  }
}

/** An answer of the site as JSON; a refusal is an error with its sentence. */
export async function fetched<T>(path: string): Promise<T> {
  const response = await fetch(path)
  const answer = (await response.json()) as T & { detail?: string }
  if (!response.ok) throw new Error(answer.detail ?? String(response.status))
  return answer
}
