import type { ReactNode } from 'react'
import { count } from '#platform/text/format.ts'
import { A, usePage, withQuery } from './page.tsx'

/** Search field of a page; the other choices travel along as hidden fields, so that a search keeps its filters. */
export function SearchBox(props: {
  readonly action: string
  readonly label: string
  readonly value: string
  readonly keep?: URLSearchParams
  readonly children?: ReactNode
}) {
  const { t, href, isStatic } = usePage()
  // A static copy has the first page of a list but cannot search in it.
  const action = href(isStatic ? `${props.action}?` : props.action)
  if (action === null) return null
  const kept = [...(props.keep ?? new URLSearchParams())].filter(
    ([name]) => !['q', 'cursor', 'page', 'sort'].includes(name),
  )
  return (
    <form className="search" role="search" method="get" action={action}>
      <label className="sr" htmlFor="q">
        {props.label}
      </label>
      <input
        id="q"
        name="q"
        type="search"
        maxLength={200}
        defaultValue={props.value}
        placeholder={props.label}
        autoComplete="off"
      />
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {props.children}
      <button className="primary" type="submit">
        {t('搜索')}
      </button>
    </form>
  )
}

export interface Choice {
  readonly value: string
  readonly title: string
  readonly count?: number
}

/** One row of the filter: a heading and links, each an address of its own with its count. */
export interface FilterRow {
  readonly field: string
  readonly title: string
  readonly choices: readonly Choice[]
}

/** Filters as links, so that every combination can be bookmarked, shared and read by machines. */
export function Filters(props: { readonly path: string; readonly rows: readonly FilterRow[] }) {
  const { t, query, href } = usePage()
  const rows = props.rows.filter((row) => row.choices.length > 0 || query.has(row.field))
  if (rows.length === 0 || href(`${props.path}?`) === null) return null
  const first = { cursor: null, page: null }
  return (
    <section className="filters" aria-label={t('筛选')}>
      <dl>
        {rows.map((row) => {
          const chosen = query.get(row.field)
          return (
            <div key={row.field}>
              <dt>{row.title}</dt>
              <dd>
                <A
                  to={withQuery(props.path, query, { ...first, [row.field]: null })}
                  current={chosen === null}
                  label={t('{title}：不限', { title: row.title })}
                >
                  {t('不限')}
                </A>
                {row.choices.map((choice) => (
                  <A
                    key={choice.value}
                    to={withQuery(props.path, query, { ...first, [row.field]: choice.value })}
                    current={chosen === choice.value}
                  >
                    {choice.title}
                    {choice.count === undefined ? null : <small> {count(choice.count)}</small>}
                  </A>
                ))}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}

/** Choice of the order as links: one click, no button. */
export function SortLinks(props: {
  readonly path: string
  readonly chosen: string
  readonly choices: readonly Choice[]
}) {
  const { t, query, href } = usePage()
  if (href(`${props.path}?`) === null) return null
  return (
    <nav className="sort" aria-label={t('排序')}>
      <span>{t('排序')}</span>
      {props.choices.map(({ value, title }) => (
        <A
          key={value}
          to={withQuery(props.path, query, { sort: value, cursor: null, page: null })}
          current={props.chosen === value}
        >
          {title}
        </A>
      ))}
    </nav>
  )
}

/** The page number is for the reader only; `cursor` says where the page starts. */
export function Pager(props: { readonly path: string; readonly next: string | null }) {
  const { t, query, href } = usePage()
  const page = Math.max(1, Math.trunc(Number(query.get('page'))) || 1)
  if ((page === 1 && props.next === null) || href(`${props.path}?`) === null) return null
  return (
    <nav className="pager" aria-label={t('翻页')}>
      {page === 1 ? null : (
        <A to={withQuery(props.path, query, { cursor: null, page: null })}>{t('回到第一页')}</A>
      )}
      <span>{t('第 {page} 页', { page })}</span>
      {props.next === null ? (
        <span>{t('已是最后一页')}</span>
      ) : (
        <A
          className="button"
          to={withQuery(props.path, query, { cursor: props.next, page: String(page + 1) })}
        >
          {t('下一页')}
        </A>
      )}
    </nav>
  )
}
