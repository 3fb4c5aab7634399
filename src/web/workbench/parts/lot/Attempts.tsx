import { Link } from 'react-router'
import { dayText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'
import type { Attempt } from './outside.ts'

const KINDS = {
  lot: { title: '挂牌竞价', path: '/lots' },
  outside: { title: '场外交易', path: '/outside-sales' },
} as const

/** Attempts at one achievement in their order, here and outside. */
export function Attempts({ id, attempts }: { readonly id: string; readonly attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return null
  return (
    <section className="card" aria-label="历次交易">
      <h2>历次交易</h2>
      <ol>
        {attempts.map((one) => (
          <li key={one.id}>
            {KINDS[one.kind].title}{' '}
            {one.id === id ? (
              one.publicId.toUpperCase()
            ) : (
              <Link to={`${KINDS[one.kind].path}/${one.id}`}>{one.publicId.toUpperCase()}</Link>
            )}{' '}
            {one.stateTitle}，底价 {yuanReading(one.floorFen)}
            {one.priceFen !== null && `，成交价 ${yuanReading(one.priceFen)}`}，{dayText(one.madeAt)} 起
          </li>
        ))}
      </ol>
    </section>
  )
}
