import type { BaseStatistics } from '#modules/pilot-bases/index.ts'
import { XLSX } from '#platform/files/respond.ts'
import { amount, count } from '#platform/text/format.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { DescriptionList } from '#web/portal/article.tsx'
import { Filters, SearchBox } from '#web/portal/find.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { EmptyState, SampleTag, Tag } from '#web/portal/results.tsx'
import type { PageRequest, PilotBaseItem, PilotBaseView, PortalDeps } from './deps.ts'
import type { FileAnswer } from './files.ts'
import { regionTitle } from './lists.tsx'

/** `/pilot-bases`: every base ever recognised, with its certificate's state of today. */
export async function pilotBasesPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const query = questionOf(request.query)
  const [items, figures] = await Promise.all([deps.pilotBases(query), deps.pilotBaseFigures()])
  return {
    status: 200,
    title: t('中试基地'),
    description: t('{city}认定的科技成果中试基地：证书状态、有效期、考核等次。', {
      city: deps.city.name[request.lang],
    }),
    crumbs: [{ title: t('服务与资源'), to: '/resources' }, { title: t('中试基地') }],
    canonical: `${request.origin}/pilot-bases`,
    body: <BaseList deps={deps} query={query} items={items} figures={figures} />,
  }
}

interface Question {
  readonly region?: string
  readonly field?: string
  readonly q?: string
}

/** Longer words find nothing in a name. */
const WORDS_MAX = 80

function questionOf(query: URLSearchParams): Question {
  const asked = (name: string) => (query.get(name) ?? '').trim().slice(0, WORDS_MAX)
  const [region, field, q] = [asked('region'), asked('field'), asked('q')]
  return { ...(region !== '' && { region }), ...(field !== '' && { field }), ...(q !== '' && { q }) }
}

interface ListParts {
  readonly deps: PortalDeps
  readonly query: Question
  readonly items: readonly PilotBaseItem[]
  readonly figures: BaseStatistics
}

function BaseList({ deps, query, items, figures }: ListParts) {
  const { t, word, lang, query: asked } = usePage()
  const counted = (rows: BaseStatistics['byRegion'], titleOf: (key: string) => string) =>
    rows.map(({ key, bases }) => ({ value: key, title: titleOf(key), count: bases }))
  return (
    <>
      <section className="card">
        <h1>{t('中试基地')}</h1>
        <p className="lead">{t('经认定、可以对外提供中试服务的基地。扫证书上的二维码也会来到这里。')}</p>
        <SearchBox action="/pilot-bases" label={t('按名称查找基地')} value={query.q ?? ''} keep={asked} />
        <Filters
          path="/pilot-bases"
          rows={[
            {
              field: 'region',
              title: t('地区'),
              choices: counted(figures.byRegion, (key) => regionTitle(deps.regions, key, lang)),
            },
            { field: 'field', title: t('技术领域'), choices: counted(figures.byField, word) },
          ]}
        />
      </section>
      <section className="card">
        <p className="quiet">{t('共 {total} 条', { total: items.length })}</p>
        {items.length === 0 ? (
          <EmptyState
            title={t('没有符合条件的中试基地')}
            advice={[t('换一个更短的说法，或去掉筛选条件。')]}
          />
        ) : (
          <ul className="brief">
            {items.map((item) => (
              <li key={item.publicId}>
                <A to={`/pilot-bases/${item.publicId}`}>
                  <span lang="zh-CN">{item.name}</span>
                </A>{' '}
                <SampleTag sample={item.sample} /> <StatusTag item={item} />
                <p className="quiet">
                  <span lang="zh-CN">{item.unit}</span> · {regionTitle(deps.regions, item.region, lang)} ·{' '}
                  {word(item.field)} · {t('有效期至')} {item.until}
                </p>
              </li>
            ))}
          </ul>
        )}
        <p>
          <A to="/pilot-bases.xlsx">{t('下载名录和统计（Excel）')}</A>
        </p>
      </section>
      <Figures deps={deps} figures={figures} />
    </>
  )
}

function StatusTag({ item }: { readonly item: PilotBaseItem }) {
  const { word } = usePage()
  return <Tag tone={item.status === 'valid' ? 'good' : 'warn'}>{word(item.statusTitle)}</Tag>
}

/** What the register adds up to; everything counted from it, nothing typed. */
function Figures({ deps, figures }: { readonly deps: PortalDeps; readonly figures: BaseStatistics }) {
  const { t, word, lang } = usePage()
  if (figures.inForce === 0) return null
  return (
    <section className="card">
      <h2>{t('统计')}</h2>
      <DescriptionList
        rows={[
          [t('有效基地'), count(figures.inForce)],
          [t('设备原值'), amount(figures.equipmentFen, lang)],
          [t('技术人员'), count(figures.staff)],
          [
            t('按地区'),
            figures.byRegion
              .map(({ key, bases }) => `${regionTitle(deps.regions, key, lang)} ${bases}`)
              .join('，'),
          ],
          [t('按技术领域'), figures.byField.map(({ key, bases }) => `${word(key)} ${bases}`).join('，')],
          ...figures.grades.map(
            ({ year, counts }) =>
              [
                t('{year} 年度考核', { year: String(year) }),
                Object.entries(counts)
                  .map(([grade, bases]) => `${word(grade)} ${bases}`)
                  .join('，'),
              ] as const,
          ),
        ]}
      />
    </section>
  )
}

