import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { KIND_FILTER, offerColumns } from '../parts/licence/Offers.tsx'
import type { Offer } from '../parts/licence/types.ts'
import { ListPage } from '../parts/ListPage.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

/** Posted terms of everybody, to be taken as they stand. */
export function Licences() {
  const me = useMe()
  const navigate = useNavigate()
  const mayPost = holds(me, ['licence-offer.post'])
  return (
    <ListPage<Offer>
      title="标价许可"
      lead="条件已经公布的许可：看过条件点一次就生成合同，不用洽谈。先用后付的先试用，满意再付款。"
      path="/licence-offers"
      idOf={(row) => row.id}
      filters={[KIND_FILTER]}
      columns={[
        ...offerColumns.slice(0, 1),
        { title: '许可方', draw: (row) => row.owner, width: 160 },
        ...offerColumns.slice(1),
      ]}
      extra={
        mayPost && (
          <>
            <Button onClick={() => void navigate('/licences/own')}>本单位公布的</Button>
            <Button type="primary" onClick={() => void navigate('/licences/new')}>
              公布许可条件
            </Button>
          </>
        )
      }
      empty={<Empty title="现在没有公布的许可条件">可以在成果页直接提出合作意向。</Empty>}
    />
  )
}

const STATES = {
  announcing: '挂牌公告中',
  posted: '可以取得',
  full: '名额已满',
  withdrawn: '已撤回',
  expired: '已到期',
} as const

/** What the own organisation has posted. */
export function OwnLicences() {
  const navigate = useNavigate()
  return (
    <ListPage<Offer>
      title="本单位公布的许可条件"
      lead="国家设立的研究机构和高校公布的价格按挂牌交易先公告；其他单位公布后即可取得。撤回只对以后有效。"
      path="/my/licence-offers"
      idOf={(row) => row.id}
      filters={[
        KIND_FILTER,
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={offerColumns}
      extra={
        <Button type="primary" onClick={() => void navigate('/licences/new')}>
          公布许可条件
        </Button>
      }
      empty={
        <Empty title="还没有公布许可条件">
          <Link to="/licences/new">公布第一项</Link>
        </Empty>
      }
    />
  )
}
