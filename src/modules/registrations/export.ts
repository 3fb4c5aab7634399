import { z } from 'zod'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse, XLSX } from '#platform/files/respond.ts'
import { spanOf } from '#platform/procedure/statistics.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { csvOf } from '#platform/text/csv.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { FLOWS, sidesOf } from './rules.ts'
import { registeredBetween, type RegistrationRow } from './store.ts'

/** Contracts in one file: a city's of some years. */
const EXPORTED_MAX = 20_000
const WIDTH = 18
const CSV = 'text/csv; charset=utf-8'

/** What a column of the national sheet may hold; which stand in it, in what order and with what title is a rule (P26). */
const CELLS: Readonly<Record<string, (row: RegistrationRow) => string | number>> = {
  number: ({ number }) => number ?? '',
  name: ({ title }) => title,
  type: ({ type }) => type ?? '',
  subtype: ({ form }) => form.subtype ?? '',
  seller: ({ form }) => named(sidesOf(form).sellers),
  sellerCode: ({ form }) => sidesOf(form).sellers[0]?.code ?? '',
  sellerKind: ({ seller_kind: kind }) => kind ?? '',
  sellerRegion: ({ form }) => sidesOf(form).sellers[0]?.region ?? '',
  buyer: ({ form }) => named(sidesOf(form).buyers),
  buyerCode: ({ form }) => sidesOf(form).buyers[0]?.code ?? '',
  buyerKind: ({ buyer_kind: kind }) => kind ?? '',
  buyerRegion: ({ form }) => sidesOf(form).buyers[0]?.region ?? '',
  flow: ({ flow }) => (flow === null ? '' : FLOWS[flow]),
  signedOn: ({ form }) => form.signedOn ?? '',
  effectiveOn: ({ form }) => form.effectiveOn ?? '',
  fromDay: ({ form }) => form.fromDay ?? '',
  untilDay: ({ form }) => form.untilDay ?? '',
  rights: ({ right_kinds: kinds }) => kinds.join('、'),
  techField: ({ tech_field: field }) => field ?? '',
  industry: ({ form }) => form.industry ?? '',
  goal: ({ form }) => form.goal ?? '',
  plan: ({ form }) => form.plan ?? '',
  govFunded: ({ gov_funded: gov }) => (gov === true ? '是' : '否'),
  totalYuan: ({ total_fen: fen }) => (fen ?? 0) / 100,
  techYuan: ({ tech_fen: fen }) => (fen ?? 0) / 100,
  payment: ({ form }) => form.payment ?? '',
  acceptedOn: ({ accepted_on: day }) => day ?? '',
  registeredOn: ({ decided_on: day }) => day ?? '',
  standing: ({ standing }) =>
    standing === 'cancelled' ? '已注销' : standing === 'changed' ? '已变更' : '有效',
}

function named(parties: readonly { readonly name?: string | undefined }[]): string {
  return parties.map(({ name }) => name ?? '').join('、')
}

export type Column = readonly [cell: string, title: string]

/** Columns of the sheet as the rule has them; a name nobody knows is a fault of the row, told by its name. */
export function columnsOf(rows: unknown): Column[] {
  const columns = z.array(z.tuple([z.string(), z.string()])).parse(rows)
  const strange = columns.filter(([cell]) => !Object.hasOwn(CELLS, cell)).map(([cell]) => cell)
  if (strange.length > 0) throw new Error(`contract.export.columns names ${strange.join(', ')}`)
  return columns
}

export function linesOf(columns: readonly Column[], rows: readonly RegistrationRow[]): (string | number)[][] {
  return rows.map((row) => columns.map(([cell]) => CELLS[cell]?.(row) ?? ''))
}

export const exportQuery = z.object({
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  as: z.enum(['xlsx', 'csv']).default('xlsx'),
})

/** What was registered between two days, in the order of the national sheet, for whoever enters it there. */
export async function exportRegistrations(
  tx: Tx,
  { as, ...asked }: z.infer<typeof exportQuery>,
  now: Instant,
): Promise<Response> {
  const today = dayOf(now)
  const span = spanOf(asked, now)
  const columns = columnsOf((await loadRuleset(tx)).json('contract.export.columns', today))
  const lines = linesOf(columns, await registeredBetween(tx, span, EXPORTED_MAX))
  const name = `技术合同登记-${span.from}-${span.until}`
  const heads = columns.map(([, title]) => title)
  if (as === 'csv') return fileResponse(Buffer.from(csvOf(heads, lines)), `${name}.csv`, CSV)
  const bytes = await writeBook([
    {
      name: '技术合同登记',
      columns: heads.map(() => ({ width: WIDTH })),
      frozenRows: 1,
      rows: [
        { cells: heads.map((text) => ({ text, style: 'header' as const })) },
        ...lines.map((line) => ({
          cells: line.map((value) => (typeof value === 'number' ? { number: value } : { text: value })),
        })),
      ],
    },
  ])
  return fileResponse(bytes, `${name}.xlsx`, XLSX)
}
