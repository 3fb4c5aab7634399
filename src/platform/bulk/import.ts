import { v7 } from 'uuid'
import { admit, scopesOf, type Actor, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { organisationsNamed } from '../identity/organisations.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { applyStaged, Counts, discardBatch } from './apply.ts'
import { PUBLISH_PERMISSION, ROWS_PER_COMMAND } from './commands.ts'
import type { BulkKind, RowFault, StagedValues } from './kind.ts'
import { goodRows, Tally, type RowRules } from './rows.ts'
import { openText, type TextSource } from './source.ts'
import { openBatches, stageRows, sweepOrphans } from './store.ts'
import { readTable, refuseNoTable } from './table.ts'
import { keeperFor } from './register.ts'
import { permissions as bulkPermissions } from './routes.ts'

/** Progress is told every so many rows: often enough to see it move, rarely enough to cost nothing. */
const PROGRESS_ROWS = 5_000
/** One import at a time: a second one waits this long, then is told to come later. */
const TURN_WAIT_MS = 10_000

export interface Progress {
  readonly phase: '检查' | '写入' | '生效'
  readonly rows: number
  /** Rows there are in all; unknown while the file is still being read. */
  readonly total?: number
}

export interface ImportCall {
  readonly db: Database
  readonly bus: Bus
  readonly kind: BulkKind
  /** Path of a file, or an upload held in memory. */
  readonly file: string | Uint8Array
  /** Name of the owner, found or created; without it the actor's own organisation. */
  readonly owner?: string | undefined
  readonly dryRun: boolean
  /** Takes the good rows of a file with faults; otherwise any fault leaves everything out. */
  readonly goodRows: boolean
  /** The officer's attestation of 公开 and 保密审查: records are listed at once. */
  readonly publish: boolean
  readonly actor: Actor
  readonly onProgress?: (progress: Progress) => void
}

export interface ImportResult {
  readonly batchId: string | null
  readonly read: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly errors: readonly RowFault[]
  /** Headers nobody knows; their cells were not read. */
  readonly ignored: readonly string[]
}

/** An import whose file and caller passed every check that needs no row: `run` does the rest. */
export interface ReadyImport {
  readonly run: (onProgress?: (progress: Progress) => void) => Promise<ImportResult>
}

/**
 * Refuses what is known before a row is read for good: who may not, an empty file, another kind of file, no header, no
 * rows.
 */
export async function readyImport(call: Omit<ImportCall, 'onProgress'>): Promise<ReadyImport> {
  mayImport(call)
  const source = await openText(typeof call.file === 'string' ? { path: call.file } : { bytes: call.file })
  await refuseNoTable(source, call.kind)
  return {
    run: (onProgress) => {
      const told: ImportCall = { ...call, ...(onProgress && { onProgress }) }
      return call.db.withAdvisoryLock('bulk', TURN_WAIT_MS, () => run(told, source))
    },
  }
}

/**
 * Imports a csv file: everything is checked first, then staged, applied in commands of 500 and made visible by one
 * last command. A file that is no table is refused as a whole; faults of rows come back as sentences with row and
 * column. Only bounded parts of the file are ever in memory (an upload is at most 50 MB).
 */
export async function importFile(call: ImportCall): Promise<ImportResult> {
  const ready = await readyImport(call)
  return ready.run(call.onProgress)
}

/** Refuses before a byte is read; the commands ask again. */
function mayImport({ actor, owner, publish, kind }: Omit<ImportCall, 'onProgress'>): void {
  const matrix: Permissions = bulkPermissions
  admit(matrix, 'bulk.import', actor)
  if (publish && scopesOf(matrix, PUBLISH_PERMISSION, actor).length === 0)
    throw new Refusal('forbidden', '直接发布须由审核单位的经办人核验；请去掉“直接发布”，导入后逐条提交审核。')
  if (owner === undefined && actor.orgId === null && !kind.keeper)
    throw new Refusal('invalid', '请说明这些{kind}属于哪个单位（--owner 单位名称）。', { kind: kind.title })
}

async function run(call: ImportCall, source: TextSource): Promise<ImportResult> {
  const { db, kind } = call
  const keeper = await keeperFor(db, kind, call.actor)
  const table = await readTable(source, kind)
  const tally = new Tally()
  const law = await db.read('platform', async (tx) => ({
    rules: await loadRuleset(tx),
    today: dayOf(await databaseNow(tx)),
  }))
  const given: RowRules = { kind, header: table.header, ...law }
  const good = told(goodRows(table.rows, given, tally), tally, call.onProgress)
  const { ignored } = table.header
  if (call.dryRun) return { ...(await dryRun(call, good, tally)), ignored }
  await clearLeftovers(call)
  const batchId = v7()
  const mayGoOn = () => tally.read > tally.rejected && (tally.rejected === 0 || call.goodRows)
  await stageRows(db, kind.module, batchId, good, mayGoOn)
  if (!mayGoOn()) return { ...nothing(tally), ignored }
  return { ...(await applyAll(call, keeper, batchId, tally)), ignored }
}

function nothing(tally: Tally): Omit<ImportResult, 'ignored'> {
  const { read, rejected, faults } = tally
  return { batchId: null, read, created: 0, updated: 0, unchanged: 0, rejected, errors: faults }
}

async function* told(
  rows: AsyncIterable<StagedValues>,
  tally: Tally,
  onProgress: ImportCall['onProgress'],
): AsyncGenerator<StagedValues> {
  let next = PROGRESS_ROWS
  for await (const row of rows) {
    if (tally.read >= next) {
      onProgress?.({ phase: '检查', rows: tally.read })
      next = tally.read + PROGRESS_ROWS
    }
    yield row
  }
}

/** Counts what would happen, part by part, without writing anything. */
async function dryRun(
  call: ImportCall,
  rows: AsyncIterable<StagedValues>,
  tally: Tally,
): Promise<Omit<ImportResult, 'ignored'>> {
  const { db, kind, publish } = call
  const ownerId = await db.read('platform', async (tx) =>
    call.owner === undefined ? call.actor.orgId : ((await organisationsNamed(tx, call.owner))[0]?.id ?? null),
  )
  const counts = new Counts()
  const plan = async (part: readonly StagedValues[]) => {
    counts.add(await db.read(kind.module, (tx) => kind.plan(tx, ownerId, publish, part)), tally)
  }
  let part: StagedValues[] = []
  for await (const row of rows) {
    part.push(row)
    if (part.length < ROWS_PER_COMMAND) continue
    await plan(part)
    part = []
  }
  if (part.length > 0) await plan(part)
  const isRefused = tally.rejected > 0 && !call.goodRows
  return isRefused ? nothing(tally) : { ...nothing(tally), ...counts.found }
}

async function applyAll(
  call: ImportCall,
  keeper: string | null,
  batchId: string,
  tally: Tally,
): Promise<Omit<ImportResult, 'ignored'>> {
  const { bus, kind, actor, onProgress } = call
  const opening = {
    publish: call.publish,
    sample: false,
    ...(keeper !== null
      ? { ownerOrgId: keeper }
      : call.owner === undefined
        ? { ownerOrgId: actor.orgId }
        : { ownerName: call.owner }),
  }
  const total = tally.read - tally.rejected
  const onApplied = (rows: number) => onProgress?.({ phase: rows >= total ? '生效' : '写入', rows, total })
  const counts = await applyStaged(
    { bus, kind, actor, goodRows: call.goodRows, onApplied },
    batchId,
    opening,
    tally,
  )
  return { ...nothing(tally), batchId, ...counts?.found }
}

/** What a crashed import left is invisible; it is given up before the next one of the kind begins. */
async function clearLeftovers(call: ImportCall): Promise<void> {
  const { db, kind } = call
  const left = await db.read('platform', (tx) => openBatches(tx, kind.kind))
  for (const batch of left)
    if (call.actor.orgId === null || batch.owner_org_id === call.actor.orgId)
      await discardBatch(call, batch.id)
  await db.transaction({ isolation: 'read committed', module: kind.module }, (tx) =>
    sweepOrphans(tx, kind.module),
  )
}
