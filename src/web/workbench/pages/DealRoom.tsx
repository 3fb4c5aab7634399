import { Alert, Button, Tabs } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { ActionBar, type Preparation } from '../parts/ActionBar.tsx'
import { Contract } from '../parts/Contract.tsx'
import { DeadlineBadge, StateTag } from '../parts/DeadlineBadge.tsx'
import { DataRoom } from '../parts/deal/DataRoom.tsx'
import { Meetings } from '../parts/deal/Meetings.tsx'
import { PriceStep } from '../parts/deal/PriceStep.tsx'
import { Talk } from '../parts/deal/Talk.tsx'
import { Terms } from '../parts/deal/Terms.tsx'
import type { Deal } from '../parts/deal/types.ts'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { useDossier } from '../parts/RecordPage.tsx'
import { ProcessTimeline } from '../parts/Timeline.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { DossierView, FormReply } from '../types.ts'

export type { Deal } from '../parts/deal/types.ts'

/** Everything of one negotiation, on one page with a clear next step. */
export function DealRoom() {
  const { id = '' } = useParams()
  const deal = useQuery({
    queryKey: ['deal', id],
    queryFn: () => get<Deal>(`/deals/${id}`),
    refetchInterval: 15_000,
  })
  return (
    <Show query={deal} rows={10} whole>
      {(found) => <Room deal={found} />}
    </Show>
  )
}

function Room({ deal }: { readonly deal: Deal }) {
  const dossier = useDossier(deal.dossierId)
  return (
    <Page
      title={deal.name}
      lead={<Parties deal={deal} />}
      extra={
        <>
          <StateTag title={deal.stateTitle} />
          {deal.may.askForHelp && (
            <FormDialog
              title="请平台协助"
              form="help-request"
              path="/help-requests"
              also={{ aboutKind: 'deal', aboutId: deal.id, otherId: undefined }}
              next="主管单位会在期限内答复，答复会出现在“消息”里。"
            />
          )}
        </>
      }
    >
      <NextStep deal={deal} view={dossier.data} />
      <Notes deal={deal} />
      <div className="card">
        <Tabs items={tabsOf(deal, dossier.data)} destroyOnHidden />
      </div>
      {dossier.data && (
        <ActionBar
          key={dossier.data.dossier.visit}
          view={dossier.data}
          prepare={(action) => known(deal, action)}
        />
      )}
    </Page>
  )
}

function tabsOf(deal: Deal, view: DossierView | undefined) {
  const open = deal.points.filter((point) => !point.answer).length
  const terms = `条款（${String(deal.terms.length)} 版${open > 0 ? `，${String(open)} 项待议` : ''}）`
  return [
    { key: 'talk', label: `留言（${String(deal.messages.length)}）`, children: <Talk deal={deal} /> },
    { key: 'terms', label: terms, children: <TermsTab deal={deal} /> },
    { key: 'meetings', label: `会面（${String(deal.meetings.length)}）`, children: <Meetings deal={deal} /> },
    { key: 'room', label: '资料室', children: <DataRoom deal={deal} /> },
    { key: 'contract', label: '合同', children: <Contract deal={deal} /> },
    { key: 'course', label: '经过', children: <Course deal={deal} view={view} /> },
  ]
}

function TermsTab({ deal }: { readonly deal: Deal }) {
  const form = useQuery({ queryKey: ['form', 'terms'], queryFn: () => get<FormReply>('/forms/terms') })
  return (
    <div className="stack">
      <WhatIfLink deal={deal} />
      <Show query={form}>{({ schema }) => <Terms deal={deal} schema={schema} />}</Show>
    </div>
  )
}

/** Before it signs, the side that is paid can see what each of its people would get at this price. */
function WhatIfLink({ deal }: { readonly deal: Deal }) {
  const terms = deal.terms[0]?.data
  if (deal.side !== 'seller' || terms === undefined) return null
  const { mode, priceFen } = terms as { readonly mode?: string; readonly priceFen?: number }
  if (priceFen === undefined || (mode !== '转让' && mode?.endsWith('许可') !== true)) return null
  const query = `mode=${mode === '转让' ? 'TRANSFER' : 'LICENSE'}&fen=${String(priceFen)}`
  return <Link to={`/income/what-if?${query}`}>按这个价款试算收益分配</Link>
}

/** Terms start from the latest version, the first from what was posted; agreeing means exactly that version. */
function known(deal: Deal, action: string): Preparation {
  if (action === 'propose') return { initial: { ...deal.proposal } }
  if (action.startsWith('agree'))
    return { initial: { termsVersion: deal.terms[0]?.version }, hides: ['termsVersion'] }
  return {}
}

function Parties({ deal }: { readonly deal: Deal }) {
  return (
    <>
      成果方 {deal.seller.name} · 需求方 {deal.buyer.name}
      {deal.side !== null && `（您代表${deal.side === 'seller' ? '成果方' : '需求方'}）`} ·{' '}
      <Link to={`/achievements/${deal.achievementId}${deal.side === 'seller' ? '' : '?view=public'}`}>
        查看成果
      </Link>
      {deal.demandId !== null && (
        <>
          {' · '}
          <Link to={`/demands/${deal.demandId}${deal.side === 'buyer' ? '' : '?view=public'}`}>查看需求</Link>
        </>
      )}
    </>
  )
}

