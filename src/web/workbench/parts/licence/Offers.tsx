import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import type { Page } from '../../types.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import type { Column } from '../ListPage.tsx'
import type { Offer } from './types.ts'

export const KIND_FILTER = {
  name: 'kind',
  title: '种类',
  options: [
    { value: 'posted', label: '明码标价许可' },
    { value: 'open', label: '专利开放许可' },
    { value: 'trial', label: '先用后付试用' },
  ],
} as const

export const offerColumns: readonly Column<Offer>[] = [
  {
    title: '成果',
    draw: (row) => (
      <>
        <Link to={`/licences/${row.id}`}>{row.name}</Link>
        {row.sample && <span className="soft small">（示例）</span>}
      </>
    ),
  },
  { title: '种类', draw: (row) => row.kindTitle, width: 130 },
  { title: '许可', draw: (row) => row.mode, width: 100 },
  { title: '价款', draw: (row) => row.price, width: 220 },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 120 },
  { title: '有效期至', draw: (row) => <span className="num">{row.validUntil}</span>, width: 120 },
]

/** Posted terms of one achievement, on its page. */
export function OffersOf({ achievementId }: { readonly achievementId: string }) {
  const offers = useQuery({
    queryKey: ['offers of', achievementId],
    queryFn: () => get<Page<Offer>>('/licence-offers', { achievement: achievementId }),
  })
  const items = offers.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="card" aria-label="公布的许可条件">
      <h2>公布的许可条件</h2>
      <ul className="plain stack-s">
        {items.map((offer) => (
          <li key={offer.id} className="listitem">
            <Link to={`/licences/${offer.id}`}>{offer.kindTitle}</Link> · {offer.mode} · {offer.price}{' '}
            <StateTag title={offer.stateTitle} />
          </li>
        ))}
      </ul>
    </section>
  )
}
