import { Alert } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, send } from '../api.ts'
import { changesOf } from '../helpers/diff.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import type { Preparation } from '../parts/ActionBar.tsx'
import { Contract } from '../parts/Contract.tsx'
import { DiffView } from '../parts/DiffView.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { FormReply, Row } from '../types.ts'

export interface Deal {
  readonly id: string
  readonly dossierId: string
  readonly achievementId: string
  readonly demandId: string | null
  readonly name: string
  readonly seller: { readonly orgId: string; readonly name: string }
  readonly buyer: { readonly orgId: string; readonly name: string }
  readonly side: 'seller' | 'buyer' | null
  readonly sellerIsStateFounded: boolean
  readonly state: string
  readonly stateTitle: string
  readonly agreedTermsVersion: number | null
  readonly messages: readonly {
    readonly id: string
    readonly by: string
    readonly org: string
    readonly mine: boolean
    readonly body: string
    readonly at: string
  }[]
  readonly terms: readonly {
    readonly version: number
    readonly data: Row
    readonly by: string
    readonly org: string
    readonly mine: boolean
    readonly at: string
  }[]
  readonly ending: { readonly reason: string; readonly explanation: string } | null
}

/** Everything of one negotiation: talk, terms with their versions, contract, the way it has gone. */
export function DealRoom() {
  const { id = '' } = useParams()
  const deal = useQuery({
    queryKey: ['deal', id],
    queryFn: () => get<Deal>(`/deals/${id}`),
    refetchInterval: 15_000,
  })
  const form = useQuery({ queryKey: ['form', 'terms'], queryFn: () => get<FormReply>('/forms/terms') })
  return (
    <Show query={deal} rows={10} whole>
      {(found) => (
        <RecordPage
          title={found.name}
          state={found.stateTitle}
          dossierId={found.dossierId}
          notes={<Notes deal={found} />}
          prepare={(action) => known(found, action)}
          firstTab="留言"
          tabs={[
            {
              key: 'terms',
              label: `条款（${String(found.terms.length)} 版）`,
              children: <Show query={form}>{({ schema }) => <Terms deal={found} schema={schema} />}</Show>,
            },
            { key: 'contract', label: '合同', children: <Contract deal={found} /> },
          ]}
        >
          <Talk deal={found} />
        </RecordPage>
      )}
    </Show>
  )
}

/** Terms start from the latest version; agreeing means exactly that version. */
function known(deal: Deal, action: string): Preparation {
  const latest = deal.terms[0]
  if (action === 'propose') return latest ? { initial: { ...latest.data } } : {}
  if (action.startsWith('agree'))
    return { initial: { termsVersion: latest?.version }, hides: ['termsVersion'] }
  return {}
}

/** What both sides must know where the deal stands now. */
function Notes({ deal }: { readonly deal: Deal }) {
  const other = deal.side === 'seller' ? deal.buyer.name : deal.seller.name
  return (
    <>
      <p className="soft">
        成果方 {deal.seller.name} · 需求方 {deal.buyer.name}
        {deal.side !== null &&
          `（您代表${deal.side === 'seller' ? '成果方' : '需求方'}，对方是 ${other}）`} ·{' '}
        <Link to={`/achievements/${deal.achievementId}${deal.side === 'seller' ? '' : '?view=public'}`}>
          查看成果
        </Link>
      </p>
      {deal.state === 'noticeRequired' && (
        <Alert
          type="warning"
          showIcon
          title="需公示后才能签约"
          description="成果方是国家设立的研究开发机构或高等院校，协议定价应当先在本单位公示成果名称和拟交易价格（促进科技成果转化法第十八条）。公示期满无异议后继续签约；在此之前条款保持不变。"
        />
      )}
      {deal.ending && (
        <Alert
          type="info"
          showIcon
          title={`洽谈已结束：${deal.ending.reason}`}
          description={deal.ending.explanation}
        />
      )}
    </>
  )
}

const messageSchema: JsonSchema = {
  type: 'object',
  required: ['body'],
  properties: {
    body: {
      type: 'string',
      title: '留言',
      widget: 'textarea',
      maxLength: 2000,
      help: '双方都能看到并长期保存；不要写技术秘密。',
    },
  },
}

function Talk({ deal }: { readonly deal: Deal }) {
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `/deals/${deal.id}/messages`, values, key)
    await client.invalidateQueries({ queryKey: ['deal', deal.id] })
    setSent(sent + 1)
  }
  return (
    <div className="stack">
      <h2>留言</h2>
      <ol className="plain stack-s" aria-label="留言" aria-live="polite">
        {deal.messages.length === 0 && <Empty title="还没有留言" />}
        {deal.messages.map((message) => (
          <li key={message.id} className={message.mine ? 'message mine' : 'message'}>
            <header className="num">
              {message.org} {message.by} · {timeText(message.at)}
            </header>
            <div className="pre">{message.body}</div>
          </li>
        ))}
      </ol>
      {deal.side !== null && deal.state !== 'ended' && (
        <SchemaForm
          key={sent}
          schema={messageSchema}
          name={`message-${deal.id}`}
          onSubmit={submit}
          submitTitle="发送"
        />
      )}
    </div>
  )
}

function Terms({ deal, schema }: { readonly deal: Deal; readonly schema: JsonSchema }) {
  const [latest, before] = deal.terms
  if (!latest) return <Empty title="还没有条款">任何一方都可以先提出一版条款：用页面下方的“提出条款”。</Empty>
  return (
    <div className="stack">
      <p>
        第 {latest.version} 版，由 {latest.org} {latest.by} 于{' '}
        <span className="num">{timeText(latest.at)}</span> 提出
        {deal.agreedTermsVersion === latest.version
          ? '，双方已同意。'
          : latest.mine
            ? '，等待对方答复。'
            : '，请您答复：同意，或提出新的一版。'}
      </p>
      <RecordFacts schema={schema} record={latest.data} />
      {before && (
        <section aria-label="与上一版的不同">
          <h2>与第 {before.version} 版的不同</h2>
          <DiffView schema={schema} changes={changesOf(before.data, latest.data)} />
        </section>
      )}
    </div>
  )
}
