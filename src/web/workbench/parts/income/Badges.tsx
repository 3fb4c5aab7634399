import type { Badge } from './types.ts'

/** Rules behind the figures that nobody has confirmed yet. */
export function Badges({ badges }: { readonly badges: readonly Badge[] }) {
  if (badges.length === 0) return null
  return (
    <ul className="plain soft small" aria-label="未确认的规则">
      {badges.map((badge) => (
        <li key={badge.key}>
          {badge.text}：{badge.title}（{badge.statusText}）
        </li>
      ))}
    </ul>
  )
}
