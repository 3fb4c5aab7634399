import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Memory } from './witness.ts'

/** What was remembered in the file; undefined when there is none yet. A damaged one is an error, never a new beginning. */
export async function readMemory(file: string): Promise<Memory | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const found = JSON.parse(text) as Partial<Memory>
  if (typeof found.key !== 'string' || typeof found.checkpoint !== 'string' || !Array.isArray(found.peaks))
    throw new Error(`“${file}”不是核验用的记录文件。`)
  return found as Memory
}

/** Written aside and renamed, so that a crash leaves the old or the new one. */
export async function writeMemory(file: string, memory: Memory): Promise<void> {
  const aside = `${file}.part`
  await writeFile(aside, `${JSON.stringify(memory, null, 2)}\n`, { flush: true })
  await rename(aside, file)
}
