import { Button, Input } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { get } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Item {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly type: string | null
  readonly totalFen: number | null
  readonly techFen: number | null
  readonly stateTitle: string
  readonly number: string | null
}

const STATES = [
  ['draft', '草稿'],
  ['submitted', '待受理'],
  ['correction', '待补正'],
  ['reviewing', '认定审查中'],
  ['expertReview', '专家评审'],
  ['registered', '已登记'],
  ['refused', '不予登记'],
] as const

const TYPES = ['技术开发', '技术转让', '技术许可', '技术咨询', '技术服务']

const COLUMNS: readonly Column<Item>[] = [
  {
    title: '合同',
    draw: (row) => <Link to={`/registrations/${row.id}`}>{row.title}</Link>,
    width: 240,
  },
  { title: '申请单位', draw: (row) => row.unit, width: 180 },
  { title: '类别', draw: (row) => row.type ?? '—', width: 100 },
  {
    title: '技术交易额',
    amount: true,
    draw: (row) => <span className="num">{row.techFen === null ? '—' : yuanReading(row.techFen)}</span>,
    width: 160,
  },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 150 },
  { title: '登记编号', draw: (row) => <span className="num">{row.number ?? '—'}</span>, width: 170 },
]

/** Registrations of one's own organisation, or handed in to one's unit. */
export function Registrations() {
  const me = useMe()
  const navigate = useNavigate()
  const applies = holds(me, ['registration.apply'])
  return (
    <ListPage<Item>
      title="技术合同登记"
      lead="卖方在所在地申请，一份合同只登记一次。填写时随时检查会不予登记的原因。"
      path="/contract-registrations"
      idOf={(row) => row.id}
      searches="按合同名称或登记编号查找"
      filters={[
        { name: 'state', title: '状态', options: STATES.map(([value, label]) => ({ value, label })) },
        { name: 'type', title: '类别', options: TYPES.map((value) => ({ value, label: value })) },
      ]}
      extra={
        <>
          {applies && (
            <Button type="primary" onClick={() => void navigate('/registrations/new')}>
              申请登记
            </Button>
          )}
          {holds(me, ['registration.income']) && (
            <Button onClick={() => void navigate('/registrations/tax')}>所得税说明</Button>
          )}
          {holds(me, ['registration.figures']) ? (
            <Button onClick={() => void navigate('/registrations/statistics')}>统计和导出</Button>
          ) : (
            <Button href="/contract-registrations">统计</Button>
          )}
        </>
      }
      above={
        applies && (
          <>
            <Registrable />
            <ByNumber />
          </>
        )
      }
      columns={COLUMNS}
      empty={
        <Empty title="还没有登记">
          {applies ? (
            <Link to="/registrations/new">申请第一件登记</Link>
          ) : (
            '提交到本单位的登记申请会出现在这里。'
          )}
        </Empty>
      }
    />
  )
}

interface Contracts {
  readonly items: readonly { readonly id: string; readonly title: string; readonly signedOn: string }[]
}

/** Contracts signed on the platform that wait for their registration. */
function Registrable() {
  const contracts = useQuery({
    queryKey: ['registrable'],
    queryFn: () => get<Contracts>('/contract-registrations/contracts'),
  })
  if (!contracts.data || contracts.data.items.length === 0) return null
  return (
    <section className="card" aria-label="可以登记的合同">
      <h2>在本平台签订、还没有登记的合同</h2>
      <ul className="plain stack-s">
        {contracts.data.items.map(({ id, title, signedOn }) => (
          <li key={id}>
            <Link to={`/registrations/new?contract=${id}`}>{title}</Link>{' '}
            <span className="soft num">{signedOn} 签订</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Found {
  readonly id: string
  readonly title: string
  readonly number: string
  readonly type: string
  readonly totalFen: number
  readonly techFen: number
  readonly registeredOn: string
  readonly standingTitle: string
}

/** Another party of a contract finds its registration and may object. */
function ByNumber() {
  const [typed, setTyped] = useState('')
  const [number, setNumber] = useState('')
  const found = useQuery({
    queryKey: ['registration-number', number],
    queryFn: () => get<Found>(`/contract-registrations/number/${encodeURIComponent(number)}`),
    enabled: number !== '',
    retry: false,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setNumber(typed.trim().toUpperCase())
  }
  return (
    <details className="card">
      <summary>对方登记了与本单位的合同？按编号查看、提出异议</summary>
      <form className="row" onSubmit={submit}>
        <Input
          aria-label="登记编号"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          style={{ maxWidth: 260 }}
        />
        <Button htmlType="submit">查找</Button>
      </form>
      {number !== '' && (
        <Show query={found}>
          {(one) => (
            <div className="stack-s">
              <p>
                {one.title}，{one.type}，成交额 {yuanReading(one.totalFen)}，技术交易额{' '}
                {yuanReading(one.techFen)}，{one.registeredOn} 登记，{one.standingTitle}
              </p>
              <div>
                <FormDialog
                  title="提出异议"
                  form="contract-registration-objection"
                  path={`/contract-registrations/${one.id}/objections`}
                  next={(result) => <Link to={`/dossiers/${String(result['dossierId'])}`}>查看办理</Link>}
                />
              </div>
            </div>
          )}
        </Show>
      )}
    </details>
  )
}
