import { foldWidth } from '../forms/text.ts'
import type { SheetRow } from '../workbook/sheet.ts'
import type { Header } from './header.ts'
import type { BulkKind } from './kind.ts'
import type { Table } from './table.ts'

/** Stands before the name in the example row of a template; such a row is never imported. */
export const EXAMPLE_MARK = '【示例】'

const TOTAL = /^(?:本页|本表|本单位)?(?:合计|总计|小计|共计|累计)(?:[:(\d].*)?$/
/** Signatures, notes and contact lines below a table: a label and a colon. */
const NOTE =
  /^(?:注|备注|附注|说明|填表说明|填报说明|填表|填报|制表|审核|审批|复核|单位负责人|负责人|经办人|联系人|联系电话|电话|日期|填报日期|单位)[^:]{0,3}:|^(?:注|备注)\d/
/** Rows named one by one in a note; more are counted. */
const ROWS_NAMED = 10

/** Why a row of the table is no record. */
export type Beside = '合计' | '说明' | '示例' | '重复的表头' | '隐藏'

/** Tells rows that stand in the table without being records; they are left out, and said to be. */
export class BesideRows {
  readonly #header: Header
  readonly #name: number
  readonly #wide: ReadonlySet<number>
  readonly #found = new Map<Beside, number[]>()

  constructor({ header, survey }: Table, kind: BulkKind) {
    this.#header = header
    this.#name = header.places.findIndex((place) => place?.column.field === kind.nameField)
    const half = Math.max(3, Math.ceil(header.places.length / 2))
    this.#wide = new Set(
      survey.merges
        .filter(({ fromColumn, toColumn }) => toColumn - fromColumn + 1 >= half)
        .map(({ fromRow }) => fromRow + 1),
    )
  }

  /** Why the row is left out, remembered for `notes`; undefined for a record. */
  reason(row: SheetRow): Beside | undefined {
    const reason = this.#reasonOf(row)
    if (reason !== undefined) this.#found.set(reason, [...(this.#found.get(reason) ?? []), row.row])
    return reason
  }

  #reasonOf({ row, cells, isHidden }: SheetRow): Beside | undefined {
    if (isHidden) return '隐藏'
    const filled = [...cells.keys()].filter((place) => (cells[place] ?? '').trim() !== '')
    const bare = (place: number) => foldWidth(cells[place] ?? '').replace(/\s/g, '')
    const name = (cells[this.#name] ?? '').trim()
    if (name.startsWith(EXAMPLE_MARK)) return '示例'
    const [first] = filled
    const isNameless = name === '' || first === this.#name
    if (first !== undefined && isNameless && TOTAL.test(bare(first))) return '合计'
    const isNote = filled.length > 0 && filled.every((place) => NOTE.test(bare(place)))
    const isAcross = filled.length === 1 && this.#wide.has(row)
    if (isNote || (isNameless && isAcross)) return '说明'
    const known = [...this.#header.places.keys()].filter((place) => this.#header.places[place])
    const isHeader = known.every(
      (place) => (cells[place] ?? '').trim() === (this.#header.labels[place] ?? ''),
    )
    return isHeader ? '重复的表头' : undefined
  }

  /** One sentence for each reason. */
  notes(): string[] {
    return [...this.#found].map(([reason, rows]) => {
      const named = rows.slice(0, ROWS_NAMED).join('、')
      const more = rows.length > ROWS_NAMED ? `等 ${rows.length} 行` : '行'
      return `第 ${named} ${more}是${reason}${reason === '隐藏' || reason === '示例' ? '行' : ''}，没有读取。`
    })
  }
}
