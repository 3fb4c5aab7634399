import type { DrawItem } from '#platform/panel/view-draws.ts'
import type { PublicDraw } from '#platform/panel/view-public.ts'
import { dateTime } from '#platform/text/format.ts'
import { DescriptionList, PageTools } from '#web/portal/article.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { EmptyState, SampleTag, Tag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** `/draws`: every draw of experts, newest first, each to be recomputed by anybody. */
export async function drawsPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  return {
    status: 200,
    title: t('专家抽取'),
    description: t('每一次专家抽取的承诺值、公开号码和顺序，任何人都能复算。'),
    crumbs: [{ title: t('专家抽取') }],
    canonical: `${request.origin}/draws`,
    body: <DrawList items={await deps.draws()} />,
  }
}

function DrawList({ items }: { readonly items: readonly DrawItem[] }) {
  const { t, word } = usePage()
  return (
    <section className="card">
      <h1>{t('专家抽取')}</h1>
      <p className="lead">{t('每一次专家抽取的承诺值、公开号码和顺序，任何人都能复算。')}</p>
      {items.length === 0 ? (
        <EmptyState title={t('还没有抽取')} advice={[t('候选名单冻结后会列在这里。')]} />
      ) : (
        <ul className="brief">
          {items.map((item) => (
            <li key={item.id}>
              <A to={`/draws/${item.id}`}>
                {word(item.procedure)} {t('第 {n} 次', { n: item.round })}
              </A>{' '}
              <SampleTag sample={item.sample} /> <Standing item={item} />
              <p className="quiet">
                {t('冻结时间')} {dateTime(item.frozenAt)} ·{' '}
                {t('{seats} 席，候选 {count} 名', { seats: item.seats, count: item.candidates })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Standing({ item }: { readonly item: DrawItem }) {
  const { t } = usePage()
  if (item.replacedAt !== null) return <Tag>{t('已作废')}</Tag>
  return item.drawnAt === null ? (
    <Tag tone="warn">{t('等待公开号码')}</Tag>
  ) : (
    <Tag tone="good">{t('已抽取')}</Tag>
  )
}

/** `/draws/{public id}`: what was committed to, the public number, the order, and how anybody recomputes it (P15). */
export async function drawPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const draw = await deps.draw(request.params['publicId'] ?? '')
  if (draw === null) return null
  const { t } = speech(request.lang)
  const title = t('专家抽取公开复算')
  return {
    status: 200,
    title,
    description: t('抽取前公布承诺值和将采用的公开号码，抽取后任何人都能复算顺序。'),
    crumbs: [{ title: t('专家抽取'), to: '/draws' }, { title }],
    canonical: `${request.origin}/draws/${draw.id}`,
    body: (
      <article className="card">
        <h1>
          {title} <SampleTag sample={draw.sample} />
        </h1>
        <Facts draw={draw} />
        <Order draw={draw} />
        <Outcome draw={draw} />
        <Recompute draw={draw} origin={request.origin} />
        <PageTools permanent={`/id/draw/${draw.id}`} origin={request.origin} />
      </article>
    ),
  }
}

function Facts({ draw }: { readonly draw: PublicDraw }) {
  const { t, word } = usePage()
  const groups = draw.strata.map(({ type, place, seats }, at) =>
    t('第 {n} 组 {type}·{place}：{seats} 席，候选 {count} 名', {
      n: at + 1,
      type: word(type),
      place: word(place),
      seats,
      count: draw.counts[at] ?? 0,
    }),
  )
  return (
    <DescriptionList
      rows={[
        [t('事项'), word(draw.procedure)],
        [t('抽取次数'), t('第 {n} 次', { n: draw.round })],
        [t('因何重抽'), draw.reason ?? ''],
        [t('作废时间'), draw.replacedAt === null ? '' : dateTime(draw.replacedAt)],
        [t('作废理由'), draw.replacedReason ?? ''],
        [t('冻结时间'), dateTime(draw.frozenAt)],
        [t('各组'), groups.join('；')],
        [t('承诺值'), <code key="r">{draw.root}</code>],
        [
          t('承诺值的存证'),
          draw.commitment === null ? (
            ''
          ) : (
            <A key="c" to={`/verify?leaf=${draw.commitment.leaf}`}>
              <code>{draw.commitment.leaf}</code>
            </A>
          ),
        ],
        [t('采用的公开号码'), `${draw.seedName}（${dateTime(draw.seedAt)}）`],
        [t('录入的号码'), draw.seed === null ? t('尚未公布') : <code key="s">{draw.seed}</code>],
        [t('号码来源'), draw.seedSource ?? ''],
        [t('抽取时间'), draw.drawnAt === null ? '' : dateTime(draw.drawnAt)],
        [t('算法'), t('{name}：RFC 3797 的选取流程，散列用 SHA-256', { name: draw.algorithm })],
      ]}
    />
  )
}

function Order({ draw }: { readonly draw: PublicDraw }) {
  const { t } = usePage()
  return (
    <>
      <h2>{t('联系顺序')}</h2>
      {draw.order === null ? (
        <p>{t('公开号码产生之前只公布承诺值和人数，谁在名单里没有人知道。')}</p>
      ) : (
        <>
          <p>{t('每个代号对应一位候选专家；只有专家本人知道哪一个是自己，并能证明。')}</p>
          {draw.order.map((leaves, at) => (
            <section key={at}>
              <h3>{t('第 {n} 组', { n: at + 1 })}</h3>
              <ol data-stratum={at}>
                {leaves.map((leaf) => (
                  <li key={leaf}>
                    <code data-leaf>{leaf}</code>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </>
      )}
    </>
  )
}

function Outcome({ draw }: { readonly draw: PublicDraw }) {
  const { t, word } = usePage()
  if (draw.outcome === null) return <p className="quiet">{t('评审结束之后公布答复经过。')}</p>
  return (
    <>
      <h2>{t('答复经过')}</h2>
      <p className="quiet">
        {t('H1 至 H7 是回避情形：同单位、参与申报、亲属、持股任职、师生合作、参加过原决定、申报方申请。')}
      </p>
      <ul>
        {draw.outcome.map(({ who, state, why }) => (
          <li key={who}>
            <span lang="zh-CN">{who}</span>：{word(state)}
            {why === null ? null : <span lang="zh-CN">（{why}）</span>}
          </li>
        ))}
      </ul>
      {draw.names === null ? null : (
        <>
          <h2>{t('评审专家')}</h2>
          <ul lang="zh-CN">
            {draw.names.map(({ name, unit, type }) => (
              <li key={`${name}${unit}`}>
                {name}（{unit}，{type}）
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Recompute({ draw, origin }: { readonly draw: PublicDraw; readonly origin: string }) {
  const { t, assets } = usePage()
  if (draw.seed === null) return null
  return (
    <>
      <h2>{t('自己复算')}</h2>
      <button className="primary" type="button" data-load={assets.recompute} hidden>
        {t('在本页复算')}
      </button>
      <div
        role="status"
        data-recompute
        data-root={draw.root}
        data-seed={draw.seed}
        data-commitment={commitmentText(draw)}
      />
      <p>{t('不用本页的脚本，也可以用不含平台代码的命令行复算：')}</p>
      <pre
        className="scroll"
        tabIndex={0}
      >{`node src/verify/cli.ts verify ${origin}/api/v1/draws/${draw.id}`}</pre>
      <p>
        <A to={`/api/v1/draws/${draw.id}`}>/api/v1/draws/{draw.id}</A>
      </p>
    </>
  )
}

/** What the page's script checks against the log, beside what it reads from the page itself. */
function commitmentText({ id, seedName, seedAt, commitment }: PublicDraw): string {
  return commitment === null ? '' : JSON.stringify({ id, seedName, seedAt, ...commitment })
}
