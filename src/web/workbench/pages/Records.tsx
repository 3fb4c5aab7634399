import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { shortReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ExportButton } from '../parts/ExportButton.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import { nameOf, type MarketRecord, type RecordKind } from '../records.ts'
import { Empty } from '../shell/states.tsx'

/** The organisation's own achievements or demands. */
export function Records({ kind }: { readonly kind: RecordKind }) {
  const navigate = useNavigate()
  return (
    <ListPage<MarketRecord>
      key={kind.kind}
      title={`我的${kind.title}`}
      lead={kind.lead}
      extra={
        <>
          <Button type="primary" onClick={() => void navigate(`/${kind.path}/new`)}>
            {kind.kind === 'demand' ? '发布需求' : '登记成果'}
          </Button>
          <Button onClick={() => void navigate(`/import?kind=${kind.path}`)}>批量导入</Button>
          <ExportButton kind={kind.path} />
        </>
      }
      path={`/my/${kind.path}`}
      idOf={(item) => item.id}
      searches="名称或编号"
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(kind.stateTitles).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={columnsOf(kind)}
      empty={
        <Empty title={`还没有${kind.title}`}>
          <p>
            {kind.kind === 'demand'
              ? '用一句话说清要解决的问题，马上就能看到匹配的成果。'
              : '可以逐项登记，也可以用现成的表格批量导入。'}
          </p>
          <Link to={`/${kind.path}/new`}>{kind.kind === 'demand' ? '发布第一个需求' : '登记第一个成果'}</Link>
        </Empty>
      }
    />
  )
}

function columnsOf(kind: RecordKind): Column<MarketRecord>[] {
  return [
    { title: '名称', draw: (item) => <Link to={`/${kind.path}/${item.id}`}>{nameOf(item)}</Link> },
    { title: '编号', draw: (item) => <span className="num">{item.code}</span>, width: 150 },
    { title: '状态', draw: (item) => <StateTag title={item.stateTitle} />, width: 110 },
    { title: '领域', draw: (item) => item.techField ?? '待补充', width: 140 },
    {
      title: kind.kind === 'demand' ? '预算上限' : '意向价格',
      draw: (item) => priceOf(item),
      amount: true,
      width: 140,
    },
    {
      title: '有效期至',
      draw: (item) => <span className="num">{dayText(item.validUntil)}</span>,
      width: 120,
    },
  ]
}

function priceOf(item: MarketRecord): string {
  const fen = item.priceFen ?? item.budgetMaxFen
  if (typeof fen === 'number') return shortReading(fen)
  return item.negotiable === true ? '面议' : '—'
}
