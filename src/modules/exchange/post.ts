import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { perform } from '#platform/procedure/perform.ts'
import { compact } from '#platform/records/diff.ts'
import { draftRecord, type Saved } from '#platform/records/draft.ts'
import { codeToSay } from '#platform/records/veil.ts'
import { Refusal } from '#platform/refusal.ts'
import { listed } from './commands.ts'
import type { Demand, postForm } from './forms.ts'
import { demandKind } from './kind.ts'

/** Drafts a demand and hands it in by one act, or refuses both with everything that is missing: a demand in a minute. */
export async function post(
  tx: CommandTx,
  actor: Actor,
  { declaresOpen, ...form }: z.infer<typeof postForm>,
  now: Instant,
): Promise<Saved> {
  const saved = await draftRecord(tx, demandKind, listed.listing, actor, form, now)
  const open = [...saved.faults, ...saved.gaps]
  if (open.length > 0)
    throw new Refusal(
      'invalid',
      '还有 {count} 处需要更正或补充：{first}',
      { count: open.length, first: open[0]?.message ?? '' },
      open,
    )
  const act = { action: 'submit', visit: undefined, input: { declaresOpen } } as const
  await perform(tx, listed.listing, { dossierId: saved.dossierId ?? '', ...act }, actor, now)
  const said = codeToSay(demandKind, {
    publicId: saved.publicId,
    code: saved.code,
    form: compact(form) as Demand,
  })
  tx.about('demand', saved.id, { title: form.name, code: said })
  return saved
}
