import type { ModuleDef } from '#platform/module.ts'
import { uses } from './index.ts'

/** Pages only: what they show they ask of `PortalDeps`, which the composition answers. */
export const portalModule: ModuleDef = { name: 'portal', uses, permissions: {}, routes: [] }
