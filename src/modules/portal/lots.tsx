import { amount, dateTime, fee, instantText } from '#platform/text/format.ts'
import { ArticleMeta, DescriptionList, PageTools } from '#web/portal/article.tsx'
import { Filters, Pager, SearchBox } from '#web/portal/find.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { EmptyState, SampleTag, Tag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'
import type { LotPage, LotRecord } from './lot-deps.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

/** `/lots`: every lot from its announcement on: to come, being bid on, ended, failed. */
export async function lotsPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const asked = Object.fromEntries(
    ['q', 'state', 'manner', 'mode', 'cursor'].map((name) => [name, request.query.get(name) ?? '']),
  )
  return {
    status: 200,
    title: t('挂牌竞价'),
    description: t('{city}公告、竞价和已经结束的成果挂牌，结束的都可以重放复核。', {
      city: deps.city.name[request.lang],
    }),
    crumbs: [{ title: t('挂牌竞价') }],
    canonical: `${request.origin}/lots`,
    body: <LotList page={await deps.lots(asked)} q={asked['q'] ?? ''} />,
  }
}

function LotList({ page, q }: { readonly page: LotPage; readonly q: string }) {
  const { t, word, query } = usePage()
  const { counts } = page
  const choices = (rows: readonly { readonly value: string; readonly n: number }[]) =>
    rows.map(({ value, n }) => ({ value, title: word(value), count: n }))
  return (
    <>
      <section className="card">
        <h1>{t('挂牌竞价')}</h1>
        <p className="lead">
          {t('公告期满后，只有一家合格的按报价成交，两家以上的公开竞价；结束以后任何人都能重放复核。')}
        </p>
        <SearchBox action="/lots" label={t('按成果名称查找')} value={q} keep={query} />
        <Filters
          path="/lots"
          rows={[
            {
              field: 'state',
              title: t('状态'),
              choices: counts.state.map(({ value, title, n }) => ({ value, title: word(title), count: n })),
            },
            { field: 'manner', title: word('竞价方式'), choices: choices(counts.manner) },
            { field: 'mode', title: t('转化方式'), choices: choices(counts.mode) },
          ]}
        />
      </section>
      <section className="card">
        <p className="quiet">{t('共 {total} 条', { total: page.total })}</p>
        {page.items.length === 0 ? (
          <EmptyState title={t('没有符合条件的挂牌')} advice={[t('换一个更短的说法，或去掉筛选条件。')]} />
        ) : (
          <ul className="brief">
            {page.items.map((lot) => (
              <LotRow key={lot.publicId} lot={lot} />
            ))}
          </ul>
        )}
        <Pager path="/lots" next={page.next} />
      </section>
    </>
  )
}

function LotRow({ lot }: { readonly lot: LotPage['items'][number] }) {
  const { t, word, lang } = usePage()
  const price =
    lot.awardFen === null
      ? `${t('底价')} ${amount(lot.floorFen, lang)}`
      : `${t('成交价')} ${amount(lot.awardFen, lang)}`
  return (
    <li>
      <A to={`/lots/${lot.publicId}`}>
        <span lang="zh-CN">{lot.name}</span>
      </A>{' '}
      <SampleTag sample={lot.sample} /> <Tag tone={toneOf(lot.state)}>{word(lot.stateTitle)}</Tag>
      <p className="quiet">
        <span lang="zh-CN">{lot.owner}</span> · {word(lot.mode)} · {word(lot.manner)} · {price} ·{' '}
        {t('竞价开始')} <time>{dateTime(lot.startsAt)}</time>
      </p>
    </li>
  )
}

function toneOf(state: string) {
  if (state === 'announcing' || state === 'bidding' || state === 'opening') return 'warn'
  return state === 'awarded' || state === 'concluded' ? 'good' : 'plain'
}

/** `/lots/{public id}`: the announcement with every published term, the bidding as it stands, and the result. */
export async function lotPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const lot = await deps.lot(request.params['publicId'] ?? '')
  if (lot === null) return null
  const { t } = speech(request.lang)
  const { name } = lot
  return {
    status: 200,
    title: t('挂牌：{name}', { name }),
    description: t('《{name}》的挂牌公告：底价、竞价时间、规则、成交后的合同条款和结果。', { name }),
    crumbs: [{ title: t('挂牌竞价'), to: '/lots' }, { title: name }],
    canonical: `${request.origin}/lots/${lot.publicId}`,
    body: <Lot lot={lot} origin={request.origin} />,
  }
}

