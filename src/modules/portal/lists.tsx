import { amount, count, dayOf } from '#platform/text/format.ts'
import { Filters, Pager, SearchBox, SortLinks, type FilterRow } from '#web/portal/find.tsx'
import { A, speech, usePage, withQuery, type Page, type Speech } from '#web/portal/page.tsx'
import { EmptyState, Marked, ResultTable, SampleTag, SourceTag, type Column } from '#web/portal/results.tsx'
import type { Kind, ListItem, ListPage, ListQuery, Money, PageRequest, PortalDeps } from './deps.ts'

export const PAGE_SIZE = 20

const facetTitles = {
  techField: '技术领域',
  region: '地区',
  trl: '成熟度',
  modes: '转化方式',
  type: '需求类型',
} as const

export const listSpecs = {
  achievement: {
    path: '/achievements',
    title: '科技成果',
    about: '{city}可供转化的科技成果：技术领域、成熟度、转化方式和价格。',
    ask: '搜索成果：名称、技术内容、单位或编号',
    facets: ['techField', 'region', 'trl', 'modes'],
  },
  demand: {
    path: '/demands',
    title: '技术需求',
    about: '{city}企业公开征集解决方案的技术需求：问题、指标、预算和截止日期。',
    ask: '搜索需求：问题、指标、企业或编号',
    facets: ['techField', 'region', 'type', 'modes'],
  },
} as const satisfies Record<Kind, unknown>

const sorts = ['relevance', 'newest', 'name'] as const
const sortTitles = { relevance: '相关度', newest: '最新发布', name: '名称' } as const

/** The choices of a list page's address, as the search takes them; what it does not know is left out. */
export function queryOf(kind: Kind, query: URLSearchParams, limit: number): ListQuery {
  const wanted = query.get('sort')
  const q = query.get('q')?.trim() ?? ''
  const filters = listSpecs[kind].facets.flatMap((facet) => {
    const value = query.get(facet)
    return value === null || value === '' ? [] : [[facet, value] as const]
  })
  return {
    kind,
    q,
    filters: Object.fromEntries(filters),
    sort: sorts.find((sort) => sort === wanted) ?? (q === '' ? 'newest' : 'relevance'),
    limit,
    cursor: query.get('cursor'),
    facets: listSpecs[kind].facets,
  }
}

/** `/achievements` and `/demands`: search, filters with counts, 20 rows a page, downloads. */
export function listPage(kind: Kind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page> => {
    const spec = listSpecs[kind]
    const { t } = speech(request.lang)
    const asked = queryOf(kind, request.query, PAGE_SIZE)
    const found = await deps.list(asked)
    const title = asked.q === '' ? t(spec.title) : t('{list}：{q}', { list: t(spec.title), q: asked.q })
    // One address per list for search engines: filters and later pages are views of it.
    const isPlain = request.query.size === 0
    return {
      status: 200,
      title,
      description: t(spec.about, { city: deps.city.name[request.lang] }),
      crumbs: [{ title: t(spec.title) }],
      ...(isPlain && { canonical: `${request.origin}${spec.path}` }),
      body: (
        <ListBody
          kind={kind}
          asked={asked}
          found={found}
          rows={filterRows(deps, kind, found, request.lang)}
        />
      ),
    }
  }
}

function filterRows(
  deps: PortalDeps,
  kind: Kind,
  found: ListPage,
  lang: PageRequest['lang'],
): readonly FilterRow[] {
  const { t, word } = speech(lang)
  return listSpecs[kind].facets.map((field) => {
    const values = [...(found.facets[field] ?? [])].filter(({ count: n }) => n > 0)
    if (field === 'trl') values.sort((a, b) => Number(a.value) - Number(b.value))
    return {
      field,
      title: t(facetTitles[field]),
      choices: values.map(({ value, count: n }) => ({
        value,
        title: facetTitle(deps, field, value, lang, word),
        count: n,
      })),
    }
  })
}

/** A facet value as people read it: regions by name, maturity as a level. */
export function facetTitle(
  deps: PortalDeps,
  field: string,
  value: string,
  lang: PageRequest['lang'],
  word: Speech['word'],
): string {
  if (field === 'trl') return trlTitle(Number(value))
  if (field === 'region') return regionTitle(deps.regions, value, lang)
  return word(value)
}

/** A region by name; one the pack does not list lies outside the city and keeps its code. */
export function regionTitle(
  regions: PortalDeps['regions'],
  value: string,
  lang: PageRequest['lang'],
): string {
  const region = regions.find(({ code, name }) => code === value || name.zh === value)
  if (region) return region.name[lang]
  return /^\d{6}$/.test(value) ? speech(lang).t('市外 {code}', { code: value }) : value
}

export function trlTitle(trl: number): string {
  return `TRL ${String(trl)}`
}

/** An asking price or budget in words. */
export function moneyText(money: Money, lang: PageRequest['lang']): string {
  const { t } = speech(lang)
  const { min, max, negotiable } = money
  if (min !== null && max !== null && min !== max) return rangeText(amount(min, lang), amount(max, lang))
  const one = max ?? min
  if (one !== null) return amount(one, lang)
  return negotiable ? t('面议') : t('待补充')
}

