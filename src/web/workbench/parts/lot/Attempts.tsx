import { Link } from 'react-router'
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
          <li key={one.id ?? `${one.on ?? ''} ${one.exchange ?? ''}`}>
            {KINDS[one.kind].title}
            {one.exchange !== null && `（${one.exchange}）`} <Code own={id} attempt={one} /> {one.stateTitle}
            ，底价 {yuanReading(one.floorFen)}
            {one.priceFen !== null && `，成交价 ${yuanReading(one.priceFen)}`}
            {one.on === null ? '，尚未公告' : `，${one.on} 起`}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Code({ own, attempt: { kind, id, publicId } }: { readonly own: string; readonly attempt: Attempt }) {
  if (id === null || publicId === null) return null
  const code = publicId.toUpperCase()
  return id === own ? <strong>{code}</strong> : <Link to={`${KINDS[kind].path}/${id}`}>{code}</Link>
}
