import { percentText } from '../../helpers/money.ts'
import { FormDialog } from '../FormDialog.tsx'
import { WORDS, type PlanMember, type PlanView } from './types.ts'

/** Who shares in it with which part, and what each has said. */
export function PlanMembers({ plan }: { readonly plan: PlanView }) {
  return (
    <section className="card stack-s" aria-label="成员">
      <h2>成员</h2>
      <div className="scroll-x" role="region" aria-label="成员和比例" tabIndex={0}>
        <table className="list fit">
          <thead>
            <tr>
              <th scope="col">姓名</th>
              <th scope="col" className="right">
                比例
              </th>
              <th scope="col">贡献和职务</th>
              <th scope="col">意见</th>
            </tr>
          </thead>
          <tbody>
            {plan.members.map((member) => (
              <tr key={member.key}>
                <td>{member.name}</td>
                <td className="right num">{percentText(member.weightBp)}%</td>
                <td>
                  {member.main ? '主要贡献人员' : '参与人员'}
                  {member.post !== '无' && ` · ${member.post}`}
                </td>
                <td>
                  <Said plan={plan} member={member} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Said({ plan, member }: { readonly plan: PlanView; readonly member: PlanMember }) {
  const { word } = member
  return (
    <div className="stack-s">
      <span>
        {word ? WORDS[word.kind] : '还没有确认'}
        {word !== null && word.reason !== '' && `：${word.reason}`}
      </span>
      {plan.may.paper && !member.hasAccount && (
        <FormDialog
          title="登记书面意见"
          small
          label={`登记书面意见：${member.name}`}
          form="income-paper-word"
          path={`/income/plans/${plan.id}/paper-words`}
          also={{ member: member.key }}
          next="意见随确认书保存。"
        />
      )}
      {plan.may.settle && (word === null || word.kind === 'dispute') && (
        <FormDialog
          title="处理异议"
          small
          label={`处理异议：${member.name}`}
          form="income-finding"
          path={`/income/plans/${plan.id}/findings`}
          also={{ member: member.key }}
          lead={<p>处理后这位成员的份额按方案发放；要改比例的，请终止方案后重新起草。</p>}
          next="本人会收到消息，份额可以发放。"
        />
      )}
    </div>
  )
}