/** `20.00–45.00 万元`: the unit once where both ends have the same. */
function rangeText(min: string, max: string): string {
  const [low = min, unit] = min.split(' ')
  return unit !== undefined && max.endsWith(` ${unit}`) ? `${low}–${max}` : `${min} – ${max}`
}

function ListBody(props: {
  readonly kind: Kind
  readonly asked: ListQuery
  readonly found: ListPage
  readonly rows: readonly FilterRow[]
}) {
  const { t, word, query, isStatic } = usePage()
  const { kind, asked, found } = props
  const spec = listSpecs[kind]
  const total = count(found.total)
  return (
    <>
      <section className="card">
        <h1>{t(spec.title)}</h1>
        <SearchBox action={spec.path} label={t(spec.ask)} value={asked.q} keep={query} />
      </section>
      <Filters path={spec.path} rows={props.rows} />
      <div className="bar">
        <p role="status">
          {found.totalIsCapped ? t('超过 {total} 条', { total }) : t('共 {total} 条', { total })}
          {found.hint === null ? null : <span className="quiet"> {word(found.hint)}</span>}
        </p>
        {found.items.length === 0 ? null : (
          <SortLinks
            path={spec.path}
            chosen={asked.sort}
            choices={sorts
              .filter((sort) => sort !== 'relevance' || asked.q !== '')
              .map((sort) => ({ value: sort, title: t(sortTitles[sort]) }))}
          />
        )}
        {isStatic ? null : <Downloads kind={kind} />}
      </div>
      {found.items.length === 0 ? (
        <NothingFound kind={kind} asked={asked} />
      ) : (
        <ItemTable kind={kind} items={found.items} />
      )}
      <Pager path={spec.path} next={found.next} />
    </>
  )
}

function Downloads({ kind }: { readonly kind: Kind }) {
  const { t, query } = usePage()
  const { path } = listSpecs[kind]
  const all = { cursor: null, page: null }
  return (
    <span className="sort">
      <span>{t('下载')}</span>
      <A to={withQuery(`${path}.xlsx`, query, all)}>Excel</A>
      <A to={withQuery(`${path}.csv`, query, all)}>CSV</A>
      <A to={withQuery(`${path}.json`, query, all)}>JSON</A>
    </span>
  )
}

function NothingFound({ kind, asked }: { readonly kind: Kind; readonly asked: ListQuery }) {
  const { t } = usePage()
  const { path } = listSpecs[kind]
  const other = kind === 'achievement' ? 'demand' : 'achievement'
  const isFiltered = Object.keys(asked.filters).length > 0
  const advice = [
    ...(asked.q === '' ? [] : [t('换一个更短或更常用的说法，或检查有没有错别字。')]),
    ...(isFiltered
      ? [
          <A key="all" to={withQuery(path, new URLSearchParams(), { q: asked.q })}>
            {t('去掉筛选条件再找')}
          </A>,
        ]
      : []),
    ...(asked.q === ''
      ? []
      : [
          <A key="other" to={withQuery(listSpecs[other].path, new URLSearchParams(), { q: asked.q })}>
            {t('在“{list}”里找', { list: t(listSpecs[other].title) })}
          </A>,
        ]),
    kind === 'achievement'
      ? t('登录后发布一条技术需求，系统会自动比对今后上架的成果。')
      : t('登录后发布成果，系统会自动比对今后上架的需求。'),
  ]
  return <EmptyState title={t('没有找到符合条件的记录')} advice={advice} />
}

/** Rows of either kind as a table, cards on a narrow screen. */
export function ItemTable({ kind, items }: { readonly kind: Kind; readonly items: readonly ListItem[] }) {
  const { t, word, lang } = usePage()
  const { path, title } = listSpecs[kind]
  const isAchievement = kind === 'achievement'
  const columns: Column<ListItem>[] = [
    {
      title: t('名称'),
      head: true,
      cell: (item) => (
        <>
          <A to={`${path}/${item.publicId}`}>
            <Marked segments={item.name} />
          </A>{' '}
          <SampleTag sample={item.sample} /> <SourceTag platform={item.source?.platform} />
          <p className="quiet">
            <Marked segments={item.summary} />
          </p>
        </>
      ),
    },
    { title: isAchievement ? t('完成单位') : t('需求单位'), wide: true, cell: (item) => item.ownerName },
    { title: t('技术领域'), cell: (item) => word(item.techField ?? t('待补充')) },
    isAchievement
      ? { title: t('成熟度'), cell: (item) => (item.trl === null ? t('待补充') : trlTitle(item.trl)) }
      : { title: t('类型'), cell: (item) => word(item.type ?? t('待补充')) },
    {
      title: isAchievement ? t('意向价格') : t('预算'),
      number: true,
      cell: (item) => moneyText(item.money, lang),
    },
    { title: t('发布'), cell: (item) => dayOf(item.publishedAt) },
  ]
  return <ResultTable caption={t(title)} columns={columns} rows={items} id={(item) => item.publicId} />
}
