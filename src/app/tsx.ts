import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'rolldown/utils'

// React chooses its build when it is first imported; only tests and development ask for the slow, warning one.
process.env['NODE_ENV'] ??= 'production'

/** Lets Node run server `.tsx` (half a millisecond a file): `node --import ./src/app/tsx.ts …`. */
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.tsx')) return next(url, context)
    const path = fileURLToPath(url)
    const options = { lang: 'tsx', jsx: { runtime: 'automatic' } } as const
    const { code, errors } = transformSync(path, readFileSync(path, 'utf8'), options)
    if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
    return { format: 'module', source: code, shortCircuit: true }
  },
})
