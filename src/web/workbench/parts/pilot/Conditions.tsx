import { Alert, Tag } from 'antd'

export interface Check {
  readonly on: string
  readonly faults: readonly { readonly field: string; readonly message: string }[]
  readonly twice: string | null
  readonly conditions: readonly {
    readonly key: string
    readonly title: string
    readonly needed: string
    readonly has: string
    readonly met: boolean
    readonly gap: string
    readonly badges: readonly { readonly key: string; readonly text: string; readonly statusText: string }[]
  }[]
}

/** Each condition with what is asked, what there is and by how much it is missed; faults first. */
export function Conditions({ check }: { readonly check: Check }) {
  const missed = check.conditions.filter((one) => !one.met).length
  const faults = [...check.faults.map((one) => one.message), ...(check.twice === null ? [] : [check.twice])]
  return (
    <section className="stack-s" aria-label="逐项自查">
      {faults.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={`申报表有 ${faults.length} 处须先填写或更正，才能提交`}
          description={
            <ul>
              {faults.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          }
        />
      )}
      <h2>
        {missed === 0
          ? `${check.conditions.length} 项认定条件都达到`
          : `${check.conditions.length} 项认定条件中有 ${missed} 项没有达到`}{' '}
        <span className="soft small num">{check.on}</span>
      </h2>
      <div className="scroll-x">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">条件</th>
              <th scope="col">要求</th>
              <th scope="col">现有</th>
              <th scope="col">结果</th>
            </tr>
          </thead>
          <tbody>
            {check.conditions.map((one) => (
              <tr key={one.key}>
                <td>
                  {one.title}{' '}
                  {one.badges.slice(0, 1).map((badge) => (
                    <Tag key={badge.key} title={badge.statusText}>
                      {badge.text}
                    </Tag>
                  ))}
                </td>
                <td className="num">{one.needed}</td>
                <td className="num">{one.has}</td>
                <td>{one.met ? '达到' : <span className="sum-bad">没有达到：{one.gap}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft small">
        带“未确认规则”的数值是产品建议值，以主管部门按原文确认的为准；没有达到的可以写明情况后提交，由审核单位判断。
      </p>
    </section>
  )
}
