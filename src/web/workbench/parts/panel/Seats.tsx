import { Fragment } from 'react'
import { timeText } from '../../helpers/format.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { Acts } from './Acts.tsx'
import { ballotValue, type PanelReply, type PanelSeat } from './types.ts'

/** Who was asked, in the drawn order; by name only from the meeting on. */
export function Seats({ view }: { readonly view: PanelReply }) {
  return (
    <section className="card" aria-label="专家">
      <h2>专家</h2>
      <p className="soft small">会议开始之前只显示代号；代号与公开复算页面一致。</p>
      <ul className="plain stack">
        {view.seats.map((seat) => (
          <li key={seat.id} className="listcard">
            <Seat seat={seat} labels={view.labels} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Seat({ seat, labels }: { readonly seat: PanelSeat; readonly labels: PanelReply['labels'] }) {
  return (
    <div className="stack-s">
      <div>
        <b>{seat.name}</b> {seat.isChair && '（组长）'} <StateTag title={seat.stateTitle} />
      </div>
      <div className="soft small">
        {seat.type}
        {seat.place !== null && ` · 第 ${seat.round} 次抽取第 ${seat.place + 1} 位`}
        {seat.unit !== null && ` · ${seat.unit}`}
        {seat.title !== null && ` · ${seat.title}`}
        {seat.stateTitle.startsWith('已邀请') && ` · 答复时限 ${timeText(seat.answerBy)}`}
      </div>
      {seat.conflict !== null && <div>回避或更换：{seat.conflict}</div>}
      {seat.reason !== null && <div>{seat.reason}</div>}
      {seat.soft !== null && (
        <div>
          申报的其他关系：{seat.soft}（
          {seat.softStays === null ? '等组长决定' : seat.softStays ? '可以参加' : '应当回避'}）
        </div>
      )}
      {seat.ballot && <Ballot ballot={seat.ballot} labels={labels} />}
      {seat.dissent !== null && <div>保留的不同意见：{seat.dissent}</div>}
      {seat.next.length > 0 && (
        <div className="row">
          <Acts next={seat.next} small />
        </div>
      )}
    </div>
  )
}

/** A ballot's fields under their labels. */
export function Ballot({
  ballot,
  labels,
}: {
  readonly ballot: Readonly<Record<string, unknown>>
  readonly labels: Readonly<Record<string, string>>
}) {
  return (
    <dl className="facts">
      {Object.entries(ballot).map(([name, value]) => (
        <Fragment key={name}>
          <dt>{labels[name] ?? name}</dt>
          <dd className="pre">{ballotValue(value)}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
