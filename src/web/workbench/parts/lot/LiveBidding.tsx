import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { get } from '../../api.ts'
import { leftText, secondText, timeText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'
import { FormDialog } from '../FormDialog.tsx'
import type { Bid, Live, LotView } from './types.ts'

/** Asked this often; the answer says the database's time, so the countdown never goes by the browser's clock. */
const ASK_MS = 1_000

/** A half-open connection answers nothing and shows no error: after this long the page says that it is cut off. */
const LOST_MS = 5_000

function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), ms)
  })
  return Promise.race([asked, late])
}

/**
 * The bidding as it goes. Each answer holds the bids after the last one this page has, so a page that was away catches
 * up at once; while no answer comes, the page says that it may be out of date and offers no bid.
 */
export function LiveBidding({ lot }: { readonly lot: LotView }) {
  const kept = useRef<Bid[]>([])
  const live = useQuery({
    queryKey: ['lot live', lot.id],
    queryFn: async () => {
      const after = kept.current[kept.current.length - 1]?.n ?? 0
      const found = await within(LOST_MS, get<Live>(`/lots/${lot.id}/live`, { after }))
      const known = new Set(kept.current.map(({ n }) => n))
      kept.current = [...kept.current, ...found.bids.filter(({ n }) => !known.has(n))]
      return { ...found, bids: kept.current }
    },
    refetchInterval: lot.closedAt === null ? ASK_MS : false,
    retry: false,
    networkMode: 'always',
  })
  const { data } = live
  if (!data) return null
  return (
    <section className="card stack" aria-label="竞价现场">
      <h2>竞价现场</h2>
      {live.isError && (
        <Alert
          type="error"
          showIcon
          title="与服务器的连接中断，下面的价格可能不是最新的"
          description="正在自动重连；服务中断超过规定时间的，截止时间按公布的规则顺延。"
        />
      )}
      <Standing live={data} lot={lot} />
      <Hands live={data} lot={lot} isCut={live.isError} />
      {data.isShown && <Bids bids={data.bids} own={data.me?.alias ?? null} />}
    </section>
  )
}

function Standing({ live, lot }: { readonly live: Live; readonly lot: LotView }) {
  const left = Date.parse(live.closesAt) - Date.parse(live.now)
  const before = Date.parse(live.startsAt) - Date.parse(live.now)
  return (
    <div aria-live="polite">
      <p className="bigprice num">
        {!live.isShown
          ? '按公告，当前价在竞价结束以后公开'
          : live.priceFen === null
            ? `底价 ${yuanReading(lot.floorFen)}`
            : `${live.closedAt === null ? '当前价' : '最高出价'} ${yuanReading(live.priceFen)}`}
      </p>
      <p className="num">
        {live.closedAt !== null
          ? `已于 ${timeText(live.closedAt)} 结束，共 ${String(live.count)} 次出价`
          : before > 0
            ? `距开始 ${leftText(before)}（${timeText(live.startsAt)}）`
            : `距结束 ${leftText(left)}（${timeText(live.closesAt)}）${live.isShown ? `，共 ${String(live.count)} 次出价` : ''}`}
      </p>
      {live.me && (
        <p>
          您的代号 <strong className="num">{live.me.alias}</strong>
          {live.count > 0 && standingText(live.closedAt !== null, live.me.leads)}
        </p>
      )}
    </div>
  )
}

function standingText(isOver: boolean, leads: boolean): string {
  if (isOver) return leads ? '，竞得' : '，没有竞得'
  return leads ? '，现在领先' : '，现在没有领先'
}

/** Always there while one may bid: an open dialog must not vanish because somebody else bid. */
function Hands({
  live,
  lot,
  isCut,
}: {
  readonly live: Live
  readonly lot: LotView
  readonly isCut: boolean
}) {
  const isOpen = live.closedAt === null && live.now >= live.startsAt && live.now < live.closesAt
  if (!live.me || live.closedAt !== null) return null
  const isShut = isCut || !isOpen
  return (
    <div className="row">
      <FormDialog
        title="出价"
        disabled={isShut || live.me.leads}
        primary
        form="lot-bid"
        path={`/lots/${lot.id}/bids`}
        initial={{ amountFen: live.me.leastFen }}
        submitTitle="确认出价"
        warning="出价不能撤回；以服务器收到的时间为准。"
        lead={<p className="num">现在最低 {yuanReading(live.me.leastFen)}。</p>}
        next={(result) =>
          result['leads'] === true ? '出价有效，现在领先。' : '出价有效，但已被自动出价超过。'
        }
      />
      <FormDialog
        title="设定自动出价"
        disabled={isShut}
        form="lot-order"
        path={`/lots/${lot.id}/orders`}
        submitTitle="确认设定"
        warning="最高价加密保存，竞价结束前不公开；设定后只能提高，不能降低或撤回。"
        next="已设定；别人出价高过您时，平台按最小幅度替您加价。"
      />
    </div>
  )
}

function Bids({ bids, own }: { readonly bids: readonly Bid[]; readonly own: string | null }) {
  if (bids.length === 0) return <p className="soft">还没有出价。</p>
  const newestFirst = [...bids].sort((a, b) => b.n - a.n)
  return (
    <div className="scroll-x" role="region" aria-label="出价记录" tabIndex={0}>
      <table className="grid">
        <caption>出价记录（新的在前）</caption>
        <thead>
          <tr>
            <th scope="col">次序</th>
            <th scope="col">代号</th>
            <th scope="col">出价</th>
            <th scope="col">时间</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((bid) => (
            <tr key={bid.n}>
              <td className="num">{bid.n}</td>
              <td className="num">
                {bid.alias}
                {bid.alias === own && '（您）'}
              </td>
              <td className="num">
                {yuanReading(bid.amountFen)}
                {bid.auto && '（自动）'}
              </td>
              <td className="num">{secondText(bid.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
