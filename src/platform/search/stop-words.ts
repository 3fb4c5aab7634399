// Words that say nothing about the matter; they stay in the index.
const CHINESE =
  '的 了 和 与 及 其 在 对 为 是 等 有 中 以 于 并 或 该 由 从 将 被 到 上 下 不 也 之 而 及其 以及 进行 通过 采用 具有 一种 基于 可以 实现 需求 内容 预期 目标 公司 企业 我司 问题 希望 技术 研究 要求'
const ENGLISH =
  'a about above after all also an and any anyone are as at available be been being both but by can could determine did do does done each either find for found from further given had has have having here how however i if in into is it its just known made make may more most much must no nor not obtained of on only or other out over own same should so some such than that the their them then there these they this those through to too under up upon use used using very was we were what when where which while who why will with within without would you your'

/** Grammar and the boilerplate of demands, for matching. */
export const BOILERPLATE: ReadonlySet<string> = new Set(`${CHINESE} ${ENGLISH}`.split(' '))

/** Grammar only, for queries people type. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `的 了 和 与 及 其 等 并 或 之 以及 及其 ${ENGLISH}`.split(' '),
)
