import { Tag } from 'antd'
import type { Badge } from './types.ts'

/** Rules behind the figures that nobody has confirmed yet. */
export function Badges({ badges }: { readonly badges: readonly Badge[] }) {
  if (badges.length === 0) return null
  return (
    <p className="soft small">
      {badges.map((badge) => (
        <Tag key={badge.key}>
          {badge.text}：{badge.title}（{badge.statusText}）
        </Tag>
      ))}
    </p>
  )
}
