/** A row of the rules as GET /ruleset gives it. */
export interface Rule {
  readonly key: string
  readonly layer: 'national' | 'city'
  readonly title: string
  readonly from: string
  readonly until: string | null
  readonly value: unknown
  readonly unit: string
  readonly status: RuleStatus
  readonly source: string
  readonly note: string
  /** False where the city's own row counts instead. */
  readonly inUse: boolean
  readonly badge: { readonly text: string; readonly statusText: string } | null
}

export type RuleStatus = 'verified' | 'draft' | 'memory' | 'proposed'

/** How far a rule is checked, in the words of its form. */
export const STATUSES: Readonly<Record<RuleStatus, string>> = {
  verified: '已核实',
  draft: '出自征求意见稿',
  memory: '凭记忆录入',
  proposed: '建议值',
}

export const LAYERS = { city: '本市', national: '国家和省' } as const

/** Areas by the first word of their keys; what no area names is 其他. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  信息发布与审核: ['listing', 'demand', 'review', 'verification', 'trl', 'evidenceLibrary'],
  交易与公示: ['auction', 'notice', 'contract', 'gate'],
  赋权与收益: ['rights', 'reward', 'tax', 'ip', 'instrument', 'report'],
  载体与中试: ['incubator', 'incubatee', 'graduation', 'makerspace', 'pilotbase', 'pilotservice'],
  科技型中小企业: ['sme'],
  科研诚信: ['integrity'],
  容错免责: ['exemption'],
  评审与大赛: ['competition', 'experts'],
  督办与统计: ['supervision', 'statistics'],
  本市安排: ['city'],
  登录与安全: ['login', 'password', 'session', 'code', 'register'],
  平台限额与提醒: ['file', 'import', 'message', 'calendar'],
}
const OTHER = '其他'

/** The area of a rule, by its key. */
export function areaOf(key: string): string {
  const first = key.split('.')[0] ?? ''
  return Object.keys(AREAS).find((area) => AREAS[area]?.includes(first)) ?? OTHER
}

export interface RuleFilter {
  readonly q: string
  /** `unconfirmed` is every status but verified; empty is all. */
  readonly status: string
  readonly area: string
}

/** The rules that a filter leaves, in groups by area, in the order of the areas. */
export function groupsOfRules(
  rules: readonly Rule[],
  filter: RuleFilter,
): readonly { readonly area: string; readonly rules: readonly Rule[] }[] {
  const words = filter.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const kept = rules.filter((rule) => {
    const text = `${rule.title} ${rule.key} ${rule.source} ${rule.note}`.toLowerCase()
    const hasStatus =
      filter.status === '' ||
      (filter.status === 'unconfirmed' ? rule.badge !== null : rule.status === filter.status)
    return hasStatus && words.every((word) => text.includes(word))
  })
  return [...Object.keys(AREAS), OTHER]
    .filter((area) => filter.area === '' || filter.area === area)
    .map((area) => ({ area, rules: kept.filter((rule) => areaOf(rule.key) === area) }))
    .filter((group) => group.rules.length > 0)
}

const plain = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 4 })

/** Stored units that nobody reads, as people say them: what to divide by and what to write behind. */
const SPOKEN: readonly (readonly [stored: string, divisor: number, spoken: string])[] = [
  ['基点', 100, '%'],
  ['百分之一分', 100, ' 分'],
  ['字节', 1024 * 1024, ' MB'],
]
/** Fen in ten thousand yuan. */
const FEN_PER_WAN = 1_000_000

/** Value and unit of a rule in words: `2000 基点` is 20%, `500000000 分` of money is 500 万元. */
export function ruleText(rule: Pick<Rule, 'key' | 'value' | 'unit'>): string {
  const { value, unit } = rule
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (value === '' || value === null) return '未填写'
  if (typeof value === 'string') return value
  const isMoney = rule.key.endsWith('Fen') && unit.startsWith('分')
  const [stored, divisor, spoken] = isMoney
    ? (['分', FEN_PER_WAN, ' 万元'] as const)
    : (SPOKEN.find(([name]) => unit.startsWith(name)) ??
      ([unit, 1, unit === '%' ? '%' : ` ${unit}`] as const))
  const rest = stored === unit ? '' : unit.slice(stored.length)
  if (typeof value === 'number') return `${plain(value / divisor)}${spoken}${rest}`
  const inner = partsText(value, divisor)
  return inner === '' ? '未填写' : `${inner}${unit === '多项' ? '' : `${spoken}${rest}`}`
}

function partsText(value: unknown, divisor: number): string {
  if (typeof value === 'number') return plain(value / divisor)
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (value === null) return '不限'
  if (Array.isArray(value)) {
    const nested = value.some((part) => Array.isArray(part))
    return value
      .map((part) =>
        Array.isArray(part)
          ? part.map((each) => partsText(each, divisor)).join(' → ')
          : partsText(part, divisor),
      )
      .join(nested ? '；' : '、')
  }
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, part]) => `${name}：${partsText(part, divisor)}`)
      .join('；')
  return typeof value === 'string' ? value : ''
}

/** The day rules begin whose real first day is not known. */
const UNKNOWN_DAY = '1900-01-01'

/** `2024-07-01 起`, `2024-07-01 至 2026-12-31`, or that the first day is not known. */
export function spanText(from: string | null, until: string | null): string {
  const start = from === null || from === UNKNOWN_DAY ? '起始日未查明' : from
  return until === null ? (start !== from ? start : `${start} 起`) : `${start} 至 ${until}`
}

/** A list or several parts typed as text, or undefined where it is not in the form the rule is kept in. */
export function readParts(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
