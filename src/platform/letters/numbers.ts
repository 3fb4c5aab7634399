import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { numberText, readNumber } from './life.ts'
import { letters, type LetterRow, type SeriesRow } from './store.ts'

/** Queue of a lent run of numbers (design.md 5): commands that take from it run one after another. */
export function seriesQueue(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `series:${id}`
}

/** Gives the letter its number: the next of a lent run, or the one typed in as the unit's office gave it. */
export async function giveNumber(
  tx: CommandTx,
  letter: LetterRow,
  unitId: string | null,
  given: { readonly number?: string | undefined; readonly seriesId?: string | undefined },
  actor: Actor,
  now: Instant,
): Promise<string> {
  if ((given.number === undefined) === (given.seriesId === undefined))
    throw new Refusal('invalid', '请填写办公室给出的文号，或者选择一个号段，二者填一项。', {}, [
      { field: 'number', message: '填写文号，或选择号段。' },
    ])
  const number =
    given.seriesId === undefined
      ? await typedNumber(tx, given.number ?? '')
      : await nextNumber(tx, given.seriesId, unitId)
  await letters(tx)
    .insertInto('platform.letter_number')
    .values({
      number,
      letter_id: letter.id,
      unit_org_id: unitId,
      series_id: given.seriesId ?? null,
      by_person: actor.personId,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
  return number
}

async function typedNumber(tx: Tx, typed: string): Promise<string> {
  const number = readNumber(typed)
  if (number === undefined)
    throw new Refusal('invalid', '文号应写作“机关代字〔年份〕序号号”，例如 示科字〔2026〕12号。', {}, [
      { field: 'number', message: '格式不正确。' },
    ])
  await refuseTaken(tx, number)
  return number
}

async function refuseTaken(tx: Tx, number: string): Promise<void> {
  const taken = await letters(tx)
    .selectFrom('platform.letter_number as n')
    .leftJoin('platform.letter_number_void as v', 'v.number', 'n.number')
    .select(['n.number', 'v.number as void'])
    .where('n.number', '=', number)
    .executeTakeFirst()
  if (!taken) return
  const said = taken.void === null ? '已用于另一份文书' : '已作废，作废的文号不再使用'
  throw new Refusal('conflict', '文号 {number} {said}，请向办公室核对。', { number, said }, [
    { field: 'number', message: `${said}。` },
  ])
}

/** The next number of a lent run; those typed in meanwhile are passed over. */
async function nextNumber(tx: CommandTx, seriesId: string, unitId: string | null): Promise<string> {
  const series = await letters(tx)
    .selectFrom('platform.letter_series')
    .selectAll()
    .where('id', '=', seriesId)
    .forUpdate()
    .executeTakeFirst()
  if (!series || series.unit_org_id !== unitId)
    throw new Refusal('invalid', '没有这个号段，或不是本单位的号段。', {}, [
      { field: 'seriesId', message: '请重新选择。' },
    ])
  const n = await firstFree(tx, series)
  if (n === undefined)
    throw new Refusal('conflict', '号段 {series} 已用完，请向办公室借新的号段，或直接填写文号。', {
      series: seriesTitle(series),
    })
  await letters(tx)
    .updateTable('platform.letter_series')
    .set({ next_number: n + 1 })
    .where('id', '=', series.id)
    .execute()
  return numberText(series.prefix, series.year, n)
}

async function firstFree(tx: Tx, series: SeriesRow): Promise<number | undefined> {
  const left = Array.from(
    { length: series.last_number - series.next_number + 1 },
    (_, i) => series.next_number + i,
  )
  const texts = left.map((n) => numberText(series.prefix, series.year, n))
  if (texts.length === 0) return undefined
  const taken = await letters(tx)
    .selectFrom('platform.letter_number')
    .select('number')
    .where('number', 'in', texts)
    .execute()
  const used = new Set(taken.map((row) => row.number))
  return left.find((_, i) => !used.has(texts[i] ?? ''))
}

/** 示科字〔2026〕21—40号. */
export function seriesTitle({ prefix, year, first_number: first, last_number: last }: SeriesRow): string {
  return `${prefix}〔${year}〕${first}—${last}号`
}

/** Runs of the unit that still have numbers, by id, for the dialog. */
export async function openSeries(tx: Tx, unitId: string | null): Promise<Readonly<Record<string, string>>> {
  if (unitId === null) return {}
  const rows = await seriesOf(tx, unitId)
  return Object.fromEntries(
    rows
      .filter((row) => row.next_number <= row.last_number)
      .map((row) => [row.id, `${seriesTitle(row)}（下一个 ${row.next_number}）`]),
  )
}

export async function seriesOf(tx: Tx, unitId: string): Promise<SeriesRow[]> {
  return letters(tx)
    .selectFrom('platform.letter_series')
    .selectAll()
    .where('unit_org_id', '=', unitId)
    .orderBy('year', 'desc')
    .orderBy('first_number', 'desc')
    .limit(200)
    .execute()
}

/** Longest run an office lends at once; a longer one is a slip in a number. */
const RUN_MAX = 1000

/** Notes a run of numbers lent by the unit's office; it may not meet another run. */
export async function lendSeries(
  tx: CommandTx,
  actor: Actor,
  run: { readonly prefix: string; readonly year: number; readonly first: number; readonly last: number },
  now: Instant,
): Promise<SeriesRow> {
  const { orgId } = actor
  if (orgId === null) throw new Refusal('forbidden', '请以单位成员的身份办理。')
  if (run.last < run.first || run.last - run.first >= RUN_MAX)
    throw new Refusal('invalid', '止号不能小于起号，一次最多 {max} 个号。', { max: RUN_MAX }, [
      { field: 'last', message: '请核对起止号。' },
    ])
  const met = await letters(tx)
    .selectFrom('platform.letter_series')
    .select('id')
    .where('prefix', '=', run.prefix)
    .where('year', '=', run.year)
    .where('first_number', '<=', run.last)
    .where('last_number', '>=', run.first)
    .limit(1)
    .executeTakeFirst()
  if (met) throw new Refusal('conflict', '这段号与已登记的号段重叠，请核对起止号。')
  const row: SeriesRow = {
    id: v7(),
    unit_org_id: orgId,
    prefix: run.prefix,
    year: run.year,
    first_number: run.first,
    last_number: run.last,
    next_number: run.first,
    opened_by: actor.personId,
    opened_at: now,
  }
  await letters(tx).insertInto('platform.letter_series').values(row).execute()
  return row
}
