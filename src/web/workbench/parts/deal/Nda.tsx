import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { Show } from '../../shell/states.tsx'
import type { Page } from '../../types.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { FormDialog } from '../FormDialog.tsx'
import type { Deal } from './types.ts'

interface Text {
  readonly id: string
  readonly title: string
  readonly state: string
  readonly stateTitle: string
}

const OVER = ['voided', 'rejected']

/** The confidentiality agreement that opens the room: being signed, or to be made. */
export function Nda({ deal }: { readonly deal: Deal }) {
  const texts = useQuery({
    queryKey: ['texts of', deal.id, 'nda'],
    queryFn: () => get<Page<Text>>('/contracts', { deal: deal.id, purpose: 'nda' }),
    refetchInterval: 15_000,
  })
  return (
    <Show query={texts} rows={1}>
      {({ items }) => {
        const standing = items.find((text) => !OVER.includes(text.state))
        if (standing)
          return (
            <div className="row">
              <Link to={`/contracts/${standing.id}`}>{standing.title}</Link>
              <StateTag title={standing.stateTitle} />
            </div>
          )
        if (!deal.may.signTexts) return null
        return (
          <div>
            <FormDialog
              title="生成保密协议"
              primary
              form="nda"
              path={`/deals/${deal.id}/nda`}
              lead={<p>生成后双方核对、签署；签订后资料室开放。</p>}
              next={(result) => (
                <Link to={String(result['location']).replace(/^\/app/, '')}>打开文本，核对并签署</Link>
              )}
            />
          </div>
        )
      }}
    </Show>
  )
}
