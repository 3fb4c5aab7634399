import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { nameOf, type MarketRecord } from '../records.ts'

/** An intent on an achievement; which one, and for which demand, comes with the address. */
export function DealNew() {
  const [search] = useSearchParams()
  const achievementId = search.get('achievement') ?? ''
  const demandId = search.get('demand')
  const achievement = useQuery({
    queryKey: ['record', 'achievement', achievementId, 'public'],
    queryFn: () => get<MarketRecord>(`/achievements/${achievementId}`),
  })
  return (
    <FormPage<{ id: string }>
      title="提出合作意向"
      lead={achievement.data ? `成果：${nameOf(achievement.data)}` : '对方收到后会答复是否洽谈。'}
      form="intent"
      hides={['achievementId', 'demandId']}
      draft={`intent-${achievementId}`}
      path="/deals"
      also={{ achievementId, ...(demandId !== null && { demandId }) }}
      submitTitle="发出意向"
      done={(result) => ({
        title: '意向已发出',
        next: (
          <>
            接下来等对方答复，答复会出现在“消息”里。
            <Link to={`/deals/${result.id}`}>打开洽谈</Link>
          </>
        ),
      })}
    />
  )
}
