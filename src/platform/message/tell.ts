import type { CommandTx } from '../command/command.ts'

/** A message to several organisations alike: to those of each who hold one of the roles, or to all of it without any. */
export async function tellOrgs(
  tx: CommandTx,
  orgIds: readonly string[],
  said: {
    readonly template: string
    readonly params: Readonly<Record<string, string>>
    readonly link: string
    readonly roles?: readonly string[]
  },
): Promise<void> {
  for (const orgId of orgIds) await tx.emit('message.org', { orgId, ...said })
}
