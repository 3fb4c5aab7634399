import { fee, instantText } from '#platform/text/format.ts'
import { DescriptionList } from '#web/portal/article.tsx'
import { A, usePage, withQuery } from '#web/portal/page.tsx'
import type { Step } from '../../verify/auction.ts'
import type { OpeningStep } from '../../verify/sealed.ts'
import type { LotReplay } from './lot-deps.ts'

type Speech = Pick<ReturnType<typeof usePage>, 't' | 'lang'>
type Played = Exclude<LotReplay, { readonly kind: 'none' }>

/** How a bidding stands after some of its steps. */
interface Standing {
  readonly title: string
  readonly value: string
}

/** The replay one step at a time, by `?step=N`: what happens, and how the bidding stands after it. */
export function LotPlayer({ found }: { readonly found: Played }) {
  const page = usePage()
  const { t, query, href } = page
  const total = found.replay.steps.length
  const asked = Math.trunc(Number(query.get('step'))) || 1
  const n = Math.min(total, Math.max(1, asked))
  const rows =
    found.kind === 'open' ? openRows(found.replay.steps, n, page) : sealedRows(found.replay.steps, n, page)
  // Without addresses that ask (a copy under another roof) the table of all steps has to do.
  if (href('/lots?') === null) return null
  const moves = [
    [t('首步'), 1, n > 1],
    [t('上一步'), n - 1, n > 1],
    [t('下一步'), n + 1, n < total],
    [t('末步'), total, n < total],
  ] as const
  return (
    <section id="play">
      <h2>{t('一步一步看')}</h2>
      <p role="status">
        <strong>{t('第 {n} 步，共 {total} 步', { n, total })}</strong>
      </p>
      <nav className="pager" aria-label={t('一步一步看')}>
        {moves.map(([title, to, isThere]) =>
          isThere ? (
            <A
              key={title}
              className="button"
              to={`${withQuery(`/lots/${found.publicId}/replay`, query, { step: String(to) })}#play`}
            >
              {title}
            </A>
          ) : (
            <span key={title} className="quiet">
              {title}
            </span>
          ),
        )}
      </nav>
      <DescriptionList rows={rows.map(({ title, value }) => [title, value] as const)} />
    </section>
  )
}

/** What stands after the first `n` steps of an open bidding. */
function openRows(steps: readonly Step[], n: number, { t, lang }: Speech): Standing[] {
  const done = steps.slice(0, n)
  const step = done[n - 1]
  const bids = done.filter(({ kind }) => kind === 'bid')
  const last = bids[bids.length - 1]
  if (!step) return []
  const amount = step.amountFen === null ? '' : fee(step.amountFen, lang)
  const what: Readonly<Record<Step['kind'], string>> = {
    start: t('竞价开始'),
    order: t('设定自动出价的最高价'),
    bid: step.auto ? t('自动出价') : t('出价'),
    outage: t('服务中断恢复'),
    close: t('结束'),
  }
  return [
    { title: t('事项'), value: [what[step.kind], step.alias ?? '', amount].filter(Boolean).join(' · ') },
    { title: t('时间'), value: instantText(step.at) },
    {
      title: t('此时的最高出价'),
      value: last?.amountFen ? `${last.alias ?? ''} · ${fee(last.amountFen, lang)}` : t('还没有人出价'),
    },
    { title: t('出价次数'), value: t('{n} 次', { n: bids.length }) },
    {
      title: t('此后的截止时间'),
      value: `${instantText(step.closesAt)}${step.moved ? t('（截止顺延）') : ''}`,
    },
  ]
}

/** What stands after the first `n` steps of an opening. */
function sealedRows(steps: readonly OpeningStep[], n: number, { t, lang }: Speech): Standing[] {
  const done = steps.slice(0, n)
  const step = done[n - 1]
  if (!step) return []
  const opened = done.filter(({ kind }) => kind === 'opened')
  const best = Math.max(0, ...opened.map(({ amountFen, counts }) => (counts ? (amountFen ?? 0) : 0)))
  const price = step.amountFen === null ? '' : fee(step.amountFen, lang)
  const what: Readonly<Record<OpeningStep['kind'], string>> = {
    received: t('收到密封报价'),
    opened: t('用保管人的份额打开'),
    close: t('按最高的有效报价评定'),
  }
  const received = done.filter(({ kind }) => kind === 'received').length
  return [
    { title: t('事项'), value: [what[step.kind], step.alias ?? '', price].filter(Boolean).join(' · ') },
    { title: t('时间'), value: step.at === null ? '' : instantText(step.at) },
    { title: t('收到的密封报价'), value: t('{n} 份', { n: received }) },
    { title: t('已打开的'), value: t('{n} 份', { n: opened.length }) },
    { title: t('此时最高的有效报价'), value: best === 0 ? '' : fee(best, lang) },
  ]
}
