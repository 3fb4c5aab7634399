import { foldWidth } from '#platform/forms/text.ts'
import type { Span } from '#platform/extract/span.ts'
import { isSilent } from '#platform/search/stop-words.ts'
import { tagged } from '#platform/search/tokens.ts'

/** More are noise; a person adds what is missing. */
export const KEYWORDS_MAX = 6
const CHARS_MIN = 2
const CHARS_MAX = 10
/** Parts of speech that name things: nouns, verbal nouns, terms, attributes that stand before nouns, Latin words. */
const NAMING = /^(?:n|nz|vn|l|b|eng|an)$/u
/** What may end a name. */
const ENDING = /^(?:n|nz|vn|l|eng)$/u
/** Nouns of every demand. */
const GENERAL = new Set(
  '公司 企业 工厂 厂家 我厂 技术 方法 办法 方案 问题 难题 成本 价格 费用 预算 经费 时间 要求 条件 情况 效果 产品 设备 装置 系统 项目 单位 客户 工人 人员 师傅 人工 数据 指标 能力 水平 质量 市场 国内 国外 目前 现场 原料 工艺 材料 程度 方式 过程 作业 生产 研发 开发 改造 解决 处理 使用 应用 需求 需要 希望 合作 支持 服务 结果 经验 规格 规模 范围 环境 体系 成果 性能 运行 操作 管理 检测 监测 控制 加工 制造 手段 资源 用量 产能 单价 年底 左右 旺季 低价 争议 计划 任务 工作 风险 颜色 天数 措施 园区 现有 大量 传统 普通 产生 含量 参数 订单 合格 供应商 车间 大风 手工 样本 发货 内容 目标 基础 阶段 部分 方面 关键 主要 自动 高校 院校 专家 老师 团队 试用 样品 常温 电话 手机 微信 地址 公斤 合作开发 联合开发 共同开发 技术合作'.split(
    ' ',
  ),
)

/** 每斤, 五毛, 3天. */
const MEASURED = /^\d|^[每半]|^[一二两三四五六七八九十百千万几][^\s]?$/u

interface Token extends Span {
  readonly word: string
  readonly tag: string
}

export interface KeywordCandidate extends Span {
  readonly text: string
  readonly words: readonly string[]
}

/** Names of things in a text, as they stand in it: runs of naming words, at most ten characters. Never throws. */
export function keywordCandidates(text: string): KeywordCandidate[] {
  const found = new Map<string, KeywordCandidate>()
  for (const run of runsOf(foldWidth(text))) {
    const tokens = ended(run)
    const [first] = tokens
    const last = tokens.at(-1)
    if (!first || !last) continue
    const words = text.slice(first.from, last.to)
    const key = words.toLowerCase()
    const isGeneral = tokens.every(({ word }) => GENERAL.has(word) || isSilent(word))
    if (isGeneral || Array.from(words).length < CHARS_MIN || /\s/.test(words) || found.has(key)) continue
    found.set(key, { text: words, from: first.from, to: last.to, words: tokens.map(({ word }) => word) })
  }
  return [...found.values()]
}

/** Neighbouring naming words, without gaps. */
function runsOf(folded: string): Token[][] {
  const runs: Token[][] = []
  let run: Token[] = []
  let from = 0
  for (const { word, tag } of tagged(folded)) {
    const to = from + word.length
    if (NAMING.test(tag) && !MEASURED.test(word)) run.push({ word, tag, from, to })
    else {
      if (run.length > 0) runs.push(run)
      run = []
    }
    from = to
  }
  return run.length > 0 ? [...runs, run] : runs
}

/** The end of a run that fits into a name and ends like one. */
function ended(run: readonly Token[]): Token[] {
  const tokens = [...run]
  while (tokens.length > 0 && !ENDING.test(tokens.at(-1)?.tag ?? '')) tokens.pop()
  const end = tokens.at(-1)?.to ?? 0
  while (tokens.length > 1 && end - (tokens[0]?.from ?? 0) > CHARS_MAX) tokens.shift()
  while (tokens.length > 1 && GENERAL.has(tokens[0]?.word ?? '')) tokens.shift()
  return tokens
}

/** The candidates that tell most: rare words of the market first, longer names before their parts. */
export function bestKeywords(
  candidates: readonly KeywordCandidate[],
  rarity: (word: string) => number,
): KeywordCandidate[] {
  const ranked = candidates
    .map((candidate) => {
      const weights = candidate.words.map((word) => (GENERAL.has(word) ? 0.2 : 1) * rarity(word))
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return { candidate, weight: sum / Math.sqrt(weights.length) }
    })
    .sort((a, b) => b.weight - a.weight || a.candidate.from - b.candidate.from)
  const kept: KeywordCandidate[] = []
  for (const { candidate } of ranked) {
    if (kept.length === KEYWORDS_MAX) break
    const isPart = kept.some(({ text }) => text.includes(candidate.text) || candidate.text.includes(text))
    if (!isPart) kept.push(candidate)
  }
  return kept.sort((a, b) => a.from - b.from)
}
