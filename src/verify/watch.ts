import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readMemory, writeMemory } from './memory.ts'
import { cosign, noteKey, witnessKey, type Checkpoint, type NoteKey } from './note.ts'
import type { Fault } from './report.ts'
import { liveLog, logAddress } from './source.ts'
import { look, publishedKey } from './witness.ts'

export interface WitnessOptions {
  readonly url: string
  readonly state: string
  /** Private key of the witness (PEM), made when it is missing; without one it only watches. */
  readonly keyFile?: string
  /** Name under which it cosigns. */
  readonly name: string
  /** Verifier key of the log, from elsewhere than its own site. */
  readonly logKey?: string
}

/** What one look came to, as it is printed. */
export interface WitnessLook {
  readonly ok: boolean
  readonly size: number | null
  readonly at: string | null
  /** Verifier key by which others know this witness; null when it only watches. */
  readonly witness: string | null
  readonly cosigned: boolean
  readonly faults: readonly Fault[]
  /** Why the site did not take the cosignature. */
  readonly refused?: string
}

/** Looks at the log once, remembers it, cosigns its checkpoint and hands the cosignature in. */
export async function witnessOnce(options: WitnessOptions): Promise<WitnessLook> {
  const { url, state, keyFile, name, logKey } = options
  const signer = keyFile === undefined ? undefined : signerOf(keyFile, name)
  const witness = signer?.key.text ?? null
  const read = liveLog(url)
  const memory = await readMemory(state)
  let key: NoteKey
  try {
    key = noteKey(logKey ?? memory?.key ?? (await publishedKey(read)).text)
  } catch (error) {
    const faults = [{ record: 'key', why: error instanceof Error ? error.message : String(error) }]
    return { ok: false, size: null, at: null, witness, cosigned: false, faults }
  }
  const seen = await look(read, key, memory)
  if (!seen.checkpoint || !seen.memory)
    return { ok: false, size: null, at: null, witness, cosigned: false, faults: seen.faults }
  // Remembered before it is signed: a witness never signs what it could forget.
  await writeMemory(state, seen.memory)
  const { size, at } = seen.checkpoint
  const shown = { ok: true, size, at, witness, faults: [] }
  if (!signer) return { ...shown, cosigned: false }
  const line = cosign(seen.checkpoint, signer.key, signer.pem, Math.floor(Date.now() / 1000))
  const refused = await handIn(url, `${signedText(seen.checkpoint)}${line}\n`)
  return refused === undefined ? { ...shown, cosigned: true } : { ...shown, cosigned: false, refused }
}

/** The checkpoint as its log signed it, without what other witnesses added. */
function signedText({ body, origin, text }: Checkpoint): string {
  const own = text
    .slice(body.length + 1)
    .split('\n')
    .filter((line) => line.startsWith(`— ${origin} `))
  return `${body}\n${own.join('\n')}\n`
}

function signerOf(file: string, name: string): { pem: string; key: NoteKey } {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  }
  const pem = readFileSync(file, 'utf8')
  return { pem, key: witnessKey(name, pem) }
}

async function handIn(url: string, note: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${logAddress(url)}/cosignature`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: note,
      signal: AbortSignal.timeout(30_000),
    })
    if (response.ok) return undefined
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string }
    return detail ?? `HTTP ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
