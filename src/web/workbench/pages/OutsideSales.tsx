import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import type { OutsideItem } from '../parts/lot/outside.ts'
import { OwnAchievement } from '../parts/OwnAchievement.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

const STATES = {
  draft: '草稿',
  proposed: '待审批',
  outside: '场外交易中',
  resulted: '结果待核对',
  awarded: '已成交，待签约',
  concluded: '已签约',
  unsold: '未成交',
  defaulted: '成交后反悔',
  withdrawn: '已撤回',
} as const

const columns: readonly Column<OutsideItem>[] = [
  { title: '成果', draw: (row) => <Link to={`/outside-sales/${row.id}`}>{row.name}</Link> },
  { title: '转让方', draw: (row) => row.owner, width: 160 },
  { title: '交易机构', draw: (row) => row.exchange, width: 180 },
  { title: '方式', draw: (row) => row.mode, width: 100 },
  {
    title: '底价 / 成交价',
    draw: (row) => (
      <span className="num">
        {yuanReading(row.priceFen ?? row.floorFen)}
        {row.priceFen !== null && '（成交）'}
      </span>
    ),
    width: 170,
  },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 140 },
  { title: '建立', draw: (row) => <span className="num">{dayText(row.madeAt)}</span>, width: 110 },
]

/** What the own organisation sells at an exchange outside, or took there. */
export function OutsideSales() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <ListPage<OutsideItem>
      title="场外交易"
      lead="须在产权交易机构公开转让的成果：平台生成给交易机构的表格，结果录入并由另一人核对后，在平台签约。"
      path="/outside-sales"
      idOf={(row) => row.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      searches="成果名称"
      columns={columns}
      extra={
        holds(me, ['outside-sale.post']) && (
          <Button type="primary" onClick={() => void navigate('/outside-sales/new')}>
            场外交易
          </Button>
        )
      }
      empty={
        <Empty title="还没有场外交易">国资监管单位核定进场交易的，或本单位决定进场的，从这里办理。</Empty>
      }
    />
  )
}

/** A unit brings one of its published achievements to an exchange outside. */
export function OutsideNew() {
  return (
    <OwnAchievement title="场外交易" then="场外交易">
      {(achievementId, picker) => (
        <FormPage<{ id: string }>
          title="场外交易"
          lead="先存为草稿，再提交审批；审批人同意后，下载表格交给交易机构。"
          form="outside-sale"
          hides={['achievementId']}
          draft={`outside-sale-${achievementId}`}
          path="/outside-sales"
          also={{ achievementId }}
          submitTitle="存为草稿"
          above={picker}
          done={(result) => ({
            title: '已存为草稿',
            next: <Link to={`/outside-sales/${result.id}`}>核对后提交审批</Link>,
          })}
        />
      )}
    </OwnAchievement>
  )
}
