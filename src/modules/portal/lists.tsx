import { amount, count, dayOf } from '#platform/text/format.ts'
import type { Template } from '#platform/text/text.ts'
import { Filters, Pager, SearchBox, SortLinks, type FilterRow } from '#web/portal/find.tsx'
import { A, speech, usePage, withQuery, type Page, type Speech } from '#web/portal/page.tsx'
import { EmptyState, Marked, ResultTable, SampleTag, SourceTag, type Column } from '#web/portal/results.tsx'
import type { ListItem, ListKind, ListPage, ListQuery, Money, PageRequest, PortalDeps } from './deps.ts'
import { directoryColumns } from './directory-rows.tsx'
import { Subscribe } from './subscribe.tsx'

export const PAGE_SIZE = 20

const facetTitles = {
  techField: '技术领域',
  region: '地区',
  trl: '成熟度',
  modes: '转化方式',
  type: '需求类型',
  types: '类型',
  category: '仪器类别',
  hazards: '可承接的危险类别',
  bookable: '预约',
  valueBand: '原值',
  level: '级别',
  services: '可以提供',
} as const

interface ListSpec {
  readonly path: string
  readonly title: Template
  readonly about: Template
  readonly ask: Template
  readonly facets: readonly (keyof typeof facetTitles)[]
}

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
  'service-body': {
    path: '/service-bodies',
    title: '服务机构',
    about: '{city}的技术转移、评估、法律、知识产权、检测、孵化和科技金融服务机构：价目、业绩和资质。',
    ask: '搜索服务机构：名称、服务内容或资质',
    facets: ['types', 'techField', 'region'],
  },
  instrument: {
    path: '/instruments',
    title: '仪器设备',
    about: '{city}向社会开放的科研仪器设备：功能、收费和预约日历。',
    ask: '搜索仪器：名称、型号、功能或单位',
    facets: ['category', 'techField', 'region', 'bookable', 'valueBand'],
  },
  'pilot-service': {
    path: '/pilot-services',
    title: '中试服务',
    about: '{city}经认定的中试基地对外提供的中试服务：能力、批量、成熟度、价格和预约日历。',
    ask: '搜索中试服务：工艺、物料、产线或基地',
    facets: ['techField', 'hazards', 'region', 'bookable'],
  },
  broker: {
    path: '/brokers',
    title: '技术经纪人',
    about: '{city}持证的技术经纪人：级别、熟悉的领域和经本人同意公开的介绍。',
    ask: '搜索技术经纪人：姓名、领域或单位',
    facets: ['level', 'techField'],
  },
  expert: {
    path: '/experts',
    title: '专家',
    about: '{city}愿意提供咨询、检测和培训的专家：经本人同意公开的介绍。',
    ask: '搜索专家：姓名、专长或单位',
    facets: ['types', 'services', 'techField'],
  },
} as const satisfies Record<ListKind, ListSpec>

function isMarket(kind: ListKind): boolean {
  return kind === 'achievement' || kind === 'demand'
}

const sorts = ['relevance', 'newest', 'name'] as const
const sortTitles = { relevance: '相关度', newest: '最新发布', name: '名称' } as const

