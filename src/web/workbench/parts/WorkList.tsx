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
            <Link to={pageOf(item)}>{item.title}</Link>
            <div className="soft small">
              {item.procedureTitle} · <span className="num">{timeText(item.enteredAt)} 起</span>
            </div>
          </div>
          <StateTag title={item.stateTitle} />
          <DeadlineBadge term={item} />
          <span className="soft">{actsOf(item)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Records with a page of their own are dealt with there. */
function pageOf({ subject, dossierId }: WorkItem): string {
  if (subject.kind === 'deal') return `/deals/${subject.id}`
  return subject.kind === 'contract' ? `/contracts/${subject.id}` : `/dossiers/${dossierId}`
}

/** A line has room for three acts. */
const ACTS_SHOWN = 3

function actsOf({ actions }: WorkItem): string {
  const shown = actions.slice(0, ACTS_SHOWN).map((action) => action.title)
  return `${shown.join(' / ')}${actions.length > ACTS_SHOWN ? ' 等' : ''}`
}
