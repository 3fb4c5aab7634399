import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { bothReadings, yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { Facts } from '../parts/licence/Facts.tsx'
import { Meter } from '../parts/licence/Meter.tsx'
import type { Payment, Trial } from '../parts/licence/types.ts'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'

/** One trial from the application to paid licence or stopped use. */
export function TrialPage() {
  const { id = '' } = useParams()
  const trial = useQuery({
    queryKey: ['trial', id],
    queryFn: () => get<Trial>(`/licence-trials/${id}`),
    refetchInterval: 15_000,
  })
  return (
    <Show query={trial} rows={10} whole>
      {(found) => (
        <RecordPage
          title={`先用后付：${found.name}`}
          code={found.publicId.toUpperCase()}
          state={found.stateTitle}
          dossierId={found.dossierId}
          firstTab="试用与计量"
          prepare={(action) => prepared(found, action)}
          notes={<Notes trial={found} />}
          tabs={[
            {
              key: 'payments',
              label: `付款（${String(found.payments.length)}）`,
              children: <Payments trial={found} />,
            },
            { key: 'terms', label: '条件', children: <Facts rows={found.rows} /> },
          ]}
        >
          <div className="stack">
            <Facts rows={overview(found)} />
            <Texts trial={found} />
            <Meter trial={found} />
          </div>
        </RecordPage>
      )}
    </Show>
  )
}

/** The whole of what is left is what most people pay. */
function prepared(trial: Trial, action: string) {
  return (action === 'pay' || action === 'payFee') && trial.dueFen !== null
    ? { initial: { amountFen: trial.dueFen - trial.confirmedFen } }
    : {}
}

const WHO = { seller: '许可方', buyer: '试用方', clock: '系统时钟' } as const

function Notes({ trial }: { readonly trial: Trial }) {
  const { ending } = trial
  return (
    <>
      {trial.state === 'stopping' && (
        <Alert
          type="warning"
          showIcon
          title={`试用已失效：应当停止使用，返还或销毁技术资料，并由试用方确认停用${
            trial.dueFen === null ? '' : '，结清试用费'
          }。`}
        />
      )}
      {ending && (
        <Alert
          type="info"
          showIcon
          title={`没有转正：${ending.reason}`}
          description={[`由${WHO[ending.by]}结束，${timeText(ending.at)}`, ending.note]
            .filter(Boolean)
            .join('。')}
        />
      )}
      {trial.state === 'deciding' && (
        <Alert
          type="warning"
          showIcon
          title={`试用期满，请在 ${trial.answerBy ?? ''} 以前答复是否转正；逾期试用失效。`}
        />
      )}
    </>
  )
}

function overview(trial: Trial): (readonly [string, string])[] {
  return [
    ['许可方', trial.seller],
    ['试用方', trial.buyer],
    ['想怎样试用', trial.purpose],
    ['申请', timeText(trial.appliedAt)],
    ...(trial.endsOn === null
      ? []
      : ([
          ['试用期到', trial.endsOn],
          ['答复期限', trial.answerBy ?? ''],
        ] as const)),
    ...price(trial),
  ]
}

/** What is to be paid, or would be by the meter as it stands; once the trial ended without a licence, its own fee. */
function price(trial: Trial): (readonly [string, string])[] {
  if (trial.ending) return trial.dueFen === null ? [] : [['应付试用费', bothReadings(trial.dueFen)]]
  return trial.dueFen === null
    ? [['按现有读数应付', bothReadings(trial.meter.priceFen)]]
    : [['应付使用费', bothReadings(trial.dueFen)]]
}

interface Text {
  readonly id: string
  readonly title: string
  readonly state: string
  readonly stateTitle: string
}

/** What is signed between the two: agreement and contract, to be signed where they stand. */
function Texts({ trial }: { readonly trial: Trial }) {
  const texts = useQuery({
    queryKey: ['texts of', trial.dealId, 'all', trial.state],
    queryFn: () => get<Page<Text>>('/contracts', { deal: trial.dealId }),
  })
  const standing = (texts.data?.items ?? []).filter((text) => !['voided', 'rejected'].includes(text.state))
  return (
    <section aria-label="文本">
      <h2>文本</h2>
      <ul className="plain stack-s">
        {standing.map((text) => (
          <li key={text.id} className="row">
            <Link to={`/contracts/${text.id}`}>{text.title}</Link>
            <StateTag title={text.stateTitle} />
          </li>
        ))}
        <li>
          <Link to={`/deals/${trial.dealId}`}>留言、会面和资料在洽谈页</Link>
        </li>
      </ul>
    </section>
  )
}

function Payments({ trial }: { readonly trial: Trial }) {
  return (
    <div className="stack">
      <p className="soft">款项由双方直接支付，不经过本平台；付款方上传凭证，由收款方核对到账后确认。</p>
      {trial.dueFen !== null && (
        <Facts
          rows={[
            ['应付', yuanReading(trial.dueFen)],
            ['已确认收到', yuanReading(trial.confirmedFen)],
          ]}
        />
      )}
      {trial.payments.length === 0 && <p className="soft">还没有付款凭证。</p>}
      <ul className="plain stack-s">
        {trial.payments.map((payment) => (
          <PaymentItem key={payment.id} payment={payment} />
        ))}
      </ul>
    </div>
  )
}

function PaymentItem({ payment }: { readonly payment: Payment }) {
  return (
    <li className="listitem">
      <b className="num">{yuanReading(payment.amountFen)}</b> {payment.wordTitle}
      <div>
        {payment.paidOn} 由{payment.payer}付至 {payment.account}{' '}
        {payment.file && <a href={`/api/v1/files/${payment.file.id}`}>{payment.file.name}</a>}
      </div>
      {payment.answer && payment.answer.reason !== '' && <div>未确认的原因：{payment.answer.reason}</div>}
      <span className="soft small num">
        {payment.by} {timeText(payment.at)}
      </span>
    </li>
  )
}
