import type { SampleMark } from '#platform/documents/blocks.ts'

/** A party as the register of organisations has it. */
export interface Party {
  readonly name: string
  readonly creditCode: string | null
  readonly address: string
  /** Country or region of registration or nationality; null where it is the mainland. */
  readonly abroad: string | null
}

/** Somebody who signs besides the two parties: a natural person without account. */
export interface ExtraSigner {
  readonly id: string
  readonly name: string
  readonly role: string
}

/** A right the contract is about; 民法典 845 III asks for all of these where it is a patent. */
export interface Right {
  readonly type: string
  readonly number?: string | null | undefined
  readonly status?: string | undefined
  readonly filedOn?: string | null | undefined
  readonly grantedOn?: string | null | undefined
  readonly expiresOn?: string | null | undefined
  readonly owners?: readonly string[] | null | undefined
}

/** What every text is made from, whatever its purpose. */
export interface TextMatter {
  readonly publicId: string
  readonly version: number
  readonly at: string
  readonly address: string
  readonly mark?: SampleMark
  /** Who has the technology, and who wants it. */
  readonly seller: Party
  readonly buyer: Party
  readonly signers: readonly ExtraSigner[]
  readonly achievement: {
    readonly name: string
    readonly code: string
    readonly ip: readonly Right[]
  }
}

/** Modes of cooperation there is a contract text for; 独占, 排他 and 普通 are never merged. */
export const MODES = [
  '转让',
  '独占许可',
  '排他许可',
  '普通许可',
  '委托开发',
  '合作开发',
  '技术咨询',
  '技术服务',
  '技术培训',
  '技术中介',
] as const
export type Mode = (typeof MODES)[number]

/**
 * The agreed terms. What all modes share must be there; what only some have may be missing, and then the text says
 * expressly 无 or what the law says.
 */
export interface ContractTerms {
  /** Absent where the price is a royalty alone (846). */
  readonly priceFen?: number | undefined
  readonly payment: string
  readonly territory: string
  readonly termMonths: number
  readonly deliverables: string
  readonly acceptance: string
  readonly improvements: string
  readonly confidentiality: string
  readonly liability: string
  readonly disputes: string
  /** Steps, dates and places of performance. */
  readonly plan?: string
  /** Documents that form part of the contract (845 II). */
  readonly documents?: string
  /** Whose the results are (859, 860, 861, 885), and how gains are divided. */
  readonly results?: string
  /** Who bears the risk of failure (858). */
  readonly risk?: string
  /** Contributions and division of work of a cooperation (855). */
  readonly contributions?: string
  /** Products, uses or trades a licence is for (864). */
  readonly fieldOfUse?: string
  /** Whether the licensee may give sublicences (867). */
  readonly sublicence?: string
  /** Licences given before (transfer, licence). */
  readonly earlierLicences?: string
  /** Who bears the costs of the work (886). */
  readonly costs?: string
  /** What the commissioning side provides: data, conditions, people. */
  readonly cooperation?: string
  /** Terms explained by the parties. */
  readonly terms?: string
  /** Share of sales and inspection of books (846 II, III). */
  readonly royalty?: string
}

export interface ContractMatter extends TextMatter {
  readonly mode: Mode
  readonly termsVersion: number
  readonly terms: ContractTerms
  /** The seller is a unit and the achievement job-related: its completers come first on a transfer (847). */
  readonly jobRelated: boolean
  /** Fiscal money went into it (科技进步法 34). */
  readonly isFiscal: boolean
}

const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']

export function isPatent(right: Right): boolean {
  return PATENTS.includes(right.type)
}

/** Patents granted, patents applied for, know-how, other rights: what a transfer is divided by (863, 876). */
export const TRANSFERS = {
  专利权: '专利权转让',
  专利申请权: '专利申请权转让',
  技术秘密: '技术秘密转让',
  计算机软件著作权: '计算机软件著作权转让',
  其他知识产权: '其他知识产权转让',
} as const
export type TransferKind = keyof typeof TRANSFERS

/** Kinds of right among those the contract is about; technology without a registered right is know-how. */
export function rightKinds(rights: readonly Right[]): TransferKind[] {
  const kinds = rights.filter((right) => right.status !== '失效').map(kindOf)
  const all = Object.keys(TRANSFERS) as TransferKind[]
  return kinds.length === 0 ? ['技术秘密'] : all.filter((kind) => kinds.includes(kind))
}

function kindOf(right: Right): TransferKind {
  if (isPatent(right)) return right.status === '申请中' ? '专利申请权' : '专利权'
  if (right.type === '技术秘密') return '技术秘密'
  return right.type === '软件著作权' ? '计算机软件著作权' : '其他知识产权'
}
