import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { consoleActor } from '#platform/access/access.ts'
import { importFile, type ImportResult } from '#platform/bulk/import.ts'
import { writeBook, type RowOut } from '#platform/workbook/writer.ts'
import { readConfig } from '#app/config.ts'
import { found } from '#app/found.ts'
import { openRuntime, type Runtime } from '#app/runtime.ts'
import { withScratchFolder } from './city.ts'

const MEGABYTE = 1_000_000
/** The memory a process may take beyond what it had at the start, however many rows the file has. */
const MEMORY_LIMIT_MB = 512
const OWNER = '导入证明单位'
const BOOK_OWNER = '工作簿证明单位'
const WORDS =
  '近海 养殖 水质 监测 果蔬 保鲜 海上 风电 防腐 涂层 传感 材料 酶解 鱼糜 循环水 智能 装备 工艺 检测 回收'.split(
    ' ',
  )

/**
 * Imports a file of n rows as an officer would (`--publish`): all created and visible at once, memory bounded, the
 * same file again changes nothing, and one bad row in n takes everything back; then the same rows as an xlsx for
 * another unit. Prints seconds and megabytes.
 */
export async function proveImport(n: number): Promise<{
  readonly proof: string
  readonly n: number
  readonly failures: number
  readonly seed: number
  readonly [figure: string]: unknown
}> {
  return withScratchFolder(async (dataDir) => {
    const runtime = await openRuntime(readConfig({ KEQIAO_DATA: dataDir, KEQIAO_MODE: 'production' }))
    try {
      await found(runtime, () => {})
      return await measured(runtime, dataDir, n)
    } finally {
      await runtime.close()
    }
  })
}

async function measured(runtime: Runtime, dataDir: string, n: number) {
  const faults: string[] = []
  const expect = (ok: boolean, what: string) => ok || faults.push(what)
  const file = await writeRows(join(dataDir, 'rows.csv'), n, false)
  const spoilt = await writeRows(join(dataDir, 'spoilt.csv'), n, true)

  const refused = await timed(runtime, spoilt)
  expect(refused.result.created === 0 && refused.result.rejected === 1, 'a bad row left the others in')
  expect((await visible(runtime)) === 0, 'a refused file left something visible')

  const first = await timed(runtime, file)
  expect(first.result.created === n, `created ${first.result.created}`)
  expect((await visible(runtime)) === n, 'not every row is visible')
  expect(first.growthMb < MEMORY_LIMIT_MB, `memory grew by ${first.growthMb} MB`)

  const again = await timed(runtime, file)
  expect(again.result.unchanged === n, `unchanged ${again.result.unchanged}`)

  const book = await timed(runtime, await writeRowsAsBook(join(dataDir, 'rows.xlsx'), n), BOOK_OWNER)
  expect(book.result.created === n, `created ${book.result.created} from the workbook`)
  expect((await visible(runtime)) === 2 * n, 'not every row of the workbook is visible')
  expect(book.growthMb < MEMORY_LIMIT_MB, `memory grew by ${book.growthMb} MB for the workbook`)
  return {
    proof: 'import',
    n,
    failures: faults.length,
    seed: 0,
    faults,
    seconds: first.seconds,
    rowsPerSecond: Math.round(n / first.seconds),
    memoryGrowthMb: first.growthMb,
    againSeconds: again.seconds,
    refusedSeconds: refused.seconds,
    xlsxSeconds: book.seconds,
    xlsxRowsPerSecond: Math.round(n / book.seconds),
    xlsxMemoryGrowthMb: book.growthMb,
  }
}

async function timed(runtime: Runtime, file: string, owner = OWNER) {
  const before = process.memoryUsage().rss
  const started = performance.now()
  let peak = before
  const result: ImportResult = await importFile({
    db: runtime.db,
    bus: runtime.bus,
    kind: achievements(runtime),
    file,
    owner,
    dryRun: false,
    goodRows: false,
    publish: true,
    actor: consoleActor,
    onProgress: () => {
      peak = Math.max(peak, process.memoryUsage().rss)
    },
  })
  const seconds = Math.round((performance.now() - started) / 100) / 10
  return { result, seconds, growthMb: Math.round((peak - before) / MEGABYTE) }
}

function achievements(runtime: Runtime) {
  const kind = runtime.modules
    .flatMap((module) => module.bulk ?? [])
    .find((bulk) => bulk.kind === 'achievements')
  if (!kind) throw new Error('no module imports achievements')
  return kind
}

async function visible(runtime: Runtime): Promise<number> {
  const rows = await runtime.db.owner(async (client) =>
    client.query<{ n: number }>(
      'select count(*)::int as n from achievements.achievement where visible and public_version is not null',
    ),
  )
  return rows.rows[0]?.n ?? 0
}

/** A csv of n rows with different words in each; the last one without a name when `spoilt`. */
async function writeRows(path: string, n: number, spoilt: boolean): Promise<string> {
  const out = createWriteStream(path)
  out.write('编号,名称,简介\n')
  for (let i = 0; i < n; i += 1) {
    const { code, name, text } = rowAt(i)
    if (!out.write(`${code},${spoilt && i === n - 1 ? '' : name},${text}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return path
}

/** The same rows as a workbook. */
async function writeRowsAsBook(path: string, n: number): Promise<string> {
  const rows = function* (): Generator<RowOut> {
    yield { cells: ['编号', '名称', '简介'].map((text) => ({ text })) }
    for (let i = 0; i < n; i += 1) {
      const { code, name, text } = rowAt(i)
      yield { cells: [code, name, text].map((cell) => ({ text: cell })) }
    }
  }
  await writeFile(path, await writeBook([{ name: '成果', columns: [], rows: rows() }]))
  return path
}

function rowAt(i: number) {
  const word = (k: number) => WORDS[(i * 7 + k * 13 + Math.floor(i / WORDS.length) * k) % WORDS.length] ?? ''
  const text = Array.from({ length: 20 }, (_, k) => word(k)).join('')
  return { code: `ZM-${i}`, name: `${word(1)}${word(2)}${word(3)}技术${i}`, text: `${text}。` }
}
