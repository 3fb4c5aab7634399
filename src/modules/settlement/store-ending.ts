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

const tables = (tx: Tx) => tx.as<{ 'settlement.ending': EndingRow }>('settlement')

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
