import type { Actor, Permissions } from '../access/access.ts'
import { scopesOf } from '../access/access.ts'

/** Something that may be entered at the counter: where its form is, and all permissions entering it takes. */
export interface CounterMatter {
  readonly title: string
  /** Page of the workbench. */
  readonly page: string
  readonly needs: readonly [string, ...string[]]
}

/** The matters this seat may enter: the first permission of each begins it. */
export function mattersFor(
  matters: readonly CounterMatter[],
  permissions: Permissions,
  actor: Actor,
): { readonly title: string; readonly page: string }[] {
  return matters
    .filter(({ needs }) => scopesOf(permissions, needs[0], actor).length > 0)
    .map(({ title, page }) => ({ title, page }))
}
