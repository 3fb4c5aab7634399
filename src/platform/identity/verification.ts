import { sql } from 'kysely'
import type { CommandTx } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { Binding } from '../procedure/perform.ts'
import type { DossierRow } from '../procedure/store.ts'
import { MAINLAND } from './countries.ts'
import type { OrgKind } from './kinds.ts'
import { organisationVerification, type VerificationFacts } from './procedure.ts'
import { settleKind } from './settle-kind.ts'
import { identity } from './tables.ts'

async function facts(tx: Tx, orgId: string): Promise<VerificationFacts> {
  const org = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['kind', 'name', 'credit_code', 'country', 'registration_no'])
    .where('id', '=', orgId)
    .executeTakeFirst()
  if (!org) throw new Refusal('absent', '没有找到这个单位。')
  const { rows } = await sql<{ name: string }>`
    select name from platform.organisation
    where id <> ${orgId} and verified_at is not null and (name = ${org.name} or credit_code = ${org.credit_code})
    limit 1`.execute(tx.as('platform'))
  return {
    kind: org.kind,
    // Abroad another register numbers them.
    hasCreditCode: org.credit_code !== null || (org.country !== MAINLAND && org.registration_no !== null),
    codeTakenBy: rows[0]?.name ?? null,
  }
}

async function tell(
  tx: CommandTx,
  dossier: DossierRow,
  template: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  await tx.emit('message.org', {
    orgId: dossier.org_id,
    template,
    params: { name: dossier.title, ...params },
    link: `/app/dossiers/${dossier.id}`,
  })
}

/** What the procedure reads and changes. */
export const verificationBinding: Binding = {
  procedure: organisationVerification,
  facts: (tx, dossier) => facts(tx, dossier.subject_id),
  effects: {
    verify: async (tx, dossier, input: { kind?: OrgKind }, actor, now) => {
      await identity(tx)
        .updateTable('platform.organisation')
        .set({ verified_at: now, verified_by: actor.personId })
        .where('id', '=', dossier.subject_id)
        .execute()
      if (input.kind === undefined)
        await tx.emit('record.changed', { kind: 'organisation', id: dossier.subject_id })
      else await settleKind(tx, dossier.subject_id, input.kind)
      await tell(tx, dossier, '“{name}”已通过单位核验，可以发布和洽谈。', {})
    },
    return: (tx, dossier, input: { reason: string }) =>
      tell(tx, dossier, '“{name}”的单位核验被退回补正：{reason}', { reason: input.reason }),
    refuse: (tx, dossier, input: { reason: string }) =>
      tell(tx, dossier, '“{name}”未通过单位核验：{reason}', { reason: input.reason }),
  },
  entered: async () => {},
}
