import type { Tx } from '../db/database.ts'
import { identity } from './tables.ts'

/** By what an organisation is recognised in a text. */
export interface OrganisationSigns {
  readonly name: string
  readonly shortName: string
  readonly creditCode: string | null
  readonly address: string
  /** Names of its members, those who left included. */
  readonly people: readonly string[]
}

/** Members looked through at most; a unit of more people is not hidden by leaving one name out. */
const PEOPLE_MAX = 2_000

export async function organisationSigns(tx: Tx, orgId: string): Promise<OrganisationSigns | undefined> {
  const org = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['name', 'short_name', 'credit_code', 'address'])
    .where('id', '=', orgId)
    .executeTakeFirst()
  if (!org) return undefined
  const people = await identity(tx)
    .selectFrom('platform.membership as m')
    .innerJoin('platform.person as p', 'p.id', 'm.person_id')
    .select('p.name')
    .where('m.org_id', '=', orgId)
    .where('p.erased_at', 'is', null)
    .distinct()
    .limit(PEOPLE_MAX)
    .execute()
  return {
    name: org.name,
    shortName: org.short_name,
    creditCode: org.credit_code,
    address: org.address,
    people: people.map(({ name }) => name),
  }
}
