import type { Permissions } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'

/** The access matrix as the product holds it: one line a route and holder, sorted, for tests and for auditors. */
export function accessRows(routes: readonly Route[], permissions: Permissions): string[] {
  return routes
    .flatMap((route) => {
      const method = route.kind === 'read' ? 'GET' : route.method
      const row = permissions[route.permission] ?? {}
      return Object.entries(row).map(
        ([holder, scope]) => `${method},${route.path},${route.permission},${holder},${scope}`,
      )
    })
    .sort()
}

export const ACCESS_HEADER = 'method,path,permission,holder,scope'
