import { yuanReading } from '../../helpers/money.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import type { Act, Commission, Payment } from './types.ts'

/** What became due with each receipt, and what was paid of it. */
export function Payments({ commission }: { readonly commission: Commission }) {
  const { standing, dues, money } = commission
  return (
    <section className="card stack-s" aria-label="应付和已付">
      <h2>应付和已付</h2>
      <p className="num">
        应付 <strong>{yuanReading(standing.dueFen)}</strong>，已付{' '}
        <strong>{yuanReading(standing.paidFen)}</strong>
        ，未付 <strong>{yuanReading(standing.openFen)}</strong>
        {standing.pendingFen > 0 && `，待确认 ${yuanReading(standing.pendingFen)}`}
        {standing.overFen > 0 && `；多付 ${yuanReading(standing.overFen)}，由经纪机构退回或者抵扣以后的应付`}
      </p>
      {dues.length === 0 ? (
        <p className="soft">佣金成立以后，合同的每一笔到账都在这里列出应付的佣金。</p>
      ) : (
        <Dues dues={dues} />
      )}
      {money.length > 0 && (
        <ul className="plain stack">
          {money.map((one) => (
            <li key={one.id} className="listitem stack-s">
              <div className="num">
                <strong>
                  {one.kind} {yuanReading(one.fen)}
                </strong>{' '}
                · {one.onDay} · 流水号 {one.number} <StateTag title={one.stateTitle} />
              </div>
              {one.accounts !== null && (
                <div className="soft small">
                  从 {one.accounts.from} 付到 {one.accounts.to}
                </div>
              )}
              {one.reason !== null && <div className="soft small">原因：{one.reason}</div>}
              {one.next.length > 0 && (
                <div className="row">
                  {one.next.map((next) => (
                    <Hand key={next.name} id={commission.id} one={one} next={next} />
                  ))}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Dues({ dues }: Pick<Commission, 'dues'>) {
  return (
    <div className="scroll-x" role="region" aria-label="应付佣金" tabIndex={0}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">日期</th>
            <th scope="col" className="right">
              合同到账
            </th>
            <th scope="col" className="right">
              应付佣金
            </th>
          </tr>
        </thead>
        <tbody>
          {dues.map((due) => (
            <tr key={due.n}>
              <td className="num">{due.onDay}</td>
              <td className="right num">
                {due.byDecision
                  ? '按处理意见重新计算'
                  : due.receivedFen === null
                    ? '合同到账'
                    : yuanReading(due.receivedFen)}
              </td>
              <td className="right num">{yuanReading(due.fen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Hand({ id, one, next }: { readonly id: string; readonly one: Payment; readonly next: Act }) {
  const path = `/commissions/${id}/payments/${one.id}/${next.name}`
  const label = `${next.title}：${one.kind} ${one.number}`
  if (next.name === 'confirm')
    return (
      <ActButton
        title={next.title}
        label={label}
        small
        primary
        path={path}
        lead={
          <p className="num">{`${one.kind} ${yuanReading(one.fen)}，${one.onDay}，流水号 ${one.number}。请对照银行回单核对。`}</p>
        }
      />
    )
  return <FormDialog title={next.title} label={label} small form="commission-reason" path={path} />
}
