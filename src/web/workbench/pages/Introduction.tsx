import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { dayText, sizeText, timeText } from '../helpers/format.ts'
import { percentText, shortReading } from '../helpers/money.ts'
import { CommissionsOf } from '../parts/commission/OfIntroduction.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { StoredFile } from '../types.ts'

interface Introduced {
  readonly id: string
  readonly dossierId: string
  readonly publicId: string
  readonly title: string
  readonly achievementId: string | null
  readonly achievementName: string | null
  readonly demandId: string | null
  readonly demandName: string | null
  readonly broker: string
  readonly by: string
  readonly certificate: {
    readonly number: string
    readonly level: string
    readonly until: string
    readonly inForce: boolean
  } | null
  readonly seller: string
  readonly buyer: string
  readonly side: 'broker' | 'seller' | 'buyer' | null
  readonly state: string
  readonly stateTitle: string
  readonly reason: string
  readonly madeAt: string
  readonly protectedOn: string | null
  readonly protectedUntil: string | null
  readonly knownSince: string | null
  readonly commission: {
    readonly payer: string
    readonly bp: number | null
    readonly fen: number | null
    readonly note: string
  } | null
  readonly answers: readonly {
    readonly kind: 'confirm' | 'object' | 'silence'
    readonly org: string
    readonly by: string
    readonly knownSince: string | null
    readonly proof: string | null
    readonly files: readonly StoredFile[]
    readonly at: string
  }[]
  readonly deals: readonly {
    readonly id: string | null
    readonly name: string
    readonly stage: string
    readonly counts: boolean
    readonly openedAt: string
  }[]
  readonly receipt: string | null
}

/** One introduction: who was introduced to whom, what each said, until when it is protected, what came of it. */
export function Introduction() {
  const { id = '' } = useParams()
  const introduction = useQuery({
    queryKey: ['introduction', id],
    queryFn: () => get<Introduced>(`/introductions/${id}`),
  })
  return (
    <Show query={introduction} rows={8} whole>
      {(found) => (
        <RecordPage
          title={found.title}
          code={found.publicId.toUpperCase()}
          state={found.stateTitle}
          dossierId={found.dossierId}
          notes={<Notes found={found} />}
          extra={
            found.receipt !== null && (
              <Button href={urlOf(found.receipt.replace('/api/v1', ''))}>引荐回执（PDF）</Button>
            )
          }
        >
          <div className="stack">
            <Facts found={found} />
            <Answers found={found} />
            <Deals found={found} />
            <CommissionsOf introduction={found} />
          </div>
        </RecordPage>
      )}
    </Show>
  )
}

function Notes({ found }: { readonly found: Introduced }) {
  return (
    <>
      {found.knownSince !== null && (
        <Alert
          type="warning"
          showIcon
          title={`平台记录：双方在 ${dayText(found.knownSince)} 就已在平台上接洽过。`}
          description="是否“早已相识”由双方和经纪人按证据说明；记录供各方参考。"
        />
      )}
      {found.state === 'protected' && (
        <Alert
          type="success"
          showIcon
          title={`引荐成立，保护期 ${found.protectedOn ?? ''} 至 ${found.protectedUntil ?? ''}`}
          description={<NextDeal found={found} />}
        />
      )}
    </>
  )
}

/** From an introduction to a deal in one click. */
function NextDeal({ found }: { readonly found: Introduced }) {
  const { achievementId, demandId, side } = found
  if (side === 'buyer' && achievementId !== null)
    return (
      <Link to={`/deals/new?achievement=${achievementId}${demandId === null ? '' : `&demand=${demandId}`}`}>
        就这项成果提出合作意向
      </Link>
    )
  if (side === 'seller' && demandId !== null)
    return (
      <Link
        to={`/deals/offer?demand=${demandId}${achievementId === null ? '' : `&achievement=${achievementId}`}`}
      >
        用本单位成果提供方案
      </Link>
    )
  return <>保护期内双方开始的洽谈自动与本次引荐关联。</>
}

function Facts({ found }: { readonly found: Introduced }) {
  const { commission } = found
  const rows: readonly (readonly [string, string])[] = [
    ['引荐人', `${found.broker} ${found.by}`],
    ['经纪人证书', certificateText(found.certificate)],
    ['成果方', found.seller],
    ['需求方', found.buyer],
    ['成果', found.achievementName ?? '未指定'],
    ['需求', found.demandName ?? '未指定'],
    ['引荐理由', found.reason],
    ['引荐时间', timeText(found.madeAt)],
    ...(commission === null ? [] : [['引荐时提出的佣金', commissionText(commission)] as const]),
  ]
  return (
    <dl className="facts">
      {rows.map(([title, text]) => (
        <div key={title} style={{ display: 'contents' }}>
          <dt>{title}</dt>
          <dd className="pre">{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function certificateText(certificate: Introduced['certificate']): string {
  if (certificate === null) return '本人没有在名录中公开证书'
  const { level, number, until, inForce } = certificate
  return `${level}，编号 ${number}，${inForce ? `有效至 ${dayText(until)}` : `已于 ${dayText(until)} 到期`}`
}

function commissionText({ payer, bp, fen, note }: NonNullable<Introduced['commission']>): string {
  const amount = bp === null ? (fen === null ? '' : shortReading(fen)) : `成交额的 ${percentText(bp)} %`
  return `${payer}支付 ${amount}${note === '' ? '' : `；${note}`}（只是说明；付款方确认的约定见下面“佣金”）`
}

const SAID = { confirm: '确认被引荐', object: '提出异议：早已相识', silence: '逾期未提异议' } as const

function Answers({ found }: { readonly found: Introduced }) {
  return (
    <section aria-label="答复">
      <h2>答复</h2>
      {found.answers.length === 0 && <Empty title="双方还没有答复" />}
      <ol className="plain stack-s">
        {found.answers.map((answer) => (
          <li key={`${answer.kind} ${answer.at}`} className="listitem">
            <b>{SAID[answer.kind]}</b> {answer.org} {answer.by}{' '}
            <span className="soft num">{timeText(answer.at)}</span>
            {answer.knownSince !== null && (
              <div>
                自 {answer.knownSince} 起相识：{answer.proof}
              </div>
            )}
            {answer.files.map((file) => (
              <div key={file.id}>
                <a href={`/api/v1/files/${file.id}`}>{file.name}</a>{' '}
                <span className="soft small">{sizeText(file.size)}</span>
              </div>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Deals({ found }: { readonly found: Introduced }) {
  if (found.deals.length === 0) return null
  return (
    <section aria-label="由此开始的洽谈">
      <h2>由此开始的洽谈</h2>
      <ul className="plain stack-s">
        {found.deals.map((deal) => (
          <li key={`${deal.name} ${deal.openedAt}`} className="listitem">
            {deal.id === null ? deal.name : <Link to={`/deals/${deal.id}`}>{deal.name}</Link>} · {deal.stage}{' '}
            <span className="soft small num">{dayText(deal.openedAt)}</span>
            {!deal.counts && <span className="soft small">（别的事项，按现行规则不计入本次引荐）</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
