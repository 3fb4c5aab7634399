import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Facts } from '../parts/licence/Facts.tsx'
import type { OfferView } from '../parts/licence/types.ts'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

/** One set of posted terms: to be read, taken in one click, or taken back by its owner. */
export function LicencePage() {
  const { id = '' } = useParams()
  const offer = useQuery({ queryKey: ['offer', id], queryFn: () => get<OfferView>(`/licence-offers/${id}`) })
  return (
    <Show query={offer} rows={8} whole>
      {(found) => <Body offer={found} />}
    </Show>
  )
}

function Body({ offer }: { readonly offer: OfferView }) {
  const content = (
    <div className="card stack">
      <Facts rows={offer.rows} />
      <Facts
        rows={[
          [
            '价格怎样确定',
            `${offer.priceRoute}：${offer.priceReason}${offer.priceIsUnconfirmed ? '〔未确认规则〕' : ''}`,
          ],
          ['条件有效期至', offer.validUntil],
        ]}
      />
      <Takes offer={offer} />
    </div>
  )
  return (
    <Page
      title={`${offer.kindTitle}：${offer.name}`}
      lead={
        <>
          {offer.owner} · 编号 <span className="num">{offer.publicId.toUpperCase()}</span> ·{' '}
          <Link to={`/achievements/${offer.achievementId}${offer.isOwner ? '' : '?view=public'}`}>
            查看成果
          </Link>
        </>
      }
      extra={
        <>
          <StateTag title={offer.stateTitle} />
          <Next offer={offer} />
        </>
      }
    >
      <Notes offer={offer} />
      {offer.dossierId === null ? (
        content
      ) : (
        <WithDossier id={offer.dossierId} title="公布进度">
          {content}
        </WithDossier>
      )}
    </Page>
  )
}

function Notes({ offer }: { readonly offer: OfferView }) {
  return (
    <>
      {offer.sample && <Alert type="warning" showIcon title="示例：本条为演示而写，不是真实的许可条件。" />}
      {offer.state === 'announcing' && (
        <Alert
          type="info"
          showIcon
          title={`挂牌公告中，公告到 ${offer.announcedUntil ?? ''}，期满后可以取得`}
          description={offer.priceReason}
        />
      )}
      {offer.withdrawal && (
        <Alert
          type="info"
          showIcon
          title={`已撤回：${offer.withdrawal.reason}`}
          description={`撤回于 ${timeText(offer.withdrawal.at)}，此前取得的许可不受影响。${
            offer.withdrawal.number === null
              ? ''
              : `公告编号 ${offer.withdrawal.number}，${offer.withdrawal.announcedOn ?? ''}。`
          }`}
        />
      )}
      {offer.next
        .filter((next) => !next.allowed)
        .map((next) => (
          <p key={next.name} className="soft">
            现在不能{next.title}：{next.reason}
          </p>
        ))}
    </>
  )
}

/** The one click, with the terms before the eyes. */
function Next({ offer }: { readonly offer: OfferView }) {
  return offer.next
    .filter((next) => next.allowed)
    .map((next) => (
      <FormDialog
        key={next.name}
        title={next.title}
        primary
        form={next.name === 'take' ? 'licence-take' : 'licence-try'}
        path={`/licence-offers/${offer.id}/${next.name}`}
        submitTitle={next.name === 'take' ? '按这些条件取得许可' : '申请试用'}
        lead={
          <>
            <p>
              {next.name === 'take'
                ? '点下面的按钮即按这些条件取得许可，合同文本随即生成，由双方签订；条件不再协商。'
                : '许可方同意后双方签试用协议，签收资料后开始试用。'}
            </p>
            <Facts rows={offer.rows} />
          </>
        }
        next={(result) => (
          <Link to={String(result['location']).replace(/^\/app/, '')}>
            {next.name === 'take' ? '打开合同，核对并签署' : '打开试用页'}
          </Link>
        )}
      />
    ))
}

const DEAL_STATES: Readonly<Record<string, string>> = {
  trial: '试用中',
  contracting: '签约中',
  signed: '已签约',
  ended: '已结束',
  negotiating: '洽谈中',
}

function Takes({ offer }: { readonly offer: OfferView }) {
  if (offer.takes.length === 0) return null
  return (
    <section aria-label="取得的单位">
      <h2>{offer.isOwner ? '取得的单位' : '本单位的办理'}</h2>
      <ul className="plain stack-s">
        {offer.takes.map((take) => (
          <li key={take.dealId} className="listitem">
            <Link to={`/deals/${take.dealId}`}>{take.org}</Link> {DEAL_STATES[take.state] ?? take.state}{' '}
            {take.contractId !== null && <Link to={`/contracts/${take.contractId}`}>合同</Link>}{' '}
            <span className="soft num">{timeText(take.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
