import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes by their SHA-256; what they are called and whose they are is in the table `platform.file`. */
export interface FileStore {
  /** Keeps the bytes and answers their SHA-256 (hex). Writing what is there already changes nothing. */
  write(bytes: Uint8Array): string
  /** The bytes, or undefined when they are not here; bytes that no longer have their hash are a fault and throw. */
  read(sha256: string): Buffer | undefined
  /** Takes the bytes away for good (an archive volume destroyed after its term); what is not here is no fault. */
  remove(sha256: string): void
}

/** Opens the folder of kept bytes: two levels of folders, so that none holds too many. */
export function openFileStore(folder: string): FileStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const placeOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256')
    return { dir: join(folder, sha256.slice(0, 2)), file: join(folder, sha256.slice(0, 2), sha256) }
  }
  return {
    write: (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const { dir, file } = placeOf(sha256)
      if (existsSync(file)) return sha256
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      // Written aside and renamed, so that a killed process leaves no half file under a hash.
      const aside = join(dir, `.${randomUUID()}`)
      writeFileSync(aside, bytes, { mode: 0o600, flush: true })
      renameSync(aside, file)
      return sha256
    },
    read: (sha256) => {
      const { file } = placeOf(sha256)
      if (!existsSync(file)) return undefined
      const bytes = readFileSync(file)
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw new Error(`file ${sha256} is damaged`)
      return bytes
    },
    remove: (sha256) => {
      rmSync(placeOf(sha256).file, { force: true })
    },
  }
}
