import type { ReactNode } from 'react'
import { A, usePage } from './page.tsx'

/** A piece of text and whether the query met it. */
export interface Segment {
  readonly text: string
  readonly hit: boolean
}

/** Text with its hits marked. */
export function Marked({ segments }: { readonly segments: readonly Segment[] }) {
  let at = 0
  return segments.map(({ text, hit }) => {
    const key = (at += text.length)
    return hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
  })
}

export type Tone = 'plain' | 'good' | 'warn' | 'bad'

/** Data in the language of the page; what the catalogue lacks stays Chinese and is marked as such. */
export function Word({ text }: { readonly text: string }) {
  const { word } = usePage()
  return word(text) === text ? <span lang="zh-CN">{text}</span> : word(text)
}

/** A short state or class; the words carry the meaning, the colour only helps. */
export function Tag(props: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`tag ${props.tone ?? 'plain'}`}>{props.children}</span>
}

/** Samples carry 示例 on page, print and export (practice.md P3). */
export function SampleTag({ sample }: { readonly sample: boolean }) {
  const { t } = usePage()
  return sample ? <Tag tone="warn">{t('示例')}</Tag> : null
}

/** A record that another platform lists here says so wherever it is shown. */
export function SourceTag({ platform }: { readonly platform: string | undefined }) {
  const { t } = usePage()
  return platform === undefined ? null : <Tag>{t('来源：{platform}', { platform })}</Tag>
}

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Amounts and counts stand right. */
  readonly number?: boolean
  /** Long text that may wrap. */
  readonly wide?: boolean
  /** The cell that names the row. */
  readonly head?: boolean
}

/** A table that becomes one card a row below 800 px; headings come back as labels of the cells. */
export function ResultTable<Row>(props: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly id: (row: Row) => string
}) {
  return (
    <table className="results">
      <caption className="sr">{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column.title} scope="col" className={column.number === true ? 'num' : undefined}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.id(row)}>
            {props.columns.map((column) =>
              column.head === true ? (
                <th key={column.title} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td
                  key={column.title}
                  className={column.number === true ? 'num' : column.wide === true ? 'wide' : undefined}
                  data-label={column.title}
                >
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Nothing found, and what to do about it. */
export function EmptyState(props: { readonly title: string; readonly advice: readonly ReactNode[] }) {
  return (
    <div className="empty">
      <p>
        <strong>{props.title}</strong>
      </p>
      <ul className="list">
        {props.advice.map((line, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- the advice never changes its order
          <li key={i}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

export interface BriefRow {
  readonly to: string
  readonly title: string
  readonly sample: boolean
  readonly meta: readonly string[]
}

/** A card with a heading and a short list of links, as on the home page. */
export function BriefList(props: {
  readonly title: string
  readonly more: string
  readonly moreTitle: string
  readonly rows: readonly BriefRow[]
  readonly empty: string
}) {
  const { t } = usePage()
  return (
    <section className="card brief">
      <h2>
        {props.title}
        <A to={props.more} label={props.moreTitle}>
          {t('全部')}
        </A>
      </h2>
      {props.rows.length === 0 ? (
        <p className="quiet">{props.empty}</p>
      ) : (
        <ul>
          {props.rows.map((row) => (
            <li key={row.to}>
              <A to={row.to}>{row.title}</A> <SampleTag sample={row.sample} />
              <p className="quiet">{row.meta.filter((word) => word !== '').join(' · ')}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
