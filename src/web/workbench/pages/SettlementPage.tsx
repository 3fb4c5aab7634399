import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { MoneyList } from '../parts/settlement/MoneyList.tsx'
import { Papers } from '../parts/settlement/Papers.tsx'
import { Plan } from '../parts/settlement/Plan.tsx'
import type { Due, Next, Settlement } from '../parts/settlement/types.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

/** One contract: what is to be paid, what was, and by which receipt; both sides read the same. */
export function SettlementPage() {
  const { id = '' } = useParams()
  const settlement = useQuery({
    queryKey: ['settlement', id],
    queryFn: () => get<Settlement>(`/settlements/${id}`),
  })
  return (
    <Show query={settlement} rows={8} whole>
      {(found) => <Body settlement={found} />}
    </Show>
  )
}

function Body({ settlement }: { readonly settlement: Settlement }) {
  const { seller, buyer, code, signedOn, contractId } = settlement
  return (
    <Page
      title={`结算：${settlement.title}`}
      lead={
        <>
          收款方 {seller} · 付款方 {buyer} · 合同编号 <span className="num">{code}</span> · 签订{' '}
          <span className="num">{signedOn}</span>
          {contractId !== null && (
            <>
              {' · '}
              <Link to={`/contracts/${contractId}`}>打开合同</Link>
            </>
          )}
        </>
      }
      extra={settlement.next.map((next) => (
        <Act key={next.name} next={next} settlement={settlement} />
      ))}
    >
      <Waiting settlement={settlement} />
      <Dues settlement={settlement} />
      <MoneyList settlement={settlement} />
      <Papers settlement={settlement} />
      <Plan settlement={settlement} />
    </Page>
  )
}

const ALL_FORMS: Readonly<Record<string, readonly [form: string, path: string, next: string]>> = {
  propose: ['settlement-schedule', 'schedule', '对方会收到消息；双方都确认后生效。'],
  royalty: ['settlement-royalty', 'royalties', '金额已按约定的比例算出，收款方会收到消息。'],
  receipt: ['settlement-receipt', 'receipts', '由本单位另一位同事确认后入账。'],
  refund: ['settlement-refund', 'refunds', '由本单位另一位同事确认后入账。'],
  invoice: ['settlement-invoice', 'invoices', '付款方会收到消息。'],
  end: ['settlement-end', 'end', '付款计划不再执行，付款方会收到消息；要退的款请在下面各期里登记。'],
}

function Act({ next, settlement }: { readonly next: Next; readonly settlement: Settlement }) {
  const base = `/settlements/${settlement.id}`
  if (next.name === 'confirm')
    return (
      <ActButton
        title={next.title}
        path={`${base}/schedule/confirm`}
        also={{ version: settlement.version }}
        primary
        lead={<p>请先核对下面列出的各期金额和到期日。</p>}
      />
    )
  const [oldest] = settlement.unreported
  const [form, path, then] = ALL_FORMS[next.name] ?? []
  if (form === undefined || path === undefined) return null
  return (
    <FormDialog
      title={next.title}
      form={form}
      path={`${base}/${path}`}
      next={then}
      {...(next.name === 'royalty' &&
        oldest !== undefined && { initial: { fromOn: oldest.fromOn, untilOn: oldest.untilOn } })}
      {...(next.name === 'end' && { danger: true })}
      {...(next.name === 'propose' && proposed(settlement))}
    />
  )
}

/** The newest schedule to be changed; after an end a new one, of what is still to be paid. */
function proposed({ schedule, ending, version, agreedVersion }: Settlement) {
  const isClearing = ending !== null
  return {
    ...(isClearing && { lead: <p>合同已经终止：只写还要付的款项，以前收到的不再抵扣。</p> }),
    ...(schedule !== null && (!isClearing || version !== agreedVersion) && { initial: { ...schedule } }),
  }
}

function Waiting({ settlement }: { readonly settlement: Settlement }) {
  const { version, agreedVersion, confirmedBy, unreported, ending } = settlement
  const isOpen = version > 0 && agreedVersion !== version
  return (
    <>
      {ending !== null && (
        <Alert
          type="info"
          showIcon
          title={`合同已于 ${ending.endedOn} ${ending.how}，付款计划不再执行`}
          description={`依据：${ending.reason}。还要付款的，双方确认新的付款计划（只写还要付的）后按新计划执行。`}
        />
      )}
      {version === 0 && (
        <Alert type="info" showIcon title="还没有付款计划：任何一方都可以提出，双方确认后按它核对到账。" />
      )}
      {isOpen && (
        <Alert
          type="warning"
          showIcon
          title={`第 ${String(version)} 版付款计划待确认`}
          description={
            confirmedBy.length === 0
              ? '双方都还没有确认。'
              : `已确认：${confirmedBy.join('、')}；另一方还没有确认。`
          }
        />
      )}
      {unreported.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`有 ${String(unreported.length)} 期提成没有报送`}
          description={unreported
            .map(({ fromOn, untilOn, title }) => `${title}：${fromOn} 至 ${untilOn}`)
            .join('；')}
        />
      )}
    </>
  )
}

function Dues({ settlement }: { readonly settlement: Settlement }) {
  const { dues, receivedFen } = settlement
  const open = dues.reduce((sum, due) => sum + due.openFen, 0)
  return (
    <section className="card stack-s" aria-label="应付款项">
      <h2>应付款项</h2>
      <p className="num">
        已入账 <strong>{yuanReading(receivedFen)}</strong>，未付 <strong>{yuanReading(open)}</strong>
      </p>
      {dues.length === 0 ? (
        <p className="soft">双方确认付款计划后，这里列出各期款项。</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="应付款项表">
          <table className="list">
            <thead>
              <tr>
                <th>款项</th>
                <th>到期日</th>
                <th className="right">金额</th>
                <th className="right">未付</th>
                <th>状态</th>
                {settlement.isSeller && <th>办理</th>}
              </tr>
            </thead>
            <tbody>
              {dues.map((due) => (
                <DueLine key={due.key} due={due} settlement={settlement} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function DueLine({ due, settlement }: { readonly due: Due; readonly settlement: Settlement }) {
  return (
    <tr>
      <td>{due.title}</td>
      <td className="num">{due.dueOn ?? '条件成就时'}</td>
      <td className="right num">{yuanReading(due.fen)}</td>
      <td className="right num">{yuanReading(due.openFen)}</td>
      <td>
        <StateTag title={due.state} />
      </td>
      {settlement.isSeller && (
        <td>
          {due.next.map((next) => (
            <FormDialog
              key={next.name}
              title={next.title}
              label={`${next.title}：${due.title}`}
              small
              form="settlement-refund"
              path={`/settlements/${settlement.id}/refunds`}
              also={{ line: due.key }}
              lead={<p>退的是“{due.title}”。</p>}
              next="由本单位另一位同事确认后入账。"
            />
          ))}
        </td>
      )}
    </tr>
  )
}
