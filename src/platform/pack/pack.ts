import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { YearTable } from '#platform/calendar/calendar.ts'
import { yearTableSchema } from '#platform/calendar/files.ts'
import { checkTable } from '#platform/calendar/notice.ts'
import { packFaults } from './checks.ts'
import {
  achievementSampleSchema,
  castSchema,
  demandSampleSchema,
  directorySampleSchema,
  enterpriseSampleSchema,
  sampleActSchema,
  samplePairSchema,
} from './sample-schema.ts'
import {
  citySchema,
  competenceSchema,
  coverageSchema,
  parameterSchema,
  planSchema,
  regionSchema,
  unitSchema,
} from './schema.ts'

/** File name and shape of each part of a pack: one place says what a city must bring. */
const files = {
  city: ['city.json', citySchema],
  regions: ['regions.json', z.array(regionSchema).min(1)],
  units: ['units.json', z.array(unitSchema).min(1)],
  plan: ['plan.json', planSchema],
  competence: ['competence.json', z.array(competenceSchema).min(1)],
  parameters: ['parameters.json', z.array(parameterSchema)],
  coverage: ['coverage.json', z.array(coverageSchema)],
  cast: ['cast.json', castSchema],
  achievements: ['samples/achievements.json', z.array(achievementSampleSchema)],
  demands: ['samples/demands.json', z.array(demandSampleSchema)],
  pairs: ['samples/pairs.json', z.array(samplePairSchema)],
  serviceBodies: ['samples/service-bodies.json', z.array(directorySampleSchema)],
  instruments: ['samples/instruments.json', z.array(directorySampleSchema)],
  brokers: ['samples/brokers.json', z.array(directorySampleSchema)],
  experts: ['samples/experts.json', z.array(directorySampleSchema)],
  enterprises: ['samples/enterprises.json', z.array(enterpriseSampleSchema)],
  acts: ['samples/acts.json', z.array(sampleActSchema)],
} as const

type Parts = { readonly [Part in keyof typeof files]: z.infer<(typeof files)[Part][1]> }

/** A city as data. Frozen: nothing in the program may change it. */
export interface Pack extends Parts {
  /** The plan's text as issued, from `plan.txt`. */
  readonly planText: string
  /** Working days of each year in the folder `calendar`, the earliest first. */
  readonly calendar: readonly YearTable[]
}

/** A pack that cannot be used, with all its faults at once, each a sentence naming file and row. */
export class PackError extends Error {
  override readonly name = 'PackError'
  readonly faults: readonly string[]

  constructor(dir: string, faults: readonly string[]) {
    super(`城市数据包 ${dir} 有 ${String(faults.length)} 处错误：\n${faults.join('\n')}`)
    this.faults = faults
  }
}

/** The folder of a city below `packs/`; the name must be a plain slug, so it cannot leave that folder. */
export function packDirectory(city: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(city)) {
    throw new PackError(city, ['KEQIAO_CITY 应为 packs 目录下的文件夹名，只含小写字母、数字和连字符。'])
  }
  return join(fileURLToPath(new URL('../../../packs', import.meta.url)), city)
}

/** Reads, validates and freezes the pack in a folder. Throws PackError naming every fault. */
export function loadPack(dir: string): Pack {
  const faults: string[] = []
  const parts: Record<string, unknown> = {}
  for (const [part, [file, schema]] of Object.entries(files))
    parts[part] = readPart(dir, file, schema, faults)
  const planText = readText(dir, 'plan.txt', faults) ?? ''
  const calendar = readCalendar(dir, faults)
  if (faults.length > 0) throw new PackError(dir, faults)
  const pack: Pack = { ...(parts as unknown as Parts), planText, calendar }
  const crossFaults = packFaults(pack)
  if (crossFaults.length > 0) throw new PackError(dir, crossFaults)
  return deepFreeze(pack)
}

function readText(dir: string, file: string, faults: string[]): string | undefined {
  try {
    return readFileSync(join(dir, file), 'utf8')
  } catch {
    faults.push(`${file}：文件不存在或无法读取。`)
    return undefined
  }
}

/** The year tables (`calendar/2026.json` …): without any, no term of the city could be counted. */
function readCalendar(dir: string, faults: string[]): YearTable[] {
  const names = yearFiles(dir)
  if (names.length === 0)
    faults.push('calendar：没有工作日历，至少应有一年的节假日安排（例如 calendar/2026.json）。')
  return names.flatMap((name) => {
    const file = `calendar/${name}`
    const table = readPart(dir, file, yearTableSchema, faults) as YearTable | undefined
    if (table === undefined) return []
    faults.push(...checkTable(table).map((fault) => `${file}：${fault}`))
    if (name !== `${String(table.year)}.json`)
      faults.push(`${file}：文件名应与其中的年份 ${String(table.year)} 相同。`)
    return [table]
  })
}

/** Year files in order of their years; none where there is no such folder. */
function yearFiles(dir: string): string[] {
  try {
    return readdirSync(join(dir, 'calendar'))
      .filter((name) => name.endsWith('.json'))
      .toSorted()
  } catch {
    return []
  }
}

function readPart(dir: string, file: string, schema: z.ZodType, faults: string[]): unknown {
  const source = readText(dir, file, faults)
  if (source === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (error) {
    faults.push(`${file}：不是有效的 JSON（${error instanceof Error ? error.message : '无法解析'}）。`)
    return undefined
  }
  const result = schema.safeParse(value, { error: z.locales.zhCN().localeError })
  if (result.success) return result.data
  for (const issue of result.error.issues)
    faults.push(`${file}${place(issue.path, value)}：${issue.message}。`)
  return undefined
}

/** `plan.json 的 tasks 第 3 条，字段 heading`: rows are counted from 1, as a person counts them. */
function place(path: readonly PropertyKey[], value: unknown): string {
  const words: string[] = []
  let names: string[] = []
  for (const key of path) {
    if (typeof key === 'number') {
      words.push(`${names.length > 0 ? `${names.join('.')} ` : ''}第 ${String(key + 1)} 条`)
      names = []
    } else names.push(String(key))
  }
  if (names.length > 0) words.push(`字段 ${names.join('.')}`)
  const row: unknown = typeof path[0] === 'number' && Array.isArray(value) ? value[path[0]] : undefined
  return words.length === 0 ? '' : ` ${words.join('，')}${labelOf(row)}`
}

function labelOf(row: unknown): string {
  if (typeof row !== 'object' || row === null) return ''
  const fields = row as Readonly<Record<string, unknown>>
  const label = fields['id'] ?? fields['code'] ?? fields['key'] ?? fields['procedure']
  return typeof label === 'string' ? `（${label}）` : ''
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
