import * as links from './link-commands.ts'
import * as providers from './provider-commands.ts'
import * as reading from './reading.ts'
import type { WriteRoute } from '../command/command.ts'
import type { SigningSubject } from './subject.ts'

export const permissions = { ...links.permissions, ...providers.permissions, ...reading.permissions }

/** Commands of the ground that only handlers, outbox and callback call; in the matrix, never mounted. */
export interface SigningCommands {
  readonly link: ReturnType<typeof links.linkCommands>
  readonly provider: ReturnType<typeof providers.providerCommands>
}

export function signingCommands(subjects: readonly SigningSubject[]): SigningCommands {
  return { link: links.linkCommands(subjects), provider: providers.providerCommands(subjects) }
}

export function handledRoutes({ link, provider }: SigningCommands): readonly WriteRoute[] {
  return [
    link.name,
    link.sign,
    provider.open,
    provider.fail,
    provider.complete,
    providers.connectProvider,
    reading.notePaperReading,
  ]
}
