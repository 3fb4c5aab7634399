import { z } from 'zod'
import {
  asJson,
  asList,
  choice,
  day,
  integer,
  jsonList,
  lastDay,
  list,
  moneyIn,
  readiness,
  records,
  shareBp,
} from '#platform/bulk/cells.ts'
import {
  codeColumn,
  column,
  creditCodeColumn,
  dayColumn,
  digitsColumn,
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
import { CellFault, type BulkColumn, type BulkKind, type RowValues } from '#platform/bulk/kind.ts'
import { MODES, TECH_FIELDS, TRL_TITLES } from '#platform/forms/classes.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { recordBulk } from '#platform/records/bulk.ts'
import {
  achievementForm,
  draftForm,
  EXPORT_CONTROL,
  FUNDING_SOURCES,
  IP_STATES,
  IP_TYPES,
  KINDS,
  PRICE_MODES,
  type Achievement,
} from './forms.ts'
import { achievementKind } from './kind.ts'
import { achievementListing, achievementRevision } from './procedure.ts'

const plain = draftForm.shape

/** One row: the draft form with wider limits, secrecy left open (the attestation or the owner says it later). */
const achievementRow = z.object({
  ...plain,
  name: importedName(),
  secrecy: plain.secrecy.optional(),
  summary: importedText(),
  advantages: importedText(),
  application: importedText(),
  benefits: importedText(),
  materials: importedText(),
  ownerCreditCode: z.string().optional(),
})

const achievementColumns: readonly BulkColumn[] = [
  codeColumn(['成果编号', 'id']),
  column('name', '名称', {
    aliases: ['成果名称', '项目名称', '标题', 'title'],
    help: '4 至 100 字',
    example: '海水养殖水质在线监测技术',
  }),
  column('summary', '简介', {
    aliases: ['成果简介', '摘要', '成果介绍', 'abstract'],
    help: '解决什么问题、怎么做、效果如何，2000 字以内',
    example: '用多参数传感器连续监测养殖水体，异常时自动报警。',
  }),
  wordColumn('kind', '成果类别', KINDS, ['类别']),
  wordColumn('techField', '技术领域', TECH_FIELDS, ['领域', '高新技术领域']),
  column('techField2', '二级领域'),
  sectionColumn,
  divisionColumn,
  listColumn('keywords', '关键词', { example: '水质监测；海水养殖' }),
  yesNoColumn('jobRelated', '是否职务成果', ['职务成果']),
  column('coOwners', '共有人及份额', {
    read: coOwnersOf,
    write: asJson,
    show: coOwnersText,
    aliases: ['共有人', '权属份额'],
    help: '写作“甲大学:60%；乙公司:40%”，合计 100%；独有的不填',
  }),
  wordColumn('fundingSource', '资金来源', FUNDING_SOURCES, ['funding', 'funding.source']),
  digitsColumn('projectNo', '项目编号', {
    aliases: ['funding.projectno', '立项编号'],
    help: '财政资金支持的成果须填',
  }),
  dayColumn('conversionDue', '约定转化期限', ['funding.conversiondue', '转化期限'], lastDay),
  column('ip', '知识产权', {
    read: ipOf,
    write: asJson,
    show: ipText,
    aliases: ['专利'],
    holds: 'code',
    help: '写作“发明专利|ZL202110123456.7|已授权|申请日|公布日|授权日|届满日”，几项用“；”隔开',
  }),
  column('ipc', 'IPC分类号', {
    aliases: ['ipc'],
    read: (cell) => list(foldWidth(cell).toUpperCase()),
    write: asList,
    help: '写作 A23L 或 A23L17/00，几项用“；”隔开',
  }),
  column('trl', '技术就绪度', {
    read: readiness,
    aliases: ['成熟度', '技术成熟度'],
    choices: Object.values(TRL_TITLES),
  }),
  wordsColumn('modes', '转化方式', MODES, ['合作方式', '交易方式']),
  wordColumn('licensorMayUse', '许可后许可人自己可否实施', ['可以', '不可以'], ['许可人可否实施']),
  yesNoColumn('sublicensable', '可转许可'),
  column('territory', '许可地域'),
  column('licenceMonths', '许可期限', { read: integer, unit: '个月', holds: 'number' }),
  wordColumn('priceMode', '定价方式', PRICE_MODES),
  yesNoColumn('negotiable', '价格面议', ['面议']),
  { ...moneyColumn('priceFen', '意向价格', ['价格', '报价', '转让价格']), read: priceOf },
  yesNoColumn('priceConfirmed', '已核对价格单位'),
  column('advantages', '技术优势', { aliases: ['优势', '创新点'] }),
  column('application', '应用范围', { aliases: ['应用领域', '应用前景'] }),
  column('benefits', '预期效益', { aliases: ['效益'] }),
  column('materials', '可提供的资料', { aliases: ['资料'] }),
  dayColumn('validUntil', '信息有效期至', ['有效期'], lastDay),
  column('contact', '联系人及电话', {
    aliases: ['联系人', '联系方式', '联系电话'],
    help: '不公开，只有本单位和审核单位能看到',
  }),
  secrecyColumn,
  wordColumn('exportControl', '出口管制', EXPORT_CONTROL),
  column('teaser', '对外简介', {
    aliases: ['对外简介(不含技术内容)'],
    help: '含技术秘密、未申请或未公布专利的成果，公开页面只显示名称和这一段',
  }),
  creditCodeColumn,
]

export const achievementBulk: BulkKind = recordBulk<Achievement>({
  name: 'achievements',
  kind: achievementKind,
  listing: achievementListing,
  revision: achievementRevision,
  columns: achievementColumns,
  exportedOnly: exportedOnly('完成单位'),
  row: achievementRow,
  complete: achievementForm,
  form: ({ ownerCreditCode: _checkedOnly, ...form }) => priced(form),
  values: (form) => ({ ...form }),
})

/** The word 面议 in the price column (read as null) says negotiable. */
function priced(form: RowValues): Achievement {
  return form['priceFen'] === null ? { ...form, negotiable: true } : form
}

function priceOf(cell: string, unit: string | undefined): number | null {
  if (foldWidth(cell).trim() === '面议') return null
  return moneyIn(cell, unit)
}

/** `甲大学:60%；乙公司:40%`, or the JSON list the export writes. Listing in a file is no consent: 待补充. */
function coOwnersOf(cell: string): unknown[] {
  const json = jsonList(cell)
  if (json) return json
  return cell
    .split(/[；;\n]/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const found = /^(.+?)[:：|\s]+([\d.０-９．]+\s*[%％]?)$/.exec(part.trim())
      if (!found) throw new CellFault('共有人应写作“甲大学:60%；乙公司:40%”。')
      return { name: found[1] ?? '', shareBp: shareBp(found[2] ?? ''), consent: false }
    })
}

/** `发明专利|ZL202110000001.X|已授权|2021-04-16|2021-10-01|2023-05-10|2041-04-16`, several by ；, or the JSON list. */
function ipOf(cell: string): unknown[] {
  const json = jsonList(cell)
  if (json) return json
  const date = (written: string | undefined) => (written ? { day: day(written) } : undefined)
  return records(cell).map(([type = '', number = '', status = '', filed, published, granted, expires]) => ({
    type: choice(IP_TYPES)(type),
    number: number === '' ? undefined : number,
    status: choice(IP_STATES)(status),
    filedOn: date(filed)?.day,
    publishedOn: date(published)?.day,
    grantedOn: date(granted)?.day,
    expiresOn: date(expires)?.day,
  }))
}

function ipText(value: unknown): string {
  const parts = (value as Achievement['ip']) ?? []
  return parts.map(({ type, number, status }) => [type, number ?? '', status].join('|')).join('；')
}

function coOwnersText(value: unknown): string {
  const parts = (value as Achievement['coOwners']) ?? []
  return parts.map(({ name, shareBp }) => `${name}:${shareBp / 100}%`).join('；')
}
