import type { Permissions } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'

export const ACCESS_HEADER = 'method,path,permission,who'

/** The access matrix as the product holds it: a line a route with its holders and reaches, sorted, for tests and auditors. */
export function accessRows(routes: readonly Route[], permissions: Permissions): string[] {
  return routes
    .map((route) => {
      const method = route.kind === 'read' ? 'GET' : route.method
      const holders = Object.entries(permissions[route.permission] ?? {})
      const who = holders.map(([holder, scope]) => `${holder}:${scope}`).sort()
      return `${method},${route.path},${route.permission},${who.join(' ')}`
    })
    .sort()
}
