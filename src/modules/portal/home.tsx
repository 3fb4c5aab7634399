import { count } from '#platform/text/format.ts'
import { StatTile, SvgChart, type Bar } from '#web/portal/chart.tsx'
import { SearchBox } from '#web/portal/find.tsx'
import { A, speech, usePage, withQuery, type Page } from '#web/portal/page.tsx'
import { BriefList, type BriefRow } from '#web/portal/results.tsx'
import type { Kind, ListItem, ListPage, PageRequest, PortalDeps } from './deps.ts'
import { DirectoryLinks } from './directory.tsx'
import { facetTitle, listSpecs, moneyText } from './lists.tsx'
import { planLists } from './plan.tsx'

const NEWEST = 6
/** Bars a chart shows; the rest is in the table of the list page. */
const BARS = 8

/** `/`: search first, then figures, the newest of both kinds, where the market stands, and the plan. */
export async function homePage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const newest = (kind: Kind) =>
    deps.list({
      kind,
      q: '',
      filters: {},
      sort: 'newest',
      limit: NEWEST,
      cursor: null,
      facets: kind === 'achievement' ? ['techField', 'region', 'trl'] : [],
    })
  const [counts, directories, achievements, demands] = await Promise.all([
    deps.counts(),
    deps.directoryCounts(),
    newest('achievement'),
    newest('demand'),
  ])
  return {
    status: 200,
    title: deps.city.market[request.lang],
    description: t('{market}：检索科技成果和技术需求，查看改革方案与清单。', {
      market: deps.city.market[request.lang],
    }),
    canonical: `${request.origin}/`,
    body: (
      <Home
        deps={deps}
        counts={counts}
        directories={directories}
        achievements={achievements}
        demands={demands}
      />
    ),
  }
}

function Home(props: {
  readonly deps: PortalDeps
  readonly counts: Awaited<ReturnType<PortalDeps['counts']>>
  readonly directories: Awaited<ReturnType<PortalDeps['directoryCounts']>>
  readonly achievements: ListPage
  readonly demands: ListPage
}) {
  const { t, site, isStatic } = usePage()
  const { deps, counts } = props
  const fields = props.achievements.facets['techField'] ?? []
  return (
    <>
      <section className="card">
        <h1>{site.market}</h1>
        <p className="lead">{t('企业说问题，院所说成果，系统说明为什么合适；价格和合同在这里谈定。')}</p>
        <SearchBox action="/search" label={t('搜索全站')} value="" />
        {isStatic ? null : (
          <p>
            <A className="button" to="/demands/new">
              {t('有技术难题？用一段话说出来，一分钟发布需求。')}
            </A>
          </p>
        )}
        <p>
          <A to="/guides">{t('怎么办、找谁办：办事指南')}</A>
        </p>
        <FieldLinks fields={fields.map(({ value, count: n }) => [value, n] as const)} />
      </section>
      <dl className="stats">
        <StatTile title={t('在架成果')} value={counts.achievements} note={t('项')} />
        <StatTile title={t('公开需求')} value={counts.demands} note={t('项')} />
        <StatTile title={t('供需撮合')} value={counts.matches} note={t('对')} />
        <StatTile
          title={t('技术合同')}
          value={counts.contracts}
          note={
            counts.pastContracts === 0
              ? t('份')
              : t('份，另有历史合同 {n} 份', { n: count(counts.pastContracts) })
          }
        />
      </dl>
      <div className="cols">
        <Newest kind="achievement" items={props.achievements.items} />
        <Newest kind="demand" items={props.demands.items} />
      </div>
      <section className="card">
        <h2>
          <A to="/resources">{t('服务与资源')}</A>
        </h2>
        <DirectoryLinks counts={props.directories} />
      </section>
      <Charts deps={deps} found={props.achievements} />
      <PlanEntrance deps={deps} />
    </>
  )
}

function FieldLinks({ fields }: { readonly fields: readonly (readonly [string, number])[] }) {
  const { word, t, href } = usePage()
  if (fields.length === 0 || href('/achievements?') === null) return null
  return (
    <nav className="chips" aria-label={t('按技术领域找成果')}>
      {fields.map(([field, n]) => (
        <A key={field} to={withQuery('/achievements', new URLSearchParams(), { techField: field })}>
          {word(field)} <small>{count(n)}</small>
        </A>
      ))}
    </nav>
  )
}

function Newest({ kind, items }: { readonly kind: Kind; readonly items: readonly ListItem[] }) {
  const { t, lang, word } = usePage()
  const { path } = listSpecs[kind]
  const isAchievement = kind === 'achievement'
  const rows = items.map((item): BriefRow => ({
    to: `${path}/${item.publicId}`,
    title: item.name.map(({ text }) => text).join(''),
    sample: item.sample,
    meta: [item.ownerName, word(item.techField ?? ''), moneyText(item.money, lang)],
  }))
  return (
    <BriefList
      title={isAchievement ? t('最新成果') : t('最新需求')}
      more={path}
      moreTitle={isAchievement ? t('全部成果') : t('全部需求')}
      rows={rows}
      empty={isAchievement ? t('还没有发布的成果。') : t('还没有发布的需求。')}
    />
  )
}

const charts = [
  ['techField', '成果按技术领域', '技术领域'],
  ['region', '成果按地区', '地区'],
  ['trl', '成果按成熟度', '成熟度'],
] as const

function Charts({ deps, found }: { readonly deps: PortalDeps; readonly found: ListPage }) {
  const { t, lang, word } = usePage()
  return (
    <div className="cols">
      {charts.map(([facet, title, label], series) => (
        <SvgChart
          key={facet}
          title={t(title)}
          label={t(label)}
          unit={t('成果数')}
          series={series}
          bars={barsOf(found, facet).map((bar) => ({
            ...bar,
            title: facetTitle(deps, facet, bar.title, lang, word),
          }))}
        />
      ))}
    </div>
  )
}

function barsOf(found: ListPage, facet: string): readonly Bar[] {
  const bars = (found.facets[facet] ?? []).map(({ value, count: n }) => ({ title: value, count: n }))
  if (facet === 'trl') bars.sort((a, b) => Number(a.title) - Number(b.title))
  else bars.sort((a, b) => b.count - a.count)
  return facet === 'trl' ? bars : bars.slice(0, BARS)
}

function PlanEntrance({ deps }: { readonly deps: PortalDeps }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h2>
        <A to="/plan">{t('改革方案与四张清单')}</A>
      </h2>
      <p className="lead" lang="zh-CN">
        {deps.plan.title}
      </p>
      <ul className="chips">
        {planLists(deps.plan).map(({ path, title, items }) => (
          <li key={path}>
            <A to={path}>
              {t(title)} <small>{count(items.length)}</small>
            </A>
          </li>
        ))}
      </ul>
    </section>
  )
}
