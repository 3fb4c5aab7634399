import type { Block } from '#platform/documents/blocks.ts'

/**
 * The nine points of 民法典 845: the seven matters the first paragraph names, in its order; the documents the parties make
 * part of the contract (second paragraph); the particulars of a patent (third paragraph). How we count:
 * docs/decisions/0031-contract-texts.md.
 */
export const POINTS = {
  name: '项目的名称',
  subject: '标的的内容、范围和要求',
  performance: '履行的计划、地点和方式',
  secrecy: '技术信息和资料的保密',
  ownership: '技术成果的归属和收益的分配办法',
  acceptance: '验收标准和方法',
  terms: '名词和术语的解释',
  documents: '作为合同组成部分的技术文档',
  patents: '涉及专利的事项',
} as const

export type Point = keyof typeof POINTS

/** A clause of the standing text; null leaves it out for this matter. Its id names it in comparisons and references. */
export interface Clause<M> {
  readonly id: string
  readonly text: (matter: M) => string | null
  /** A table under the clause. */
  readonly table?: (matter: M) => Block | null
}

export interface Article<M> {
  readonly heading: string
  readonly point?: Point
  readonly clauses: readonly Clause<M>[]
}

/** A clause as it stands in one version: what versions are compared by. */
export interface PlacedClause {
  readonly id: string
  /** 3.2 */
  readonly number: string
  readonly heading: string
  readonly text: string
}

export interface AssembledText {
  readonly blocks: readonly Block[]
  readonly clauses: readonly PlacedClause[]
}

const NUMERALS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** 十一, 二十: numbers of articles up to 99. */
export function numeral(n: number): string {
  if (n <= 10) return NUMERALS[n] ?? String(n)
  const tens = Math.trunc(n / 10)
  const ones = n % 10
  return `${tens > 1 ? (NUMERALS[tens] ?? '') : ''}十${ones > 0 ? (NUMERALS[ones] ?? '') : ''}`
}

/** Stands for the place of another clause until the numbers are known; nobody can type these characters. */
const OPEN = '\ue000'
const CLOSE = '\ue001'

/** The place of another clause of the same text: 第二条第三款. */
export function ref(id: string): string {
  return `${OPEN}${id}${CLOSE}`
}

/** Numbers the articles and clauses that apply and fills in what refers to them; a reference to nothing is a bug. */
export function assemble<M>(articles: readonly Article<M>[], matter: M): AssembledText {
  const kept = articles
    .map((article) => ({
      heading: article.heading,
      clauses: article.clauses.flatMap((clause) => {
        const text = clause.text(matter)
        return text === null ? [] : [{ id: clause.id, text, table: clause.table?.(matter) ?? null }]
      }),
    }))
    .filter(({ clauses }) => clauses.length > 0)
  const places = new Map(
    kept.flatMap(({ clauses }, a) =>
      clauses.map(({ id }, c) => [id, `第${numeral(a + 1)}条第${numeral(c + 1)}款`] as const),
    ),
  )
  const filled = (text: string) =>
    text.replaceAll(new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g'), (_, id: string) => {
      const place = places.get(id)
      if (place === undefined) throw new Error(`no clause ${id}`)
      return place
    })
  const blocks: Block[] = []
  const placed: PlacedClause[] = []
  for (const [a, { heading, clauses }] of kept.entries()) {
    const title = `第${numeral(a + 1)}条　${heading}`
    blocks.push({ kind: 'heading', text: title })
    for (const [c, { id, text, table }] of clauses.entries()) {
      const number = `${a + 1}.${c + 1}`
      blocks.push({ kind: 'clause', number, text: filled(text) })
      if (table) blocks.push(table)
      placed.push({ id, number, heading: title, text: filled(text) + wordsOf(table) })
    }
  }
  return { blocks, clauses: placed }
}

function wordsOf(table: Block | null): string {
  return table?.kind === 'table' ? `\n${table.rows.map((row) => row.join(' | ')).join('\n')}` : ''
}

/** What was agreed, or what stands where nothing was. 无 said by the parties is no agreement. */
export function stated(agreed: string | undefined, otherwise: string): string {
  const text = (agreed ?? '').trim().replaceAll(OPEN, '').replaceAll(CLOSE, '')
  return text === '' || text === '无' ? otherwise : text
}
