import type { CommandTx } from '../command/command.ts'

/** Whom to forget. The name alone counts only in what belongs to an organisation the person was a member of. */
export interface Forgotten {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly orgIds: readonly string[]
}

/** Takes a person out of what a module keeps; answers how many of its rows named the person. */
export type Forget = (tx: CommandTx, person: Forgotten) => Promise<number>
