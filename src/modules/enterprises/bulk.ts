import { v7 } from 'uuid'
import { z } from 'zod'
import { integer } from '#platform/bulk/cells.ts'
import {
  column,
  dayColumn,
  digitsColumn,
  divisionColumn,
  importedName,
  moneyColumn,
  sectionColumn,
  wordColumn,
  wordsColumn,
  yesNoColumn,
} from '#platform/bulk/columns.ts'
import {
  CellFault,
  type Batch,
  type BulkColumn,
  type BulkKind,
  type RowFault,
  type RowOutcome,
  type StagedValues,
} from '#platform/bulk/kind.ts'
import type { Tx } from '#platform/db/database.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { readCreditCode } from '#platform/identity/creditCode.ts'
import { enterpriseForm, FIGURE_FIELDS, FIGURES, SCALES, type EnterpriseInput, type Told } from './forms.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { keeperOf, placed } from './register.ts'
import { enterpriseFaults, twinKey } from './rules.ts'
import { exportPage, flip, stage, takenSince, unstage, type StagedRow } from './store-bulk.ts'
import { contactsOf, figuresOf, findAny, type EnterpriseRow, type FigureRow } from './store.ts'
import { contactOf, isSame, newFigures, toldOf } from './values.ts'

const SOURCE = '科技局导入'

/** 2025, 2025年, 2025 年度. */
function yearOf(cell: string): number {
  const found = /^(\d{4})\s*年?度?$/.exec(foldWidth(cell).trim())
  if (!found) throw new CellFault('年度应写作 2025。')
  return Number(found[1])
}

const columns: readonly BulkColumn[] = [
  column('creditCode', '统一社会信用代码', {
    aliases: ['信用代码', '社会信用代码', 'code'],
    holds: 'code',
    help: '18 位；再次导入时按它更新',
    read: (cell) => {
      const answer = readCreditCode(cell)
      if (answer.fault !== undefined) throw new CellFault(answer.fault)
      return answer.code
    },
  }),
  column('name', '企业名称', { aliases: ['名称', '单位名称', '企业', '公司名称'] }),
  column('region', '所在县区', { aliases: ['县区', '区县', '所属县区', '所在区县', '地区', '属地'] }),
  dayColumn('foundedOn', '成立日期', ['成立时间', '注册日期', '注册时间']),
  wordColumn('scale', '规模', SCALES, ['企业规模']),
  sectionColumn,
  divisionColumn,
  column('products', '主要产品', { aliases: ['主营产品', '主要产品或服务', '主营业务'] }),
  wordsColumn('techFields', '技术领域', TECH_FIELDS, ['领域', '高新技术领域']),
  column('highTechYear', '高新技术企业认定年度', {
    read: yearOf,
    help: '写作 2025',
    aliases: ['高企年度', '高企认定年度'],
  }),
  digitsColumn('highTechNo', '高企证书编号', { aliases: ['高新技术企业证书编号'] }),
  column('smeYear', '科技型中小企业入库年度', {
    read: yearOf,
    help: '写作 2025',
    aliases: ['科小年度', '入库年度'],
  }),
  digitsColumn('smeNo', '科小登记编号', { aliases: ['入库登记编号', '科技型中小企业登记编号'] }),
  column('titleSource', '资格的来源'),
  column('figureYear', '数据年度', { read: yearOf, help: '写作 2025', aliases: ['年度', '统计年度'] }),
  moneyColumn('revenueFen', FIGURES.revenueFen.title, ['销售收入', '主营业务收入', '营收']),
  moneyColumn('rdExpenseFen', FIGURES.rdExpenseFen.title, ['研发投入', '研究开发费用', 'R&D经费']),
  moneyColumn('assetsFen', FIGURES.assetsFen.title, ['资产总计', '总资产']),
  column('staff', FIGURES.staff.title, {
    read: integer,
    unit: '人',
    holds: 'number',
    aliases: ['职工人数', '员工总数', '从业人数'],
  }),
  column('techStaff', FIGURES.techStaff.title, {
    read: integer,
    unit: '人',
    holds: 'number',
    aliases: ['科技人员', '研发人员数'],
  }),
  column('figureSource', '数据来源'),
  column('contactName', '联系人', { help: '不公开' }),
  digitsColumn('contactPhone', '联系电话', { aliases: ['电话', '手机', '联系方式'] }),
]

interface Step {
  readonly row: number
  readonly outcome: RowOutcome
  readonly staged: StagedRow
}

