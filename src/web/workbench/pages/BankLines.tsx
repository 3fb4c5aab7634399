import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { yuanReading } from '../helpers/money.ts'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import type { BankLine } from '../parts/settlement/types.ts'
import { Empty } from '../shell/states.tsx'

const columns: readonly Column<BankLine>[] = [
  {
    title: '到账',
    draw: (row) => (
      <>
        <strong className="num">{yuanReading(row.fen)}</strong>
        <div className="soft small num">{row.onDay}</div>
      </>
    ),
    width: 140,
  },
  {
    title: '付款人和用途',
    draw: (row) => (
      <>
        {row.payer}
        <div className="soft small">{row.purpose === '' ? '没有写用途' : row.purpose}</div>
        <div className="soft small num">
          流水号 {row.ref}，{row.importedBy} 导入
        </div>
      </>
    ),
    width: 260,
  },
  { title: '可能的合同', draw: (row) => <Target row={row} /> },
]

/** Code, or name and sum: only such a suggestion is offered as the thing to do. */
const SURE = 4

function Target({ row }: { readonly row: BankLine }) {
  if (row.settlement)
    return (
      <>
        已入账：<Link to={`/settlements/${row.settlement.id}`}>{row.settlement.title}</Link>
      </>
    )
  const confirm = row.next.find(({ name }) => name === 'confirm')
  const aside = row.next.find(({ name }) => name === 'aside')
  return (
    <div className="stack-s">
      {row.aside !== null && <div>不是合同款：{row.aside}</div>}
      {row.suggestions.map((one) => (
        <div key={one.settlementId} className="stack-s">
          <Link to={`/settlements/${one.settlementId}`}>{one.title}</Link>
          <div className="soft small">{one.reasons.join('；')}</div>
          {confirm?.allowed === true && (
            <div>
              <ActButton
                title={confirm.title}
                label={`确认 ${row.ref} 入账到${one.title}`}
                small
                primary={one.score >= SURE}
                path={`/settlements/${one.settlementId}/lines/${row.id}/confirm`}
                {...(one.royaltyId !== null && { also: { royaltyId: one.royaltyId } })}
                lead={
                  <p>
                    {row.payer} {row.onDay} 付款 <span className="num">{yuanReading(row.fen)}</span>
                    ，入账到《{one.title}》。
                  </p>
                }
                next="双方都能看到，收益分配随之计算。"
              />
            </div>
          )}
        </div>
      ))}
      {row.suggestions.length === 0 && row.aside === null && (
        <div className="soft small">没有找到相合的合同；是合同款的，可在合同的结算页登记收款。</div>
      )}
      <div className="row">
        {confirm?.allowed === false && <span className="soft small">{confirm.reason}</span>}
        {aside && (
          <FormDialog
            title={aside.title}
            label={`${row.ref} ${aside.title}`}
            small
            form="settlement-reason"
            path={`/bank-lines/${row.id}/aside`}
          />
        )}
      </div>
    </div>
  )
}

const BOXES = [
  { value: 'open', label: '待核对' },
  { value: 'done', label: '已入账' },
  { value: 'aside', label: '不是合同款' },
]

/** Lines of the own bank statements, with the contracts they may pay; who imported one does not confirm it. */
export function BankLines() {
  const navigate = useNavigate()
  return (
    <ListPage<BankLine>
      title="银行流水"
      lead="平台列出可能的合同和理由，由导入人以外的同事确认入账；一笔也不会自己入账。"
      path="/bank-lines"
      idOf={(row) => row.id}
      filters={[{ name: 'box', title: '哪些流水', options: BOXES }]}
      searches="付款人、用途或流水号"
      columns={columns}
      extra={
        <Button type="primary" onClick={() => void navigate('/import?kind=bank-statements')}>
          导入流水
        </Button>
      }
      empty={<Empty title="没有待核对的流水">从网上银行导出明细（xlsx 或 csv），原样导入就行。</Empty>}
    />
  )
}
