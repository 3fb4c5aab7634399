import type { ModuleDef } from '#platform/module.ts'
import { uses } from './index.ts'

/** Rules only: payments and statements are not built yet. */
export const incomeModule: ModuleDef = { name: 'income', uses, permissions: {}, routes: [] }
