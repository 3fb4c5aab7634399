import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'

/** Whom to forget. The name alone counts only in what belongs to an organisation the person was a member of. */
export interface Forgotten {
  readonly personId: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly orgIds: readonly string[]
}

/** Takes a person out of what a module keeps; answers how many of its rows named the person. */
export type Forget = (tx: CommandTx, person: Forgotten, actor: Actor, now: Instant) => Promise<number>
