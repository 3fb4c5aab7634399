import { z } from 'zod'
import { asJson, jsonList, lastDay, readiness, records } from '#platform/bulk/cells.ts'
import {
  codeColumn,
  column,
  creditCodeColumn,
  dayColumn,
  divisionColumn,
  exportedOnly,
  importedName,
  importedText,
  listColumn,
  moneyColumn,
  secrecyColumn,
  sectionColumn,
  wordColumn,
  wordsColumn,
  yesNoColumn,
} from '#platform/bulk/columns.ts'
import { CellFault, type BulkColumn, type BulkKind } from '#platform/bulk/kind.ts'
import { MODES, TECH_FIELDS, TRL_TITLES } from '#platform/forms/classes.ts'
import { recordBulk } from '#platform/records/bulk.ts'
import { DEMAND_TYPES, demandDraftForm, demandForm, type Demand } from './forms.ts'
import { demandKind } from './kind.ts'
import { demandListing, demandRevision } from './procedure.ts'

const plain = demandDraftForm.shape

const demandRow = z.object({
  ...plain,
  name: importedName(),
  secrecy: plain.secrecy.optional(),
  problem: importedText(),
  ownerCreditCode: z.string().optional(),
})

const demandColumns: readonly BulkColumn[] = [
  codeColumn(['需求编号', 'id']),
  column('name', '名称', {
    aliases: ['需求名称', '标题', 'title'],
    help: '4 至 100 字',
    example: '冷链运输车温度监测改造',
  }),
  column('problem', '要解决的问题', {
    aliases: ['简介', 'summary', '摘要', '需求内容', '需求描述', 'abstract'],
    help: '现在怎么做、难在哪里、要达到什么，2000 字以内',
    example: '车厢温度只在发车和到达时人工记录，途中超温发现不了。',
  }),
  wordColumn('type', '需求类型', DEMAND_TYPES, ['类型']),
  wordColumn('techField', '技术领域', TECH_FIELDS, ['领域']),
  sectionColumn,
  divisionColumn,
  listColumn('keywords', '关键词'),
  column('targetMetrics', '目标指标', {
    read: metricsOf,
    write: asJson,
    show: metricsText,
    aliases: ['技术指标'],
    help: '写作“成活率|≥80|%”，几项用“；”隔开',
  }),
  column('trlNeeded', '需要的技术就绪度', {
    read: readiness,
    aliases: ['所需就绪度', '需要的成熟度'],
    choices: Object.values(TRL_TITLES),
  }),
  wordsColumn('cooperationModes', '合作方式', MODES),
  yesNoColumn('negotiable', '预算面议', ['面议']),
  moneyColumn('budgetMinFen', '预算下限', ['最低预算']),
  moneyColumn('budgetMaxFen', '预算上限', ['最高预算', '预算']),
  yesNoColumn('priceConfirmed', '已核对价格单位'),
  dayColumn('deadline', '截止日期', ['有效期'], lastDay),
  column('contact', '联系人及电话', {
    aliases: ['联系人', '联系方式', '联系电话'],
    help: '不公开，只有本单位和审核单位能看到',
  }),
  yesNoColumn('blind', '匿名发布', ['先不公开单位', '匿名']),
  secrecyColumn,
  creditCodeColumn,
]

export const demandBulk: BulkKind = recordBulk<Demand>({
  name: 'demands',
  kind: demandKind,
  listing: demandListing,
  revision: demandRevision,
  columns: demandColumns,
  exportedOnly: exportedOnly('需求单位'),
  row: demandRow,
  complete: demandForm,
  form: ({ ownerCreditCode: _checkedOnly, ...form }) => form,
  values: (form) => ({ ...form }),
})

/** `成活率|≥80|%`, several by ；, or the JSON list the export writes. */
function metricsOf(cell: string): unknown[] {
  const json = jsonList(cell)
  if (json) return json
  return records(cell).map(([name = '', value = '', unit]) => {
    if (name === '' || value === '') throw new CellFault('目标指标应写作“指标|目标值|单位”。')
    return unit ? { name, value, unit } : { name, value }
  })
}

function metricsText(value: unknown): string {
  const parts = (value as Demand['targetMetrics']) ?? []
  return parts.map(({ name, value: aim, unit }) => [name, aim, unit ?? ''].join('|')).join('；')
}
