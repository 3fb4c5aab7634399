import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import type { Arrear, ListedSettlement } from '../parts/settlement/types.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

const columns: readonly Column<ListedSettlement>[] = [
  {
    title: '合同',
    draw: (row) => (
      <>
        <Link to={`/settlements/${row.id}`}>{row.title}</Link>
        <div className="soft small num">编号 {row.code}</div>
      </>
    ),
  },
  { title: '本单位是', draw: (row) => row.side, width: 90 },
  { title: '对方', draw: (row) => (row.side === '收款方' ? row.buyer : row.seller), width: 180 },
  { title: '应付', draw: (row) => yuanReading(row.dueFen), amount: true, width: 130 },
  { title: '已入账', draw: (row) => yuanReading(row.gotFen), amount: true, width: 130 },
  { title: '未付', draw: (row) => yuanReading(row.openFen), amount: true, width: 130 },
  { title: '付款计划', draw: (row) => <StateTag title={planOf(row)} />, width: 110 },
]

function planOf({ version, agreedVersion }: ListedSettlement): string {
  if (version === 0) return '待提出'
  return agreedVersion === version ? '双方已确认' : '待确认'
}

/** Contracts and what is paid on them, of the own organisation on either side. */
export function Settlements() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <ListPage<ListedSettlement>
      title="合同结算"
      lead="款项由双方直接支付，不经过平台；这里核对应付、到账、发票和退款，收款由两个人登记和确认。"
      path="/settlements"
      idOf={(row) => row.id}
      searches="合同名称或编号"
      columns={columns}
      extra={
        <>
          <Button onClick={() => void navigate('/arrears')}>逾期款项</Button>
          {holds(me, ['settlement.record']) && (
            <Button onClick={() => void navigate('/bank-lines')}>银行流水</Button>
          )}
          {holds(me, ['settlement.enter']) && (
            <FormDialog
              title="登记别处签的合同"
              form="settlement"
              path="/settlements"
              submitTitle="登记"
              next={({ id }) => <Link to={`/settlements/${String(id)}`}>下一步：提出付款计划</Link>}
            />
          )}
        </>
      }
      empty={<Empty title="还没有要结算的合同">平台上签订的合同成立后，会自动按条款列出付款计划。</Empty>}
    />
  )
}

const late: readonly Column<Arrear>[] = [
  { title: '合同', draw: (row) => <Link to={`/settlements/${row.settlementId}`}>{row.contract}</Link> },
  { title: '款项', draw: (row) => row.title, width: 200 },
  { title: '付款方', draw: (row) => row.buyer, width: 170 },
  { title: '收款方', draw: (row) => row.seller, width: 170 },
  { title: '到期日', draw: (row) => <span className="num">{dayText(row.dueOn)}</span>, width: 110 },
  { title: '已逾期', draw: (row) => `${String(row.lateDays)} 天`, amount: true, width: 90 },
  { title: '未付', draw: (row) => yuanReading(row.openFen), amount: true, width: 130 },
]

/** What is past its day and not paid, the oldest first. */
export function Arrears() {
  return (
    <ListPage<Arrear>
      title="逾期款项"
      lead="到期而没有入账的款项。已付的请收款方登记或导入流水；日期有变化的，双方更新付款计划。"
      path="/arrears"
      idOf={(row) => row.id}
      columns={late}
      empty={<Empty title="没有逾期的款项">到期前几天，双方都会收到提醒。</Empty>}
    />
  )
}