/** Who waits for whom, always at the top. */
function NextStep({ deal, view }: { readonly deal: Deal; readonly view: DossierView | undefined }) {
  const isMine = deal.waiting.for === deal.side
  const proposals = deal.meetings.filter((meeting) => meeting.state === 'proposed' && !meeting.mine).length
  const minutes = deal.meetings.filter(
    (meeting) => meeting.state === 'minuted' && meeting.minutes[0]?.mine === false,
  ).length
  const term = view?.deadlines.find(({ kind }) => kind === 'term')
  return (
    <section aria-label="下一步" className={isMine ? 'card nextstep mine' : 'card nextstep'}>
      <h2>下一步</h2>
      <p>{deal.waiting.sentence}</p>
      {term && deal.waiting.lapse !== null && (
        <p className="soft">
          期限 <DeadlineBadge term={term} /> {deal.waiting.lapse}
        </p>
      )}
      {deal.side !== null && proposals > 0 && <p>另有 {proposals} 个会面等您选定时间。</p>}
      {deal.side !== null && minutes > 0 && <p>另有 {minutes} 份会面纪要等您确认。</p>}
    </section>
  )
}

/** What both sides must know where the deal stands now. */
function Notes({ deal }: { readonly deal: Deal }) {
  return (
    <>
      <Identity deal={deal} />
      <Introduced deal={deal} />
      <PriceStep deal={deal} />
      {deal.ending && (
        <Alert
          type="info"
          showIcon
          title={`洽谈已结束：${deal.ending.reason}`}
          description={[`由${deal.ending.by}结束`, deal.ending.explanation].filter(Boolean).join('。')}
        />
      )}
    </>
  )
}

const discloseSchema = {
  type: 'object',
  required: ['agrees'],
  properties: {
    agrees: {
      type: 'boolean',
      title: '同意对方看到本单位名称和经办人姓名',
      help: '公开后不能收回；此前的留言也会显示是谁写的。',
    },
  },
} as const

/** A demander that hides knows so, and what the other side reads; consent is an act of its own. */
function Identity({ deal }: { readonly deal: Deal }) {
  const { identity, side } = deal
  if (side === 'buyer' && identity.mayDisclose)
    return (
      <Alert
        type="info"
        showIcon
        title="对方现在只看到“匿名需求方”"
        description="同意条款、约会面、签保密协议以前需要公开身份。留言里不要写单位和人名。"
        action={
          <FormDialog title="公开身份" form={discloseSchema} path={`/deals/${deal.id}/disclose`} danger />
        }
      />
    )
  if (side === 'seller' && identity.hidden)
    return <Alert type="info" showIcon title="需求方没有公开身份，公开后才能同意条款、约会面和签约。" />
  return null
}

/** By whom the two were introduced; what the broker may read is for both to say. */
function Introduced({ deal }: { readonly deal: Deal }) {
  const { introduction, side } = deal
  if (!introduction) return null
  const allows = side === 'seller' ? introduction.sellerAllows : introduction.buyerAllows
  return (
    <Alert
      type="info"
      showIcon
      title={
        introduction.counts
          ? `双方由${introduction.broker}引荐，保护期到 ${introduction.protectedUntil ?? ''}`
          : `双方曾由${introduction.broker}就别的事项引荐，保护期到 ${introduction.protectedUntil ?? ''}`
      }
      description={
        <>
          经纪人只看到洽谈的阶段
          {introduction.counts &&
            (introduction.sellerAllows && introduction.buyerAllows
              ? '；双方已允许其查看条款。'
              : '，看不到条款。')}{' '}
          {side !== null && <Link to={`/introductions/${introduction.id}`}>查看引荐</Link>}
        </>
      }
      action={
        introduction.counts &&
        deal.may.negotiate && (
          <ActButton
            title={allows ? '不让经纪人看条款' : '让经纪人看条款'}
            small
            path={`/deals/${deal.id}/broker-access`}
            also={{ allowed: !allows }}
            lead={<p>双方都允许后，经纪人可以查看条款版本和会面，看不到留言；任何一方可以随时收回。</p>}
          />
        )
      }
    />
  )
}

/** The way it has gone, to read and to print. */
function Course({ deal, view }: { readonly deal: Deal; readonly view: DossierView | undefined }) {
  return (
    <section aria-label="办理进度" className="stack">
      <div className="row">
        <h2 className="grow">经过</h2>
        {deal.side !== null && <Button href={urlOf(`/deals/${deal.id}/course.pdf`)}>洽谈记录（PDF）</Button>}
      </div>
      {deal.identity.disclosedAt !== null && (
        <p className="soft">
          需求方于 <span className="num">{timeText(deal.identity.disclosedAt)}</span> 公开身份。
        </p>
      )}
      {view && (
        <>
          <ProcessTimeline view={view} />
          <p className="soft small">依据：{view.procedure.basis.join('；')}</p>
        </>
      )}
    </section>
  )
}
