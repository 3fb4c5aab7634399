import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { RecordPicker } from '../parts/RecordPicker.tsx'
import { nameOf, type MarketRecord } from '../records.ts'

/** A broker introduces two: by an achievement and a demand, or by organisations. */
export function IntroductionNew() {
  const [search, setSearch] = useSearchParams()
  const achievementId = search.get('achievement')
  const demandId = search.get('demand')
  const choose = (name: string, value: string | null) => {
    const next = new URLSearchParams(search)
    if (value === null) next.delete(name)
    else next.set(name, value)
    setSearch(next, { replace: true })
  }
  return (
    <FormPage<{ id: string }>
      title="引荐双方"
      lead="双方都确认（或一方确认、另一方逾期不提异议）后引荐成立，开始保护期。"
      form="introduction"
      hides={[
        'achievementId',
        'demandId',
        ...(achievementId === null ? [] : ['sellerOrgId']),
        ...(demandId === null ? [] : ['buyerOrgId']),
      ]}
      draft="introduction"
      path="/introductions"
      also={{
        ...(achievementId !== null && { achievementId }),
        ...(demandId !== null && { demandId }),
      }}
      submitTitle="引荐"
      above={
        <div className="stack-s">
          <Chosen
            kind="achievement"
            title="介绍哪项成果"
            id={achievementId}
            choose={(id) => choose('achievement', id)}
          />
          <Chosen kind="demand" title="为哪项需求" id={demandId} choose={(id) => choose('demand', id)} />
        </div>
      }
      done={(result) => ({
        title: '引荐已发给双方',
        next: <Link to={`/introductions/${result.id}`}>查看引荐</Link>,
      })}
    />
  )
}

function Chosen({
  kind,
  title,
  id,
  choose,
}: {
  readonly kind: 'achievement' | 'demand'
  readonly title: string
  readonly id: string | null
  readonly choose: (id: string | null) => void
}) {
  const path = kind === 'achievement' ? 'achievements' : 'demands'
  const record = useQuery({
    queryKey: ['record', kind, id, 'public'],
    queryFn: () => get<MarketRecord>(`/${path}/${id ?? ''}`),
    enabled: id !== null,
  })
  return (
    <div>
      <label htmlFor={`pick-${kind}`}>{title}</label>
      <RecordPicker
        id={`pick-${kind}`}
        kind={kind}
        value={id}
        label={record.data ? nameOf(record.data) : undefined}
        onChange={choose}
      />
    </div>
  )
}
