import type { MODES, INDUSTRY_SECTIONS } from '#platform/forms/classes.ts'
import type { Span } from '#platform/extract/span.ts'
import type { DEMAND_TYPES } from '../forms.ts'

type DemandType = (typeof DEMAND_TYPES)[number]
type Mode = (typeof MODES)[number]
type Section = (typeof INDUSTRY_SECTIONS)[number]

/** What a value was read from: the place of the words, or none when it only follows from another value. */
export interface Cued<T> {
  readonly value: T
  readonly spans: readonly Span[]
}

type Cues<T> = readonly (readonly [value: T, words: RegExp])[]

/** The rarer kinds first: one word of money or of people outweighs 需要 and 技术, which stand in every demand. */
const TYPES: Cues<DemandType> = [
  ['人才', /带头人|招聘|聘请|引进人才|人才引进|全职|双聘|博士后?|工程师|专家团队|技术人才|专业人才/gu],
  ['融资', /融资|资金方|投资方|股权投资|贷款|风险投资|天使轮/gu],
  ['咨询', /咨询|差距评估|可行性研究|论证|认证流程|培训|政策辅导|规划设计服务|诊断评估/gu],
  [
    '检测',
    /(?:委托|送样|第三方|做|帮忙?)(?:检测|检验|测试|化验)|检测服务|检测机构|检验检测|出具报告|测试服务/gu,
  ],
  [
    '成果引进',
    /引进|成套|现成|成熟(?:的)?(?:技术|产品|设备|工艺)|购买|采购|直接(?:用|上|替换)|转让|许可|专利购买|寻找.{0,12}设备/gu,
  ],
  [
    '技术攻关',
    /攻关|合作开发|联合开发|共同(?:研发|开发)|研发|研制|开发|难题|瓶颈|解决|改进|改造|提高|提升|降低|替代|怎么|如何/gu,
  ],
]

const WAYS: Cues<Mode> = [
  ['合作开发', /合作(?:开发|研发|研究|攻关)|联合(?:开发|研发|攻关)|共同(?:开发|研发|攻关)|产学研|技术合作/gu],
  ['委托开发', /委托(?:开发|研发|研究|设计)|定制(?:开发)?|代为研发/gu],
  ['技术服务', /技术服务|技术指导|现场指导|培训|调试|运维|改造|安装|检测服务|检验检测|委托检测/gu],
  ['技术咨询', /咨询|评估|论证|可行性/gu],
  ['独占许可', /独占许可|独家许可/gu],
  ['排他许可', /排他许可/gu],
  ['普通许可', /普通许可|授权使用|专利许可|许可使用/gu],
  ['转让', /转让|买断|购买(?:专利|技术|成果)|专利购买/gu],
  ['作价入股', /入股|股权合作|技术作价/gu],
]

/** What usually follows from the kind of demand when no way is named. */
const USUAL: Readonly<Record<DemandType, readonly Mode[]>> = {
  技术攻关: ['合作开发', '委托开发'],
  成果引进: ['普通许可', '技术服务'],
  检测: ['技术服务'],
  咨询: ['技术咨询'],
  融资: ['合作开发'],
  人才: ['技术服务'],
}

/** Sections of GB/T 4754 by what a firm says it does; 制造业 is where most say nothing else. */
const INDUSTRIES: Cues<Section> = [
  [
    'A',
    /养殖|种植|果园|渔场|网箱|高位池|苗场|苗圃|育苗|种苗|荔枝园|农户|畜禽|鸡舍|牧场|林场|亩产|渔船|垂钓|捕捞|浮球/gu,
  ],
  ['B', /煤矿|矿井|采煤|金矿|选矿|采矿|油田|巷道/gu],
  ['D', /发电|风电|电站|供水|水厂|淡化装置|海水淡化|燃气|供热|输电|变电/gu],
  ['E', /施工|建筑工程|桥梁|隧道|装配式/gu],
  ['G', /物流|货运|港口|铁路|快递|航运/gu],
  ['I', /软件开发|信息系统|互联网平台|数据平台|客户端软件/gu],
  ['M', /检测机构|设计院|研究院/gu],
  ['N', /污水处理厂|垃圾处理|生态修复|退塘还湿|环卫|海漂垃圾|河道/gu],
  ['Q', /医院|门诊|临床诊疗|护理院/gu],
  ['C', /生产|制造|加工|车间|产线|生产线|工厂|厂里|模具|镀|涂料|工艺|设备|原料|试产/gu],
]

/** The kind of demand, read from the rarest kind some word speaks for; 技术攻关 without words when nothing does. */
export function typeOf(text: string): Cued<DemandType> {
  return firstOf(TYPES, text) ?? { value: '技术攻关', spans: [] }
}

/** Ways of working together that are named, else the usual ones of the kind of demand. */
export function modesOf(text: string, type: DemandType): readonly Cued<Mode>[] {
  const named = WAYS.flatMap(([value, words]) => {
    const spans = placesOf(text, words)
    return spans.length === 0 ? [] : [{ value, spans }]
  })
  return named.length > 0 ? named : USUAL[type].map((value) => ({ value, spans: [] }))
}

/** The industry most words speak for; undefined when none does. */
export function industryOf(text: string): Cued<Section> | undefined {
  const counted = INDUSTRIES.map(([value, words]) => ({ value, spans: placesOf(text, words) }))
  const best = counted.reduce((a, b) => (b.spans.length > a.spans.length ? b : a))
  return best.spans.length === 0 ? undefined : best
}

function firstOf<T>(cues: Cues<T>, text: string): Cued<T> | undefined {
  for (const [value, words] of cues) {
    const spans = placesOf(text, words)
    if (spans.length > 0) return { value, spans }
  }
  return undefined
}

/** Words shown of one value; more of them convince nobody. */
const SHOWN = 3

function placesOf(text: string, words: RegExp): Span[] {
  return [...text.matchAll(words)]
    .slice(0, SHOWN)
    .map((match) => ({ from: match.index, to: match.index + match[0].length }))
}
