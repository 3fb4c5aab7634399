import { Alert, Collapse } from 'antd'
import { urlOf } from '../../api.ts'
import { percentText, yuanReading } from '../../helpers/money.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { WithDossier } from '../RecordPage.tsx'
import type { Payout, PlanView, Share } from './types.ts'

const SOURCES = { receipt: '到账', profit: '年度营业利润', equity: '作价投资' } as const

/** What came and is others' to divide, and days whose share the unit corrected. */
function Undivided({ plan }: { readonly plan: PlanView }) {
  return (
    <>
      {plan.undivided.map(({ key, says, receivedOn }) => (
        <Alert
          key={key}
          type="info"
          showIcon
          title={says}
          action={
            plan.may.ownedDay && (
              <FormDialog
                title="更正当日的份额"
                label={`更正 ${receivedOn} 的份额`}
                small
                form="income-owned-day"
                path={`/income/plans/${plan.id}/owned-days`}
                initial={{ onDay: receivedOn }}
                lead={
                  <p>当日的登记没有写明本单位、但本单位有份额的，在这里更正，这一天的到账随即拟出分配。</p>
                }
                next="平台已按更正后的份额拟出分配。"
              />
            )
          }
        />
      ))}
      {plan.ownedDays.map(({ key, says }) => (
        <Alert key={key} type="info" showIcon title={says} />
      ))}
    </>
  )
}

/** Every division of this plan, the payouts first and open. */
export function Payouts({ plan }: { readonly plan: PlanView }) {
  const { payouts } = plan
  return (
    <section className="card stack-s" aria-label="分配">
      <h2>分配（{payouts.length}）</h2>
      <div className="row">
        {plan.may.profit && (
          <FormDialog
            title="登记年度营业利润"
            form="income-profit"
            path={`/income/plans/${plan.id}/profits`}
            next="平台已按方案拟出分配，等待审批。"
          />
        )}
        {plan.may.equity && (
          <FormDialog
            title="登记作价投资"
            form="income-equity"
            path={`/income/plans/${plan.id}/equity`}
            next="平台已按方案拟出分配，等待审批。"
          />
        )}
      </div>
      <Undivided plan={plan} />
      {payouts.length === 0 ? (
        <p className="soft">还没有。方案生效后，合同的每一笔到账都自动列在这里。</p>
      ) : (
        <Collapse
          defaultActiveKey={payouts[0]?.id ?? ''}
          items={payouts.map((payout) => ({
            key: payout.id,
            label: `${payout.receivedOn} ${SOURCES[payout.source]} ${yuanReading(payout.grossFen)} · ${payout.stateTitle}`,
            children: <One plan={plan} payout={payout} />,
          }))}
        />
      )}
    </section>
  )
}

function One({ plan, payout }: { readonly plan: PlanView; readonly payout: Payout }) {
  return (
    <WithDossier id={payout.dossierId} title="这次分配的办理进度" stacked>
      <div className="stack-s">
        <Reckoning payout={payout} />
        <div className="scroll-x" role="region" aria-label="各人份额" tabIndex={0}>
          <table className="list fit">
            <thead>
              <tr>
                <th scope="col">姓名</th>
                <th scope="col" className="right">
                  {payout.isFixed ? '份额' : '份额（预计）'}
                </th>
                <th scope="col">发放</th>
              </tr>
            </thead>
            <tbody>
              {payout.shares.map((share) => (
                <tr key={share.key}>
                  <td>
                    {share.name}
                    {plan.may.statements && payout.isFixed && (
                      <div>
                        <a href={statementOf(plan, share)} download>
                          结算单
                        </a>
                      </div>
                    )}
                  </td>
                  <td className="right num">{yuanReading(share.fen)}</td>
                  <td>
                    <Paying payout={payout} share={share} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {payout.relief && <p className="soft small">{payout.relief.says}</p>}
      </div>
    </WithDossier>
  )
}

/** Of one member over all divisions of the plan. */
const statementOf = (plan: PlanView, share: Share) =>
  urlOf(`/income/plans/${plan.id}/statements/${encodeURIComponent(share.key)}`)

/** From the receipt to the pool, each step with its amount. */
function Reckoning({ payout }: { readonly payout: Payout }) {
  const costs = payout.costs.reduce((sum, { fen }) => sum + fen, 0)
  return (
    <dl className="facts">
      <dt>金额</dt>
      <dd className="num">{yuanReading(payout.grossFen)}</dd>
      {payout.unitBp < 10_000 && (
        <>
          <dt>本单位按权属 {percentText(payout.unitBp)}%</dt>
          <dd className="num">{yuanReading(payout.partFen)}</dd>
        </>
      )}
      {payout.source === 'receipt' && (
        <>
          <dt>直接费用</dt>
          <dd className="num">
            {yuanReading(costs)}
            {payout.costs.map((one) => (
              <div key={`${one.kind}${one.voucher}`} className="soft small">
                {one.kind} {yuanReading(one.fen)}，凭证 {one.voucher}
              </div>
            ))}
          </dd>
          <dt>净收入</dt>
          <dd className="num">{yuanReading(payout.netFen)}</dd>
        </>
      )}
      <dt>奖励总额</dt>
      <dd className="num">
        {yuanReading(payout.poolFen)} <StateTag title={payout.stateTitle} />
      </dd>
      <dt>依据</dt>
      <dd>{payout.clause}</dd>
    </dl>
  )
}

function Paying({ payout, share }: { readonly payout: Payout; readonly share: Share }) {
  if (share.paid)
    return (
      <span className="num">
        {share.paid.on} 已发放，{share.paid.account}，凭证 {share.paid.voucher}
      </span>
    )
  return (
    <div className="stack-s">
      {share.held !== null && <span>{share.held}</span>}
      {share.mayPay && (
        <FormDialog
          title="登记发放"
          small
          label={`登记发放：${share.name}`}
          form="income-payment"
          path={`/income/payouts/${payout.id}/payments`}
          also={{ member: share.key }}
          lead={
            <p className="num">
              {share.name} {yuanReading(share.fen)}；款项由单位在平台以外发放，这里登记账户和凭证。
            </p>
          }
          next="本人可以在“我的转化收益”里看到并下载结算单。"
        />
      )}
    </div>
  )
}
