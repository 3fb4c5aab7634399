import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { Income } from './forms.ts'

export interface MatterRow {
  readonly id: string
  readonly public_id: string
  readonly dossier_id: string
  readonly registration_id: string
  readonly kind: 'change' | 'cancellation' | 'objection'
  readonly org_id: string
  readonly form: Readonly<Record<string, unknown>>
  readonly state: string
  readonly made_at: string
  readonly closed_on: string | null
}

export interface IncomeRow {
  readonly id: string
  readonly registration_id: string
  readonly org_id: string
  readonly year: number
  readonly content: Income
  readonly person_id: string
  readonly at: string
  readonly journal_id: string
}

interface Tables {
  'registrations.matter': Omit<MatterRow, 'form' | 'kind'> & { form: unknown; kind: string }
  'registrations.income': Omit<IncomeRow, 'content'> & { content: unknown }
}

const tables = (tx: Tx) => tx.as<Tables>('registrations')

export async function insertMatter(tx: Tx, row: MatterRow): Promise<void> {
  await tables(tx)
    .insertInto('registrations.matter')
    .values({ ...row, form: JSON.stringify(row.form) })
    .execute()
}

export async function updateMatter(
  tx: Tx,
  id: string,
  to: { readonly state: string; readonly closed_on?: string },
): Promise<void> {
  await tables(tx).updateTable('registrations.matter').set(to).where('id', '=', id).execute()
}

export async function findMatter(tx: Tx, dossierId: string): Promise<MatterRow | undefined> {
  const row = await tables(tx)
    .selectFrom('registrations.matter')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .executeTakeFirst()
  return row as MatterRow | undefined
}

/** What followed a registration, newest first. */
export async function mattersOf(tx: Tx, registrationId: string): Promise<MatterRow[]> {
  const rows = await tables(tx)
    .selectFrom('registrations.matter')
    .selectAll()
    .where('registration_id', '=', registrationId)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows as MatterRow[]
}

export async function insertIncome(tx: Tx, row: IncomeRow): Promise<void> {
  await tables(tx)
    .insertInto('registrations.income')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute()
}

/** What an organisation entered last for each of its contracts in a year. */
export async function incomesOf(tx: Tx, orgId: string, year: number): Promise<IncomeRow[]> {
  const { rows } = await sql<Tables['registrations.income']>`
    select distinct on (registration_id) * from registrations.income
    where org_id = ${orgId} and year = ${year}
    order by registration_id, at desc, id desc`.execute(tx.as('registrations'))
  return rows as IncomeRow[]
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('registrations'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'a contract registration and what follows it have the state of their dossier',
    rows: rowsOf(`select d.id from platform.dossier d
      join (select dossier_id, state from registrations.registration
        union all select dossier_id, state from registrations.matter) r on r.dossier_id = d.id
      where d.state <> r.state limit 20`),
  },
  {
    name: 'a registered contract has its number, and 技术交易额 is above 0 and at most 成交额',
    rows: rowsOf(`select id from registrations.registration
      where state = 'registered' and (number is null or tech_fen <= 0 or tech_fen > total_fen) limit 20`),
  },
  {
    name: 'a registration was not accepted before it was handed in',
    rows: rowsOf(`select id from registrations.registration
      where accepted_on is not null and submitted_at is null limit 20`),
  },
]