/** `/pilot-bases/…`: one base, whose certificate is verified by this page. */
export async function pilotBasePage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const { t } = speech(request.lang)
  const base = await deps.pilotBase(request.params['publicId'] ?? '')
  if (!base) return null
  return {
    status: 200,
    title: base.name,
    description: t('中试基地证书 {number} 的状态：{status}。', {
      number: base.certNo,
      status: base.statusTitle,
    }),
    crumbs: [
      { title: t('服务与资源'), to: '/resources' },
      { title: t('中试基地'), to: '/pilot-bases' },
      { title: base.name },
    ],
    canonical: `${request.origin}/pilot-bases/${base.publicId}`,
    body: <Base deps={deps} base={base} />,
  }
}

function Base({ deps, base }: { readonly deps: PortalDeps; readonly base: PilotBaseView }) {
  const { t, word, lang, isStatic } = usePage()
  return (
    <>
      <article className="card">
        <h1 lang="zh-CN">{base.name}</h1>
        <p>
          <SampleTag sample={base.sample} /> <StatusTag item={base} />
        </p>
        <DescriptionList
          rows={[
            [t('建设单位'), base.unit],
            [t('证书编号'), base.certNo],
            [t('牌匾编号'), base.plateNo],
            ...(base.documentNo === null ? [] : [[t('认定文件'), base.documentNo] as const]),
            [t('有效期'), t('自 {from} 至 {until}', { from: base.from, until: base.until })],
            ...(base.revokedOn === null ? [] : [[t('撤销日期'), base.revokedOn] as const]),
            [t('技术领域'), word(base.field)],
            [t('地区'), regionTitle(deps.regions, base.region, lang)],
            [t('地址'), base.address],
            [t('场地面积'), t('{m2} 平方米', { m2: base.siteM2 })],
            [t('设备原值'), amount(base.equipmentFen, lang)],
            [t('专职技术人员'), t('{n} 人', { n: base.staff })],
          ]}
        />
        {base.capability === '' ? null : (
          <>
            <h2>{t('中试能力')}</h2>
            <p lang="zh-CN">{base.capability}</p>
          </>
        )}
        {isStatic || base.status === 'revoked' ? null : (
          <p>
            <A to={`/pilot-services?q=${encodeURIComponent(base.unit)}`}>{t('这家基地的中试服务')}</A>{' '}
            <A to={`/api/v1/pilot-bases/${base.publicId}/certificate.pdf`}>{t('证书（PDF）')}</A>
          </p>
        )}
      </article>
      <Life base={base} />
    </>
  )
}

function Life({ base }: { readonly base: PilotBaseView }) {
  const { t, word } = usePage()
  return (
    <section className="card">
      {base.grades.length === 0 ? null : (
        <>
          <h2>{t('考核等次')}</h2>
          <ul className="brief">
            {base.grades.map((one) => (
              <li key={one.year}>
                {t('{year} 年度考核', { year: String(one.year) })}：{word(one.grade ?? '')}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('经过')}</h2>
      <ul className="brief">
        {base.events.map((one) => (
          <li key={`${one.on} ${one.says}`}>
            <span className="quiet">{one.on}</span> <span lang="zh-CN">{one.says}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const LIST_TITLES = [
  '基地名称',
  '建设单位',
  '地区',
  '技术领域',
  '状态',
  '证书编号',
  '牌匾编号',
  '有效期自',
  '有效期至',
  '场地面积（平方米）',
  '设备原值（元）',
  '专职技术人员',
] as const

type Cell = { readonly text: string; readonly style?: 'header' | 'text' } | { readonly number: number }
const text = (value: string): Cell => ({ text: value, style: 'text' })
const head = (titles: readonly string[]) => ({
  cells: titles.map((value): Cell => ({ text: value, style: 'header' })),
})

/** `/pilot-bases.xlsx`: the register and its figures as two sheets. */
export async function pilotBasesFile(deps: PortalDeps, request: PageRequest): Promise<FileAnswer> {
  const [items, figures] = await Promise.all([
    deps.pilotBases(questionOf(request.query)),
    deps.pilotBaseFigures(),
  ])
  const region = (key: string) => regionTitle(deps.regions, key, 'zh')
  const rows = items.map((one) => ({
    cells: [
      ...[one.name, one.unit, region(one.region), one.field, one.statusTitle].map(text),
      ...[one.certNo, one.plateNo, one.from, one.until].map(text),
      { number: one.siteM2 },
      { number: one.equipmentFen / 100 },
      { number: one.staff },
    ],
  }))
  const counted = (title: string, groups: BaseStatistics['byRegion'], titleOf: (key: string) => string) =>
    groups.map((group) => ({
      cells: [
        text(title),
        text(titleOf(group.key)),
        { number: group.bases },
        { number: group.equipmentFen / 100 },
        { number: group.staff },
      ],
    }))
  const width = (n: number) => Array.from({ length: n }, () => ({ width: 16 }))
  const body = await writeBook([
    {
      name: '中试基地',
      columns: width(LIST_TITLES.length),
      frozenRows: 1,
      rows: [head(LIST_TITLES), ...rows],
    },
    {
      name: '统计',
      columns: width(5),
      frozenRows: 1,
      rows: [
        head(['分类', '名称', '有效基地', '设备原值（元）', '专职技术人员']),
        ...counted('地区', figures.byRegion, region),
        ...counted('技术领域', figures.byField, (key) => key),
        ...figures.grades.flatMap(({ year, counts }) =>
          Object.entries(counts).map(([grade, bases]) => ({
            cells: [text(`${year} 年度考核`), text(grade), { number: bases }],
          })),
        ),
      ],
    },
  ])
  return { type: XLSX, body, download: `pilot-bases-${request.today}.xlsx` }
}
