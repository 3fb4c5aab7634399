import { Button, Popconfirm } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get, send } from '../api.ts'
import { dayText } from '../helpers/format.ts'
import { shortReading } from '../helpers/money.ts'
import { ExportButton } from '../parts/ExportButton.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import type { Entry, Register } from '../registers.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

/** What an organisation keeps for itself: its rights, its past contracts. */
export function RegisterList({ register }: { readonly register: Register }) {
  const navigate = useNavigate()
  const me = useMe()
  const { path, noun } = register
  return (
    <ListPage<Entry>
      key={path}
      title={register.title}
      lead={register.lead}
      extra={
        <>
          {holds(me, [register.writes]) && (
            <>
              <Button type="primary" onClick={() => void navigate(`/${path}/new`)}>
                登记{noun}
              </Button>
              <Button onClick={() => void navigate(`/import?kind=${path}`)}>批量导入</Button>
            </>
          )}
          {holds(me, ['bulk.export']) && <ExportButton kind={path} />}
        </>
      }
      path={`/my/${path}`}
      idOf={(item) => item.id}
      searches={register.searches}
      columns={path === 'patents' ? patentColumns : contractColumns}
      empty={
        <Empty title={`还没有登记${noun}`}>
          <p>可以逐项登记，也可以用现成的表格批量导入。</p>
          {holds(me, [register.writes]) && <Link to={`/${path}/new`}>登记第一项</Link>}
        </Empty>
      }
    />
  )
}

const patentColumns: readonly Column<Entry>[] = [
  { title: '名称', draw: (item) => <Link to={`/patents/${item.id}`}>{item.name}</Link> },
  { title: '号码', draw: (item) => <span className="num">{item.number}</span>, width: 190 },
  { title: '类型', draw: (item) => item.type ?? '—', width: 110 },
  { title: '法律状态', draw: (item) => item.status ?? '—', width: 100 },
  { title: '届满日', draw: (item) => <span className="num">{dayText(item.expiresOn)}</span>, width: 110 },
  {
    title: '需要留意',
    draw: (item) => (item.attention ? <span className="sum-bad">{item.attention}</span> : '—'),
    width: 190,
  },
]

const contractColumns: readonly Column<Entry>[] = [
  { title: '合同名称', draw: (item) => <Link to={`/past-contracts/${item.id}`}>{item.name}</Link> },
  { title: '类型', draw: (item) => item.subtype ?? item.type ?? '—', width: 120 },
  { title: '签订日期', draw: (item) => <span className="num">{item.signedOn}</span>, width: 110 },
  { title: '卖方', draw: (item) => item.seller ?? '—', width: 160 },
  { title: '买方', draw: (item) => item.buyer ?? '—', width: 160 },
  { title: '成交额', draw: (item) => amountOf(item.totalFen), amount: true, width: 130 },
]

function amountOf(fen: number | null | undefined): string {
  return typeof fen === 'number' ? shortReading(fen) : '—'
}

/** A new entry, or a change of one; it counts at once. */
export function RegisterEdit({ register }: { readonly register: Register }) {
  const { id } = useParams()
  const entry = useQuery({
    queryKey: ['entry', register.path, id],
    queryFn: () => get<Entry>(`/my/${register.path}/${id ?? ''}`),
    enabled: id !== undefined,
  })
  if (id === undefined) return <EntryForm register={register} />
  return (
    <Show query={entry} whole>
      {(found) => <EntryForm key={id} register={register} entry={found} />}
    </Show>
  )
}

function EntryForm({ register, entry }: { readonly register: Register; readonly entry?: Entry }) {
  const { path, noun } = register
  const list = <Link to={`/${path}`}>回到{register.title}</Link>
  return (
    <FormPage
      title={entry ? entry.name : `登记${noun}`}
      lead={register.lead}
      form={register.form}
      draft={`${path}-${entry?.id ?? 'new'}`}
      method={entry ? 'PUT' : 'POST'}
      path={entry ? `/${path}/${entry.id}` : `/${path}`}
      submitTitle="保存"
      {...(entry?.form && { initial: { ...entry.form } })}
      {...(entry && { also: { version: entry.version } })}
      done={() => ({ title: '已保存', next: list })}
    >
      {entry && <Remove register={register} entry={entry} />}
    </FormPage>
  )
}

function Remove({ register, entry }: { readonly register: Register; readonly entry: Entry }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const remove = async () => {
    await send('POST', `/${register.path}/${entry.id}/remove`, {})
    await client.invalidateQueries()
    await navigate(`/${register.path}`)
  }
  return (
    <p>
      <Popconfirm
        title={`把《${entry.name}》移出台账？`}
        description="以后可以重新登记；已做过的修改仍留在记录里。"
        okText="移出"
        cancelText="不移出"
        onConfirm={() => void remove()}
      >
        <Button danger>移出台账</Button>
      </Popconfirm>
    </p>
  )
}
