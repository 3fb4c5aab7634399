import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

export interface HelpRow {
  id: string
  dossier_id: string
  about_kind: 'deal' | 'demand' | 'achievement' | 'match' | 'expert'
  about_id: string
  other_id: string | null
  about_name: string
  question: string
  org_id: string
  person_id: string
  asked_at: string
  state: string
}

export interface HelpStepRow {
  id: string
  help_id: string
  kind: 'assign' | 'answer'
  body: string
  helper_org_id: string | null
  org_id: string
  person_id: string
  at: string
}

interface Tables {
  'deals.help': HelpRow
  'deals.help_step': HelpStepRow
}

const deals = (tx: Tx) => tx.as<Tables>('deals')

export async function insertHelp(tx: Tx, row: HelpRow): Promise<void> {
  await deals(tx).insertInto('deals.help').values(row).execute()
}

export async function findHelp(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<HelpRow | undefined> {
  const all = deals(tx).selectFrom('deals.help').selectAll()
  if ('id' in by) return all.where('id', '=', by.id).executeTakeFirst()
  return all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

export async function updateHelp(tx: Tx, id: string, to: { readonly state: string }): Promise<void> {
  await deals(tx).updateTable('deals.help').set(to).where('id', '=', id).execute()
}

export async function insertStep(tx: Tx, row: HelpStepRow): Promise<void> {
  await deals(tx).insertInto('deals.help_step').values(row).execute()
}

export async function stepsOf(tx: Tx, helpId: string): Promise<HelpStepRow[]> {
  return deals(tx)
    .selectFrom('deals.help_step')
    .selectAll()
    .where('help_id', '=', helpId)
    .orderBy('at')
    .limit(100)
    .execute()
}

/** Requests of an organisation, for its unit or handed to it (null: all), newest first. */
export async function helpOf(tx: Tx, orgId: string | null, limit: number): Promise<HelpRow[]> {
  const { rows } = await sql<HelpRow>`
    select h.* from deals.help h join platform.dossier d on d.id = h.dossier_id
    where ${orgId}::uuid is null or h.org_id = ${orgId}::uuid or d.unit_id = ${orgId}::uuid
      or ${orgId}::uuid = any (d.party_org_ids)
    order by h.asked_at desc limit ${limit}`.execute(tx.as('deals'))
  return rows
}
