import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { timeText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import type { LotItem } from '../parts/lot/types.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

const STATES = {
  announcing: '挂牌公告中',
  bidding: '公告期满，竞价',
  opening: '已截止，待开标',
  awarded: '已落槌，待签约',
  concluded: '已成交',
  unsold: '流标',
  defaulted: '成交后反悔',
  unsigned: '转让方未签约',
  withdrawn: '已撤回',
} as const
const DRAFTS = { draft: '草稿', proposed: '待审批' } as const

const filterOf = (states: Readonly<Record<string, string>>) => ({
  name: 'state',
  title: '状态',
  options: Object.entries(states).map(([value, label]) => ({ value, label })),
})

const columns: readonly Column<LotItem>[] = [
  { title: '成果', draw: (row) => <Link to={`/lots/${row.id}`}>{row.name}</Link> },
  { title: '转让方', draw: (row) => row.owner, width: 160 },
  { title: '方式', draw: (row) => row.mode, width: 100 },
  {
    title: '底价 / 成交价',
    draw: (row) => (
      <span className="num">
        {yuanReading(row.awardFen ?? row.floorFen)}
        {row.awardFen !== null && '（成交）'}
      </span>
    ),
    width: 170,
  },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 140 },
  { title: '竞价开始', draw: (row) => <span className="num">{timeText(row.startsAt)}</span>, width: 150 },
]

/** Lots from their announcement on. */
export function Lots() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <ListPage<LotItem>
      title="挂牌竞价"
      lead="公告期满后，只有一家合格的按报价成交，两家以上的在公告的时间网络竞价；也可以密封报价、由保管人共同开标；结果任何人都能复核。"
      path="/lots"
      idOf={(row) => row.id}
      filters={[filterOf(STATES)]}
      columns={columns}
      extra={
        <>
          {holds(me, ['lot.own']) && <Button onClick={() => void navigate('/lots/own')}>本单位的挂牌</Button>}
          {holds(me, ['lot.own']) && (
            <Button onClick={() => void navigate('/lots/bids')}>本单位参加的</Button>
          )}
          {holds(me, ['lot.custody']) && (
            <Button onClick={() => void navigate('/lots/keys')}>本单位保管密钥的</Button>
          )}
          {holds(me, ['lot.post']) && (
            <Button type="primary" onClick={() => void navigate('/lots/new')}>
              挂牌
            </Button>
          )}
        </>
      }
      empty={<Empty title="现在没有挂牌">可以在成果页直接提出合作意向。</Empty>}
    />
  )
}

/** What the own organisation offers. */
export function OwnLots() {
  return <Side side="owner" title="本单位的挂牌" />
}

/** What the own organisation applied for. */
export function OwnBids() {
  return <Side side="bidder" title="本单位参加的竞价" />
}

/** Whose keys of sealed bids somebody of the own organisation keeps. */
export function OwnKeys() {
  return <Side side="custodian" title="本单位保管密钥的" />
}

const NONE = {
  owner: '可以把已发布的成果挂牌。',
  bidder: '可以在挂牌页申请受让。',
  custodian: '转让方指定本单位保管密封报价的密钥后，在这里接受和开标。',
} as const

function Side({ side, title }: { readonly side: keyof typeof NONE; readonly title: string }) {
  return (
    <ListPage<LotItem>
      title={title}
      path="/my/lots"
      fixed={{ side }}
      idOf={(row) => row.id}
      filters={[filterOf(side === 'bidder' ? STATES : { ...DRAFTS, ...STATES })]}
      columns={columns}
      empty={<Empty title="还没有">{NONE[side]}</Empty>}
    />
  )
}
