import { Segmented, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { nameOf, type MarketRecord } from '../records.ts'
import { Page as PageFrame } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'

const KINDS = {
  posted: {
    title: '明码标价许可',
    form: 'licence-offer',
    path: '/licence-offers',
    says: '公布许可种类、价款和全部条件，任何已核验的单位点一次就取得。',
  },
  open: {
    title: '专利开放许可',
    form: 'open-licence',
    path: '/licence-offers/open',
    says: '已由国家知识产权局公告的开放许可声明（专利法第五十条），任何单位按公告的条件取得普通许可。',
  },
  trial: {
    title: '先用后付试用',
    form: 'trial-offer',
    path: '/licence-offers/trial',
    says: '对方先试用并计量，满意再按公布的办法付款转为许可；不满意就停用。',
  },
} as const
type Kind = keyof typeof KINDS

/** An owner posts terms for one of its published achievements. */
export function LicenceNew() {
  const own = useQuery({
    queryKey: ['records', 'achievement', 'published'],
    queryFn: () => get<Page<MarketRecord>>('/my/achievements', { state: 'published', limit: 100 }),
  })
  return (
    <Show query={own} rows={4} whole>
      {({ items }) =>
        items.length === 0 ? (
          <PageFrame title="公布许可条件">
            <Empty title="本单位还没有已发布的成果">
              <Link to="/achievements/new">先登记一项成果</Link>，发布后就能公布许可条件。
            </Empty>
          </PageFrame>
        ) : (
          <Posting items={items} />
        )
      }
    </Show>
  )
}

function Posting({ items }: { readonly items: readonly MarketRecord[] }) {
  const [search] = useSearchParams()
  const asked = search.get('achievement')
  const known = items.some((one) => one.id === asked) ? asked : null
  const [achievementId, chooseAchievement] = useState(known ?? items[0]?.id ?? '')
  const [kind, chooseKind] = useState<Kind>('posted')
  const { form, path, says } = KINDS[kind]
  return (
    <FormPage<{ id: string; state: string }>
      key={kind}
      title="公布许可条件"
      lead={says}
      form={form}
      hides={['achievementId']}
      draft={`${form}-${achievementId}`}
      path={path}
      also={{ achievementId }}
      submitTitle="公布"
      done={(result) => ({
        title: result.state === 'announcing' ? '已挂牌，公告期满后可以取得' : '条件已公布，现在就可以取得',
        next: <Link to={`/licences/${result.id}`}>查看公布的条件</Link>,
      })}
      above={
        <div className="stack-s">
          <div>
            <label htmlFor="licence-achievement">哪项成果</label>
            <Select
              id="licence-achievement"
              value={achievementId}
              onChange={chooseAchievement}
              showSearch={{ optionFilterProp: 'label' }}
              options={items.map((one) => ({ value: one.id, label: nameOf(one) }))}
              style={{ width: '100%' }}
            />
          </div>
          <Segmented<Kind>
            aria-label="公布哪一种"
            value={kind}
            onChange={chooseKind}
            options={Object.entries(KINDS).map(([value, one]) => ({
              value: value as Kind,
              label: one.title,
            }))}
          />
        </div>
      }
    />
  )
}
