import type { z } from 'zod'
import type { CommandTx } from '../command/command.ts'
import type { Amend } from '../procedure/facet.ts'
import type { DossierRow } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'

/** A line that is a field of the record: what is typed must be what the field of its form takes. */
export function amends<T>(
  field: z.ZodType<T>,
  write: (tx: CommandTx, dossier: DossierRow, value: T) => Promise<void>,
): Amend {
  return async (tx, dossier, typed) => {
    const read = field.safeParse(typed)
    if (!read.success)
      throw new Refusal('invalid', '更正后的内容不符合要求：{why}', {
        why: read.error.issues[0]?.message ?? '',
      })
    await write(tx, dossier, read.data)
  }
}
