/** National classifications that several forms share. Names as in the documents; not numbers of law. */

/** 国家重点支持的高新技术领域 (国科发火〔2016〕32号, annex). */
export const TECH_FIELDS = [
  '电子信息',
  '生物与新医药',
  '航空航天',
  '新材料',
  '高技术服务',
  '新能源与节能',
  '资源与环境',
  '先进制造与自动化',
] as const

/** What an expert is expert in, as panels are composed (domain/experts.md). */
export const EXPERT_TYPES = ['技术', '财务', '管理', '法律', '投资', '伦理'] as const

/** GB/T 4754-2017: section, its short name, first and last division. */
const SECTIONS = {
  A: ['农、林、牧、渔业', 1, 5],
  B: ['采矿业', 6, 12],
  C: ['制造业', 13, 43],
  D: ['电力、热力、燃气及水生产和供应业', 44, 46],
  E: ['建筑业', 47, 50],
  F: ['批发和零售业', 51, 52],
  G: ['交通运输、仓储和邮政业', 53, 60],
  H: ['住宿和餐饮业', 61, 62],
  I: ['信息传输、软件和信息技术服务业', 63, 65],
  J: ['金融业', 66, 69],
  K: ['房地产业', 70, 70],
  L: ['租赁和商务服务业', 71, 72],
  M: ['科学研究和技术服务业', 73, 75],
  N: ['水利、环境和公共设施管理业', 76, 79],
  O: ['居民服务、修理和其他服务业', 80, 82],
  P: ['教育', 83, 83],
  Q: ['卫生和社会工作', 84, 85],
  R: ['文化、体育和娱乐业', 86, 90],
  S: ['公共管理、社会保障和社会组织', 91, 96],
  T: ['国际组织', 97, 97],
} as const satisfies Record<string, readonly [string, number, number]>

type Section = keyof typeof SECTIONS
export const INDUSTRY_SECTIONS = Object.keys(SECTIONS) as [Section, ...Section[]]
export const INDUSTRY_TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SECTIONS).map(([letter, [name]]) => [letter, `${letter} ${name}`]),
)

/** Why a two-digit division does not belong to its section; undefined when it does, or when either is missing. */
export function industryFault(section: string | undefined, division: string | undefined): string | undefined {
  if (section === undefined || division === undefined) return undefined
  const known = Object.hasOwn(SECTIONS, section) ? SECTIONS[section as Section] : undefined
  if (!known) return undefined
  const [name, first, last] = known
  const n = Number(division)
  if (n >= first && n <= last) return undefined
  const span = first === last ? pad(first) : `${pad(first)}–${pad(last)}`
  return `行业大类 ${division} 不属于门类 ${section}（${name}），该门类的大类为 ${span}。`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}

/** Six ways of the law (转化法 16), licences split into their three kinds: 独占 and 排他 are never merged. */
export const MODES = [
  '转让',
  '独占许可',
  '排他许可',
  '普通许可',
  '作价入股',
  '合作开发',
  '委托开发',
  '技术咨询',
  '技术服务',
  '自行实施',
  '以成果为条件合作实施',
] as const

/** GB/T 22900: technology readiness, names of the 2009 scale. */
export const TRL_TITLES: Readonly<Record<string, string>> = {
  1: '1 报告级',
  2: '2 方案级',
  3: '3 功能级',
  4: '4 仿真级',
  5: '5 初样级',
  6: '6 正样级',
  7: '7 系统级',
  8: '8 产品级',
  9: '9 系统应用/产业级',
}

/** IPC subclass, with or without main group. */
export const IPC = /^[A-H]\d{2}[A-Z](\d{1,4}\/\d{2,6})?$/