/** The choices of a list page's address, as the search takes them; what it does not know is left out. */
export function queryOf(kind: ListKind, query: URLSearchParams, limit: number): ListQuery {
  const wanted = query.get('sort')
  const q = query.get('q')?.trim() ?? ''
  const facets: ListSpec['facets'] = listSpecs[kind].facets
  const filters = facets.flatMap((facet) => {
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
    facets,
  }
}

/** The one address of a question, whatever page and order of the answer is looked at. */
export function questionText({ q, filters }: Pick<ListQuery, 'q' | 'filters'>): string {
  const ordered = new URLSearchParams()
  if (q !== '') ordered.set('q', q)
  for (const name of Object.keys(filters).sort()) ordered.set(name, filters[name] ?? '')
  return ordered.toString()
}

/** `/achievements`, `/demands` and the directories: search, filters with counts, 20 rows a page, downloads. */
export function listPage(kind: ListKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page> => {
    const spec = listSpecs[kind]
    const { t } = speech(request.lang)
    const asked = queryOf(kind, request.query, PAGE_SIZE)
    const found = await deps.list(asked)
    const title = asked.q === '' ? t(spec.title) : t('{list}：{q}', { list: t(spec.title), q: asked.q })
    // One address per list for search engines: filters and later pages are views of it.
    const isPlain = request.query.size === 0
    const feedAt = (ending: string) =>
      withQuery(`${spec.path}${ending}`, new URLSearchParams(questionText(asked)), {})
    return {
      status: 200,
      title,
      description: t(spec.about, { city: deps.city.name[request.lang] }),
      crumbs: [
        ...(isMarket(kind) ? [] : [{ title: t('服务与资源'), to: '/resources' }]),
        { title: t(spec.title) },
      ],
      ...(isPlain && { canonical: `${request.origin}${spec.path}` }),
      feeds: { rss: feedAt('.rss'), json: feedAt('.feed.json') },
      body: (
        <ListBody
          kind={kind}
          asked={asked}
          found={found}
          request={request}
          newKey={deps.newKey}
          rows={filterRows(deps, kind, found, request.lang)}
        />
      ),
    }
  }
}

function filterRows(
  deps: PortalDeps,
  kind: ListKind,
  found: ListPage,
  lang: PageRequest['lang'],
): readonly FilterRow[] {
  const { t, word } = speech(lang)
  const facets: ListSpec['facets'] = listSpecs[kind].facets
  return facets.map((field) => {
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
  if (field === 'bookable') return word(value === 'true' ? '可预约' : '不可预约')
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
  readonly kind: ListKind
  readonly asked: ListQuery
  readonly found: ListPage
  readonly rows: readonly FilterRow[]
  readonly request: PageRequest
  readonly newKey: () => string
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
        {kind === 'pilot-service' ? (
          <p>
            <A className="button" to="/pilot-services/find">
              {t('按成熟度找：谁能做')}
            </A>{' '}
            <A to="/pilot-services/statistics">{t('统计')}</A>
          </p>
        ) : null}
        {kind === 'demand' && !isStatic ? (
          <p>
            <A className="button" to="/demands/new">
              {t('发布需求')}
            </A>
          </p>
        ) : null}
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
        <Subscribe
          kind={kind}
          path={spec.path}
          question={questionText(asked)}
          request={props.request}
          newKey={props.newKey}
        />
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

function Downloads({ kind }: { readonly kind: ListKind }) {
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

function NothingFound({ kind, asked }: { readonly kind: ListKind; readonly asked: ListQuery }) {
  const { t } = usePage()
  const { path } = listSpecs[kind]
  const other = kind === 'demand' ? 'achievement' : 'demand'
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
    kind === 'demand'
      ? t('登录后发布成果，系统会自动比对今后上架的需求。')
      : t('登录后发布一条技术需求，系统会自动比对今后上架的成果。'),
  ]
  return <EmptyState title={t('没有找到符合条件的记录')} advice={advice} />
}

/** Rows of any kind as a table, cards on a narrow screen. */
export function ItemTable({ kind, items }: { readonly kind: ListKind; readonly items: readonly ListItem[] }) {
  const page = usePage()
  const { t, word, lang } = page
  const { path, title } = listSpecs[kind]
  const isAchievement = kind === 'achievement'
  const named: Column<ListItem> = {
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
  }
  if (kind !== 'achievement' && kind !== 'demand') {
    const columns = [named, ...directoryColumns(kind, page)]
    return <ResultTable caption={t(title)} columns={columns} rows={items} id={(item) => item.publicId} />
  }
  const columns: Column<ListItem>[] = [
    named,
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
