import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { LIFE_RULE, lifeOf, nextSteps, STEPS, steps, type LetterState, type Life, type Step } from './life.ts'

/** Letters in this state wait for somebody in a seat of a work list. */
export interface LetterSlot {
  readonly seat: number
  readonly state: LetterState
  /** Of letters that other units countersign, or of the rest: the next step differs. */
  readonly countersigned: boolean
  readonly step: Step
  readonly title: string
  /** Steps whose persons may not do this one. */
  readonly apart: readonly Step[]
  readonly org: string
  /** Who acts, and for whom: they count as one. */
  readonly people: readonly string[]
}

const WAITING: readonly LetterState[] = ['open', ...STEPS.filter((step) => step !== 'file')]

/** What the actors of some seats could do next to letters of their units, as the life of letters says. */
export function letterSlots(life: Life, actors: readonly Actor[]): LetterSlot[] {
  return actors.flatMap((actor, seat) =>
    WAITING.flatMap((state) =>
      [true, false].flatMap((countersigned) => {
        const group = nextSteps(life, state, countersigned)
        const [step] = group
        const { orgId: org } = actor
        const holds = group.every((one) => steps[one].hold.some((role) => actor.roles.includes(role)))
        if (step === undefined || org === null || !holds) return []
        return {
          seat,
          state,
          countersigned,
          step,
          title: group.map((one) => steps[one].title).join('并'),
          apart: group.flatMap((one) => steps[one].apartFrom),
          org,
          people: [actor.personId, actor.agentFor].filter((id) => id !== null),
        }
      }),
    ),
  )
}

/** The same by the rules of the day; the rules are read only for seats that have to do with letters at all. */
export async function waitingLetters(tx: Tx, actors: readonly Actor[], today: string): Promise<LetterSlot[]> {
  const works = actors.some(({ roles }) => steps.check.hold.some((role) => roles.includes(role)))
  if (!works) return []
  const rules = await loadRuleset(tx)
  return rules.has(LIFE_RULE) ? letterSlots(lifeOf(rules.json(LIFE_RULE, today)), actors) : []
}
