import { readConfig } from './config.ts'
import { found } from './found.ts'
import { openRuntime, type Runtime } from './runtime.ts'

/**
 * Runs a command on a stopped or a running installation: the database is joined or started, the city founded if
 * it is new, and before the end the outbox is drained, so that what was done is visible (design.md 8).
 */
export async function withRuntime<T>(body: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = await openRuntime(readConfig(process.env))
  try {
    await found(runtime, (text) => console.error(`keqiao: ${text}`))
    const result = await body(runtime)
    await runtime.drain()
    return result
  } finally {
    await runtime.close()
  }
}
