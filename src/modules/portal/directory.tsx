import { count, dayOf } from '#platform/text/format.ts'
import { ArticleMeta, Consult, DescriptionList, PageTools, Prose } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { BriefList, SampleTag, Tag } from '#web/portal/results.tsx'
import {
  directoryKinds,
  type DirectoryKind,
  type DirectoryView,
  type ListPage,
  type PageRequest,
  type PortalDeps,
  type RecordTable,
} from './deps.ts'
import { Certified } from './directory-rows.tsx'
import { structuredData } from './json-ld.ts'
import { listSpecs, queryOf, regionTitle } from './lists.tsx'

const DESCRIPTION_LENGTH = 120
const NEWEST = 4

/** `/resources`: the directories with how many they hold and the newest of each. */
export async function resourcesPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const newest = async (kind: DirectoryKind) => ({
    kind,
    page: await deps.list({ ...queryOf(kind, new URLSearchParams(), NEWEST), facets: [] }),
  })
  const [counts, found] = await Promise.all([deps.directoryCounts(), Promise.all(directoryKinds.map(newest))])
  const city = deps.city.name[request.lang]
  return {
    status: 200,
    title: t('服务与资源'),
    description: t('{city}的服务机构、共享仪器设备、技术经纪人和专家名录。', { city }),
    crumbs: [{ title: t('服务与资源') }],
    canonical: `${request.origin}/resources`,
    body: <Resources counts={counts} found={found} city={city} />,
  }
}

function Resources(props: {
  readonly counts: Readonly<Record<DirectoryKind, number>>
  readonly found: readonly { readonly kind: DirectoryKind; readonly page: ListPage }[]
  readonly city: string
}) {
  const { t } = usePage()
  return (
    <>
      <section className="card">
        <h1>{t('服务与资源')}</h1>
        <p className="lead">{t('找人、找机构、找仪器：公开的内容经本人或本单位同意，并经审核。')}</p>
        <DirectoryLinks counts={props.counts} />
      </section>
      {[props.found.slice(0, 2), props.found.slice(2, 4), props.found.slice(4)].map((pair) => (
        <div key={pair[0]?.kind} className="cols">
          {pair.map(({ kind, page }) => (
            <Newest key={kind} kind={kind} page={page} />
          ))}
        </div>
      ))}
    </>
  )
}

/** Links to the directories with their counts. */
export function DirectoryLinks({ counts }: { readonly counts: Readonly<Record<DirectoryKind, number>> }) {
  const { t } = usePage()
  return (
    <ul className="chips">
      {directoryKinds.map((kind) => (
        <li key={kind}>
          <A to={listSpecs[kind].path}>
            {t(listSpecs[kind].title)} <small>{count(counts[kind])}</small>
          </A>
        </li>
      ))}
      <li>
        <A to="/pilot-bases">{t('中试基地')}</A>
      </li>
    </ul>
  )
}

function Newest({ kind, page }: { readonly kind: DirectoryKind; readonly page: ListPage }) {
  const { t, word, lang } = usePage()
  const { path, title } = listSpecs[kind]
  const rows = page.items.map((item) => ({
    to: `${path}/${item.publicId}`,
    title: item.name.map(({ text }) => text).join(''),
    sample: item.sample,
    meta: [
      item.ownerName,
      [
        ...(item.words['types'] ??
          item.words['level'] ??
          item.words['category'] ??
          item.words['processes'] ??
          []),
      ]
        .map(word)
        .join(lang === 'en' ? ', ' : '、'),
    ],
  }))
  return (
    <BriefList
      title={t(title)}
      more={path}
      moreTitle={t('全部：{list}', { list: t(title) })}
      rows={rows}
      empty={t('还没有公开的记录。')}
    />
  )
}

/** `/instruments/{publicId}` …; null when nothing public has this identifier. */
export function directoryPage(kind: DirectoryKind) {
  return async (deps: PortalDeps, request: PageRequest): Promise<Page | null> => {
    const record = await deps.directory(kind, request.params['publicId'] ?? '')
    if (record === null) return null
    const { t } = speech(request.lang)
    const { path, title } = listSpecs[kind]
    const canonical = `${request.origin}${path}/${record.publicId}`
    return {
      status: 200,
      title: record.name,
      description: record.summary.replace(/\s+/g, ' ').slice(0, DESCRIPTION_LENGTH) || record.name,
      crumbs: [
        { title: t('服务与资源'), to: '/resources' },
        { title: t(title), to: path },
        { title: record.name },
      ],
      canonical,
      structured: structuredData(record, canonical),
      body: <Body record={record} deps={deps} request={request} />,
    }
  }
}

interface Parts {
  readonly record: DirectoryView
  readonly deps: PortalDeps
  readonly request: PageRequest
}

const ownerTitles = {
  'service-body': '所属单位',
  instrument: '管理单位',
  'pilot-service': '中试基地',
  broker: '所在单位',
  expert: '所在单位',
} as const
const summaryTitles = {
  'service-body': '服务介绍',
  instrument: '功能与技术指标',
  'pilot-service': '能做什么',
  broker: '自我介绍',
  expert: '专长介绍',
} as const

