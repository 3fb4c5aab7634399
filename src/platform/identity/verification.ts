import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { Binding } from '../procedure/perform.ts'
import { hasCreditCode } from './kinds.ts'
import { organisationVerification, type VerificationFacts } from './procedure.ts'
import { identity } from './tables.ts'

async function facts(tx: Tx, orgId: string): Promise<VerificationFacts> {
  const org = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['kind', 'name', 'credit_code'])
    .where('id', '=', orgId)
    .executeTakeFirst()
  if (!org) throw new Refusal('absent', '没有找到这个单位。')
  const { rows } = await sql<{ name: string }>`
    select name from platform.organisation
    where id <> ${orgId} and verified_at is not null and (name = ${org.name} or credit_code = ${org.credit_code})
    limit 1`.execute(tx.as('platform'))
  return {
    hasCreditCode: org.credit_code !== null,
    needsCreditCode: hasCreditCode(org.kind),
    codeTakenBy: rows[0]?.name ?? null,
  }
}

/** What the procedure reads and changes. */
export const verificationBinding: Binding = {
  procedure: organisationVerification,
  facts: (tx, dossier) => facts(tx, dossier.subject_id),
  effects: {
    verify: async (tx, dossier, _input, actor, now) => {
      await identity(tx)
        .updateTable('platform.organisation')
        .set({ verified_at: now, verified_by: actor.personId })
        .where('id', '=', dossier.subject_id)
        .execute()
      await tx.emit('record.changed', { kind: 'organisation', id: dossier.subject_id })
    },
  },
  entered: async () => {},
}
