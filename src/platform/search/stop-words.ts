// Words that say little about the matter; they stay in the index.
const GRAMMAR =
  '的 了 和 与 及 其 在 对 为 是 等 有 中 以 于 并 或 该 由 从 将 被 到 上 下 不 也 之 而 及其 以及'
const PHRASES_OF_DEMANDS =
  '进行 通过 采用 具有 一种 基于 可以 实现 需求 内容 预期 目标 公司 企业 我司 问题 希望 技术 研究 要求'
const ENGLISH =
  'a about above after all also an and any anyone are as at available be been being both but by can could determine did do does done each either find for found from further given had has have having here how however i if in into is it its just known made make may more most much must no nor not obtained of on only or other out over own same should so some such than that the their them then there these they this those through to too under up upon use used using very was we were what when where which while who why will with within without would you your'

/** Words nearly every demand has: for matching they count little. */
export const OF_ANY_DEMAND: ReadonlySet<string> = new Set(PHRASES_OF_DEMANDS.split(' '))

/** Grammar, for matching. */
export const GRAMMAR_WORDS: ReadonlySet<string> = new Set(`${GRAMMAR} ${ENGLISH}`.split(' '))

/** Grammar only, for queries people type. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `的 了 和 与 及 其 等 并 或 之 以及 及其 ${ENGLISH}`.split(' '),
)

const MEASURES =
  '年 月 日 天 周 小时 分钟 秒 个月 年度 元 万元 亿元 米 厘米 毫米 公里 千米 吨 公斤 千克 克 毫克 升 毫升 度 亩 平方米 立方米 倍 左右 以上 以下 以内 不低于 不高于 不少于 不超过'
const UNITS =
  'mm cm dm km um nm kg mg ug ml dl hz khz mhz ghz kw mw gw kwh mwh kv mv ma pa kpa mpa gpa rpm min ms db ppm ppb wt vol rmb usd cny g t m s h l v w a k'
const FILLERS =
  '用于 适用 适用于 应用 应用于 使用 利用 用 可 能 能够 需 需要 须 应 已 未 均 且 则 即 如 按 内 外 后 前 时 下列 主要 相关 有关 其中 包括 提供 解决 提高 降低 增加 减少 达到 满足 完成 开展 形成 作为 成为 目前 现有 本项目 项目 低于 高于 超过 提升 提前 保持 结果 时间 得到 给出'
const SILENT: ReadonlySet<string> = new Set([
  ...GRAMMAR_WORDS,
  ...OF_ANY_DEMAND,
  ...`${MEASURES} ${UNITS} ${FILLERS}`.split(' '),
])
/** 一次, 十二个, 每年. */
const COUNTED =
  /^[〇零一二三四五六七八九十百千万亿两几半第每各多]*[个次项种台套件份条张家名位组批年月日天]?$/u
const NUMBER_BEFORE = /^[\p{N}.]+/u

/** True of grammar, numbers and units: part of a score, but no reason anybody would give for a match. */
export function isSilent(word: string): boolean {
  const rest = word.replace(NUMBER_BEFORE, '')
  return rest === '' || SILENT.has(rest) || COUNTED.test(rest)
}
