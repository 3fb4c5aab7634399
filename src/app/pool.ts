import type { ModuleDef } from '#platform/module.ts'
import type { PoolPort } from '#platform/panel/pool.ts'

/** The pool of experts; exactly one module provides it. */
export function poolOf(all: readonly ModuleDef[]): PoolPort {
  const [pool, ...more] = all.flatMap((module) => module.pool ?? [])
  if (!pool || more.length > 0) throw new Error('one module of the city provides the pool of experts')
  return pool
}
