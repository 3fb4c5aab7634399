import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { nameOf, type MarketRecord } from '../records.ts'
import { Page as PageFrame } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'

/** 「我能解决」: an own achievement offered to a demand; which demand comes with the address. */
export function DealOffer() {
  const [search] = useSearchParams()
  const demandId = search.get('demand') ?? ''
  const own = useQuery({
    queryKey: ['records', 'achievement', 'published'],
    queryFn: () => get<Page<MarketRecord>>('/my/achievements', { state: 'published', limit: 100 }),
  })
  return (
    <Show query={own} rows={4} whole>
      {({ items }) =>
        items.length === 0 ? (
          <PageFrame title="我能解决">
            <Empty title="本单位还没有已发布的成果">
              <Link to="/achievements/new">先登记一项成果</Link>，发布后就能用它提供方案。
            </Empty>
          </PageFrame>
        ) : (
          <Offer demandId={demandId} items={items} chosen={search.get('achievement')} />
        )
      }
    </Show>
  )
}

function Offer({
  demandId,
  items,
  chosen,
}: {
  readonly demandId: string
  readonly items: readonly MarketRecord[]
  readonly chosen: string | null
}) {
  const known = items.some((one) => one.id === chosen) ? chosen : null
  const [achievementId, choose] = useState(known ?? items[0]?.id ?? '')
  const demand = useQuery({
    queryKey: ['record', 'demand', demandId, 'public'],
    queryFn: () => get<MarketRecord>(`/demands/${demandId}`),
  })
  return (
    <FormPage<{ id: string }>
      title="我能解决"
      lead={
        demand.data
          ? `需求：${nameOf(demand.data)}。对方接受后开始洽谈，不接受会说明原因。`
          : '对方收到后会接受或说明原因。'
      }
      form="offer"
      hides={['achievementId', 'demandId']}
      draft={`offer-${demandId}`}
      path="/deals/offers"
      also={{ achievementId, demandId: demand.data?.id ?? demandId }}
      submitTitle="提出方案"
      done={(result) => ({
        title: '方案已提出',
        next: (
          <>
            接下来等对方答复，答复会出现在“消息”里。
            <Link to={`/deals/${result.id}`}>打开洽谈</Link>
          </>
        ),
      })}
      above={
        <div>
          <label htmlFor="offer-achievement">用哪项成果</label>
          <Select
            id="offer-achievement"
            value={achievementId}
            onChange={choose}
            showSearch={{ optionFilterProp: 'label' }}
            options={items.map((one) => ({ value: one.id, label: nameOf(one) }))}
            style={{ width: '100%' }}
          />
        </div>
      }
    />
  )
}
