import type { Binding } from '#platform/procedure/perform.ts'

/**
 * A procedure of which only the table decides: guards are open, and facets, which turn on rows of their own, are left
 * out. What a module does beside moving the dossier is left out too.
 */
export function unguarded({ procedure }: Binding): Binding {
  const guards = Object.fromEntries(Object.keys(procedure.guards).map((name) => [name, () => undefined]))
  const bare = Object.entries(procedure.states).map(
    ([name, { notice: _notice, panel: _panel, consent: _consent, ...state }]) => [name, state] as const,
  )
  const actions = Object.entries(procedure.actions).map(
    ([name, { letter: _letter, ...action }]) => [name, action] as const,
  )
  const { follows: _follows, ...alone } = procedure
  return {
    procedure: {
      ...alone,
      guards,
      states: Object.fromEntries(bare),
      actions: Object.fromEntries(actions),
    },
    facts: async () => ({}),
    effects: {},
    entered: async () => {},
  }
}