function Lot({ lot, origin }: { readonly lot: LotRecord; readonly origin: string }) {
  const { t, word, lang } = usePage()
  return (
    <article className="card">
      <h1>
        <span lang="zh-CN">{lot.name}</span> <SampleTag sample={lot.sample} />{' '}
        <Tag tone={toneOf(lot.state)}>{word(lot.stateTitle)}</Tag>
      </h1>
      <ArticleMeta
        items={[
          [t('转让方'), lot.owner],
          [t('编号'), lot.publicId.toUpperCase()],
          [t('公告日期'), lot.announcedAt === null ? '' : dateTime(lot.announcedAt)],
        ]}
      />
      {lot.achievementPublicId === null ? null : (
        <p>
          <A to={`/achievements/${lot.achievementPublicId}`}>{t('查看成果')}</A>
        </p>
      )}
      <Standing lot={lot} />
      <Result lot={lot} />
      <h2>{t('公告')}</h2>
      <DescriptionList
        rows={[
          [
            t('竞价时间'),
            t('{from} 至 {until}', { from: dateTime(lot.startsAt), until: dateTime(lot.endsAt) }),
          ],
          [t('底价'), fee(lot.floorFen, lang)],
          [t('最小加价幅度'), lot.form.stepFen === undefined ? '' : fee(lot.form.stepFen, lang)],
          [t('保证金'), fee(lot.form.depositFen, lang)],
          ...lot.terms.map(([title, value]) => [word(title), word(value)] as const),
        ]}
      />
      <Rules lot={lot} />
      <Chain lot={lot} />
      <PageTools permanent={`/id/lot/${lot.publicId}`} origin={origin} />
    </article>
  )
}

/** How the bidding stands at the instant of the answer; the page's script asks again while it goes on. */
function Standing({ lot }: { readonly lot: LotRecord }) {
  const { t, isStatic } = usePage()
  const { live } = lot
  // A copy would show yesterday's price.
  if (isStatic || live.closedAt !== null || !['announcing', 'bidding'].includes(lot.state)) return null
  const isOn = live.now >= live.startsAt
  return (
    <section aria-live="polite" {...(lot.state === 'bidding' && { 'data-live': '' })}>
      <h2>{isOn ? t('正在竞价') : t('等待竞价')}</h2>
      <DescriptionList
        rows={[
          isOn
            ? [t('距结束'), <Left key="l" from={live.now} to={live.closesAt} />]
            : [t('距开始'), <Left key="l" from={live.now} to={live.startsAt} />],
          ...(isOn ? pricesOf(lot, t) : []),
        ]}
      />
      <p className="quiet">
        {t('以上是 {at} 的情况，以服务器的时间为准。', { at: instantText(live.now) })}{' '}
        <A to={`/lots/${lot.publicId}`}>{t('刷新')}</A>
      </p>
      <p className="note bad" hidden data-lost>
        {t('与服务器的连接中断，上面的情况可能已经变化。')}
      </p>
      <p>
        <A className="button primary" to={`/app/lots/${lot.id}`}>
          {isOn ? t('到工作台出价') : t('到工作台申请受让')}
        </A>
      </p>
    </section>
  )
}

function pricesOf(lot: LotRecord, t: ReturnType<typeof usePage>['t']) {
  const { live, manner } = lot
  if (manner === '密封报价') return [[t('报价'), t('密封报价，开标以后才公开。')] as const]
  if (!live.isShown) return [[t('当前价'), t('按公告，竞价结束以后公开。')] as const]
  return [
    [t('合格的竞买人'), t('{n} 家', { n: lot.admitted ?? 0 })] as const,
    [t('当前价'), live.priceFen === null ? t('还没有出价') : <Fen key="p" fen={live.priceFen} />] as const,
    [t('出价次数'), t('{n} 次', { n: live.count })] as const,
  ]
}

function Fen({ fen }: { readonly fen: number }) {
  const { lang } = usePage()
  return <strong>{fee(fen, lang)}</strong>
}

