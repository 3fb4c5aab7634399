import { figuresBook, type PublicFigures } from '#modules/registrations/index.ts'
import { XLSX } from '#platform/files/respond.ts'
import { amount, count } from '#platform/text/format.ts'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { ResultTable, type Column } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'
import type { FileAnswer } from './files.ts'

type Line = PublicFigures['groups'][number]['lines'][number]
const PATH = '/contract-registrations'

/** The year of the address; what is no year asks for the newest, as unknown filters of a list do. */
function yearOf({ query }: PageRequest): number | null {
  const year = query.get('year') ?? ''
  return /^\d{4}$/.test(year) ? Number(year) : null
}

/** `/contract-registrations`: what was registered in a year, by class, field and flow; small counts withheld. */
export async function registrationsPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const figures = await deps.registrationFigures(yearOf(request))
  return {
    status: 200,
    title: t('技术合同登记统计'),
    description: t('登记的技术合同数、成交额和技术交易额，按类别、领域、流向统计。'),
    crumbs: [{ title: t('市场运行'), to: '/market' }, { title: t('技术合同登记统计') }],
    ...(request.query.size === 0 && { canonical: `${request.origin}${PATH}` }),
    body: <Registrations figures={figures} />,
  }
}

/** `/contract-registrations.xlsx`: the same figures as a sheet. */
export async function registrationsFile(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const figures = await deps.registrationFigures(yearOf(request))
  return {
    type: XLSX,
    body: await figuresBook(figures),
    download: `contract-registrations-${figures.year}.xlsx`,
  }
}

function Registrations({ figures }: { readonly figures: PublicFigures }) {
  const { t, word } = usePage()
  const { from, until, year, suppressedBelow } = figures
  return (
    <>
      <section className="card">
        <h1>{t('技术合同登记统计')}</h1>
        <p className="lead">
          {t('{from} 至 {until} 登记的技术合同，已注销的不计；本年度统计到上一个季度末。', { from, until })}
        </p>
        <Years figures={figures} />
        <p className="quiet">
          {t('为保护单笔交易，不足 {n} 份的不公布；只有一项不足时，与它最接近的一项也不公布。', {
            n: suppressedBelow ?? 0,
          })}
        </p>
        <p>
          <A to={`${PATH}.xlsx?year=${year}`}>{t('下载统计（Excel）')}</A>{' '}
          <A to={`/api/v1/contract-registration-statistics?year=${year}`}>{t('下载统计（JSON）')}</A>
        </p>
      </section>
      {figures.groups.length === 0 && (
        <section className="card">
          <p className="quiet">{t('这段时间没有登记技术合同。')}</p>
        </section>
      )}
      {figures.groups.map((group) => (
        <Group key={group.title} title={word(group.title)} lines={group.lines} />
      ))}
      {figures.groups.length > 0 && <Decisions figures={figures} />}
    </>
  )
}

/** The years there are, as links. */
function Years({ figures: { year, years } }: { readonly figures: PublicFigures }) {
  const { t, href } = usePage()
  if (years.length < 2 || href(`${PATH}?`) === null) return null
  return (
    <nav className="chips" aria-label={t('年度')}>
      {years.map((one) => (
        <A key={one} to={`${PATH}?year=${one}`} current={one === year}>
          {t('{year} 年', { year: one })}
        </A>
      ))}
    </nav>
  )
}

function Group({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  const { t, word, lang } = usePage()
  const hidden = t('不公布')
  const columns: readonly Column<Line>[] = [
    { title, head: true, cell: (line) => word(line.title) },
    {
      title: t('合同数'),
      number: true,
      cell: (line) => (line.contracts === null ? hidden : count(line.contracts)),
    },
    {
      title: t('成交额'),
      number: true,
      cell: (line) => (line.totalFen === null ? hidden : amount(line.totalFen, lang)),
    },
    {
      title: t('技术交易额'),
      number: true,
      cell: (line) => (line.techFen === null ? hidden : amount(line.techFen, lang)),
    },
  ]
  return (
    <section className="card">
      <h2>{title}</h2>
      <ResultTable caption={title} columns={columns} rows={lines} id={(line) => line.title} />
    </section>
  )
}

function Decisions({ figures }: { readonly figures: PublicFigures }) {
  const { t, word } = usePage()
  const { decisions, medianDays, refusals } = figures
  const hidden = t('不公布')
  return (
    <section className="card">
      <h2>{t('办理')}</h2>
      <p>
        {t('作出决定 {decisions} 件；从受理到决定的天数，中位数 {days}。', {
          decisions: decisions === null ? hidden : count(decisions),
          days: medianDays === null ? hidden : count(medianDays),
        })}
      </p>
      {refusals.length > 0 && (
        <ul>
          {refusals.map((one) => (
            <li key={one.title}>
              {t('不予登记：{reason}，{n} 件', {
                reason: word(one.title),
                n: one.contracts === null ? hidden : count(one.contracts),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
