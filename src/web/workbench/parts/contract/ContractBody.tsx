import { Alert } from 'antd'
import { ActionBar } from '../ActionBar.tsx'
import { StateTag } from '../DeadlineBadge.tsx'
import { useDossier } from '../RecordPage.tsx'
import { ProcessTimeline } from '../Timeline.tsx'
import { LAW_ACTS, LawCard } from './Law.tsx'
import { contractPreparation } from './prepare.ts'
import { Signing, SIGNING_ACTS } from './Signing.tsx'
import { Supplement } from './Supplement.tsx'
import { ContractTextCard } from './Text.tsx'
import type { ContractView } from './types.ts'

/** Everything of one text: what the law wants first, the text, how it is signed, its course, what else may be done. */
export function ContractBody({ contract }: { readonly contract: ContractView }) {
  const dossier = useDossier(contract.dossierId)
  const prepare = contractPreparation(contract)
  const view = dossier.data
  const elsewhere = [...SIGNING_ACTS, ...LAW_ACTS]
  const others = view?.next.map(({ name }) => name).filter((name) => !elsewhere.includes(name)) ?? []
  return (
    <div className="stack">
      {contract.rejection && (
        <Alert
          type="info"
          showIcon
          title={`${contract.rejection.org} ${contract.rejection.person} 不签：${contract.rejection.reason}`}
        />
      )}
      <LawCard contract={contract} view={view} prepare={prepare} />
      <ContractTextCard contract={contract} />
      <Signing contract={contract} view={view} prepare={prepare} />
      {view && others.length > 0 && (
        <section className="card stack-s" aria-label="其他可办理的事项">
          <h2>其他可办理的事项</h2>
          <ActionBar
            key={view.dossier.visit}
            view={view}
            prepare={prepare}
            names={others}
            label="改文本、改签署人、退回"
          />
        </section>
      )}
      <Supplement contract={contract} />
      {view && (
        <section className="card" aria-label="签约进度">
          <h2>签约进度</h2>
          <p>
            <StateTag title={view.stateTitle} />
          </p>
          <ProcessTimeline view={view} />
          <p className="soft small">依据：{view.procedure.basis.join('；')}</p>
        </section>
      )}
    </div>
  )
}
