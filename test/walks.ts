import { leaves, startsOf, type Procedure } from '#platform/procedure/procedure.ts'

export interface Step {
  readonly action: string
  readonly from: string
  readonly to: string
}

/** A way through a procedure, from a state it starts in. */
export interface Walk {
  readonly start: string
  readonly steps: readonly Step[]
}

/**
 * Ways through the state graph that together use every action from every state it leaves: from where a walk stands it
 * takes the nearest edge nobody has taken; when none can be reached, another walk begins.
 */
export function walksOf(procedure: Procedure): Walk[] {
  const edges = edgesOf(procedure)
  const left = new Set(edges)
  const walks: Walk[] = []
  while (left.size > 0) {
    const begun = startsOf(procedure).flatMap((start) => {
      const way = wayToNew(edges, left, start)
      return way === undefined ? [] : [{ start, way }]
    })
    const first = begun.sort((a, b) => a.way.length - b.way.length)[0]
    if (!first) throw new Error(`${procedure.id}: no walk reaches ${[...left][0]?.action ?? ''}`)
    const steps: Step[] = []
    for (let way: readonly Step[] | undefined = first.way; way !== undefined;) {
      for (const step of way) left.delete(step)
      steps.push(...way)
      way = wayToNew(edges, left, steps.at(-1)?.to ?? first.start)
    }
    walks.push({ start: first.start, steps })
  }
  return walks
}

/** Every action from every state it leaves. */
export function edgesOf(procedure: Procedure): Step[] {
  return Object.keys(procedure.states).flatMap((from) =>
    Object.entries(procedure.actions)
      .filter(([, action]) => leaves(action, from))
      .map(([action, { to }]) => ({ action, from, to })),
  )
}

/** The shortest way from a state whose last step nobody has taken. */
function wayToNew(
  edges: readonly Step[],
  left: ReadonlySet<Step>,
  from: string,
): readonly Step[] | undefined {
  const ways: (readonly Step[])[] = [[]]
  const seen = new Set([from])
  for (const way of ways) {
    const at = way.at(-1)?.to ?? from
    const exits = edges.filter((edge) => edge.from === at)
    const fresh = exits.find((edge) => left.has(edge))
    if (fresh) return [...way, fresh]
    for (const edge of exits) {
      if (seen.has(edge.to)) continue
      seen.add(edge.to)
      ways.push([...way, edge])
    }
  }
  return undefined
}
