import { useQuery } from '@tanstack/react-query'
import { get, urlOf } from '../api.ts'
import { percentText, yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { WORDS, type OwnPlan } from '../parts/income/types.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

/** What the signed-in person gets of every plan, to be agreed to or disputed, with statements to keep. */
export function IncomeMine() {
  const mine = useQuery({
    queryKey: ['income-mine'],
    queryFn: () => get<{ items: readonly OwnPlan[] }>('/my/income'),
  })
  return (
    <Page
      title="我的转化收益"
      lead="您参与的成果转化收益分配；份额和结算单只有您本人和本单位的财务、成果转化办看得到。"
    >
      <Show query={mine} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="还没有">单位把您列入收益分配方案后，会请您在这里确认。</Empty>
          ) : (
            items.map((plan) => <One key={plan.id} plan={plan} />)
          )
        }
      </Show>
    </Page>
  )
}

function One({ plan }: { readonly plan: OwnPlan }) {
  return (
    <section className="card stack-s" aria-label={plan.name}>
      <h2>
        {plan.name} <StateTag title={plan.stateTitle} />
      </h2>
      <p>
        {plan.unit} · {plan.modeTitle} · 奖励比例 {percentText(plan.teamRateBp)}%，您占其中的{' '}
        {percentText(plan.weightBp)}%
      </p>
      <p className="soft small">{plan.clause}</p>
      <p>
        您的意见：{plan.word ? WORDS[plan.word.kind] : '还没有确认'}
        {plan.word !== null && plan.word.reason !== '' && `（${plan.word.reason}）`}
      </p>
      <div className="row">
        {plan.maySay && (
          <FormDialog
            title={plan.word ? '更改意见' : '确认方案'}
            primary={plan.word === null}
            label={`${plan.word ? '更改意见' : '确认方案'}：${plan.name}`}
            form="income-word"
            path={`/income/plans/${plan.id}/words`}
            submitTitle="提交意见"
            next="单位的成果转化办会看到您的意见。"
          />
        )}
        {plan.shares.length > 0 && (
          <a href={urlOf(`/income/plans/${plan.id}/statements/${plan.member}`)} download>
            下载结算单（PDF）
          </a>
        )}
      </div>
      {plan.shares.length > 0 && <Shares plan={plan} />}
    </section>
  )
}

function Shares({ plan }: { readonly plan: OwnPlan }) {
  return (
    <div className="scroll-x" role="region" aria-label={`${plan.name}的份额`} tabIndex={0}>
      <table className="list fit">
        <thead>
          <tr>
            <th scope="col">取得收入</th>
            <th scope="col" className="right">
              奖励总额
            </th>
            <th scope="col" className="right">
              您的份额
            </th>
            <th scope="col">发放</th>
          </tr>
        </thead>
        <tbody>
          {plan.shares.map((share) => (
            <tr key={share.payoutId}>
              <td className="num">{share.receivedOn}</td>
              <td className="right num">{yuanReading(share.poolFen)}</td>
              <td className="right num">{yuanReading(share.fen)}</td>
              <td>
                {share.paid
                  ? `${share.paid.on} 已发放，凭证 ${share.paid.voucher}`
                  : (share.held ?? share.stateTitle)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
