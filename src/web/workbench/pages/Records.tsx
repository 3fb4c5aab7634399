import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { get } from '../api.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ClaimNote } from '../parts/ClaimNote.tsx'
import { ExportButton } from '../parts/ExportButton.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import { nameOf, type MarketRecord, type RecordKind } from '../records.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'
import type { Shelf } from './Listings.tsx'

/** The organisation's own records of a kind, or the person's own profile. */
export function Records({ kind }: { readonly kind: RecordKind }) {
  const navigate = useNavigate()
  const { may } = useMe()
  const writes = may.includes(`${kind.kind}.draft`)
  return (
    <ListPage<MarketRecord>
      key={kind.kind}
      title={kind.mine}
      lead={kind.lead}
      {...(kind.personal && writes && { above: <ClaimNote kind={kind} /> })}
      extra={
        <>
          {writes && (
            <Button type="primary" onClick={() => void navigate(`/${kind.path}/new`)}>
              {kind.add}
            </Button>
          )}
          {!kind.personal && (
            <>
              <Button onClick={() => void navigate(`/import?kind=${kind.path}`)}>批量导入</Button>
              <ExportButton kind={kind.path} />
            </>
          )}
          <ToConfirm />
        </>
      }
      path={`/my/${kind.path}`}
      idOf={(item) => item.id}
      {...(!kind.personal && { searches: '名称或编号' })}
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
          <p>{kind.hint}</p>
          {writes && <Link to={`/${kind.path}/new`}>{kind.add}</Link>}
        </Empty>
      }
    />
  )
}

/** How many listings wait for a confirmation or for what came of them. */
function ToConfirm() {
  const me = useMe()
  const may = holds(me, ['listing.confirm'])
  const shelf = useQuery({
    queryKey: ['listings', 'due'],
    queryFn: () => get<Shelf>('/my/listings', { set: 'due' }),
    enabled: may,
  })
  const n = (shelf.data?.counts.due ?? 0) + (shelf.data?.counts.unanswered ?? 0)
  return may && n > 0 ? <Link to="/listings">待确认、待说明 {n} 项</Link> : null
}

function columnsOf(kind: RecordKind): Column<MarketRecord>[] {
  return [
    { title: '名称', draw: (item) => <Link to={`/${kind.path}/${item.id}`}>{nameOf(item)}</Link> },
    { title: '编号', draw: (item) => <span className="num">{item.code}</span>, width: 150 },
    { title: '状态', draw: (item) => <StateTag title={item.stateTitle} />, width: 110 },
    ...kind.columns.map((column) => ({
      ...column,
      draw: (item: MarketRecord) => <span className="num">{column.draw(item)}</span>,
    })),
  ]
}
