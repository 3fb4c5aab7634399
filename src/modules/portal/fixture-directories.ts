import { instantAt } from '#platform/booking/slots.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import type { CalendarView, DirectoryKind, DirectoryView, ListPage, ListQuery } from './deps.ts'

const AT = '2026-11-23T01:12:00.000Z'
const TODAY = '2026-11-23'
const ids: Readonly<Record<DirectoryKind, string>> = {
  'service-body': 'skkkkkkkk0',
  instrument: 'ikkkkkkkk0',
  'pilot-service': 'pkkkkkkkk0',
  broker: 'bkkkkkkkk0',
  expert: 'ekkkkkkkk0',
}

function view(kind: DirectoryKind, name: string, more: Partial<DirectoryView>): DirectoryView {
  return {
    kind,
    id: `00000000-0000-7000-8000-0000000000${kind.length}`,
    publicId: ids[kind],
    code: `SL-${kind}`,
    name,
    subtitle: '',
    ownerName: '示例·某某学院',
    region: null,
    publishedAt: AT,
    until: '2027-11-23',
    sample: true,
    certifiedUntil: null,
    marks: [],
    summary: '二次电子像分辨率 1.0 nm，配能谱仪。\n样品须干燥。',
    facts: [['技术领域', ['新材料']]],
    tables: [],
    notes: [],
    website: null,
    bookable: false,
    use: null,
    record: null,
    ...more,
  }
}

/** One record of each directory, with every part a page can show. */
export const fixtureDirectories: readonly DirectoryView[] = [
  view('service-body', '示例·检测服务站', {
    certifiedUntil: '2027-05-31',
    website: 'https://example.cn/',
    facts: [
      ['服务类型', ['检测', '评估']],
      ['统一社会信用代码', ['12999999DEM000014M']],
    ],
    tables: [
      { title: '价目表', head: ['项目', '计价单位', '收费'], rows: [['药物残留检测', '项', '300.00 元']] },
      { title: '业绩', head: ['年份', '业绩'], rows: [['2025', '完成检测 320 批次']] },
    ],
  }),
  view('instrument', '示例扫描电子显微镜', {
    subtitle: 'FE-SEM 示例型',
    marks: [{ text: '原值达到共享标准', unconfirmed: true }],
    facts: [
      ['规格型号', ['FE-SEM 示例型']],
      ['仪器类别', ['分析仪器']],
    ],
    tables: [
      { title: '收费标准', head: ['计费方式', '收费', '说明'], rows: [['按小时', '300.00 元', '含操作']] },
    ],
    notes: [['收费说明', '校内外同价。']],
    bookable: true,
    use: { times: 12, minutes: 1_500, stars: 4.6, ratings: 5 },
  }),
  view('pilot-service', '示例酶解中试线', {
    ownerName: '示例海洋食品中试基地',
    summary: '鱼皮、虾壳的酶解、过滤和喷雾干燥，从实验室配方放大到吨级。',
    facts: [
      ['工艺', ['酶解', '喷雾干燥']],
      ['每批', ['50–2000 千克']],
    ],
    bookable: true,
  }),
  view('broker', '梁渡海（示例）', { subtitle: '高级', certifiedUntil: '2026-11-22' }),
  view('expert', '曾问津（示例）', { subtitle: '教授', facts: [['专家类别', ['技术']]] }),
]

/** Two days: the first with slots in every state, the second closed. */
export const fixtureCalendar: CalendarView = {
  resourceId: '00000000-0000-7000-8000-000000000010',
  slotsMost: 3,
  leadHours: 24,
  cancelHours: 24,
  autoConfirm: false,
  horizonDays: 90,
  days: [
    {
      day: addDays(TODAY, 1),
      slots: (['past', 'free', 'free', 'busy', 'free', 'blocked', 'free', 'free'] as const).map(
        (state, i) => ({
          from: instantAt(addDays(TODAY, 1), 540 + i * 60),
          until: instantAt(addDays(TODAY, 1), 600 + i * 60),
          state,
        }),
      ),
    },
    { day: addDays(TODAY, 2), slots: [] },
  ],
}

/** The list of a directory's fixture; undefined for the kinds of the market. */
export function fixtureDirectoryItems(query: ListQuery): ListPage | undefined {
  if (query.kind === 'achievement' || query.kind === 'demand') return undefined
  const found = fixtureDirectories.filter(
    ({ kind, name, summary }) => kind === query.kind && `${name}${summary}`.includes(query.q),
  )
  const plain = (text: string) => [{ text, hit: false }]
  return {
    items: found.map((record) => ({
      publicId: record.publicId,
      code: record.code,
      name: plain(record.name),
      summary: plain(record.summary),
      ownerName: record.ownerName,
      source: null,
      techField: null,
      region: null,
      trl: null,
      modes: [],
      type: null,
      money: { min: null, max: null, negotiable: false },
      until: record.until,
      publishedAt: record.publishedAt,
      sample: record.sample,
      words: {
        types: ['检测'],
        level: ['高级'],
        techFields: ['新材料'],
        bookable: ['true'],
        processes: ['酶解'],
        materials: ['鱼皮'],
        trlFrom: ['5'],
        trlTo: ['7'],
        model: ['示例型'],
      },
      certifiedUntil: record.certifiedUntil,
    })),
    total: found.length,
    totalIsCapped: false,
    next: null,
    facets: Object.fromEntries(
      query.facets.map((field) => [field, [{ value: '检测', count: found.length }]]),
    ),
    hint: null,
  }
}
