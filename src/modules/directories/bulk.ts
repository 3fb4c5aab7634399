import { z } from 'zod'
import { asJson, asList, choice, day, integer, jsonList, moneyIn, records } from '#platform/bulk/cells.ts'
import {
  codeColumn,
  column,
  creditCodeColumn,
  dayColumn,
  digitsColumn,
  exportedOnly,
  importedName,
  importedText,
  moneyColumn,
  secrecyColumn,
  wordColumn,
  wordsColumn,
  yesNoColumn,
} from '#platform/bulk/columns.ts'
import { CellFault, type BulkColumn, type BulkKind, type RowFault } from '#platform/bulk/kind.ts'
import { WEEKDAYS } from '#platform/forms/booking.ts'
import { EXPERT_TYPES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { readCreditCode } from '#platform/identity/creditCode.ts'
import { recordBulk } from '#platform/records/bulk.ts'
import { brokerKind } from './broker.ts'
import { expertKind } from './expert.ts'
import {
  BROKER_LEVELS,
  brokerForm,
  EXPERT_SERVICES,
  expertForm,
  FEE_BASES,
  INSTRUMENT_CLASSES,
  instrumentForm,
  SERVICE_TYPES,
  serviceBodyForm,
  type Broker,
  type Expert,
  type Instrument,
  type ServiceBody,
} from './forms.ts'
import { instrumentKind } from './instrument.ts'
import {
  brokerListing,
  brokerRevision,
  expertListing,
  expertRevision,
  instrumentListing,
  instrumentRevision,
  serviceBodyListing,
  serviceBodyRevision,
} from './procedure.ts'
import { serviceBodyKind } from './service-body.ts'
import { withCertificates } from './store.ts'

/** A row may lack what the complete form asks for; names and texts are taken as they are, up to a technical limit. */
function rowOf<Shape extends z.ZodRawShape>(form: z.ZodObject<Shape>, texts: object) {
  return z.object({
    ...form.partial().shape,
    name: importedName(),
    ...texts,
    ownerCreditCode: z.string().optional(),
  })
}

const untilColumn = dayColumn('validUntil', '信息有效期至', ['有效期'])
const contactColumn = column('contact', '联系人及电话', {
  aliases: ['联系人', '联系方式', '联系电话', '电话'],
  help: '不公开，只有本单位和审核单位能看到',
})
const techFieldsColumn = wordsColumn('techFields', '技术领域', TECH_FIELDS, [
  '领域',
  '熟悉的技术领域',
  '专业领域',
])
const agreedColumn = yesNoColumn('agreed', '本人书面同意公开', ['本人同意公开', '同意公开'])

/** 300元, 0.3万元, 面议: what a price list's cell says. */
function fee(written: string): { priceFen?: number; negotiable?: boolean } {
  if (foldWidth(written).trim() === '面议') return { negotiable: true }
  return { priceFen: moneyIn(written, undefined) }
}

/** `检测|件|300元`, several by ；, or the JSON list the export writes. */
function pricesOf(cell: string): unknown[] {
  return (
    jsonList(cell) ??
    records(cell).map(([item = '', unit = '', price = '']) => {
      if (item === '' || unit === '' || price === '')
        throw new CellFault('价目应写作“项目|计价单位|300元”，面议的写“项目|计价单位|面议”。')
      return { item, unit, ...fee(price) }
    })
  )
}

/** `检验检测机构资质认定|CMA2024001|省市监局|2027-05-31`. */
function qualificationsOf(cell: string): unknown[] {
  return (
    jsonList(cell) ??
    records(cell).map(([name = '', number = '', issuer = '', until = '']) => {
      if (name === '' || number === '' || until === '')
        throw new CellFault('资质应写作“资质名称|证书编号|发证机构|有效期至”，发证机构可以留空。')
      return { name, number, ...(issuer !== '' && { issuer }), validUntil: day(until) }
    })
  )
}

/** `2025|促成技术合同 12 份`. */
function performanceOf(cell: string): unknown[] {
  return (
    jsonList(cell) ??
    records(cell).map(([year = '', text = '']) => {
      if (text === '') throw new CellFault('业绩应写作“年份|业绩”，例如“2025|促成技术合同 12 份”。')
      return { year: integer(year), text }
    })
  )
}

/** `按小时|300元|含操作人员`. */
function feesOf(cell: string): unknown[] {
  return (
    jsonList(cell) ??
    records(cell).map(([basis = '', price = '', note = '']) => {
      if (price === '') throw new CellFault('收费标准应写作“按小时|300元|说明”，说明可以留空。')
      return { basis: choice(FEE_BASES)(basis), ...fee(price), ...(note !== '' && { note }) }
    })
  )
}

const serviceBodyColumns: readonly BulkColumn[] = [
  codeColumn(['机构编号', 'id']),
  column('name', '机构名称', { aliases: ['名称', '服务机构', '单位名称', 'title'] }),
  column('creditCode', '统一社会信用代码', {
    aliases: ['信用代码'],
    holds: 'code',
    read: (cell) => {
      const answer = readCreditCode(cell)
      if (answer.fault !== undefined) throw new CellFault(answer.fault)
      return answer.code
    },
  }),
  wordsColumn('types', '服务类型', SERVICE_TYPES, ['类型', '机构类型']),
  techFieldsColumn,
  column('summary', '服务介绍', { aliases: ['简介', '介绍', '业务范围'] }),
  column('prices', '价目表', {
    read: pricesOf,
    write: asJson,
    aliases: ['收费标准', '价格'],
    help: '写作“检测|件|300元”，面议的写“检测|件|面议”，几项用“；”隔开',
  }),
  column('qualifications', '资质', {
    read: qualificationsOf,
    write: asJson,
    aliases: ['资质证书'],
    help: '写作“资质名称|证书编号|发证机构|2027-05-31”，几项用“；”隔开',
  }),
  column('performance', '业绩', {
    read: performanceOf,
    write: asJson,
    help: '写作“2025|促成技术合同 12 份”，几项用“；”隔开',
  }),
  column('website', '网址', { aliases: ['网站'] }),
  untilColumn,
  contactColumn,
  secrecyColumn,
]

export const serviceBodyBulk: BulkKind = recordBulk<ServiceBody>({
  name: 'service-bodies',
  kind: serviceBodyKind,
  listing: serviceBodyListing,
  revision: serviceBodyRevision,
  columns: serviceBodyColumns,
  exportedOnly: exportedOnly('所属单位'),
  complete: serviceBodyForm,
  row: rowOf(serviceBodyForm, { summary: importedText() }),
  form: (values) => values,
  values: (form) => ({
    ...form,
    qualifications: form.qualifications?.map(({ evidenceId: _own, ...rest }) => rest),
  }),
})

const instrumentColumns: readonly BulkColumn[] = [
  codeColumn(['仪器编号', '资产编号', 'id']),
  column('name', '仪器名称', { aliases: ['名称', '设备名称', '仪器设备名称'] }),
  column('model', '规格型号', { aliases: ['型号', '规格'] }),
  column('maker', '生产厂家', { aliases: ['厂家', '制造商', '生产厂商'] }),
  wordColumn('category', '仪器类别', INSTRUMENT_CLASSES, ['类别', '分类']),
  wordColumn('techField', '技术领域', TECH_FIELDS, ['领域']),
  moneyColumn('originalValueFen', '原值', ['原值金额', '设备原值', '购置金额']),
  yesNoColumn('priceConfirmed', '已核对价格单位'),
  dayColumn('boughtOn', '购置日期', ['购置时间', '启用日期']),
  column('location', '放置地点', { aliases: ['存放地点', '地点', '安装地址'] }),
  column('capability', '功能与技术指标', { aliases: ['功能', '主要功能', '技术指标', '简介'] }),
  column('fees', '收费标准', {
    read: feesOf,
    write: asJson,
    aliases: ['收费'],
    help: `写作“按小时|300元|说明”，计费方式为${FEE_BASES.join('、')}，几项用“；”隔开`,
  }),
  column('feeRule', '收费说明'),
  yesNoColumn('bookable', '接受预约', ['可预约', '是否可预约']),
  wordsColumn('openDays', '开放日', WEEKDAYS),
  column('openFrom', '开放时间起', { read: clockOf, help: '写作 09:00' }),
  column('openUntil', '开放时间止', { read: clockOf, help: '写作 09:00' }),
  column('slotMinutes', '每格时长', { read: integer, unit: '分钟', holds: 'number' }),
  column('slotsMost', '一次最多几格', { read: integer, holds: 'number' }),
  column('leadHours', '至少提前', { read: integer, unit: '小时', holds: 'number' }),
  column('cancelHours', '提前多久可以免责取消', { read: integer, unit: '小时', holds: 'number' }),
  yesNoColumn('closedOnRestDays', '法定节假日和休息日不开放'),
  yesNoColumn('autoConfirm', '有空即自动确认'),
  untilColumn,
  contactColumn,
  secrecyColumn,
  creditCodeColumn,
]

/** 9:00, 09:00 or 9点. */
function clockOf(cell: string): string {
  const [, hours = '', minutes = '00'] =
    /^(\d{1,2})(?:[:：点](\d{2})?)?(?:分|整)?$/.exec(foldWidth(cell).trim()) ?? []
  if (hours === '') throw new CellFault('时间应写作 09:00 的格式。')
  return `${hours.padStart(2, '0')}:${minutes}`
}

export const instrumentBulk: BulkKind = recordBulk<Instrument>({
  name: 'instruments',
  kind: instrumentKind,
  listing: instrumentListing,
  revision: instrumentRevision,
  columns: instrumentColumns,
  exportedOnly: exportedOnly('管理单位'),
  complete: instrumentForm,
  row: rowOf(instrumentForm, { capability: importedText() }),
  form: ({ ownerCreditCode: _checkedOnly, ...form }) => form,
  values: (form) => ({ ...form }),
})

const brokerColumns: readonly BulkColumn[] = [
  codeColumn(['id']),
  column('name', '姓名', { aliases: ['名称', '经纪人', '技术经纪人', '经理人姓名'] }),
  wordColumn('level', '级别', BROKER_LEVELS, ['等级', '证书级别']),
  digitsColumn('certificateNo', '证书编号', { aliases: ['证书号', '证书号码'] }),
  column('issuer', '发证机构', { aliases: ['颁证机构'] }),
  dayColumn('certificateUntil', '证书有效期至', ['证书有效期', '有效期至']),
  techFieldsColumn,
  column('introduction', '自我介绍', { aliases: ['简介', '介绍'] }),
  agreedColumn,
  untilColumn,
  contactColumn,
  secrecyColumn,
]

/** A file never consents for a person: without the written agreement it names, a profile waits for its person. */
function withoutConsent(form: { readonly agreed?: boolean }): Omit<RowFault, 'row'> | undefined {
  if (form.agreed === true) return undefined
  return {
    column: agreedColumn.title,
    message:
      '本人书面同意公开的才能直接发布：请在这一列填“是”，或去掉“直接发布”，导入后由本人登录认领并提交。',
  }
}

export const brokerBulk: BulkKind = recordBulk<Broker>({
  name: 'brokers',
  kind: brokerKind,
  listing: brokerListing,
  revision: brokerRevision,
  columns: brokerColumns,
  exportedOnly: exportedOnly('所在单位'),
  unique: ['certificateNo'],
  complete: brokerForm,
  row: rowOf(brokerForm, {}),
  form: ({ ownerCreditCode: _checkedOnly, ...form }) => form,
  values: ({ evidenceId: _own, ...form }) => form,
  unlistable: withoutConsent,
  clashes: async (tx, rows) => {
    const known = rows.flatMap(({ id }) => id ?? [])
    const taken = await withCertificates(
      tx,
      rows.map(({ form }) => form.certificateNo ?? ''),
      known,
    )
    const numbers = new Set(taken.map(({ number }) => number))
    return rows
      .filter(({ form }) => numbers.has(form.certificateNo ?? ''))
      .map(({ row }) => ({
        row,
        column: '证书编号',
        message: '这个证书编号已用于平台上另一份技术经纪人资料，请核对；要更新那一份，请按它的编号导入。',
      }))
  },
})

const expertColumns: readonly BulkColumn[] = [
  codeColumn(['id']),
  column('name', '姓名', { aliases: ['名称', '专家', '专家姓名'] }),
  column('jobTitle', '职称或职务', { aliases: ['职称', '职务', 'title'] }),
  wordsColumn('types', '专家类别', EXPERT_TYPES, ['类别', 'type']),
  techFieldsColumn,
  column('ipc', 'IPC分类号', {
    aliases: ['expertise'],
    help: '写作 A23L 或 A23L17/00，几项用“；”隔开',
    read: (cell) =>
      foldWidth(cell)
        .toUpperCase()
        .split(/[；;、|，,\s]+/)
        .filter((part) => part !== ''),
    write: asList,
  }),
  wordsColumn('services', '可以提供', EXPERT_SERVICES, ['服务内容', '可提供服务']),
  column('introduction', '专长介绍', { aliases: ['简介', '介绍', '专长'] }),
  agreedColumn,
  untilColumn,
  contactColumn,
  secrecyColumn,
]

export const expertBulk: BulkKind = recordBulk<Expert>({
  name: 'experts',
  kind: expertKind,
  listing: expertListing,
  revision: expertRevision,
  columns: expertColumns,
  exportedOnly: exportedOnly('所在单位'),
  complete: expertForm,
  row: rowOf(expertForm, {}),
  form: ({ ownerCreditCode: _checkedOnly, ...form }) => form,
  values: (form) => ({ ...form }),
  unlistable: withoutConsent,
})
