import { spanText } from '#platform/booking/slots.ts'
import { XLSX } from '#platform/files/respond.ts'
import { count, fee } from '#platform/text/format.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { DescriptionList } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page, type Speech } from '#web/portal/page.tsx'
import { EmptyState, SampleTag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'
import type { FileAnswer } from './files.ts'
import type { PilotAnswer } from './pilot-deps.ts'
import { regionTitle } from './lists.tsx'

const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
const HAZARDS = ['易燃易爆', '有毒有害', '高温高压', '腐蚀', '生物安全'] as const
const UNITS = ['千克', '克', '吨', '升', '毫升', '件', '片', '米'] as const
const ASKED = ['q', 'achievement', 'from', 'to', 'batch', 'unit', 'hazard', 'region'] as const

/** `/pilot-services/find`: who can take this from one maturity to another? */
export async function pilotFinder(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const query = Object.fromEntries(ASKED.map((name) => [name, (request.query.get(name) ?? '').trim()]))
  const isAsked = Object.values(query).some((value) => value !== '')
  const answer = isAsked ? await deps.findPilot(query) : null
  return {
    status: 200,
    title: t('谁能做：找中试服务'),
    description: t('按成熟度、工艺、物料、批量和危险类别，找能承接的中试基地，说明理由、最近空档和价格。'),
    crumbs: [
      { title: t('服务与资源'), to: '/resources' },
      { title: t('中试服务'), to: '/pilot-services' },
      { title: t('谁能做') },
    ],
    canonical: `${request.origin}/pilot-services/find`,
    body: <Finder deps={deps} query={query} answer={answer} />,
  }
}

interface FinderProps {
  readonly deps: PortalDeps
  readonly query: Readonly<Record<string, string>>
  readonly answer: PilotAnswer | null
}

function Finder({ deps, query, answer }: FinderProps) {
  const { t } = usePage()
  return (
    <>
      <section className="card">
        <h1>{t('谁能做：找中试服务')}</h1>
        <p className="lead">
          {t('写明要从几级做到几级、用什么工艺和物料，就能看到哪些基地能承接、为什么、什么时候有空。')}
        </p>
        <Question deps={deps} query={query} answer={answer} />
      </section>
      {answer === null ? null : <Answers deps={deps} answer={answer} />}
    </>
  )
}

function Question({ deps, query, answer }: FinderProps) {
  const { t, word, lang } = usePage()
  const level = (n: number) => [String(n), t('{n} 级', { n })] as const
  const levels = LEVELS.map(level)
  const from = query['from'] === '' ? String(answer?.wanted.from ?? '') : query['from']
  return (
    <form method="get" action="/pilot-services/find">
      {query['achievement'] === '' ? null : (
        <input type="hidden" name="achievement" value={query['achievement']} />
      )}
      {answer?.about ? (
        <p>
          {t('为成果：')}
          <A to={`/achievements/${answer.about.publicId}`}>{answer.about.name}</A>
        </p>
      ) : null}
      <div className="field">
        <label htmlFor="p-q">{t('工艺、物料或技术要点')}</label>
        <input id="p-q" name="q" maxLength={300} defaultValue={query['q']} />
      </div>
      <Pick name="from" label={t('现在的成熟度')} chosen={from} values={levels} />
      <Pick name="to" label={t('想做到')} chosen={query['to']} values={levels} />
      <div className="field">
        <label htmlFor="p-batch">{t('批量')}</label>
        <input id="p-batch" name="batch" type="number" min={1} defaultValue={query['batch']} />
      </div>
      <Pick
        name="unit"
        label={t('批量单位')}
        chosen={query['unit']}
        values={UNITS.map((one) => [one, word(one)])}
      />
      <Pick
        name="hazard"
        label={t('危险类别')}
        chosen={query['hazard']}
        values={HAZARDS.map((one) => [one, word(one)])}
      />
      <Pick
        name="region"
        label={t('地区')}
        chosen={query['region']}
        values={deps.regions.map(({ code }) => [code, regionTitle(deps.regions, code, lang)])}
      />
      <button className="primary" type="submit">
        {t('找一找')}
      </button>
    </form>
  )
}

function Pick(props: {
  readonly name: string
  readonly label: string
  readonly chosen: string | undefined
  readonly values: readonly (readonly [value: string, title: string])[]
}) {
  const { t } = usePage()
  return (
    <div className="field">
      <label htmlFor={`p-${props.name}`}>{props.label}</label>
      <select id={`p-${props.name}`} name={props.name} defaultValue={props.chosen ?? ''}>
        <option value="">{t('不限')}</option>
        {props.values.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}

function Answers({ deps, answer }: { readonly deps: PortalDeps; readonly answer: PilotAnswer }) {
  const { t, lang } = usePage()
  const suffix = answer.about === null ? '' : `?achievement=${answer.about.publicId}`
  if (answer.items.length === 0)
    return (
      <EmptyState
        title={t('没有找到能承接的中试服务')}
        advice={[t('放宽成熟度、批量或地区再找。'), t('可以分成两步找，例如先从 5 级到 6 级。')]}
      />
    )
  return (
    <section className="card">
      <p role="status">{t('共 {total} 条', { total: count(answer.total) })}</p>
      <ul className="brief">
        {answer.items.map((one) => (
          <li key={one.publicId}>
            <A to={`/pilot-services/${one.publicId}`}>
              <span lang="zh-CN">{one.name}</span>
            </A>{' '}
            <SampleTag sample={one.sample} />
            <p className="quiet">
              <span lang="zh-CN">{one.base}</span>
              {one.region === null ? null : ` · ${regionTitle(deps.regions, one.region, lang)}`} ·{' '}
              {t('{price} 每{unit}，{days} 天交付', {
                price: fee(one.unitFeeFen, lang),
                unit: one.feeUnit,
                days: one.leadDays,
              })}
            </p>
            <p lang="zh-CN">{one.reasons.join('；')}</p>
            <p>
              {one.nextFree === null ? (
                t('最近四周没有空档。')
              ) : (
                <A to={`/pilot-services/${one.publicId}/calendar${suffix}`}>
                  {t('最近空档 {when}，去预约', { when: spanText(one.nextFree) })}
                </A>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const BP_PERCENT = 100

/** `/pilot-services/statistics`: what bases did for others in the last year, counted from bookings. */
export async function pilotFigures(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const figures = await deps.pilotServiceFigures()
  return {
    status: 200,
    title: t('中试服务统计'),
    description: t('近一年中试服务的项目数、对外比例、成熟度提高和产线利用率，由预约记录统计。'),
    crumbs: [
      { title: t('服务与资源'), to: '/resources' },
      { title: t('中试服务'), to: '/pilot-services' },
      { title: t('统计') },
    ],
    canonical: `${request.origin}/pilot-services/statistics`,
    body: <Figures figures={figures} />,
  }
}

type ServiceFigures = Awaited<ReturnType<PortalDeps['pilotServiceFigures']>>

/** Every figure with its title, as page and file show it. */
function figureRows(figures: ServiceFigures, t: Speech['t']): readonly (readonly [string, string])[] {
  const few = t('数量少，不单独公布')
  const share = (bp: number) => `${(bp / BP_PERCENT).toFixed(1)}%`
  const number = (n: number | null) => (n === null ? few : count(n))
  return [
    [t('在架的中试服务'), count(figures.lines)],
    [t('已验收的项目'), number(figures.runs)],
    [t('对外服务比例'), figures.externalBp === null ? few : share(figures.externalBp)],
    [t('转入产业化'), number(figures.industrialised)],
    [t('成熟度提高并经确认的成果'), number(figures.raised)],
    [t('产线利用率'), share(figures.utilisationBp)],
    [t('平均评价（满分 5）'), figures.stars === null ? few : figures.stars.toFixed(2)],
    ...figures.steps.map(
      ({ before, after, runs }) => [t('{before} 级到 {after} 级', { before, after }), count(runs)] as const,
    ),
  ]
}

/** `/pilot-services/statistics.xlsx`: the same figures as a sheet. */
export async function pilotFiguresFile(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const { t } = speech('zh')
  const figures = await deps.pilotServiceFigures()
  const text = (value: string, style: 'header' | 'text' = 'text') => ({ text: value, style })
  const body = await writeBook([
    {
      name: '中试服务统计',
      columns: [{ width: 30 }, { width: 24 }],
      frozenRows: 1,
      rows: [
        { cells: [text('指标', 'header'), text(`${figures.from} 至 ${figures.until}`, 'header')] },
        ...figureRows(figures, t).map(([title, value]) => ({ cells: [text(title), text(value)] })),
      ],
    },
  ])
  return { type: XLSX, body, download: `pilot-services-${request.today}.xlsx` }
}

function Figures({ figures }: { readonly figures: ServiceFigures }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h1>{t('中试服务统计')}</h1>
      <p className="lead">
        {t('{from} 至 {until}，由预约记录统计，没有人填报；价款不公开。', {
          from: figures.from,
          until: figures.until,
        })}
      </p>
      <DescriptionList rows={figureRows(figures, t)} />
      <p>
        <A to="/pilot-services/statistics.xlsx">{t('下载统计（Excel）')}</A>{' '}
        <A to="/api/v1/pilot-services/statistics">{t('下载统计（JSON）')}</A>
      </p>
    </section>
  )
}
