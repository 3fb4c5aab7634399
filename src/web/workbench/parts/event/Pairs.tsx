import { Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, urlOf } from '../../api.ts'
import { timeText } from '../../helpers/format.ts'
import { Empty, Show } from '../../shell/states.tsx'
import type { Page } from '../../types.ts'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import { RecordPicker } from '../RecordPicker.tsx'

interface Pair {
  readonly id: string
  readonly seller: string
  readonly buyer: string
  readonly achievementName: string | null
  readonly demandName: string | null
  readonly startsAt: string | null
  readonly tableNo: number | null
  readonly metAt: string | null
  readonly dealId: string | null
  readonly hasDeal: boolean
  readonly side: 'seller' | 'buyer' | null
  readonly sellerAnswer: string | null
  readonly buyerAnswer: string | null
  readonly may: { readonly sayMet: boolean; readonly answer: boolean; readonly openDeal: boolean }
}

interface Props {
  readonly id: string
  readonly organises: boolean
  readonly isOpen: boolean
  readonly startsAt: string
}

/** 1:1 meetings: planned by the organiser from matches, met, answered, and from there to a deal. */
export function EventPairs(props: Props) {
  const { id, organises, isOpen } = props
  const pairs = useQuery({
    queryKey: ['event', id, 'pairs'],
    queryFn: () => get<Page<Pair>>(`/events/${id}/pairs`),
  })
  return (
    <div className="stack">
      <Show query={pairs}>
        {({ items }) => (
          <section aria-label="一对一对接" className="stack-s">
            <div className="row">
              <h2 className="grow">一对一对接（{items.length} 对）</h2>
              {organises && items.length > 0 && (
                <Button href={urlOf(`/events/${id}/result.csv`)}>成效表（CSV）</Button>
              )}
              {organises && isOpen && items.some((pair) => pair.metAt === null) && (
                <Schedule {...props} pairs={items} />
              )}
            </div>
            {items.length === 0 && (
              <Empty title="还没有安排对接">
                {organises ? '从下面的匹配建议里选，或自己配对。' : '主办单位安排后会出现在这里。'}
              </Empty>
            )}
            <ul className="plain stack-s">
              {items.map((pair) => (
                <li key={pair.id} className="listitem stack-s">
                  <PairLine pair={pair} id={id} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </Show>
      {organises && isOpen && <OwnPair id={id} />}
      {organises && isOpen && <Suggestions id={id} />}
    </div>
  )
}

function Schedule({ id, startsAt, pairs }: Props & { readonly pairs: readonly Pair[] }) {
  const pairIds = pairs.filter((pair) => pair.metAt === null).map((pair) => pair.id)
  const from = new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(0, 16)
  return (
    <FormDialog
      title="排时间和桌号"
      form="event-schedule"
      path={`/events/${id}/schedule`}
      also={{ pairIds }}
      initial={{ from, tables: 4, minutes: 20 }}
      next={(result) =>
        `排好 ${String(result['seated'])} 对${result['left'] === 0 ? '' : `，还有 ${String(result['left'])} 对排不下`}。`
      }
    />
  )
}

function PairLine({ pair, id }: { readonly pair: Pair; readonly id: string }) {
  const name = `${pair.seller} 与 ${pair.buyer}`
  const base = `/events/${id}/pairs/${pair.id}`
  return (
    <>
      <div className="row">
        <span className="grow">
          <b>{name}</b>
          {pair.startsAt !== null && (
            <span className="num soft">
              {' '}
              {timeText(pair.startsAt)}，{pair.tableNo} 号桌
            </span>
          )}
        </span>
        {pair.metAt === null ? <Tag>未见面</Tag> : <Tag color="success">已见面</Tag>}
      </div>
      <div className="soft small">
        {[pair.achievementName, pair.demandName].filter(Boolean).join(' × ') || '没有写明成果和需求'}
        {pair.sellerAnswer !== null && ` · 成果方：${pair.sellerAnswer}`}
        {pair.buyerAnswer !== null && ` · 需求方：${pair.buyerAnswer}`}
        {pair.hasDeal && ' · 已开始洽谈'}
      </div>
      <div className="row">
        {pair.may.sayMet && (
          <ActButton
            title="见过面了"
            small
            label={`见过面了：${name}`}
            path={`${base}/met`}
            lead={<p>{name}</p>}
            next="见面进入公开的转化漏斗；双方可以由此开始洽谈。"
          />
        )}
        {pair.may.openDeal && (
          <ActButton
            title="开始洽谈"
            small
            primary
            label={`开始洽谈：${name}`}
            path={`${base}/deal`}
            lead={<p>{name}</p>}
            next={(result) => <Link to={`/deals/${String(result['id'])}`}>打开洽谈</Link>}
          />
        )}
        {pair.may.answer && (
          <FormDialog
            title="答复"
            small
            label={`答复：${name}`}
            form="event-answer"
            path={`${base}/answer`}
            next="答复已告诉对方。"
          />
        )}
        {pair.dealId !== null && <Link to={`/deals/${pair.dealId}`}>打开洽谈</Link>}
      </div>
    </>
  )
}

/** A pair the organiser puts together itself, or notes because they met on the spot. */
function OwnPair({ id }: { readonly id: string }) {
  const [achievement, setAchievement] = useState<string | null>(null)
  const [demand, setDemand] = useState<string | null>(null)
  const known = {
    ...(achievement !== null && { achievementId: achievement }),
    ...(demand !== null && { demandId: demand }),
  }
  return (
    <section aria-label="自己配对" className="stack-s">
      <h2>自己配对</h2>
      <div>
        <label htmlFor="pair-achievement">成果</label>
        <RecordPicker
          id="pair-achievement"
          kind="achievement"
          value={achievement}
          label={undefined}
          onChange={setAchievement}
        />
      </div>
      <div>
        <label htmlFor="pair-demand">需求</label>
        <RecordPicker id="pair-demand" kind="demand" value={demand} label={undefined} onChange={setDemand} />
      </div>
      <div>
        <FormDialog
          title="安排对接"
          form="event-pair"
          path={`/events/${id}/pairs`}
          also={{
            achievementId: achievement ?? undefined,
            demandId: demand ?? undefined,
            ...(achievement !== null && { sellerOrgId: undefined }),
            ...(demand !== null && { buyerOrgId: undefined }),
            ...known,
          }}
        />
      </div>
    </section>
  )
}

interface Suggestion {
  readonly demandId: string
  readonly demandName: string
  readonly achievementId: string
  readonly achievementName: string
  readonly phrases: readonly string[]
}

/** Pairs of attending organisations whose records match, with the phrases both use. */
function Suggestions({ id }: { readonly id: string }) {
  const suggestions = useQuery({
    queryKey: ['event', id, 'suggestions'],
    queryFn: () => get<Page<Suggestion>>(`/events/${id}/suggestions`),
  })
  return (
    <section aria-label="匹配建议" className="stack-s">
      <h2>匹配建议</h2>
      <Show query={suggestions} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">报名单位的成果和需求之间还没有匹配；报名的单位多了再看。</p>
          ) : (
            <ul className="plain stack-s">
              {items.map((one) => (
                <li key={`${one.demandId} ${one.achievementId}`} className="listitem row">
                  <span className="grow">
                    {one.achievementName} × {one.demandName}
                    <span className="soft small"> 都提到：{one.phrases.join('、')}</span>
                  </span>
                  <ActButton
                    title="安排"
                    small
                    label={`安排：${one.achievementName} 与 ${one.demandName}`}
                    path={`/events/${id}/pairs`}
                    also={{ achievementId: one.achievementId, demandId: one.demandId }}
                    lead={
                      <p>
                        {one.achievementName} × {one.demandName}
                      </p>
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}
