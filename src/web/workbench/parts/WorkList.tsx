import { Link } from 'react-router'
import { timeText } from '../helpers/format.ts'
import { Empty } from '../shell/states.tsx'
import type { WorkItem } from '../types.ts'
import { DeadlineBadge, StateTag } from './DeadlineBadge.tsx'

/** What waits for this person, earliest term first, each leading to where it is dealt with. */
export function WorkList({ items, none }: { readonly items: readonly WorkItem[]; readonly none: string }) {
  if (items.length === 0) return <Empty title={none} />
  return (
    <ul className="plain worklist">
      {items.map((item) => (
        <li key={item.dossierId}>
          <div className="grow">
            <Link
              to={item.subject.kind === 'deal' ? `/deals/${item.subject.id}` : `/dossiers/${item.dossierId}`}
            >
              {item.title}
            </Link>
            <div className="soft small">
              {item.procedureTitle} · <span className="num">{timeText(item.enteredAt)} 起</span>
            </div>
          </div>
          <StateTag title={item.stateTitle} />
          <DeadlineBadge term={item} />
          <span className="soft">{item.actions.map((action) => action.title).join(' / ')}</span>
        </li>
      ))}
    </ul>
  )
}
