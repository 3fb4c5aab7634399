import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// React chooses its build when it is first imported; only tests and development ask for the slow, warning one.
process.env['NODE_ENV'] ??= 'production'
const require = createRequire(import.meta.url)
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'tsx')

/** Lets Node run server `.tsx`: `node --import ./src/app/tsx.ts …`. Everything else runs as written. */
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.tsx')) return next(url, context)
    return { format: 'module', source: transformed(fileURLToPath(url)), shortCircuit: true }
  },
})

function transformed(path: string): string {
  const source = readFileSync(path, 'utf8')
  const cached = join(CACHE, `${createHash('sha256').update(path).update('\0').update(source).digest('hex')}.js`)
  try {
    return readFileSync(cached, 'utf8')
  } catch {
    const { transformSync } = require('rolldown/utils') as typeof import('rolldown/utils')
    const { code, errors } = transformSync(path, source, { lang: 'tsx', jsx: { runtime: 'automatic' } })
    if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
    keep(cached, code)
    return code
  }
}

/** The cache saves milliseconds of a start; a folder that cannot be written is no reason to fail. */
function keep(file: string, code: string): void {
  try {
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(file, code)
  } catch {
    return
  }
}
