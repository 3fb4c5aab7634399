import { Button, Input, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import { useNarrow } from '../shell/TopBar.tsx'
import type { Page as PageOf } from '../types.ts'

export interface Column<T> {
  readonly title: string
  readonly draw: (item: T) => ReactNode
  readonly amount?: boolean
  readonly width?: number
}

export interface Filter {
  readonly name: string
  readonly title: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export interface ListSpec<T> {
  /** Reads the list: `{items, total, totalIsCapped, next}`. */
  readonly path: string
  readonly columns: readonly Column<T>[]
  readonly idOf: (item: T) => string
  readonly filters?: readonly Filter[]
  /** A search box that sets `q`. */
  readonly searches?: string
  readonly fixed?: Readonly<Record<string, string>>
  readonly empty: ReactNode
}

interface Props<T> extends ListSpec<T> {
  readonly title: string
  readonly lead?: ReactNode
  readonly extra?: ReactNode
  readonly above?: ReactNode
}

const PAGE_SIZE = 20

/** A page that is one list. */
export function ListPage<T>({ title, lead, extra, above, ...spec }: Props<T>) {
  return (
    <Page title={title} lead={lead} extra={extra}>
      {above}
      <ListView {...spec} />
    </Page>
  )
}

/** Filters and cursor live in the address: it can be shared, and back means back. */
export function ListView<T>(spec: ListSpec<T>) {
  const [search] = useSearchParams()
  const query = { ...Object.fromEntries(search), ...spec.fixed, limit: PAGE_SIZE }
  const list = useQuery({
    queryKey: ['list', spec.path, query],
    queryFn: () => get<PageOf<T>>(spec.path, query),
    placeholderData: (before) => before,
  })
  return (
    <div className="stack-s">
      {((spec.filters?.length ?? 0) > 0 || spec.searches !== undefined) && <Filters spec={spec} />}
      <Show query={list} rows={6}>
        {(page) => (page.items.length === 0 ? <NoItems spec={spec} /> : <Items spec={spec} page={page} />)}
      </Show>
    </div>
  )
}

function NoItems<T>({ spec }: { readonly spec: ListSpec<T> }) {
  const [search, setSearch] = useSearchParams()
  const filtered = [...search.keys()].some(
    (name) => name === 'q' || spec.filters?.some((filter) => filter.name === name),
  )
  if (!filtered) return <div className="card">{spec.empty}</div>
  return (
    <div className="card">
      <Empty title="没有符合条件的记录">
        <Button onClick={() => setSearch({})}>清除条件</Button>
      </Empty>
    </div>
  )
}

function Items<T>({ spec, page }: { readonly spec: ListSpec<T>; readonly page: PageOf<T> }) {
  const narrow = useNarrow()
  return (
    <>
      {narrow ? <Cards spec={spec} items={page.items} /> : <Rows spec={spec} items={page.items} />}
      <Pager page={page} />
    </>
  )
}

/** A plain table: antd's own weighs 55 KB on the wire for what these lists do not need. */
function Rows<T>({ spec, items }: { readonly spec: ListSpec<T>; readonly items: readonly T[] }) {
  return (
    <div className="card flush scroll-x">
      <table className="list">
        <thead>
          <tr>
            {spec.columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={column.amount === true ? 'right' : ''}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={spec.idOf(item)}>
              {spec.columns.map((column) => (
                <td key={column.title} className={column.amount === true ? 'right num' : ''}>
                  {column.draw(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Below 800 px a row is a card: its first column the heading, the others pairs. */
function Cards<T>({ spec, items }: { readonly spec: ListSpec<T>; readonly items: readonly T[] }) {
  const [head, ...others] = spec.columns
  return (
    <ul className="plain listcards">
      {items.map((item) => (
        <li key={spec.idOf(item)} className="listcard">
          <b>{head?.draw(item)}</b>
          <dl>
            {others.map((column) => (
              <div key={column.title} style={{ display: 'contents' }}>
                <dt>{column.title}</dt>
                <dd>{column.draw(item)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Pager<T>({ page }: { readonly page: PageOf<T> }) {
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const deep = search.has('cursor')
  const turn = () => {
    const next = new URLSearchParams(search)
    next.set('cursor', page.next ?? '')
    setSearch(next)
    window.scrollTo(0, 0)
  }
  const total =
    page.total === undefined ? '' : `共 ${String(page.total)}${page.totalIsCapped ? ' 条以上' : ' 条'}`
  return (
    <nav className="row no-print" aria-label="翻页">
      <span className="soft grow num">{total}</span>
      {deep && <Button onClick={() => void navigate(-1)}>上一页</Button>}
      {page.next && <Button onClick={turn}>下一页</Button>}
    </nav>
  )
}

function Filters<T>({ spec }: { readonly spec: ListSpec<T> }) {
  const [search, setSearch] = useSearchParams()
  const [text, setText] = useState(search.get('q') ?? '')
  const change = (name: string, value: string | null) => {
    const next = new URLSearchParams(search)
    next.delete('cursor')
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change('q', text.trim())
  }
  return (
    <form className="row no-print" role="search" aria-label="筛选" onSubmit={submit}>
      {spec.searches !== undefined && (
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={spec.searches}
          aria-label={spec.searches}
          style={{ maxWidth: 320 }}
        />
      )}
      {spec.filters?.map((filter) => (
        <Select
          key={filter.name}
          aria-label={filter.title}
          placeholder={filter.title}
          allowClear
          style={{ minWidth: 140 }}
          value={search.get(filter.name)}
          options={[...filter.options]}
          onChange={(value: string | null | undefined) => change(filter.name, value ?? null)}
        />
      ))}
      {spec.searches !== undefined && <Button htmlType="submit">查找</Button>}
    </form>
  )
}
