import type { ParseArgsOptionsConfig } from 'node:util'
import { dataCommands } from './commands-data.ts'
import { evidenceCommands } from './commands-evidence.ts'
import { checkCommands } from './commands-check.ts'
import { portalCommands } from './commands-portal.ts'

/** What an option was given: a text, whether it is there, or a text each time. */
export type OptionValue = string | boolean | readonly string[]

export interface CommandCall {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, OptionValue | undefined>>
  /** Prints one JSON object on one line of standard output. */
  readonly print: (line: unknown) => void
}

/** A command of `keqiao`: its words are stable (design.md 8). `run` answers the exit code. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly options: ParseArgsOptionsConfig
  readonly positionals: { readonly min: number; readonly max: number }
  readonly run: (call: CommandCall) => Promise<number>
}

export const commands: readonly Command[] = [
  ...dataCommands,
  ...portalCommands,
  ...evidenceCommands,
  ...checkCommands,
]