/** Whole minutes from one instant to another in words; less than one says so. */
function Left({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = usePage()
  const minutes = Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE_MS)
  if (minutes < 1) return t('不到 1 分钟')
  const days = Math.floor(minutes / DAY_MINUTES)
  const hours = Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES)
  const rest = minutes % HOUR_MINUTES
  return (
    <>
      {days > 0
        ? t('{days} 天 {hours} 小时', { days, hours })
        : t('{hours} 小时 {minutes} 分', { hours, minutes: rest })}{' '}
      <span className="quiet">{dateTime(to)}</span>
    </>
  )
}

function Result({ lot }: { readonly lot: LotRecord }) {
  const { t } = usePage()
  if (lot.state === 'withdrawn')
    return (
      <p className="note warn">
        {t('已撤回，撤回的理由：')}
        <span lang="zh-CN">{lot.withdrawnReason}</span>
      </p>
    )
  if (lot.state === 'opening') return <p className="note">{t('报价已经截止，等待保管人开标。')}</p>
  if (lot.live.closedAt === null) return null
  return (
    <section>
      <h2>{t('结果')}</h2>
      <DescriptionList
        rows={[
          [t('结束时间'), instantText(lot.live.closedAt)],
          [t('合格的竞买人'), t('{n} 家', { n: lot.admitted ?? 0 })],
          ...(lot.manner === '密封报价'
            ? []
            : [[t('出价次数'), t('{n} 次', { n: lot.live.count })] as const]),
          [t('受让方'), lot.winner ?? ''],
          [t('成交价'), lot.awardFen === null ? t('流标，没有成交。') : <Fen key="p" fen={lot.awardFen} />],
        ]}
      />
      <p>
        <A className="button primary" to={`/lots/${lot.publicId}/replay`}>
          {t('重放复核')}
        </A>
      </p>
    </section>
  )
}

function Rules({ lot }: { readonly lot: LotRecord }) {
  const { t, lang } = usePage()
  const { rules, sealed, form } = lot
  const outage = t(
    '结束前 {window} 分钟内服务中断超过 {seconds} 秒的，恢复后把剩余的时间补足，至少 {extend} 分钟。',
    {
      window: rules.outageLookbackSeconds / 60,
      seconds: rules.outageSeconds,
      extend: rules.extendSeconds / 60,
    },
  )
  const lines =
    sealed === null
      ? [
          t('以服务器收到出价的时间为准，到时自动开始；竞买人只显示代号。'),
          t('每次至少加价 {step}；享有优先受让权的可以以同等价格受让。', {
            step: fee(form.stepFen ?? 0, lang),
          }),
          t('结束前 {window} 分钟内有出价的，自该次出价起顺延 {extend} 分钟。', {
            window: rules.windowSeconds / 60,
            extend: rules.extendSeconds / 60,
          }),
          t('只有一家合格的不竞价，按其报价成交；没有合格的或没有人出价的，流标。'),
        ]
      : [
          t('报价在报价人的浏览器里加密，截止以后由 {seats} 名保管人中的 {threshold} 人开标。', {
            seats: sealed.seats,
            threshold: sealed.threshold,
          }),
          t('不低于底价的最高报价成交；同价时享有优先受让权的优先，再以先收到的优先。'),
          t('密钥保管单位：{units}', { units: sealed.custodians.map(({ org }) => org).join('、') }),
        ]
  return (
    <>
      <h2>{t('竞价规则')}</h2>
      <ul className="list">
        {[...lines, outage].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}

/** Every attempt at the same achievement, here and outside, the failed ones too. */
function Chain({ lot }: { readonly lot: LotRecord }) {
  const { t, word, lang } = usePage()
  if (lot.chain.length === 0) return null
  return (
    <>
      <h2>{t('历次挂牌')}</h2>
      <ol className="list">
        {lot.chain.map((one) => (
          <li key={one.publicId ?? `${one.on ?? ''} ${one.exchange ?? ''}`}>
            {one.publicId === null ? (
              <>
                {t('在外部交易机构交易：')}
                <span lang="zh-CN">{one.exchange}</span> ·
              </>
            ) : one.publicId === lot.publicId ? (
              <strong>{one.publicId.toUpperCase()}</strong>
            ) : (
              <A to={`/lots/${one.publicId}`}>{one.publicId.toUpperCase()}</A>
            )}{' '}
            {word(one.stateTitle)} · {t('底价')} {amount(one.floorFen, lang)}
            {one.on !== null && ` · ${t('{on} 起', { on: one.on })}`}
          </li>
        ))}
      </ol>
    </>
  )
}
