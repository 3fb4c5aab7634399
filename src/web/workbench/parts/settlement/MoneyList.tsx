import { yuanReading } from '../../helpers/money.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import type { Money, Next, Settlement } from './types.ts'

/** Receipts, refunds and reversals in the order of their days, each with who recorded and who confirmed. */
export function MoneyList({ settlement }: { readonly settlement: Settlement }) {
  return (
    <section className="card stack-s" aria-label="收付款">
      <h2>收付款</h2>
      {settlement.money.length === 0 ? (
        <p className="soft">还没有登记的收付款。</p>
      ) : (
        <ul className="plain stack">
          {settlement.money.map((one) => (
            <li key={one.id} className="listitem stack-s">
              <div className="num">
                <strong>
                  {one.kind} {yuanReading(one.fen)}
                </strong>{' '}
                · {one.onDay} · 流水或凭证号 {one.number} <StateTag title={one.stateTitle} />
              </div>
              <div className="soft small">{about(one)}</div>
              {one.next.length > 0 && (
                <div className="row">
                  {one.next.map((next) => (
                    <Hand key={next.name} one={one} next={next} settlementId={settlement.id} />
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

function about({
  kind,
  payer,
  ownAccount,
  line,
  cause,
  reason,
  isImported,
  recordedBy,
  confirmedBy,
  state,
}: Money): string {
  return [
    `${kind === '退款' ? '退给' : '付款人'} ${payer}`,
    ownAccount === null ? '' : `${kind === '退款' ? '退款账户' : '收款账户'} ${ownAccount}`,
    line === null ? '' : `${kind === '收款' ? '付的' : '退的'}是“${line}”`,
    reason === null ? '' : `原因：${cause === null ? '' : `${cause}，`}${reason}`,
    recordedBy === null ? '' : `${recordedBy} ${isImported ? '导入流水' : '登记'}`,
    confirmedBy === null ? '' : `${confirmedBy} ${state === 'voided' ? '作废' : '确认'}`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function Hand({
  one,
  next,
  settlementId,
}: {
  readonly one: Money
  readonly next: Next
  readonly settlementId: string
}) {
  if (!next.allowed) return <span className="soft small">{next.reason}</span>
  const path = `/settlements/${settlementId}/receipts/${one.id}`
  const label = `${next.title}：${one.kind} ${one.number}`
  if (next.name === 'confirm')
    return (
      <ActButton
        title={next.title}
        label={label}
        small
        primary
        path={`${path}/confirm`}
        lead={
          <p className="num">{`${one.kind} ${yuanReading(one.fen)}，${one.onDay}，号码 ${one.number}。请对照银行回单核对。`}</p>
        }
      />
    )
  return (
    <FormDialog
      title={next.title}
      label={label}
      small
      form="settlement-reason"
      path={`${path}/${next.name === 'reject' ? 'reject' : 'reversal'}`}
      danger={next.name === 'reverse'}
      {...(next.name === 'reverse' && { next: '由本单位另一位同事确认后冲正；原来的记录保留。' })}
    />
  )
}
