import type { Permissions } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'

export const ACCESS_HEADER = 'method,path,permission,who'

/** A line of the access matrix: who holds the route's permission, as `holder:reach`, sorted. */
export interface AccessEntry {
  readonly method: string
  readonly path: string
  readonly permission: string
  readonly who: readonly string[]
}

/** The access matrix as the product holds it, an entry a route, in the order of its csv, for auditors. */
export function accessEntries(routes: readonly Route[], permissions: Permissions): AccessEntry[] {
  return routes
    .map((route) => {
      const method = route.kind === 'read' ? (route.method ?? 'GET') : route.method
      const holders = Object.entries(permissions[route.permission] ?? {})
      const who = holders.map(([holder, scope]) => `${holder}:${scope}`).sort()
      return { method, path: route.path, permission: route.permission, who }
    })
    .sort((a, b) => (csvLine(a) < csvLine(b) ? -1 : 1))
}

/** The same as lines of csv without header, as test/access.csv holds them. */
export function accessRows(routes: readonly Route[], permissions: Permissions): string[] {
  return accessEntries(routes, permissions).map(csvLine)
}

function csvLine({ method, path, permission, who }: AccessEntry): string {
  return `${method},${path},${permission},${who.join(' ')}`
}
