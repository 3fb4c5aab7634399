import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { Show } from '../../shell/states.tsx'
import type { Page } from '../../types.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { FormDialog } from '../FormDialog.tsx'
import type { Deal } from './types.ts'

type Purpose = 'contract' | 'nda' | 'trial' | 'supplement'

interface Text {
  readonly id: string
  readonly purpose: Purpose
  readonly title: string
  readonly state: string
  readonly stateTitle: string
}

const OVER = ['voided', 'rejected']

/** What the two sign besides the contract; with a purpose only texts of that purpose. */
export function Texts({ deal, purpose }: { readonly deal: Deal; readonly purpose?: Purpose }) {
  const texts = useQuery({
    queryKey: ['texts of', deal.id, purpose],
    queryFn: () => get<Page<Text>>('/contracts', { deal: deal.id, ...(purpose && { purpose }) }),
    refetchInterval: 15_000,
  })
  return (
    <Show query={texts} rows={1}>
      {({ items }) => {
        const others = items.filter((text) => text.purpose !== 'contract')
        const standing = (of: Purpose) =>
          others.some((text) => text.purpose === of && !OVER.includes(text.state))
        const isSigned = deal.state === 'signed'
        return (
          <section aria-label={purpose === 'nda' ? '保密协议' : '其他文本'} className="stack-s">
            {purpose === undefined && <h2>其他文本</h2>}
            <ul className="plain stack-s">
              {others.map((text) => (
                <li key={text.id} className="listitem">
                  <div className="row">
                    <Link className="grow" to={`/contracts/${text.id}`}>
                      {text.title}
                    </Link>
                    <StateTag title={text.stateTitle} />
                  </div>
                </li>
              ))}
            </ul>
            {deal.may.signTexts && (
              <div className="row">
                {!isSigned && !standing('nda') && <MakeNda deal={deal} />}
                {isSigned && purpose === undefined && <MakeSupplement deal={deal} />}
              </div>
            )}
          </section>
        )
      }}
    </Show>
  )
}

const opened = (result: Record<string, unknown>) => (
  <Link to={String(result['location']).replace(/^\/app/, '')}>打开文本，核对并签署</Link>
)

function MakeNda({ deal }: { readonly deal: Deal }) {
  return (
    <FormDialog
      title="生成保密协议"
      form="nda"
      path={`/deals/${deal.id}/nda`}
      lead={<p>生成后双方核对，用电子确认、第三方电子签名或纸面签署；签订后资料室开放。</p>}
      next={opened}
    />
  )
}

function MakeSupplement({ deal }: { readonly deal: Deal }) {
  return (
    <FormDialog title="生成补充协议" form="supplement" path={`/deals/${deal.id}/supplement`} next={opened} />
  )
}
