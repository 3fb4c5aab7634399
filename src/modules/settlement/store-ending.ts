import type { Tx } from '#platform/db/database.ts'
import type { ENDS } from './forms.ts'
import type { SettlementRow } from './store.ts'

export interface EndingRow {
  settlement_id: string
  /** The schedule in force that day, 0 for none: a version both confirm later counts again. */
  version: number
  how: (typeof ENDS)[number]
  ended_on: string
  reason: string
  person_id: string
  at: string
  journal_id: string
}

/** The first schedule both confirmed after the last end: what is still to be paid, by money confirmed since. */
export interface Clearing {
  readonly version: number
  readonly at: string
}

interface Tables {
  'settlement.ending': EndingRow
  'settlement.clearing': Clearing & { readonly settlement_id: string }
}

const tables = (tx: Tx) => tx.as<Tables>('settlement')

export async function insertEnding(tx: Tx, row: EndingRow): Promise<void> {
  await tables(tx).insertInto('settlement.ending').values(row).execute()
}

/** How the contract ended, unless both have confirmed another schedule since. */
export async function endingOf(
  tx: Tx,
  settlement: Pick<SettlementRow, 'id' | 'agreed_version'>,
): Promise<EndingRow | undefined> {
  return tables(tx)
    .selectFrom('settlement.ending')
    .selectAll()
    .where('settlement_id', '=', settlement.id)
    .where('version', '=', settlement.agreed_version ?? 0)
    .executeTakeFirst()
}

/** The last end of the contract, whatever both have confirmed since. */
export async function lastEnding(tx: Tx, settlementId: string): Promise<EndingRow | undefined> {
  return tables(tx)
    .selectFrom('settlement.ending')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function clearingOf(tx: Tx, settlementId: string): Promise<Clearing | undefined> {
  return tables(tx)
    .selectFrom('settlement.clearing')
    .select(['version', 'at'])
    .where('settlement_id', '=', settlementId)
    .executeTakeFirst()
}