/** What each row does: by credit code, else by the exact name when only one record bears it. */
async function planOf(tx: Tx, rules: Ruleset, rows: readonly StagedValues[]) {
  const inputs = rows.map(({ row, values }) => ({ row, input: placed(values as EnterpriseInput, rules) }))
  const known = await findAny(
    tx,
    inputs.flatMap(({ input }) => input.creditCode ?? []),
    inputs.flatMap(({ input }) => (input.creditCode ? [] : input.name)),
  )
  const ids = known.map(({ id }) => id)
  const about = { figures: await figuresOf(tx, ids), contacts: await contactsOf(tx, ids) }
  const steps: Step[] = []
  const faults: RowFault[] = []
  for (const { row, input } of inputs) {
    const named = input.creditCode ? [] : known.filter(({ name }) => name === input.name)
    if (named.length > 1) {
      const message = `企业库里有 ${named.length} 家同名企业，请填写统一社会信用代码说明是哪一家。`
      faults.push({ row, column: '统一社会信用代码', message })
      continue
    }
    const existing = input.creditCode
      ? known.find(({ credit_code: code }) => code === input.creditCode)
      : named[0]
    steps.push(stepOf(row, input, existing, about))
  }
  return { steps, faults }
}

function stepOf(
  row: number,
  input: EnterpriseInput,
  existing: EnterpriseRow | undefined,
  about: {
    readonly figures: readonly FigureRow[]
    readonly contacts: readonly { enterprise_id: string; name: string; phone: string }[]
  },
): Step {
  const id = existing?.id ?? v7()
  // Fields the file has no column for stay as they are.
  const data: Told = { ...existing?.data, ...toldOf(input) }
  const figures = newFigures(id, input, about.figures, SOURCE)
  const contact = contactOf(input)
  const known = about.contacts.find(({ enterprise_id: of }) => of === id)
  const hasNews = contact !== null && (contact.name !== known?.name || contact.phone !== known.phone)
  const isUnchanged =
    existing !== undefined && isSame(data, existing.data) && figures.length === 0 && !hasNews
  const outcome = existing === undefined ? 'created' : isUnchanged ? 'unchanged' : 'updated'
  return {
    row,
    outcome,
    staged: {
      enterprise_id: id,
      is_new: existing === undefined,
      data,
      name_key: twinKey(data.name ?? ''),
      figures,
      contact,
    },
  }
}

/** The register as a file: kept by one unit, so that only who imports for the whole city brings or takes it. */
export const enterpriseBulk: BulkKind = {
  kind: 'enterprises',
  title: '企业',
  module: 'enterprises',
  columns,
  exportedOnly: [yesNoColumn('registered', '已在平台登记'), yesNoColumn('sample', '示例')],
  nameField: 'name',
  codeField: 'creditCode',
  unique: [],
  keeper: keeperOf,
  row: z.object({ ...enterpriseForm.shape, name: importedName() }),
  check: (values, _rules, today) => enterpriseFaults(values as EnterpriseInput, today),
  plan: async (tx, _owner, _publish, rows) => {
    const { steps, faults } = await planOf(tx, await loadRuleset(tx), rows)
    return { outcomes: steps.map(({ outcome }) => outcome), faults }
  },
  queue: 'enterprise-register',
  apply: async (tx, _actor, batch, rows) => {
    const { steps, faults } = await planOf(tx, tx.rules, rows)
    const changed = steps.filter(({ outcome }) => outcome !== 'unchanged')
    await stage(
      tx,
      batch.id,
      changed.map(({ staged }) => staged),
    )
    return { outcomes: steps.map(({ outcome }) => outcome), faults }
  },
  flip: async (tx, _actor, batch: Batch, now) => {
    const taken = await takenSince(tx, batch.id)
    if (taken > 0)
      throw new Refusal('conflict', '导入期间有 {taken} 家企业被登记了，请重新导入这份文件。', { taken })
    const source = batch.sample ? '示例' : SOURCE
    await flip(tx, batch.id, { sample: batch.sample, source, on: tx.today, at: now, journalId: tx.journalId })
  },
  discard: (tx, batch) => unstage(tx, batch.id),
  export: async (tx, ownerOrgId, after, limit) => {
    const rows = await exportPage(tx, ownerOrgId, after, limit)
    const ids = rows.map(({ id }) => id)
    const [figures, contacts] = [await figuresOf(tx, ids), await contactsOf(tx, ids)]
    return rows.map((row) => ({ id: row.id, values: exported(row, figures, contacts) }))
  },
}

/** The record with its latest year of figures and its contact, as the columns name them. */
function exported(
  row: EnterpriseRow,
  figures: readonly FigureRow[],
  contacts: readonly { enterprise_id: string; name: string; phone: string }[],
) {
  const own = figures.filter(({ enterprise_id: id }) => id === row.id)
  const year = own[0]?.year
  const latest = own.filter((figure) => figure.year === year)
  const contact = contacts.find(({ enterprise_id: id }) => id === row.id)
  return {
    ...row.data,
    ...(year !== undefined && { figureYear: year, figureSource: latest[0]?.source }),
    ...Object.fromEntries(
      FIGURE_FIELDS.flatMap((field) => {
        const found = latest.find(({ key }) => key === FIGURES[field].key)
        return found ? [[field, found.value] as const] : []
      }),
    ),
    ...(contact && { contactName: contact.name, contactPhone: contact.phone }),
    registered: row.org_id !== null,
    sample: row.sample,
  }
}
