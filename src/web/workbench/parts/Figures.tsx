import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { shortReading } from '../helpers/money.ts'

/** A figure of one year of an enterprise, with where it is from and what the firm has said of it. */
export interface Figure {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly year: number
  readonly value: number
  readonly unit: string
  readonly source: string
  readonly saidOn: string
  readonly word: 'confirmed' | 'corrected' | null
}

export function figureText(figure: Figure): string {
  return figure.unit === '分' ? shortReading(figure.value) : `${String(figure.value)} ${figure.unit}`
}

const WORDS = { confirmed: '企业已确认', corrected: '企业已更正' } as const

/** Figures by year, newest first; `ask` draws what may be done with one. */
export function Figures({
  figures,
  ask,
}: {
  readonly figures: readonly Figure[]
  readonly ask?: (figure: Figure) => ReactNode
}) {
  if (figures.length === 0) return <p className="soft">还没有年度数据。</p>
  return (
    <div className="scroll-x" role="region" aria-label="年度数据" tabIndex={0}>
      <table className="list">
        <thead>
          <tr>
            {['年度', '项目', '数值', '来源', '企业意见', ...(ask ? ['办理'] : [])].map((title) => (
              <th key={title} scope="col" className={title === '数值' ? 'right' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={figure.id}>
              <td className="num">{figure.year}</td>
              <td>{figure.title}</td>
              <td className="right num">{figureText(figure)}</td>
              <td>
                {figure.source} <span className="soft num">{figure.saidOn}</span>
              </td>
              <td>{figure.word === null ? '尚未确认' : <Tag>{WORDS[figure.word]}</Tag>}</td>
              {ask && <td>{ask(figure)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
