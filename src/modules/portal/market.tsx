import { STAGES, type Figures, type FunnelRow, type Stage } from '#modules/funnel/index.ts'
import { dateTime } from '#platform/text/format.ts'
import { SvgChart } from '#web/portal/chart.tsx'
import { A, speech, usePage, withQuery, type Page } from '#web/portal/page.tsx'
import { ResultTable, type Column } from '#web/portal/results.tsx'
import type { Kind, PageRequest, PortalDeps } from './deps.ts'
import { regionTitle } from './lists.tsx'
import { csv, type FileAnswer } from './files.ts'
import { Stale } from './market-shelf.tsx'

const stageTitles = {
  listed: '已发布',
  asked: '有人询问',
  met: '开始洽谈',
  trial: '试用',
  signed: '签约',
  paid: '付款',
} as const
const kindTitles = { achievement: '科技成果', demand: '技术需求' } as const
const dimensionTitles = { field: '按技术领域', region: '按地区', ownerClass: '按单位类别' } as const
const dimensions = ['field', 'region', 'ownerClass'] as const

/** `/market`: the whole funnel, how much of the shelf is stale, and why people said no; all of it counted, nothing typed. */
export async function marketPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const figures = await deps.figures()
  const isPlain = request.query.size === 0
  return {
    status: 200,
    title: t('市场运行'),
    description: t('{market}：发布、询问、洽谈、签约各阶段的数量，陈旧率和不成交的原因。', {
      market: deps.city.market[request.lang],
    }),
    crumbs: [{ title: t('市场运行') }],
    ...(isPlain && { canonical: `${request.origin}/market` }),
    body: <Market deps={deps} request={request} figures={figures} />,
  }
}

interface Parts {
  readonly deps: PortalDeps
  readonly request: PageRequest
  readonly figures: Figures
}

function Market({ deps, request, figures }: Parts) {
  const { t } = usePage()
  const kind: Kind = request.query.get('kind') === 'demand' ? 'demand' : 'achievement'
  const asked = request.query.get('period') ?? 'all'
  const own = figures.funnel.filter((row) => row.kind === kind)
  const period = own.some((row) => row.period === asked) ? asked : 'all'
  const rows = own.filter((row) => row.period === period)
  return (
    <>
      <section className="card">
        <h1>{t('市场运行')}</h1>
        <p className="lead">
          {t('每条信息从发布到签约走到了哪一步，按事实统计，没有人工填报。统计时间 {time}。', {
            time: dateTime(figures.asOf),
          })}
        </p>
        <Choices kind={kind} period={period} rows={own} />
      </section>
      <FunnelTable figures={figures} kind={kind} period={period} rows={rows} />
      {dimensions.map((dimension) => (
        <Breakdown
          key={dimension}
          deps={deps}
          figures={figures}
          dimension={dimension}
          rows={rows}
          lang={request.lang}
        />
      ))}
      <Stale figures={figures} kind={kind} />
      <section className="card">
        <h2>{t('数据')}</h2>
        <p>
          <A to="/market.csv">{t('下载 {format}', { format: 'CSV' })}</A>{' '}
          <A to="/market.json">{t('下载 {format}', { format: 'JSON' })}</A>{' '}
          <A to="/api/v1/funnel">
            <code>/api/v1/funnel</code>
          </A>
        </p>
        <p>
          <A to="/contract-registrations">{t('技术合同登记统计')}</A>
        </p>
      </section>
    </>
  )
}

/** Which kind and which period, as links. */
function Choices(props: {
  readonly kind: Kind
  readonly period: string
  readonly rows: readonly FunnelRow[]
}) {
  const { t, href } = usePage()
  const { kind, period, rows } = props
  if (href('/market?') === null) return null
  const to = (change: Readonly<Record<string, string>>) =>
    withQuery('/market', new URLSearchParams({ kind, period }), change)
  const periods = [...new Set(rows.map((row) => row.period))]
  const quarters = (year: string) => periods.filter((one) => one.startsWith(`${year}Q`)).sort()
  const years = periods
    .filter((one) => /^\d{4}$/.test(one))
    .sort()
    .toReversed()
  return (
    <>
      <nav className="chips" aria-label={t('成果还是需求')}>
        {(['achievement', 'demand'] as const).map((one) => (
          <A key={one} to={to({ kind: one, period: 'all' })} current={one === kind}>
            {t(kindTitles[one])}
          </A>
        ))}
      </nav>
      <nav className="chips" aria-label={t('按首次发布的时间')}>
        {['all', ...years.flatMap((year) => [year, ...quarters(year)])].map((one) => (
          <A key={one} to={to({ period: one })} current={one === period}>
            <PeriodTitle period={one} />
          </A>
        ))}
      </nav>
    </>
  )
}

function PeriodTitle({ period }: { readonly period: string }) {
  const { t } = usePage()
  const [year = '', quarter] = period.split('Q')
  if (period === 'all') return <>{t('全部时间')}</>
  return (
    <>
      {quarter === undefined ? t('{year} 年', { year }) : t('{year} 年第 {quarter} 季度', { year, quarter })}
    </>
  )
}

/** A count, or why there is none. */
function Count(props: {
  readonly figures: Figures
  readonly row: FunnelRow | undefined
  readonly stage: Stage
}) {
  const { t } = usePage()
  const { figures, row, stage } = props
  if (row === undefined) return <>0</>
  if (stage === 'listed') return <>{row.listed}</>
  if (!figures.enabled.includes(stage)) return <span className="quiet">{t('尚未启用')}</span>
  const n = row.reached[stage]
  return n === null || n === undefined ? <span className="quiet">{t('不公布')}</span> : <>{n}</>
}