function Body({ record, deps, request }: Parts) {
  const page = usePage()
  const { t, word, lang } = page
  const several = (values: readonly string[]) => values.map(word).join(lang === 'en' ? ', ' : '、')
  return (
    <div className="with-side">
      <article className="card">
        <Head record={record} />
        <DescriptionList
          rows={[
            [t(ownerTitles[record.kind]), record.ownerName],
            [t('地区'), record.region === null ? '' : regionTitle(deps.regions, record.region, lang)],
            ...record.facts.map(([title, values]) => [word(title), several(values)] as const),
            [
              t('网址'),
              record.website === null ? (
                ''
              ) : (
                <a href={record.website} rel="nofollow noreferrer">
                  {record.website}
                </a>
              ),
            ],
          ]}
        />
        <Prose title={t(summaryTitles[record.kind])} text={record.summary} />
        {record.tables.map((table) => (
          <SmallTable key={table.title} table={table} />
        ))}
        {record.notes.map(([title, text]) => (
          <Prose key={title} title={word(title)} text={text} />
        ))}
        {record.kind === 'broker' ? <BrokerRecordFacts record={record} /> : null}
        <PageTools permanent={`/id/${record.kind}/${record.publicId}`} origin={request.origin} />
      </article>
      <div>
        <Side record={record} deps={deps} />
        <Consult answerDays={deps.answerDays} />
      </div>
    </div>
  )
}

function Head({ record }: { readonly record: DirectoryView }) {
  const page = usePage()
  const { t, word } = page
  return (
    <>
      <h1>
        <span lang="zh-CN">{record.name}</span> <SampleTag sample={record.sample} />
      </h1>
      {record.subtitle === '' ? null : <p className="lead">{word(record.subtitle)}</p>}
      {record.sample ? (
        <p className="note warn">{t('示例：本条记录为演示而写，不是真实的人员、机构或设备。')}</p>
      ) : null}
      <ArticleMeta
        items={[
          [t('编号'), record.code],
          [t('发布'), record.publishedAt === '' ? '' : dayOf(record.publishedAt)],
          [t('有效期至'), record.until ?? ''],
          [
            '',
            record.kind === 'service-body' || record.kind === 'broker' ? (
              <Certified until={record.certifiedUntil} page={page} />
            ) : (
              ''
            ),
          ],
          ...record.marks.map(
            ({ text, unconfirmed }) =>
              [
                '',
                <span key={text}>
                  <Tag tone="good">{word(text)}</Tag>{' '}
                  {unconfirmed ? <Tag tone="warn">{t('未确认规则')}</Tag> : null}
                </span>,
              ] as const,
          ),
        ]}
      />
    </>
  )
}

function SmallTable({ table }: { readonly table: RecordTable }) {
  const { word } = usePage()
  if (table.rows.length === 0) return null
  return (
    <section>
      <h2>{word(table.title)}</h2>
      <div className="scroll" role="region" aria-label={word(table.title)} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {table.head.map((title) => (
                <th key={title} scope="col">
                  {word(title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows of a price list have no other name
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={table.head[j]}>{word(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What a broker has brought about, as the parties confirmed it; never what the broker says of oneself. */
function BrokerRecordFacts({ record }: { readonly record: DirectoryView }) {
  const { t } = usePage()
  const told = record.record
  const isEmpty = told === null || told.introduced + told.met + told.signed === 0
  return (
    <section>
      <h2>{t('撮合记录')}</h2>
      {told === null || isEmpty ? (
        <p className="quiet">{t('尚无记录。')}</p>
      ) : (
        <DescriptionList
          rows={[
            [t('双方确认的引荐'), String(told.introduced)],
            [t('见面洽谈'), String(told.met)],
            [t('签约'), String(told.signed)],
          ]}
        />
      )}
    </section>
  )
}

function Side({ record, deps }: { readonly record: DirectoryView; readonly deps: PortalDeps }) {
  const { t, isStatic } = usePage()
  if (record.kind === 'instrument' || record.kind === 'pilot-service') return <BookingCard record={record} />
  if (record.kind !== 'expert' || isStatic) return null
  return (
    <section className="card noprint">
      <h2>{t('向专家咨询')}</h2>
      <p>
        <A className="button primary" to={deps.askExpert(record.id)}>
          {t('向这位专家咨询')}
        </A>
      </p>
      <p className="quiet">{t('咨询经平台转达，专家的联系方式不公开。')}</p>
    </section>
  )
}

const HOUR_MINUTES = 60

function BookingCard({ record }: { readonly record: DirectoryView }) {
  const { t } = usePage()
  const { use } = record
  return (
    <section className="card noprint">
      <h2>{t('预约')}</h2>
      {record.bookable ? (
        <p>
          <A className="button primary" to={`${listSpecs[record.kind].path}/${record.publicId}/calendar`}>
            {t('看日历，约时间')}
          </A>
        </p>
      ) : (
        <p className="quiet">
          {record.kind === 'instrument'
            ? t('这台仪器不在平台上接受预约。')
            : t('这条产线不在平台上接受预约，或基地的认定已经失效。')}
        </p>
      )}
      {use === null || use.times === 0 ? null : (
        <p className="quiet">
          {t('近一年对外使用 {times} 次，共 {hours} 小时。', {
            times: use.times,
            hours: Math.round(use.minutes / HOUR_MINUTES),
          })}
          {use.stars === null
            ? null
            : t('评价 {stars}（{n} 次）。', { stars: use.stars.toFixed(1), n: use.ratings ?? 0 })}
        </p>
      )}
    </section>
  )
}
