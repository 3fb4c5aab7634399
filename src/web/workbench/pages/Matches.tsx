import { Segmented, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { MatchList } from '../parts/MatchList.tsx'
import { achievements, demands, nameOf, type MarketRecord } from '../records.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page as PageOf } from '../types.ts'

/** Matches of one own record at a time, both ways. */
export function Matches() {
  const [search, setSearch] = useSearchParams()
  const kind = search.has('achievement') || search.get('of') === 'achievements' ? achievements : demands
  const chosen = search.get(kind.kind)
  const own = useQuery({
    queryKey: ['list', `/my/${kind.path}`, 'for matches'],
    queryFn: () => get<PageOf<MarketRecord>>(`/my/${kind.path}`, { limit: 100 }),
  })
  return (
    <Page title="供需匹配" lead="每一项都写明依据、差距和怎样提高。您的答复会让以后的匹配更准。">
      <div className="row">
        <Segmented
          aria-label="从哪一边匹配"
          options={[
            { value: 'demands', label: '给我的需求找成果' },
            { value: 'achievements', label: '给我的成果找需求' },
          ]}
          value={kind.path}
          onChange={(value) => setSearch({ of: value })}
        />
      </div>
      <Show query={own}>
        {({ items }) => {
          // Only public records are matched, so the newest of them is shown first.
          const matched = items.find(({ state }) => state === 'published' || state === 'matching')
          const id = chosen ?? matched?.id ?? items[0]?.id
          if (id === undefined) {
            return (
              <div className="card">
                <Empty title={`您还没有${kind.title}`}>
                  <Link to={`/${kind.path}/new`}>先{kind.kind === 'demand' ? '发布需求' : '登记成果'}</Link>
                </Empty>
              </div>
            )
          }
          return (
            <div className="card stack">
              <Select
                aria-label={`选择${kind.title}`}
                value={id}
                onChange={(value) => setSearch({ [kind.kind]: value })}
                options={items.map((item) => ({ value: item.id, label: `${nameOf(item)}（${item.code}）` }))}
                showSearch={{ optionFilterProp: 'label' }}
              />
              <MatchList key={id} kind={kind} id={id} own />
            </div>
          )
        }}
      </Show>
    </Page>
  )
}
