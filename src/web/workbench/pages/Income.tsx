import { Alert, Button, Segmented } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { percentText } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { Badges } from '../parts/income/Badges.tsx'
import { PlanMembers } from '../parts/income/Members.tsx'
import { Payouts } from '../parts/income/Payouts.tsx'
import type { PlanItem, PlanView } from '../parts/income/types.ts'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import { OwnAchievement } from '../parts/OwnAchievement.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

const STATES = {
  draft: '起草',
  asking: '待成员确认',
  approving: '待审批',
  inForce: '已生效',
  ended: '已终止',
  withdrawn: '已撤回',
} as const

const columns: readonly Column<PlanItem>[] = [
  { title: '成果', draw: (row) => <Link to={`/income/${row.id}`}>{row.name}</Link> },
  { title: '转化方式', draw: (row) => row.modeTitle, width: 130 },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 130 },
  { title: '起草时间', draw: (row) => <span className="num">{timeText(row.madeAt)}</span>, width: 150 },
]

/** How the unit divides what its achievements bring. */
export function IncomePlans() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <ListPage<PlanItem>
      title="收益分配"
      lead="每份转让、许可合同一个方案：成员确认、审批生效后，每一笔到账自动拟出分配，公示期满后发放。"
      path="/income/plans"
      idOf={(row) => row.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={columns}
      extra={
        <>
          <Button onClick={() => void navigate('/income/what-if')}>试算</Button>
          {holds(me, ['income.report']) && (
            <Button onClick={() => void navigate('/income/report')}>年度报告</Button>
          )}
          {holds(me, ['income.draft']) && (
            <Button type="primary" onClick={() => void navigate('/income/new')}>
              作价投资或自行实施的方案
            </Button>
          )}
        </>
      }
      empty={<Empty title="还没有分配方案">转让、许可合同签订后，在合同页点“起草收益分配方案”。</Empty>}
    />
  )
}

/** One plan: what was agreed, who shares, and every division it made. */
export function IncomePlan() {
  const { id = '' } = useParams()
  const plan = useQuery({
    queryKey: ['income-plan', id],
    queryFn: () => get<PlanView>(`/income/plans/${id}`),
  })
  return (
    <Show query={plan} rows={10} whole>
      {(found) => <Body plan={found} />}
    </Show>
  )
}

function Body({ plan }: { readonly plan: PlanView }) {
  return (
    <Page
      title={`收益分配：${plan.name}`}
      lead={
        <>
          {plan.unit} · {plan.modeTitle}
          {plan.contractId !== null && (
            <>
              {' · '}
              <Link to={`/contracts/${plan.contractId}`}>查看合同</Link>
            </>
          )}
        </>
      }
      extra={
        <>
          <StateTag title={plan.stateTitle} />
          {plan.may.edit && <Link to={`/income/${plan.id}/edit`}>修改</Link>}
        </>
      }
    >
      {plan.faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title="方案还不能送交确认"
          description={
            <ul>
              {plan.faults.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          }
        />
      )}
      <WithDossier id={plan.dossierId}>
        <Terms plan={plan} />
        <PlanMembers plan={plan} />
      </WithDossier>
      <Payouts plan={plan} />
    </Page>
  )
}

/** Rate, what it rests on, and whose the achievement is. */
function Terms({ plan }: { readonly plan: PlanView }) {
  const { ownership } = plan
  return (
    <section className="card stack-s" aria-label="方案">
      <h2>方案（第 {plan.version} 版）</h2>
      <dl className="facts">
        <dt>奖励比例</dt>
        <dd>
          {percentText(plan.form.teamRateBp)}%（法定下限 {percentText(plan.floorBp)}%）
        </dd>
        <dt>比例的依据</dt>
        <dd>{plan.ruleSource}</dd>
        <dt>条款</dt>
        <dd>{plan.clause}</dd>
        {ownership.unitBp < 10_000 && (
          <>
            <dt>权属</dt>
            <dd>
              本单位 {percentText(ownership.unitBp)}%，成员自有 {percentText(ownership.teamBp)}%
              ；到账先按权属分，再按比例奖励
            </dd>
          </>
        )}
      </dl>
      <Badges badges={plan.badges} />
    </section>
  )
}

const MODES = { EQUITY: '作价投资', SELF_IMPLEMENT: '自行或合作实施' } as const
type OwnMode = keyof typeof MODES

/** Drafts the plan of a contract (`?contract=`), or of shares and own use. */
export function IncomeNew() {
  const [search] = useSearchParams()
  const contractId = search.get('contract')
  return contractId === null ? <OwnUse /> : <OfContract contractId={contractId} />
}

const done = (result: { readonly id: string }) => ({
  title: '方案已存为草稿',
  next: <Link to={`/income/${result.id}`}>核对后请成员确认</Link>,
})

function OfContract({ contractId }: { readonly contractId: string }) {
  const matter = useQuery({
    queryKey: ['income-matter', contractId],
    queryFn: () => get<{ name: string; modeTitle: string }>('/income/matter', { contractId }),
  })
  return (
    <Show query={matter} rows={6} whole>
      {({ name, modeTitle }) => (
        <FormPage<{ id: string }>
          title="起草收益分配方案"
          lead={`《${name}》（${modeTitle}）`}
          form="income-plan"
          hides={['firstYear', 'years']}
          draft={`income-${contractId}`}
          path="/income/plans"
          also={{ matter: { contractId } }}
          submitTitle="存为草稿"
          done={done}
        />
      )}
    </Show>
  )
}

function OwnUse() {
  const [mode, choose] = useState<OwnMode>('EQUITY')
  return (
    <OwnAchievement title="起草收益分配方案" then="起草收益分配方案">
      {(achievementId, picker) => (
        <FormPage<{ id: string }>
          key={mode}
          title="起草收益分配方案"
          lead="作价投资按形成的股份奖励，自行或合作实施按三至五年的营业利润奖励；转让、许可的在合同页起草。"
          form="income-plan"
          hides={mode === 'EQUITY' ? ['firstYear', 'years'] : []}
          draft={`income-${mode}-${achievementId}`}
          path="/income/plans"
          also={{ matter: { achievementId, mode } }}
          submitTitle="存为草稿"
          above={
            <div className="stack-s">
              {picker}
              <Segmented<OwnMode>
                aria-label="转化方式"
                value={mode}
                onChange={choose}
                options={Object.entries(MODES).map(([value, label]) => ({ value: value as OwnMode, label }))}
              />
            </div>
          }
          done={done}
        />
      )}
    </OwnAchievement>
  )
}

/** Changes a draft; what members said to the version before does not count for the new one. */
export function IncomeEdit() {
  const { id = '' } = useParams()
  const plan = useQuery({
    queryKey: ['income-plan', id],
    queryFn: () => get<PlanView>(`/income/plans/${id}`),
  })
  return (
    <Show query={plan} rows={6} whole>
      {(found) => (
        <FormPage<{ id: string }>
          title="修改收益分配方案"
          lead={`《${found.name}》（${found.modeTitle}）`}
          form="income-plan"
          hides={found.mode === 'SELF_IMPLEMENT' ? [] : ['firstYear', 'years']}
          draft={`income-edit-${id}-${String(found.version)}`}
          method="PUT"
          path={`/income/plans/${id}`}
          initial={{ ...found.form }}
          submitTitle="保存"
          done={done}
        />
      )}
    </Show>
  )
}
