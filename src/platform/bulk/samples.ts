import { v7 } from 'uuid'
import { consoleActor, type Actor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { applyStaged } from './apply.ts'
import type { BulkKind, RowValues } from './kind.ts'
import { Tally } from './rows.ts'
import { seededOwners, stageRows } from './store.ts'

/** Example records of one organisation, as the values a file's row would have. */
export interface SampleRows {
  readonly ownerOrgId: string
  readonly rows: readonly RowValues[]
}

/**
 * Lists example records of the city pack, by the same staging and commands as an import with the operator's
 * attestation; a batch an organisation, once: what people changed since is theirs. Answers how many are new; rows
 * that the rules refuse are a fault of the pack and throw. `actor` brings them; else the operator.
 */
export async function seedRows(
  to: { readonly db: Database; readonly bus: Bus },
  kind: BulkKind,
  owners: readonly SampleRows[],
  actor: Actor = consoleActor,
): Promise<number> {
  let created = 0
  const done = await to.db.read('platform', (tx) => seededOwners(tx, kind.kind))
  for (const { ownerOrgId, rows } of owners) {
    if (done.has(ownerOrgId)) continue
    const batchId = v7()
    const tally = new Tally()
    const checked = rows.map((values, i) => ({ row: i + 1, values: kind.row.parse(values) }))
    await stageRows(to.db, kind.module, batchId, staged(checked), () => true)
    const call = { bus: to.bus, kind, actor, goodRows: false }
    const counts = await applyStaged(call, batchId, { ownerOrgId, publish: true, sample: true }, tally)
    const [fault] = tally.faults
    if (fault) throw new Error(`sample ${kind.kind}: row ${fault.row} of ${ownerOrgId}: ${fault.message}`)
    created += counts?.found.created ?? 0
  }
  return created
}

async function* staged<R>(rows: readonly R[]): AsyncGenerator<R> {
  yield* rows
}
