import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { Applicants } from '../parts/lot/Applicants.tsx'
import { Attempts } from '../parts/lot/Attempts.tsx'
import { LiveBidding } from '../parts/lot/LiveBidding.tsx'
import { Sealed } from '../parts/lot/Sealed.tsx'
import type { LotView } from '../parts/lot/types.ts'
import { OwnAchievement } from '../parts/OwnAchievement.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply } from '../types.ts'

/** One lot: its announcement, applications, the bidding as it goes, and the result. */
export function LotPage() {
  const { id = '' } = useParams()
  const lot = useQuery({
    queryKey: ['lot', id],
    queryFn: () => get<LotView>(`/lots/${id}`),
    refetchInterval: 15_000,
  })
  return (
    <Show query={lot} rows={8} whole>
      {(found) => <Body lot={found} />}
    </Show>
  )
}

function Body({ lot }: { readonly lot: LotView }) {
  const content = (
    <>
      {lot.sealed ? <Sealed lot={lot} sealed={lot.sealed} /> : hasBidding(lot) && <LiveBidding lot={lot} />}
      <Applicants lot={lot} />
      <Announcement lot={lot} />
      <Attempts id={lot.id} attempts={lot.chain} />
    </>
  )
  return (
    <Page
      title={`挂牌：${lot.name}`}
      lead={
        <>
          {lot.owner} · 编号 <span className="num">{lot.publicId.toUpperCase()}</span>
          {lot.achievementPublicId !== null && (
            <>
              {' · '}
              <a href={`/achievements/${lot.achievementPublicId}`}>查看成果</a>
            </>
          )}
        </>
      }
      extra={
        <>
          <StateTag title={lot.stateTitle} />
          <Next lot={lot} />
        </>
      }
    >
      <Result lot={lot} />
      {lot.dossierId === null ? (
        content
      ) : (
        <WithDossier id={lot.dossierId} title="办理进度">
          {content}
        </WithDossier>
      )}
    </Page>
  )
}

function hasBidding(lot: LotView): boolean {
  return lot.state === 'bidding' || (lot.closedAt !== null && (lot.admitted ?? 0) > 1)
}

function Result({ lot }: { readonly lot: LotView }) {
  if (lot.withdrawnReason !== null)
    return <Alert type="warning" showIcon title={`已撤回：${lot.withdrawnReason}`} />
  if (lot.awardFen === null) return null
  return (
    <Alert
      type={lot.state === 'awarded' || lot.state === 'concluded' ? 'success' : 'info'}
      showIcon
      title={`成交价 ${yuanReading(lot.awardFen)}，受让方 ${lot.winner ?? ''}`}
      description={
        <>
          {lot.sealed ? (
            <>
              每份密封报价和开标的结果见下面的开标记录，可以
              <a href={`/lots/${lot.publicId}/replay`}>重放复核</a>。
            </>
          ) : (
            <>
              <a href={`/lots/${lot.publicId}/replay`}>逐步重放复核</a>
              ，或
              <a href={`/api/v1/lots/${lot.id}/record`} download={`竞价记录-${lot.publicId}.json`}>
                下载完整记录
              </a>
              ，用公开的复核程序核对每次出价和结果。
            </>
          )}
          {lot.contractId !== null && (
            <>
              {' '}
              <Link to={`/contracts/${lot.contractId}`}>打开合同</Link>
            </>
          )}
        </>
      }
    />
  )
}

function Next({ lot }: { readonly lot: LotView }) {
  return lot.next.map((next) => {
    if (!next.allowed)
      return (
        <span key={next.name} className="soft">
          {next.reason}
        </span>
      )
    if (next.name === 'rehearse')
      return (
        <Link key={next.name} to={`/lots/${lot.id}/rehearsal`}>
          {next.title}
        </Link>
      )
    if (next.name === 'outside')
      return (
        <Link key={next.name} to={`/outside-sales/new?achievement=${String(lot.form['achievementId'])}`}>
          {next.title}
        </Link>
      )
    if (next.name === 'apply')
      return (
        <FormDialog
          key={next.name}
          title={next.title}
          primary
          form="lot-application"
          path={`/lots/${lot.id}/applications`}
          {...(lot.sealed && { also: { offerFen: undefined } })}
          submitTitle="提交申请"
          lead={
            <p className="num">
              底价 {yuanReading(lot.floorFen)}；
              {lot.sealed ? '价格在报价时间密封提交，申请里不写。' : '报价加密保存，只有一家合格时才打开。'}
            </p>
          }
          next="转让方核对保证金后答复；竞价时只显示代号。"
        />
      )
    return next.name === 'accept' ? <Accept key={next.name} lot={lot} title={next.title} /> : null
  })
}

