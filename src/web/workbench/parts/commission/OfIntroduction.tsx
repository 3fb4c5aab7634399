import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { holds, useMe } from '../../shell/session.tsx'
import { StateTag } from '../DeadlineBadge.tsx'
import { FormDialog } from '../FormDialog.tsx'
import type { CommissionItem } from './types.ts'

interface Recorded {
  readonly side: 'broker' | 'seller' | 'buyer' | null
  readonly state: string
  readonly id: string
}

/** What was agreed with the broker of an introduction; the broker proposes it here. */
export function CommissionsOf({ introduction }: { readonly introduction: Recorded }) {
  const me = useMe()
  const { id, side, state } = introduction
  const list = useQuery({
    queryKey: ['commissions', id],
    queryFn: () => get<{ items: readonly CommissionItem[] }>('/commissions', { introductionId: id }),
    enabled: holds(me, ['commission.read']),
  })
  const items = list.data?.items ?? []
  const mayPropose = side === 'broker' && state === 'protected' && holds(me, ['commission.propose'])
  if (items.length === 0 && !mayPropose) return null
  return (
    <section className="stack-s" aria-label="佣金">
      <h2>佣金</h2>
      <ul className="plain stack-s">
        {items.map((one) => (
          <li key={one.id} className="listitem">
            <Link to={`/commissions/${one.id}`}>{one.terms}</Link> <StateTag title={one.stateTitle} />
          </li>
        ))}
      </ul>
      {mayPropose && (
        <div>
          <FormDialog
            title="约定佣金"
            form="commission"
            path={`/introductions/${id}/commissions`}
            lead={<p>付款方确认后生效；合同签订以后再约定的不成立。</p>}
            next={({ id: made }) => <Link to={`/commissions/${String(made)}`}>查看佣金约定</Link>}
          />
        </div>
      )}
    </section>
  )
}
