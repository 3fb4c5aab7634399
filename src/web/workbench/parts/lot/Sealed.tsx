import { useRef } from 'react'
import { timeText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'
import { sealBid } from '../../helpers/sealing.ts'
import { FormDialog } from '../FormDialog.tsx'
import { AcceptSeat, OpenBids } from './Custody.tsx'
import type { LotView, SealedView } from './types.ts'

type Props = { readonly lot: LotView; readonly sealed: SealedView }

/** Sealed bids: who keeps the keys, what was handed in, and after the opening the prices. */
export function Sealed(props: Props) {
  const { lot, sealed } = props
  return (
    <section className="card stack" aria-label="密封报价">
      <h2>密封报价</h2>
      <p>
        报价在报价人的浏览器里加密，{sealed.custodians.length} 名保管人中任意 {sealed.threshold}{' '}
        人到场才能打开；截止以前平台也看不到。同价时享有优先受让权的优先，再以先收到的优先。
      </p>
      <p className="num">
        报价时间 {timeText(lot.startsAt)} 至 {timeText(lot.closesAt)}
      </p>
      <Hands {...props} />
      <Custodians {...props} />
      <Envelopes {...props} />
    </section>
  )
}

function Hands({ lot, sealed }: Props) {
  const { bid } = sealed
  // Sent again after a broken connection, it must be the same envelope: each sealing makes another one.
  const last = useRef({ amountFen: 0, n: 0, envelope: '' })
  const seal = async (amountFen: number) => {
    const n = bid?.n ?? 0
    if (last.current.amountFen !== amountFen || last.current.n !== n)
      last.current = { amountFen, n, envelope: await envelopeOf(lot, sealed, amountFen) }
    return { envelope: last.current.envelope }
  }
  return (
    <div className="row">
      {bid !== null && lot.closedAt === null && (
        <FormDialog
          title={bid.n === 1 ? '提交密封报价' : '重新提交密封报价'}
          primary
          disabled={!bid.isOpen}
          form="lot-bid"
          path={`/lots/${lot.id}/envelopes`}
          shape={({ amountFen }) => seal(Number(amountFen))}
          submitTitle="密封并提交"
          warning="价格在您的浏览器里加密后才发出；提交后不能撤回，截止以前可以重新提交，以最后一份为准。"
          lead={
            <p className="num">
              底价 {yuanReading(lot.floorFen)}；代号 {bid.alias}，第 {bid.n} 份。
            </p>
          }
          next={(result) => `已收到密封报价，摘要 ${String(result['digest'])}；请保存下面的回执。`}
        />
      )}
      {sealed.boxes.length > 0 && <OpenBids lot={lot} boxes={sealed.boxes} />}
      {lot.closedAt !== null && sealed.envelopes.some((one) => one.amountFen !== null || one.fault) && (
        <a href={`/api/v1/lots/${lot.id}/opening`} download={`开标记录-${lot.publicId}.json`}>
          下载开标记录（任何人可以复核）
        </a>
      )}
    </div>
  )
}

async function envelopeOf(lot: LotView, { custodians, threshold, bid }: SealedView, amountFen: number) {
  const seats = custodians.map(({ id, recipient }) => {
    if (recipient === null) throw new Error('有的保管人还没有生成密钥，暂时不能密封报价。')
    return { custodian: id, recipient }
  })
  const { alias = '', n = 1 } = bid ?? {}
  return sealBid({ lot: lot.publicId, bidder: alias, n, amountFen, seats, threshold })
}

function Custodians({ lot, sealed }: Props) {
  const seats = Array.from({ length: sealed.seats }, (_, i) => i + 1)
  return (
    <div className="scroll-x" role="region" aria-label="密钥保管人" tabIndex={0}>
      <table className="grid">
        <caption>密钥保管人</caption>
        <thead>
          <tr>
            <th scope="col">席位</th>
            <th scope="col">单位</th>
            <th scope="col">情况</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {seats.map((seat) => {
            const one = sealed.custodians.find((custodian) => custodian.seat === seat)
            return (
              <tr key={seat}>
                <td className="num">{seat}</td>
                <td>{one?.org ?? '未指定'}</td>
                <td>{one ? standingOf(lot, one) : ''}</td>
                <td>
                  <div className="row">
                    {one?.canAccept === true && <AcceptSeat lot={lot} seat={seat} />}
                    {sealed.canAppoint && (
                      <FormDialog
                        title={one ? '更换' : '指定'}
                        small
                        label={`${one ? '更换' : '指定'}第 ${String(seat)} 席的保管单位`}
                        form="lot-custodian"
                        path={`/lots/${lot.id}/custodians`}
                        also={{ seat }}
                        submitTitle="确认"
                        next="该单位会收到消息，由一人接受并生成密钥。"
                      />
                    )}
                  </div>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function standingOf(lot: LotView, one: SealedView['custodians'][number]): string {
  const before = one.replaced > 0 ? `（已更换 ${String(one.replaced)} 次：${one.reason}）` : ''
  if (one.came) return `已开标${before}`
  if (one.recipient === null) return `待接受${before}`
  const next = one.waitsFor === null ? '' : `；已改由${one.waitsFor}保管，待接受`
  return `${lot.state === 'opening' ? '待开标' : '已生成密钥'}${before}${next}`
}

function Envelopes({ lot, sealed }: Props) {
  if (sealed.envelopes.length === 0)
    return <p className="soft">{lot.closedAt === null ? '还没有收到密封报价。' : '没有收到密封报价。'}</p>
  return (
    <div className="scroll-x" role="region" aria-label="收到的密封报价" tabIndex={0}>
      <table className="grid">
        <caption>收到的密封报价</caption>
        <thead>
          <tr>
            <th scope="col">代号</th>
            <th scope="col">第几份</th>
            <th scope="col">收到时间</th>
            <th scope="col">摘要</th>
            <th scope="col">报价</th>
          </tr>
        </thead>
        <tbody>
          {sealed.envelopes.map((one) => (
            <tr key={one.id}>
              <td className="num">{one.alias}</td>
              <td className="num">{one.n}</td>
              <td className="num">{timeText(one.at)}</td>
              <td className="num" title={one.digest}>
                {one.digest.slice(0, 12)}…
              </td>
              <td className="num">{priceOf(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function priceOf(one: SealedView['envelopes'][number]): string {
  if (!one.counts) return '已被后一份取代，不打开'
  const price = one.amountFen === null ? '' : yuanReading(one.amountFen)
  return one.fault === null ? price || '密封' : `${price} ${one.fault}`
}
