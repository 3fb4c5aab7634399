import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { nameOf, type MarketRecord } from '../records.ts'
import { Page as PageFrame } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'

interface Props {
  /** Heading while there is nothing to choose. */
  readonly title: string
  /** What a published achievement can then be used for. */
  readonly then: string
  readonly children: (achievementId: string, picker: ReactNode) => ReactNode
}

/** Chooses one of the organisation's published achievements, the one of the address first. */
export function OwnAchievement({ title, then, children }: Props) {
  const own = useQuery({
    queryKey: ['records', 'achievement', 'published'],
    queryFn: () => get<Page<MarketRecord>>('/my/achievements', { state: 'published', limit: 100 }),
  })
  return (
    <Show query={own} rows={4} whole>
      {({ items }) =>
        items.length === 0 ? (
          <PageFrame title={title}>
            <Empty title="本单位还没有已发布的成果">
              <Link to="/achievements/new">先登记一项成果</Link>，发布后就能{then}。
            </Empty>
          </PageFrame>
        ) : (
          <Chosen items={items}>{children}</Chosen>
        )
      }
    </Show>
  )
}

function Chosen({
  items,
  children,
}: {
  readonly items: readonly MarketRecord[]
  readonly children: Props['children']
}) {
  const [search] = useSearchParams()
  const asked = search.get('achievement')
  const known = items.some((one) => one.id === asked) ? asked : null
  const [achievementId, choose] = useState(known ?? items[0]?.id ?? '')
  return children(
    achievementId,
    <div>
      <label htmlFor="own-achievement">哪项成果</label>
      <Select
        id="own-achievement"
        value={achievementId}
        onChange={choose}
        showSearch={{ optionFilterProp: 'label' }}
        options={items.map((one) => ({ value: one.id, label: nameOf(one) }))}
        style={{ width: '100%' }}
      />
    </div>,
  )
}
