import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import type { Pack } from '#platform/pack/pack.ts'

export const regionPermissions = {
  'region.read': { visitor: 'any' },
} satisfies Permissions

const { read } = routesOf('platform')

/** The city's counties and zones with their names: forms offer them, pages show them instead of codes. */
export function regionRoutes(pack: Pack): Route[] {
  const items = pack.regions.map(({ code, name, kind, parent }) => ({ code, name: name.zh, kind, parent }))
  return [
    read({
      path: '/regions',
      permission: 'region.read',
      journal: 'region.list',
      title: '县（市、区）和功能区',
      input: z.object({}),
      verb: async () => ({ items, total: items.length }),
    }),
  ]
}
