import type { OrganisationSigns } from '#platform/identity/signs.ts'
import { fold } from '#platform/search/fold.ts'
import { tagged } from '#platform/search/tokens.ts'

/** A sign somebody is recognised by, as it is looked for: folded, without spaces and punctuation. */
export interface Sign {
  readonly kind: '单位名称' | '字号' | '统一社会信用代码' | '地址' | '人员姓名'
  readonly text: string
  /** An ordinary word as well (高峰, 星光): it is pointed out, not refused. */
  readonly isOrdinary: boolean
  /** Only as a word of its own: 高峰 is no name in 高峰期. */
  readonly isWord: boolean
}

const LEGAL =
  /(?:股份)?(?:有限责任|有限)?公司$|集团$|总公司$|分公司$|(?:工|药|酒|茶|林|农|牧|渔|水|电|糖|盐)?厂$|研究院$|研究所$|大学$|学院$|中心$|合作社$|事务所$|医院$|农场$|商行$|经营部$|工作室$/u
const TRADES = new Set(
  '科技 技术 高科 生物 生物科技 生物工程 生物医药 医药 制药 药业 医疗 医疗器械 电子 电子科技 信息 信息技术 信息科技 网络 软件 智能 智能科技 数字 通信 光电 半导体 新材 材料 新材料 实业 工业 工程 园林工程 园林 机械 设备 装备 制造 食品 食品机械 餐饮 水产 渔业 海洋 农业 种业 牧业 畜牧 饲料 环保 环境 环境科技 能源 新能源 电力 电气 电器 水务 淡化 化工 化学 塑胶 塑料 橡胶 五金 模具 汽车 汽配 船舶 港航 航运 物流 运输 贸易 商贸 进出口 国际 投资 发展 开发 控股 产业 集团 纺织 服装 服饰 鞋业 珠宝 首饰 珠宝首饰 工艺 工艺品 玩具 玩具厂 家具 家居 建材 建设 建筑 地产 矿业 冶金 金属 钢铁 铝业 农民 专业 股份 科技股份 有限 责任 技术转移 服务 咨询 检测 文化 传媒 教育 风电 海上风电 光伏 渔港 加工 生产 研发 创新'.split(
    ' ',
  ),
)
/** What a legal name begins with besides a place. */
const SAMPLE = /^示例[·•・\s-]*/u
/** Added to names of invented people. */
const MADE_UP = /[（(]示例[)）]/gu

/** What of an organisation must not stand in a text that hides it. `contact` is the form's own field. */
export function signsOfOwner(owner: OrganisationSigns, contact: string): Sign[] {
  const { name, shortName, creditCode, address, people } = owner
  const named = [name, shortName].map((one) => one.replace(SAMPLE, ''))
  const signs: Sign[] = [
    ...named.map((text, i) => sign('单位名称', text, i > 0 && isOrdinaryWord(text))),
    ...[...new Set(named.flatMap(brandsOf))].map((text) => sign('字号', text, isOrdinaryWord(text))),
    ...(creditCode === null
      ? []
      : [sign('统一社会信用代码', creditCode), sign('统一社会信用代码', creditCode.slice(-10))]),
    ...placesOf(address).map((text) => sign('地址', text)),
    ...[...people, ...namesIn(contact)].map((text) => personSign(text.replaceAll(MADE_UP, ''))),
  ]
  const long = signs.filter(({ text }) => Array.from(text).length >= 2)
  return long
    .filter((one, i) => long.findIndex(({ text }) => text === one.text) === i)
    .sort((a, b) => b.text.length - a.text.length)
}

function sign(kind: Sign['kind'], text: string, isOrdinary = false): Sign {
  return { kind, text: bare(text), isOrdinary, isWord: false }
}

function personSign(name: string): Sign {
  const text = bare(name)
  return { kind: '人员姓名', text, isOrdinary: isOrdinaryWord(text), isWord: Array.from(text).length <= 2 }
}

/** Folded, without spaces, punctuation and symbols: as signs are looked for. */
export function bare(text: string): string {
  return fold(text).replaceAll(/[\s\p{P}\p{S}]/gu, '')
}

/**
 * The words of a name that are its own: without the place it begins with, its trade and its legal form. 惠州芯屿电子有限公司
 * has 芯屿; a name made of place and trade alone has none.
 */
export function brandsOf(name: string): string[] {
  const tokens = tagged(name.replace(SAMPLE, '').replace(LEGAL, '')).filter(({ word }) =>
    /[\p{L}\p{N}]/u.test(word),
  )
  while (tokens.length > 0 && TRADES.has(tokens.at(-1)?.word ?? '')) tokens.pop()
  // A name of a place and a trade alone keeps the place: it is pointed out, since nobody could leave it out (惠州水产).
  while (tokens.length > 1 && isPlace(tokens[0])) tokens.shift()
  const words = tokens.map(({ word }) => word)
  const whole = words.join('')
  const last = Array.from(whole).slice(-2).join('')
  const brands = [whole, words.slice(1).join(''), /^\p{Script=Han}{4,}$/u.test(whole) ? last : '']
  return [...new Set(brands.map(bare))].filter((brand) => Array.from(brand).length >= 2)
}

function isPlace(token: { readonly word: string; readonly tag: string } | undefined): boolean {
  return (
    token !== undefined &&
    (/[省市县区州镇乡]$/u.test(token.word) || token.tag === 'ns') &&
    !TRADES.has(token.word)
  )
}

/** Of an address what is narrower than a county: 示例路6号, 星河产业园, and the whole of it. */
function placesOf(address: string): string[] {
  const rest = address.replace(/^.*?(?:省|自治区)/u, '').replace(/^.*[市县区旗](?=\S{3})/u, '')
  const roads =
    rest.match(
      /[^\s\d，,、]{2,12}?(?:大道|公路|路|街|巷|产业园|工业园|科技园|园区|大厦|广场|大楼|花园)(?:\d+号)?/gu,
    ) ?? []
  return [rest, ...roads].filter((part) => Array.from(bare(part)).length >= 4)
}

const CONTACT_WORDS =
  /(?:联系人|技术|合作|办公|市场|采购|研发|生产|工程|综合|电话|手机|微信|邮箱|先生|女士|小姐|经理|主任|部长?|科长?|室|总|老师|工)/gu

/** Names of people in the contact field: short Chinese words that are no department or title. */
function namesIn(contact: string): string[] {
  const words = contact.replaceAll(MADE_UP, '').replaceAll(CONTACT_WORDS, ' ')
  return words.match(/(?<!\p{Script=Han})\p{Script=Han}{2,4}(?!\p{Script=Han})/gu) ?? []
}

/** True of a dictionary word that is no name of a person or firm: it stands in many texts for other reasons. */
function isOrdinaryWord(text: string): boolean {
  const tokens = tagged(text)
  return tokens.length === 1 && !/^(?:nr|nt|nz|x|eng)/u.test(tokens[0]?.tag ?? 'x')
}
