import { v7 } from 'uuid'
import { admit, scopesOf, type Actor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { organisationsNamed } from '../identity/organisations.ts'
import { Refusal } from '../refusal.ts'
import { applyStaged, Counts, discardBatch } from './apply.ts'
import { PUBLISH_PERMISSION, ROWS_PER_COMMAND } from './commands.ts'
import type { BulkKind, RowFault, StagedValues } from './kind.ts'
import { BesideRows } from './beside.ts'
import type { Mapping } from './header.ts'
import { importLaw, tooManyRows, type ImportLaw } from './limits.ts'
import { keptMappings } from './mapping-store.ts'
import { goodRows, Tally, type RowRules } from './rows.ts'
import { openTable } from './source.ts'
import { openBatches, stageRows, sweepOrphans } from './store.ts'
import { keeperFor } from './register.ts'
import { findTable, rowsBelow, type Mappings, type Table } from './table.ts'
import { matrixOf } from './routes.ts'

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
  /** Which sheet, where several could be meant. */
  readonly sheet?: string | undefined
  /** Which header fills which field, for this file; otherwise what was kept for its headers counts. */
  readonly mapping?: Mapping | undefined
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
  /** What was left out or read in a special way, as sentences. */
  readonly notes: readonly string[]
}

/** An import whose file and caller passed every check that needs no row: `run` does the rest. */
export interface ReadyImport {
  readonly run: (onProgress?: (progress: Progress) => void) => Promise<ImportResult>
}

/**
 * Refuses what is known before a row is read for good: who may not, an empty file, another kind of file, no header, no
 * rows. What it answers must be run, for the file is open.
 */
export async function readyImport(call: Omit<ImportCall, 'onProgress'>): Promise<ReadyImport> {
  const open = await openImport(call)
  return {
    run: async (onProgress) => {
      const told: ImportCall = { ...call, ...(onProgress && { onProgress }) }
      try {
        return await call.db.withAdvisoryLock('bulk', TURN_WAIT_MS, () => run(told, open, new Tally()))
      } finally {
        await open.table.file.close()
      }
    },
  }
}

/** The rules of the day, and the table found in the file; the file must be closed. */
export interface OpenImport {
  readonly law: ImportLaw
  readonly table: Table
}

export async function openImport(call: Omit<ImportCall, 'onProgress'>): Promise<OpenImport> {
  mayImport(call)
  const { db, kind } = call
  const law = await importLaw(db)
  const source = typeof call.file === 'string' ? { path: call.file } : { bytes: call.file }
  const file = await openTable(source, law.limits.maxBytes)
  try {
    const table = await findTable(file, kind, call.sheet, await mappingsFor(call))
    await refuseNoRows(table, law)
    return { law, table }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** What was said for this file, and what the importer's or the owner's organisation has kept. */
export async function mappingsFor(
  call: Pick<ImportCall, 'db' | 'kind' | 'actor' | 'owner' | 'mapping'>,
): Promise<Mappings> {
  const { db, kind, actor, owner, mapping } = call
  if (mapping) return { given: mapping }
  const ofOwner =
    owner === undefined ? undefined : await db.read(kind.module, async (tx) => kind.headersOf?.(tx, owner))
  if (ofOwner && Object.keys(ofOwner).length > 0) return { given: ofOwner }
  const kept = await db.read('platform', async (tx) => {
    const named = owner === undefined ? undefined : (await organisationsNamed(tx, owner))[0]?.id
    return keptMappings(tx, kind.kind, [named, actor.orgId])
  })
  return { kept }
}

async function refuseNoRows(table: Table, { limits }: ImportLaw): Promise<void> {
  const { survey, header, file } = table
  const below = survey.rows - header.rowsAbove
  if (file.kind !== 'csv' && below > limits.maxRows) throw tooManyRows(limits.maxRows)
  if (below > 0) return
  throw survey.hiddenRows > 0
    ? new Refusal('invalid', '表头下面的行都是隐藏的；隐藏的行不读取，请取消隐藏，保存后再导入。')
    : new Refusal('invalid', '文件只有表头，没有数据行，请检查导出的范围。')
}

/**
 * Imports a table file: everything is checked first, then staged, applied in commands of 500 and made visible by one
 * last command. A file that is no table is refused as a whole; faults of rows come back as sentences with row and
 * column. A csv streams; a workbook is read in a thread of its own (docs/decisions/0020-workbooks.md).
 */
export async function importFile(call: ImportCall): Promise<ImportResult> {
  const ready = await readyImport(call)
  return ready.run(call.onProgress)
}

/** Refuses before a byte is read; the commands ask again. */
export function mayImport({
  actor,
  owner,
  publish,
  kind,
}: Pick<ImportCall, 'actor' | 'owner' | 'publish' | 'kind'>): void {
  const matrix = matrixOf(kind)
  admit(matrix, 'bulk.import', actor)
  if (publish && scopesOf(matrix, PUBLISH_PERMISSION, actor).length === 0)
    throw new Refusal('forbidden', '直接发布须由审核单位的经办人核验；请去掉“直接发布”，导入后逐条提交审核。')
  if (kind.listsAtOnce === true && !publish)
    throw new Refusal(
      'invalid',
      '{kind}导入后直接公开：请先核对文件里没有不宜公开的内容，勾选“导入后直接公开”（命令行用 --publish）后再导入。',
      { kind: kind.title },
    )
  if (owner === undefined && actor.orgId === null && !kind.keeper)
    throw new Refusal('invalid', '请说明这些{kind}属于哪个单位（--owner 单位名称）。', { kind: kind.title })
}

/** Reads, checks and, unless it is a dry run, stages and applies the rows. */
export async function run(call: ImportCall, { law, table }: OpenImport, tally: Tally): Promise<ImportResult> {
  const { db, kind } = call
  const keeper = await keeperFor(db, kind, call.actor)
  const beside = new BesideRows(table, kind)
  const given: RowRules = { kind, table, beside, ...law }
  const good = told(goodRows(rowsBelow(table), given, tally), tally, call.onProgress)
  const more = () => ({
    ignored: table.header.ignored,
    notes: [...table.notes, ...beside.notes()],
  })
  if (call.dryRun) {
    const planned = await dryRun(call, good, tally)
    if (tally.read === 0) throw noRecords(beside)
    return { ...planned, ...more() }
  }
  await clearLeftovers(call)
  const batchId = v7()
  const mayGoOn = () => tally.read > tally.rejected && (tally.rejected === 0 || call.goodRows)
  await stageRows(db, kind.module, batchId, good, mayGoOn)
  // The rows are in the database now: the file need not be held while they are applied.
  await table.file.close()
  if (tally.read === 0) throw noRecords(beside)
  if (!mayGoOn()) return { ...nothing(tally), ...more() }
  return { ...(await applyAll(call, keeper, batchId, tally)), ...more() }
}

function noRecords(beside: BesideRows): Refusal {
  return new Refusal('invalid', '表头下面没有数据行：{notes}', { notes: beside.notes().join('') })
}

type Counted = Omit<ImportResult, 'ignored' | 'notes'>

function nothing(tally: Tally): Counted {
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
async function dryRun(call: ImportCall, rows: AsyncIterable<StagedValues>, tally: Tally): Promise<Counted> {
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
): Promise<Counted> {
  const { bus, kind, actor, onProgress } = call
  const opening = {
    publish: call.publish,
    sample: false,
    rejected: tally.rejected,
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
