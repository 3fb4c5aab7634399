import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import type { Page } from '../types.ts'
import { StateTag } from './DeadlineBadge.tsx'

interface Row {
  readonly id: string
  readonly title: string
  readonly stateTitle: string
  readonly number: string | null
}

/** The letters of a dossier that this viewer may see, those of the unit or those served on them. */
export function LetterBox({
  dossierId,
  box,
}: {
  readonly dossierId: string
  readonly box: 'unit' | 'received'
}) {
  const list = useQuery({
    queryKey: ['letters', dossierId, box],
    queryFn: () => get<Page<Row>>('/letters', { dossierId, box }),
  })
  const items = list.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-label="文书">
      <h3>文书</h3>
      <ul className="plain stack-s">
        {items.map((letter) => (
          <li key={letter.id}>
            <Link to={`/letters/${letter.id}`}>{letter.title}</Link> <StateTag title={letter.stateTitle} />
            {letter.number !== null && <div className="soft small num">{letter.number}</div>}
          </li>
        ))}
      </ul>
    </section>
  )
}
