import type { NoticePage, NoticeQuery } from '#platform/notice/reading.ts'
import type { NoticeItem } from '#platform/notice/view.ts'
import { Filters, Pager, SearchBox } from '#web/portal/find.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { EmptyState, SampleTag, Tag, Word } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

const ROWS = 20
const TERMS = ['noticeDays', 'noticeWorkingDays'] as const

/** `/notices`: what is on public notice, and all that ever was, with proof. */
export async function noticesPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const query = questionOf(request.query)
  const found = await deps.notices(query)
  return {
    status: 200,
    title: t('公示'),
    description: t('{city}科技事项的公示：公示期、剩余天数、异议和存证。', {
      city: deps.city.name[request.lang],
    }),
    crumbs: [{ title: t('公示') }],
    canonical: `${request.origin}/notices`,
    feeds: { rss: '/notices.rss', json: '/notices.feed.json' },
    body: <NoticeList query={query} found={found} />,
  }
}

/** What the address of the list asks for. */
export function questionOf(query: URLSearchParams): NoticeQuery {
  const state = query.get('state')
  const term = TERMS.find((one) => one === query.get('term'))
  return {
    q: (query.get('q') ?? '').slice(0, 200),
    state: state === 'open' || state === 'ended' ? state : 'all',
    ...(term !== undefined && { term }),
    limit: ROWS,
    ...(query.get('cursor') !== null && { cursor: query.get('cursor') ?? '' }),
  }
}

function NoNotices({ query: { q, state, term } }: { readonly query: NoticeQuery }) {
  const { t } = usePage()
  const isAsked = q !== '' || state !== 'all' || term !== undefined
  return isAsked ? (
    <EmptyState title={t('没有符合条件的公示')} advice={[t('换一个更短的说法，或去掉筛选条件。')]} />
  ) : (
    <EmptyState title={t('还没有公示')} advice={[t('有事项公示时会列在这里，结束后仍可查证。')]} />
  )
}

function NoticeList({ query, found }: { readonly query: NoticeQuery; readonly found: NoticePage }) {
  const { t, query: asked } = usePage()
  return (
    <>
      <h1>{t('公示')}</h1>
      <section className="card">
        <p className="lead">
          {t('公示期内可以提出异议。每期公示的内容、起止时间和是否改动都有存证，结束后仍可查证。')}
        </p>
        <SearchBox action="/notices" label={t('搜索公示')} value={query.q} keep={asked} />
      </section>
      <Filters
        path="/notices"
        rows={[
          {
            field: 'state',
            title: t('状态'),
            choices: [
              { value: 'open', title: t('公示中') },
              { value: 'ended', title: t('已结束') },
            ],
          },
          {
            field: 'term',
            title: t('期限类型'),
            choices: [
              { value: 'noticeDays', title: t('自然日') },
              { value: 'noticeWorkingDays', title: t('工作日') },
            ],
          },
        ]}
      />
      <section className="card">
        <div className="bar">
          <p className="quiet">
            {found.totalIsCapped
              ? t('超过 {total} 条', { total: found.total })
              : t('共 {total} 条', { total: found.total })}
          </p>
          <span>
            <A to="/draws">{t('专家抽取')}</A> · <A to="/objections">{t('凭查询码看异议的答复')}</A>
          </span>
        </div>
        {found.items.length === 0 ? (
          <NoNotices query={query} />
        ) : (
          <ul className="brief">
            {found.items.map((item) => (
              <NoticeRow key={item.id} item={item} />
            ))}
          </ul>
        )}
        <Pager path="/notices" next={found.next} />
      </section>
    </>
  )
}

function NoticeRow({ item }: { readonly item: NoticeItem }) {
  const { t, word } = usePage()
  return (
    <li>
      <A to={`/notices/${item.id}`}>
        <Word text={item.name} />
      </A>{' '}
      <SampleTag sample={item.sample} />{' '}
      <Tag tone={item.state === 'open' ? 'good' : 'plain'}>{word(item.stateTitle)}</Tag>
      <p className="quiet">
        {t('公示期 {days} 个{kind}', { days: item.term.days, kind: word(item.term.kind) })} ·{' '}
        {t('自 {from} 至 {until}', { from: item.startsOn, until: item.lastDay })}
        <LeftText item={item} />
      </p>
    </li>
  )
}

function LeftText({ item }: { readonly item: NoticeItem }) {
  const { t } = usePage()
  const left = useCountdown(item)
  if (item.provisional) return <> · {t('暂定，待节假日安排公布后确认')}</>
  return left === null ? null : (
    <>
      {' '}
      · <strong>{left}</strong>
    </>
  )
}

/** 「还剩 N 个工作日」 or 「还剩 N 天」, by the kind of the term; null when nothing is counted. */
export function useCountdown({
  daysLeft: left,
  term,
  state,
  lastDay,
  provisional,
}: NoticeItem): string | null {
  const { t, today } = usePage()
  if (state !== 'open' || provisional) return null
  if (today > lastDay) return t('公示期已满')
  if (left === null) return null
  if (today === lastDay) return t('今天是最后一天')
  return term.kind === '工作日' ? t('还剩 {n} 个工作日', { n: left }) : t('还剩 {n} 天', { n: left })
}
