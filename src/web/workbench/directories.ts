import { dayText, plainText } from './helpers/format.ts'
import { shortReading } from './helpers/money.ts'
import type { MarketRecord, RecordColumn, RecordKind } from './records.ts'
import type { Row } from './types.ts'

/** The kinds of the directories 服务与资源 for the pages all records share. */
const stateTitles = {
  draft: '草稿',
  reviewing: '审核中',
  published: '已发布',
  rejected: '不予发布',
  offShelf: '已下架',
  expired: '到期下架',
} as const

const valueOf = (item: MarketRecord, name: string) => (item as unknown as Row)[name]

function column(title: string, name: string, width?: number): RecordColumn {
  return {
    title,
    draw: (item) => plainText(valueOf(item, name)),
    ...(width !== undefined && { width }),
  }
}

function day(title: string, name: string): RecordColumn {
  return { title, draw: (item) => dayText(valueOf(item, name) as string | null), width: 120 }
}

const validity = day('有效期至', 'validUntil')

function kindOf(spec: Omit<RecordKind, 'form' | 'draftForm' | 'procedure' | 'stateTitles'>): RecordKind {
  return {
    ...spec,
    form: spec.kind,
    draftForm: `${spec.kind}-draft`,
    procedure: `${spec.kind}-listing`,
    stateTitles,
  }
}

export const serviceBodies = kindOf({
  kind: 'service-body',
  path: 'service-bodies',
  title: '服务机构',
  mine: '本单位的服务机构信息',
  add: '登记服务机构',
  hint: '写明服务类型、价目、业绩和资质；资质证书从材料库选用。',
  lead: '向全市公开本单位能提供的服务。资质到期后，公开页面上的标识自动撤下。',
  columns: [column('服务类型', 'types', 200), day('资质有效至', 'qualifiedUntil'), validity],
})

export const instruments = kindOf({
  kind: 'instrument',
  path: 'instruments',
  title: '仪器',
  mine: '本单位的仪器',
  add: '登记仪器',
  hint: '可以逐台登记，也可以用现成的资产表批量导入。',
  lead: '登记可以共享的仪器设备，设好开放时间后即可接受预约。',
  columns: [
    column('型号', 'model', 160),
    column('类别', 'category', 140),
    {
      title: '原值',
      draw: (item) => {
        const fen = valueOf(item, 'originalValueFen')
        return typeof fen === 'number' ? shortReading(fen) : '待补充'
      },
      amount: true,
      width: 130,
    },
    column('可预约', 'bookable', 80),
    validity,
  ],
})

export const pilotServices = kindOf({
  kind: 'pilot-service',
  path: 'pilot-services',
  title: '中试服务',
  mine: '本基地的中试服务',
  add: '登记中试服务',
  hint: '一条产线一项：写明工艺、物料、批量、成熟度起止、单价和安全批准。',
  lead: '认定在有效期内的中试基地可以发布；设好开放时间后即可接受预约。',
  columns: [
    column('工艺', 'processes', 180),
    column('适用物料', 'materials', 160),
    {
      title: '单价',
      draw: (item) => {
        const fen = valueOf(item, 'unitFeeFen')
        return typeof fen === 'number' ? shortReading(fen) : '待补充'
      },
      amount: true,
      width: 120,
    },
    column('可预约', 'bookable', 80),
    validity,
  ],
})

export const brokers = kindOf({
  kind: 'broker',
  path: 'brokers',
  title: '技术经纪人资料',
  mine: '我的技术经纪人资料',
  add: '填写技术经纪人资料',
  hint: '资料由本人填写，经本人同意才公开，随时可以撤回。',
  lead: '公开的内容以您的同意为准；联系电话不公开。撤回同意后页面和检索结果随即撤下。',
  personal: true,
  columns: [column('级别', 'level', 100), day('证书有效至', 'certificateUntil'), validity],
})

export const experts = kindOf({
  kind: 'expert',
  path: 'experts',
  title: '专家资料',
  mine: '我的专家资料',
  add: '填写专家资料',
  hint: '资料由本人填写，经本人同意才公开，随时可以撤回。',
  lead: '这里只是您愿意公开的介绍；是否入选评审专家库与此无关。联系电话不公开。',
  personal: true,
  columns: [column('职称或职务', 'jobTitle', 140), column('可以提供', 'services', 200), validity],
})

export const directories: readonly RecordKind[] = [
  serviceBodies,
  instruments,
  pilotServices,
  brokers,
  experts,
]
