import type { Block, PaperDocument, SignaturePlace } from '#platform/documents/blocks.ts'
import { assemble, type Article, type PlacedClause } from './article.ts'
import { consulting } from './consulting.ts'
import { commissioned, cooperative } from './development.ts'
import { licence } from './licence.ts'
import type { ContractMatter, Mode, Party, TextMatter } from './matter.ts'
import { service } from './service.ts'
import { transfer, transferTitle } from './transfer.ts'

/** The five classes of 民法典 843. */
export const CLASSES = ['技术开发', '技术转让', '技术许可', '技术咨询', '技术服务'] as const
type Class = (typeof CLASSES)[number]

interface ContractText {
  readonly class: Class
  /** As lists show it; the text itself may say more. */
  readonly title: string
  readonly titleOf?: (matter: ContractMatter) => string
  /** Who is 甲方: the side with the technology, or the side that commissions. */
  readonly first: 'seller' | 'buyer'
  /** What 甲方 and 乙方 are called. */
  readonly roles: readonly [first: string, second: string]
  readonly articles: readonly Article<ContractMatter>[]
}

const licenceText = (kind: string): ContractText => ({
  class: '技术许可',
  title: `技术许可合同（${kind}）`,
  first: 'seller',
  roles: ['许可人', '被许可人'],
  articles: licence,
})

/** A text for every mode of cooperation. */
export const CONTRACT_TEXTS: Readonly<Record<Mode, ContractText>> = {
  转让: {
    class: '技术转让',
    title: '技术转让合同',
    titleOf: transferTitle,
    first: 'seller',
    roles: ['让与人', '受让人'],
    articles: transfer,
  },
  独占许可: licenceText('独占许可'),
  排他许可: licenceText('排他许可'),
  普通许可: licenceText('普通许可'),
  委托开发: {
    class: '技术开发',
    title: '技术开发（委托）合同',
    first: 'buyer',
    roles: ['委托人', '研究开发人'],
    articles: commissioned,
  },
  合作开发: {
    class: '技术开发',
    title: '技术开发（合作）合同',
    first: 'seller',
    roles: ['合作开发人', '合作开发人'],
    articles: cooperative,
  },
  技术咨询: {
    class: '技术咨询',
    title: '技术咨询合同',
    first: 'buyer',
    roles: ['委托人', '受托人'],
    articles: consulting,
  },
  技术服务: {
    class: '技术服务',
    title: '技术服务合同',
    first: 'buyer',
    roles: ['委托人', '受托人'],
    articles: service,
  },
  技术培训: {
    class: '技术服务',
    title: '技术培训合同',
    first: 'buyer',
    roles: ['委托人', '受托人'],
    articles: service,
  },
  技术中介: {
    class: '技术服务',
    title: '技术中介合同',
    first: 'buyer',
    roles: ['委托人', '中介人'],
    articles: service,
  },
}

/** A text ready to print, with its clauses for comparison. */
export interface MadeText {
  readonly paper: PaperDocument
  readonly clauses: readonly PlacedClause[]
}

/** Names of the two sides in a text: 甲方（许可人）. */
export function rolesOf(first: 'seller' | 'buyer', roles: readonly [string, string]) {
  const [one, two] = [`甲方（${roles[0]}）`, `乙方（${roles[1]}）`]
  return first === 'seller' ? { seller: one, buyer: two } : { seller: two, buyer: one }
}

/** The contract as a document: nine points of 民法典 845 in its own order, price by 846, liability, how it is signed. */
export function contractText(matter: ContractMatter): MadeText {
  const text = CONTRACT_TEXTS[matter.mode]
  return madeText(matter, {
    title: text.titleOf?.(matter) ?? text.title,
    first: text.first,
    roles: text.roles,
    opening:
      '依据《中华人民共和国民法典》第三编第二十章（技术合同）的规定，甲乙双方经平等协商，就下列技术成果订立本合同，共同遵守。',
    articles: text.articles,
  })
}

export interface Layout<M> {
  readonly title: string
  readonly first: 'seller' | 'buyer'
  readonly roles: readonly [string, string]
  readonly opening: string
  readonly articles: readonly Article<M>[]
}

/** Parties, opening, articles, places to sign: the same for every text. */
export function madeText<M extends TextMatter>(matter: M, layout: Layout<M>): MadeText {
  const roles = rolesOf(layout.first, layout.roles)
  const { seller, buyer } = matter
  const sides = [
    { role: roles.seller, party: seller },
    { role: roles.buyer, party: buyer },
  ]
  const ordered = layout.first === 'seller' ? sides : sides.toReversed()
  const { blocks, clauses } = assemble(layout.articles, matter)
  const head: Block[] = [
    { kind: 'title', text: layout.title, subtitle: `合同编号 ${matter.publicId.toUpperCase()}` },
    { kind: 'pairs', rows: ordered.flatMap(({ role, party }) => partyRows(role, party)) },
    { kind: 'paragraph', text: layout.opening },
  ]
  const places: SignaturePlace[] = [
    ...ordered.map(({ role, party }) => ({ role, name: party.name, lines: SIGN_LINES })),
    ...matter.signers.map((signer) => ({ role: signer.role, name: signer.name, lines: PERSON_LINES })),
  ]
  return {
    clauses,
    paper: {
      title: layout.title,
      version: `第 ${matter.version} 版`,
      at: matter.at,
      ...(matter.mark !== undefined && { mark: matter.mark }),
      marked: { id: matter.publicId, version: matter.version },
      address: { url: matter.address, caption: '扫码核对本合同' },
      blocks: [...head, ...blocks, ...signatureBlocks(places)],
    },
  }
}

const SIGN_LINES = ['授权代表（签字）及职务：', '单位（盖章）：', '日期：　　　　年　　月　　日']
const PERSON_LINES = ['签字：', '日期：　　　　年　　月　　日']
const NOT_FILLED = '——'

function partyRows(role: string, party: Party): (readonly [string, string])[] {
  const code = ['统一社会信用代码', party.creditCode ?? NOT_FILLED] as const
  return [
    [role, party.name],
    party.abroad === null ? code : ['注册地或国籍', party.abroad],
    ['住所', party.address || NOT_FILLED],
  ]
}

/** Two places side by side; more signatories go below. */
function signatureBlocks(places: readonly SignaturePlace[]): Block[] {
  const blocks: Block[] = []
  for (let i = 0; i < places.length; i += 2)
    blocks.push({ kind: 'signatures', parties: places.slice(i, i + 2) })
  return blocks
}
