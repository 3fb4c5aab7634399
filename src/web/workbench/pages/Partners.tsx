import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { get, send, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Failure, Show } from '../shell/states.tsx'

interface Exchange {
  readonly id: string
  readonly direction: 'in' | 'out'
  readonly kind: string | null
  readonly counts: Readonly<Record<string, number>>
  readonly note: string
  readonly at: string
  readonly person?: string | null
}

interface Partner {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly contact: string
  readonly link: string | null
  readonly sends: 'full' | 'changes'
  readonly headers: string | null
}

interface Listed {
  readonly items: readonly (Partner & { readonly latest: Exchange | null })[]
  /** The platform the city's plan names, until it is registered. */
  readonly proposed: string | null
}

const KINDS: Readonly<Record<string, string>> = { achievements: '成果', demands: '需求' }

/** Outside platforms with which listings are exchanged by file. */
export function Partners() {
  const me = useMe()
  const navigate = useNavigate()
  const found = useQuery({ queryKey: ['partners'], queryFn: () => get<Listed>('/partners') })
  return (
    <Page
      title="平台互通"
      lead="与省级等外部平台按文件互相交换公开的成果和需求：来源写明，不重复登记，对方下架的本平台一并下架。"
      extra={
        holds(me, ['partner.manage']) && (
          <Button type="primary" onClick={() => void navigate('/partners/new')}>
            登记平台
          </Button>
        )
      }
    >
      <Show query={found}>
        {({ items, proposed }) => (
          <>
            {proposed !== null && (
              <Alert
                type="info"
                showIcon
                title={`实施方案写明的合作平台“${proposed}”还没有登记。`}
                action={<Link to={`/partners/new?name=${encodeURIComponent(proposed)}`}>去登记</Link>}
              />
            )}
            {items.length === 0 ? (
              <div className="card">
                <Empty title="还没有登记互通平台" />
              </div>
            ) : (
              <ul className="plain listcards">
                {items.map((partner) => (
                  <li key={partner.id} className="listcard">
                    <b>
                      <Link to={`/partners/${partner.id}`}>{partner.name}</Link>
                    </b>
                    <p className="soft">
                      {partner.latest
                        ? `最近一次：${timeText(partner.latest.at)} ${exchangeText(partner.latest)}`
                        : '还没有交换过'}
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Show>
    </Page>
  )
}

/** In words what came in or went out. */
function exchangeText({ direction, kind, counts }: Exchange): string {
  const said = (name: string, title: string) => {
    const n = counts[name] ?? 0
    return n > 0 ? [`${title} ${String(n)}`] : []
  }
  const parts = [
    ...said('created', '新增'),
    ...said('updated', '更新'),
    ...said('confirmed', '确认仍有效'),
    ...said('delisted', '下架'),
    ...said('rejected', '没有通过检查'),
  ]
  const what = direction === 'in' ? `收到${KINDS[kind ?? ''] ?? ''}` : '发出'
  return `${what} ${String(counts['rows'] ?? 0)} 条${parts.length > 0 ? `：${parts.join('，')}` : ''}`
}

/** One partner: its file in, ours out, and what was exchanged when. */
export function PartnerPage() {
  const { id = '' } = useParams()
  const me = useMe()
  const found = useQuery({
    queryKey: ['partner', id],
    queryFn: () => get<Partner & { readonly exchanges: readonly Exchange[] }>(`/partners/${id}`),
  })
  return (
    <Show query={found} whole>
      {(partner) => (
        <Page title={partner.name} lead={`对接联系人：${partner.contact}`}>
          {holds(me, ['partner.manage']) && <Actions partner={partner} />}
          <Exchanges partner={partner} exchanges={partner.exchanges} />
        </Page>
      )}
    </Show>
  )
}

function Actions({ partner }: { readonly partner: Partner }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const sendOut = async () => {
    setBusy(true)
    setError(null)
    try {
      await send('POST', `/partners/${partner.id}/send`, {})
      await client.invalidateQueries()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  const toImport = (kind: string) =>
    void navigate(`/import?kind=partner-${kind}&owner=${encodeURIComponent(partner.name)}`)
  return (
    <div className="card stack-s">
      <div className="row">
        <Button type="primary" onClick={() => toImport('achievements')}>
          导入对方的成果文件
        </Button>
        <Button onClick={() => toImport('demands')}>导入对方的需求文件</Button>
        <Button loading={busy} onClick={() => void sendOut()}>
          导出给对方的变化
        </Button>
        <Button onClick={() => void navigate(`/partners/${partner.id}/edit`)}>修改资料</Button>
      </div>
      <p className="soft">
        {partner.sends === 'full'
          ? '对方每次给全部在架记录：文件里没有出现的，本平台一并下架；出现的视为确认仍然有效。'
          : '对方只给变化的记录：文件里写明“下架”的，本平台一并下架。'}
        导出的是上次以后公开记录的新增、更新和下架，只含公开的内容。
      </p>
      {error !== null && <Failure error={error} />}
    </div>
  )
}

function Exchanges({
  partner,
  exchanges,
}: {
  readonly partner: Partner
  readonly exchanges: readonly Exchange[]
}) {
  if (exchanges.length === 0)
    return (
      <div className="card">
        <Empty title="还没有交换过" />
      </div>
    )
  const file = (id: string, query: Readonly<Record<string, string>>) =>
    urlOf(`/partners/${partner.id}/exchanges/${id}/file`, query)
  return (
    <section className="card" aria-label="交换记录">
      <h2>交换记录</h2>
      <ul className="plain dense">
        {exchanges.map((exchange) => (
          <li key={exchange.id} className="row">
            <span className="grow">
              <span className="num">{timeText(exchange.at)}</span> {exchangeText(exchange)}
              {exchange.person && <span className="soft">，经办人 {exchange.person}</span>}
              {exchange.note !== '' && <span className="soft"> {exchange.note}</span>}
            </span>
            {exchange.direction === 'out' && (
              <>
                <Button size="small" href={file(exchange.id, {})} download>
                  下载 Excel
                </Button>
                <Button size="small" href={file(exchange.id, { format: 'csv' })} download>
                  成果 CSV
                </Button>
                <Button size="small" href={file(exchange.id, { format: 'csv', kind: 'demands' })} download>
                  需求 CSV
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Registers a partner, or changes what is known of it. */
export function PartnerEdit() {
  const { id } = useParams()
  const found = useQuery({
    queryKey: ['partner', id],
    queryFn: () => get<Partner>(`/partners/${id ?? ''}`),
    enabled: id !== undefined,
  })
  if (id === undefined) return <PartnerForm />
  return (
    <Show query={found} whole>
      {(partner) => <PartnerForm partner={partner} />}
    </Show>
  )
}

function PartnerForm({ partner }: { readonly partner?: Partner }) {
  const name = new URLSearchParams(window.location.search).get('name')
  const { id: _id, ...known } = partner ?? { id: '', sends: 'full' as const, ...(name !== null && { name }) }
  return (
    <FormPage<{ id: string }>
      title={partner ? `修改 ${partner.name}` : '登记互通平台'}
      form="partner"
      draft={`partner-${partner?.id ?? 'new'}`}
      method={partner ? 'PUT' : 'POST'}
      path={partner ? `/partners/${partner.id}` : '/partners'}
      initial={known}
      done={({ id }) => ({ title: '已保存', next: <Link to={`/partners/${id}`}>查看这个平台</Link> })}
    />
  )
}
