/** Units of measure as people write them; the longest that fits counts. Matched after folding of width. */
const SYMBOLS =
  'nm μm um mm cm dm km m kg mg μg ug g t mL ml μL dL L ms min h d s ℃ °C °F K kV mV V mA A kWh MWh GWh Wh mAh Ah kW MW GW W Hz kHz MHz GHz Ω kΩ MΩ dB dBm Pa kPa MPa GPa bar rpm ppm ppb % ‰ HV HRC HRB HB fps Mbps Gbps kbps GB TB MB lm lx cd kN N J kJ MJ kcal cal mol mmol cP °Brix m2 m3 cm2 cm3 mm2 mm3 m² m³ cm² cm³ mm² ㎡ m^2 m^3'
const WORDS =
  '个百分点 百分点 个点 纳米 微米 毫米 厘米 分米 公里 千米 海里 米 毫克 微克 千克 公斤 克 斤 吨 毫升 升 立方厘米 立方米 立方 方 平方厘米 平方米 平方公里 亩 公顷 毫秒 秒 分钟 小时 个小时 天 日 周 星期 个月 月 年 摄氏度 度电 度 千瓦时 兆瓦时 兆瓦 千瓦 瓦 千伏 伏 毫安 安 兆帕 千帕 帕 分贝 赫兹 转 目 倍 元 块钱 块 角 毛钱 毛 分钱 美元 帧 像素 米/秒 大卡 千卡 个 只 件 台 套 次 人 条 片 株 粒 袋 瓶 箱 批 份 张 头 尾 级 层 斤 单 票 船 辆 亩地 克拉'

/** Words that begin with a unit and are none: 三倍体, 一年生, 两级分离 may follow a number. */
const NOT_AFTER: Readonly<Record<string, string>> = {
  倍: '体',
  年: '生代龄轻级',
  日: '本常益前后光',
  月: '子饼',
  方: '法案向便面式',
  度: '过数假日',
  人: '工员力才造类',
  条: '件',
  个: '性别人体',
  次: '要品级',
  件: '',
  安: '全装排',
  升: '级降高温压',
  转: '化移让产换运录',
  头: '部',
  级: '联别配',
  单: '位元一独株体',
  分: '',
  块: '状',
  片: '区段',
  天: '然线津',
  时: '',
  米: '饭粉色',
  克: '服',
  目: '标前的录',
  瓶: '颈',
  份: '额子',
  层: '次面状叠',
  批: '量次',
  船: '用舶载',
  票: '据',
  尾: '水气矿砂料',
  粒: '径度子',
  套: '件用路',
  台: '阶风',
  张: '力',
  袋: '',
  箱: '体',
  毛: '坯',
  角: '度',
  帕: '',
  周: '期边长围',
  只: '有能要需',
}

const escaped = (unit: string) => unit.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
/** People mix the case of units of several letters (KW, Mpa, KM); of one letter it tells units apart (5G is no gram). */
const anyCase = (unit: string) =>
  unit.length > 1 ? unit.replaceAll(/[A-Za-z]/g, (c) => `[${c.toLowerCase()}${c.toUpperCase()}]`) : unit
const byLength = (list: string) => list.split(' ').sort((a, b) => b.length - a.length)
const SYMBOL = byLength(SYMBOLS)
  .map((unit) => anyCase(escaped(unit)))
  .join('|')
const WORD = byLength(WORDS)
  .map((unit) => {
    const not = NOT_AFTER[unit] ?? ''
    return not === '' ? unit : `${unit}(?![${not}])`
  })
  .join('|')
const ONE = `(?:(?:${WORD})|(?:${SYMBOL})(?![A-Za-z]|[-^]\\d))`
/** mg/L, 元/公斤, g·cm, W/m.K, 件每分钟. */
const UNIT = new RegExp(
  `\\s*(?<unit>${ONE}(?:\\s*(?:[/·*]|\\.(?=[A-Za-z])|每)\\s*(?:${ONE}|次|屏)){0,3})`,
  'uy',
)
/** A denominator written before the number: 每公斤, 每天, 每小时. */
const PER = new RegExp(`(?:每(?<per>${WORD})|每(?<other>吨水|立方米水|平米|百公里))\\s*(?:的)?$`, 'u')

/** The unit at this place (width folded), with where it ends; undefined when there is none. */
export function unitAt(text: string, at: number): { readonly unit: string; readonly to: number } | undefined {
  UNIT.lastIndex = at
  const match = UNIT.exec(text)
  const unit = match?.groups?.['unit']
  return match && unit !== undefined
    ? { unit: unit.replaceAll(/\s/g, ''), to: at + match[0].length }
    : undefined
}

/** The denominator a text ends with (`…每公斤`), with where it begins. */
export function perBefore(text: string): { readonly per: string; readonly from: number } | undefined {
  const match = PER.exec(text)
  const per = match?.groups?.['per'] ?? match?.groups?.['other']
  return match && per !== undefined ? { per, from: match.index } : undefined
}

/** Things one counts: without a word of comparison they tell of what is there, not of what is asked for. */
export const COUNTED: ReadonlySet<string> = new Set(
  '个 只 件 台 套 次 人 条 片 株 粒 袋 瓶 箱 批 份 张 头 尾 级 层 单 票 船 辆 块'.split(' '),
)