function FunnelTable(props: {
  readonly figures: Figures
  readonly kind: Kind
  readonly period: string
  readonly rows: readonly FunnelRow[]
}) {
  const { t } = usePage()
  const { figures, kind, period, rows } = props
  const total = rows.find(({ dimension }) => dimension === 'total')
  const shown = (stage: Stage) =>
    total === undefined ? undefined : stage === 'listed' ? total.listed : total.reached[stage]
  const bars = STAGES.flatMap((stage) => {
    const n = shown(stage)
    return n === null || n === undefined ? [] : [{ title: t(stageTitles[stage]), count: n }]
  })
  const columns: readonly Column<Stage>[] = [
    { title: t('阶段'), head: true, cell: (stage) => t(stageTitles[stage]) },
    {
      title: t('到达本阶段或之后'),
      number: true,
      cell: (stage) => <Count figures={figures} row={total} stage={stage} />,
    },
    {
      title: t('占已发布'),
      number: true,
      cell: (stage) => share(shown(stage), total?.listed),
    },
    {
      title: t('有本阶段记录'),
      number: true,
      cell: (stage) => (stage === 'listed' ? (total?.listed ?? 0) : (total?.own[stage] ?? '—')),
    },
    {
      title: t('一半在多少天内走到'),
      wide: true,
      cell: (stage) => <Days figures={figures} kind={kind} period={period} stage={stage} />,
    },
  ]
  return (
    <section className="card">
      <h2>{t('从发布到付款')}</h2>
      <ResultTable caption={t('从发布到付款')} columns={columns} rows={STAGES} id={(stage) => stage} />
      <div className="cols">
        <SvgChart title={t('到达各阶段的条数')} label={t('阶段')} unit={t('条')} bars={bars} series={0} />
      </div>
      <p className="quiet">
        {t(
          '没有经过试用而签约的，也算到达“试用”之后。为保护单笔交易，少于 {n} 条的数量不公布；能由合计推出它们的数量也不公布。',
          { n: figures.suppressBelow },
        )}
      </p>
    </section>
  )
}

/** Median days of the steps that end in a stage; quarters have too few, so they show their year's. */
function Days(props: {
  readonly figures: Figures
  readonly kind: Kind
  readonly period: string
  readonly stage: Stage
}) {
  const { t } = usePage()
  const year = props.period.replace(/Q\d$/, '')
  const texts = props.figures.medians
    .filter((row) => row.kind === props.kind && row.period === year && row.to === props.stage)
    .flatMap(({ from, days }) =>
      days === null ? [] : [t('自{stage}起 {days} 天', { stage: t(stageTitles[from]), days })],
    )
  return <>{texts.join(t('；')) || '—'}</>
}

function share(n: number | null | undefined, of: number | undefined): string {
  if (n === null || n === undefined || of === undefined || of === 0) return '—'
  return `${((100 * n) / of).toFixed(1)}%`
}

function Breakdown(props: {
  readonly deps: PortalDeps
  readonly figures: Figures
  readonly dimension: (typeof dimensions)[number]
  readonly rows: readonly FunnelRow[]
  readonly lang: PageRequest['lang']
}) {
  const { t, word } = usePage()
  const { deps, figures, dimension, lang } = props
  const rows = props.rows
    .filter((row) => row.dimension === dimension)
    .sort((a, b) => b.listed - a.listed || ((a.value ?? '') < (b.value ?? '') ? -1 : 1))
  const title = t(dimensionTitles[dimension])
  const name = (value: string | null) => {
    if (value === null) return t('未公开')
    return dimension === 'region' ? regionTitle(deps.regions, value, lang) : word(value)
  }
  const stages = STAGES.filter((stage) => stage === 'listed' || figures.enabled.includes(stage))
  const columns: readonly Column<FunnelRow>[] = [
    { title, head: true, cell: (row) => name(row.value) },
    ...stages.map((stage) => ({
      title: t(stageTitles[stage]),
      number: true,
      cell: (row: FunnelRow) => <Count figures={figures} row={row} stage={stage} />,
    })),
  ]
  return (
    <section className="card">
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className="quiet">{t('还没有可以统计的记录。')}</p>
      ) : (
        <ResultTable caption={title} columns={columns} rows={rows} id={(row) => row.value ?? ''} />
      )}
    </section>
  )
}

/** `/market.json`: the figures as they are. */
export async function marketJson(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  return {
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(await deps.figures()),
    download: `market-${request.today}.json`,
  }
}

/** `/market.csv`: a row a cohort; what is withheld or not there yet says so. */
export async function marketCsv(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const figures = await deps.figures()
  const cell = (row: FunnelRow, stage: Stage) => {
    if (stage === 'listed') return row.listed
    if (!figures.enabled.includes(stage)) return '尚未启用'
    return row.reached[stage] ?? '不公布'
  }
  const rows = figures.funnel.map((row) => ({
    类别: kindTitles[row.kind],
    时期: row.period === 'all' ? '全部时间' : row.period,
    分组: row.dimension === 'total' ? '合计' : dimensionTitles[row.dimension],
    值: row.dimension === 'total' ? '' : (row.value ?? '未公开'),
    ...Object.fromEntries(STAGES.map((stage) => [stageTitles[stage], cell(row, stage)])),
    统计时间: dateTime(figures.asOf),
  }))
  return { type: 'text/csv; charset=utf-8', body: csv(rows), download: `market-${request.today}.csv` }
}
