import { Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { FormPage } from '../parts/FormPage.tsx'
import { OwnAchievement } from '../parts/OwnAchievement.tsx'

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
  return (
    <OwnAchievement title="公布许可条件" then="公布许可条件">
      {(achievementId, picker) => <Posting achievementId={achievementId} picker={picker} />}
    </OwnAchievement>
  )
}

function Posting({ achievementId, picker }: { readonly achievementId: string; readonly picker: ReactNode }) {
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
          {picker}
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
