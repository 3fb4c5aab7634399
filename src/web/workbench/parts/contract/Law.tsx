import { Alert } from 'antd'
import type { DossierView } from '../../types.ts'
import { ActionBar, type Prepare } from '../ActionBar.tsx'
import type { ContractView } from './types.ts'

export const LAW_ACTS: readonly string[] = ['recordRight', 'recordApproval']

/** Whose answer and which approval the law wants before this is signed, and what is recorded of them. */
export function LawCard(props: {
  readonly contract: ContractView
  readonly view: DossierView | undefined
  readonly prepare: Prepare
}) {
  const { contract, view, prepare } = props
  const { law } = contract
  if (law.ban !== null) return <Alert type="error" showIcon title={law.ban} />
  if (law.rights.length === 0 && law.needs.length === 0) return null
  return (
    <section className="card stack" aria-label="签订前须办的事">
      <h2>签订前须办的事</h2>
      {law.rights.length > 0 && <Rights contract={contract} />}
      {law.needs.length > 0 && <Approvals contract={contract} />}
      {view && <ActionBar view={view} prepare={prepare} names={LAW_ACTS} label="登记答复和批准文件" />}
    </section>
  )
}

function Rights({ contract }: { readonly contract: ContractView }) {
  const { rights, answers } = contract.law
  return (
    <>
      <h3>优先权和共有人</h3>
      <ul className="plain stack-s">
        {rights.map((right) => (
          <li key={right.key} className="listitem">
            <div className="row">
              <b className="grow">{right.holder}</b>
              <span className={right.settled ? 'sum-ok' : right.required ? 'sum-bad' : 'soft'}>
                {right.required ? right.why : '提示'}
              </span>
            </div>
            <div>
              {right.says}
              <span className="soft">（{right.basis}）</span>
            </div>
            {answers
              .filter((answer) => answer.rightKey === right.key)
              .map((answer) => (
                <div key={answer.at} className="readings">
                  {answer.offeredOn} 告知 {answer.holders}：{answer.answer}
                  {answer.note !== '' && `，${answer.note}`}，{answer.by} 登记{' '}
                  {answer.file !== null && (
                    <a href={answer.file} target="_blank" rel="noreferrer">
                      材料
                    </a>
                  )}
                </div>
              ))}
          </li>
        ))}
      </ul>
    </>
  )
}

function Approvals({ contract }: { readonly contract: ContractView }) {
  const { needs, approvals } = contract.law
  return (
    <>
      <h3>批准文件</h3>
      <ul className="plain stack-s">
        {needs.map((need) => (
          <li key={need.kind} className="listitem">
            <div className="row">
              <b className="grow">{need.title}</b>
              <span className={need.recorded ? 'sum-ok' : 'sum-bad'}>
                {need.recorded ? '已登记' : '未登记'}
              </span>
            </div>
            <div>
              {need.says}
              <span className="soft">（{need.basis}）</span>
            </div>
            {approvals
              .filter((one) => one.kind === need.kind)
              .map((one) => (
                <div key={one.number} className="readings">
                  {one.issuedBy} {one.number}，{one.approvedOn}，{one.by} 登记{' '}
                  <a href={one.file} target="_blank" rel="noreferrer">
                    文件
                  </a>
                </div>
              ))}
          </li>
        ))}
      </ul>
    </>
  )
}
