import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { percentText } from '../helpers/money.ts'
import { Disputes, RecordList } from '../parts/commission/Disputes.tsx'
import { Payments } from '../parts/commission/Payments.tsx'
import type { Act, Commission } from '../parts/commission/types.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Badges } from '../parts/income/Badges.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

/** One commission: what was agreed, what is due and paid, disputes, and the record they are decided from. */
export function CommissionPage() {
  const { id = '' } = useParams()
  const commission = useQuery({
    queryKey: ['commission', id],
    queryFn: () => get<Commission>(`/commissions/${id}`),
  })
  return (
    <Show query={commission} rows={8} whole>
      {(found) => <Body commission={found} />}
    </Show>
  )
}

function Body({ commission }: { readonly commission: Commission }) {
  const { dossierId } = commission
  return (
    <Page
      title={`佣金：${commission.title}`}
      lead={
        <>
          经纪机构 {commission.broker} · 付款方 {commission.payer} · 编号{' '}
          <span className="num">{commission.publicId.toUpperCase()}</span>
        </>
      }
      extra={
        <>
          <StateTag title={commission.stateTitle} />
          {commission.next.map((next) => (
            <Next key={next.name} next={next} id={commission.id} />
          ))}
        </>
      }
    >
      {commission.otherPaysToo && (
        <Alert
          type="info"
          showIcon
          title={`同一家经纪机构与另一方（${commission.other}）也有佣金约定。`}
          description="双方都付佣金的，双方都应当知道；另一份的金额只有其付款方看得到。"
        />
      )}
      {dossierId === null ? (
        <Terms commission={commission} />
      ) : (
        <WithDossier id={dossierId}>
          <Terms commission={commission} />
        </WithDossier>
      )}
      <Payments commission={commission} />
      <Disputes commission={commission} />
      <RecordList id={commission.id} record={commission.record} />
      <Badges badges={commission.badges} />
    </Page>
  )
}

function Terms({ commission }: { readonly commission: Commission }) {
  const { contractTitle, contractOn, arose, grantedBp, note } = commission
  return (
    <section className="card stack-s" aria-label="约定">
      <h2>约定</h2>
      <dl className="facts">
        <dt>佣金</dt>
        <dd>{commission.terms}</dd>
        {note !== '' && (
          <>
            <dt>其他约定</dt>
            <dd className="pre">{note}</dd>
          </>
        )}
        <dt>引荐</dt>
        <dd>
          {commission.by} 引荐 {commission.payer} 与 {commission.other}{' '}
          {commission.side !== null && (
            <Link to={`/introductions/${commission.introductionId}`}>查看引荐和回执</Link>
          )}
        </dd>
        <dt>合同</dt>
        <dd>
          {contractTitle === null
            ? '还没有签订'
            : `《${contractTitle}》，${contractOn ?? ''} 签订（${arose === 'event' ? '洽谈属于这次引荐，佣金自动成立' : '由经纪人主张'}）`}
        </dd>
        {grantedBp < 10_000 && (
          <>
            <dt>处理意见</dt>
            <dd>按约定佣金的 {percentText(grantedBp)}% 支付</dd>
          </>
        )}
      </dl>
      <p className="soft small">佣金由双方在平台以外直接支付，平台不代收代付；没有写在这里的费用不用支付。</p>
    </section>
  )
}

const FORMS: Readonly<Record<string, readonly [form: string, path: string, next: string]>> = {
  pay: ['commission-payment', 'payments', '经纪机构核对到账后确认。'],
  return: ['commission-return', 'returns', '付款方核对到账后确认。'],
  raise: ['commission-claim', 'claims', '付款方会收到消息，并须答复。'],
  dispute: ['commission-dispute', 'disputes', '对方答复后，由办理机构按平台的记录处理。'],
}

function Next({ next, id }: { readonly next: Act; readonly id: string }) {
  const [form, path, then] = FORMS[next.name] ?? []
  if (form === undefined || path === undefined) return null
  return <FormDialog title={next.title} form={form} path={`/commissions/${id}/${path}`} next={then} />
}
