import type { ModuleDef } from '#platform/module.ts'
import { uses } from './index.ts'

/** Owns nothing and changes nothing; its figures are answered by the composition, which knows all modules' views. */
export const funnelModule: ModuleDef = { name: 'funnel', uses, permissions: {}, routes: [] }
