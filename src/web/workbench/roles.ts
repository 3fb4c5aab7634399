import { roleTitles, type Role } from '#platform/access/roles.ts'

/** Titles of the role sets; the same list the server holds. */
export const roleNames: Readonly<Record<Role, string>> = roleTitles

export function rolesText(roles: readonly string[]): string {
  return roles.map((role) => roleNames[role as Role] ?? role).join('、') || '—'
}