/** The winner goes on to the contract, and says first how it is where signs tie it to the seller. */
function Accept({ lot, title }: { readonly lot: LotView; readonly title: string }) {
  const path = `/lots/${lot.id}/accept`
  return lot.asksRelation === null ? (
    <ActButton
      title={title}
      path={path}
      primary
      lead={<p>按公告的条款和成交价生成合同文本，随后双方核对、签订。</p>}
    />
  ) : (
    <FormDialog
      title={title}
      primary
      form="lot-accept"
      path={path}
      lead={<p>{lot.asksRelation}</p>}
      next="说明双方都能看到，不影响成交；合同文本随后生成。"
    />
  )
}

function Announcement({ lot }: { readonly lot: LotView }) {
  const form = useQuery({ queryKey: ['form', 'lot'], queryFn: () => get<FormReply>('/forms/lot') })
  return (
    <section className="card stack" aria-label="公告">
      <h2>公告</h2>
      <Show query={form} rows={6}>
        {({ schema }) => <RecordFacts schema={schema} record={{ ...lot.form, achievementId: undefined }} />}
      </Show>
      <h3>竞价规则</h3>
      {lot.sealed ? <SealedRules lot={lot} /> : <OpenRules lot={lot} />}
    </section>
  )
}

function SealedRules({ lot: { startsAt, form, rules, sealed } }: { readonly lot: LotView }) {
  return (
    <ul>
      <li>
        报价时间 {timeText(startsAt)} 至 {timeText(String(form['endsAt']))}
        ，以服务器收到的时间为准；重新提交的，以最后一份为准。
      </li>
      <li>
        截止以后由 {sealed?.seats} 名保管人中的 {sealed?.threshold} 人开标；不低于底价的最高报价成交。
      </li>
      <li>
        结束前 {rules.outageLookbackSeconds / 60} 分钟内服务中断超过 {rules.outageSeconds}{' '}
        秒的，恢复后把剩余的时间补足，至少 {rules.extendSeconds / 60} 分钟。
      </li>
    </ul>
  )
}

function OpenRules({ lot }: { readonly lot: LotView }) {
  const { rules } = lot
  return (
    <ul>
      <li>以服务器收到出价的时间为准，{timeText(lot.startsAt)} 自动开始；竞买人只显示代号。</li>
      <li>每次至少加价 {yuanReading(lot.form.stepFen ?? 0)}；享有优先受让权的可以以同等价格受让。</li>
      <li>
        结束前 {rules.windowSeconds / 60} 分钟内有出价的，自该次出价起顺延 {rules.extendSeconds / 60} 分钟。
      </li>
      <li>
        结束前 {rules.outageLookbackSeconds / 60} 分钟内服务中断超过 {rules.outageSeconds}{' '}
        秒的，恢复后把剩余的时间补足，至少 {rules.extendSeconds / 60} 分钟。
      </li>
      <li>只有一家合格的不竞价，按其报价成交；没有合格的或没有人出价的，流标。</li>
    </ul>
  )
}

/** A unit puts one of its published achievements up. */
export function LotNew() {
  return (
    <OwnAchievement title="挂牌" then="挂牌">
      {(achievementId, picker) => (
        <FormPage<{ id: string }>
          title="挂牌"
          lead="先存为草稿，再提交审批；审批人同意后开始公告，公告后不能再改。"
          form="lot"
          hides={['achievementId']}
          draft={`lot-${achievementId}`}
          path="/lots"
          also={{ achievementId }}
          submitTitle="存为草稿"
          above={picker}
          done={(result) => ({
            title: '已存为草稿',
            next: <Link to={`/lots/${result.id}`}>核对后提交审批</Link>,
          })}
        />
      )}
    </OwnAchievement>
  )
}
