import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import type { Deal } from '../pages/DealRoom.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import { ContractBody } from './contract/ContractBody.tsx'
import type { ContractView } from './contract/types.ts'

/** The contract of a deal: made from the agreed terms, read, signed by all in one of three ways. */
export function Contract({ deal }: { readonly deal: Deal }) {
  const inSigning = deal.state === 'contracting' || deal.state === 'signed'
  const contract = useQuery({
    queryKey: ['contract of', deal.id],
    queryFn: () => contractOf(deal.id),
    enabled: inSigning,
    // Papers are read and the other side signs while one looks.
    refetchInterval: 15_000,
  })
  if (deal.state === 'pricing' || deal.state === 'priceProposed' || deal.state === 'noticing')
    return <Empty title="价格经审批、公示或备案以后才能生成合同" />
  if (deal.state === 'trial')
    return (
      <div className="stack">
        <Empty title="正在试用，转正时按公布的条件生成许可合同" />
        <OtherTexts deal={deal} />
      </div>
    )
  if (!inSigning) return <Empty title="双方同意条款后生成合同" />
  return (
    <Show query={contract}>
      {({ found }) =>
        found && found.state !== 'voided' && found.state !== 'rejected' ? (
          <div className="stack">
            <h2>
              <Link to={`/contracts/${found.id}`}>{found.title}</Link>
            </h2>
            <ContractBody contract={found} />
            <OtherTexts deal={deal} />
          </div>
        ) : (
          <Make deal={deal} />
        )
      }
    </Show>
  )
}

/** The latest contract of the deal with all its particulars. */
async function contractOf(dealId: string): Promise<{ found: ContractView | null }> {
  const query = { deal: dealId, purpose: 'contract' }
  const { items } = await get<Page<{ id: string; state: string }>>('/contracts', query)
  const latest = items[0]
  return { found: latest ? await get<ContractView>(`/contracts/${latest.id}`) : null }
}

interface Listed {
  readonly id: string
  readonly purpose: string
  readonly title: string
  readonly stateTitle: string
}

/** What else the two have signed or are signing: confidentiality, trial, supplements. */
function OtherTexts({ deal }: { readonly deal: Deal }) {
  const texts = useQuery({
    queryKey: ['texts of', deal.id],
    queryFn: () => get<Page<Listed>>('/contracts', { deal: deal.id }),
  })
  const others = (texts.data?.items ?? []).filter((one) => one.purpose !== 'contract')
  if (others.length === 0) return null
  return (
    <section className="card" aria-label="其他文本">
      <h2>其他文本</h2>
      <ul>
        {others.map((one) => (
          <li key={one.id}>
            <Link to={`/contracts/${one.id}`}>{one.title}</Link>，{one.stateTitle}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Asked {
  readonly rights: readonly {
    readonly key: string
    readonly holder: string
    readonly basis: string
    readonly required: boolean
    readonly why: string
  }[]
  readonly needs: readonly { readonly kind: string; readonly title: string; readonly basis: string }[]
  readonly ban: string | null
}

function Make({ deal }: { readonly deal: Deal }) {
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const asked = useQuery({
    queryKey: ['rights of', deal.id, deal.agreedTermsVersion],
    queryFn: () => get<Asked>(`/deals/${deal.id}/rights`),
  })
  const make = async () => {
    setBusy(true)
    try {
      await send('POST', `/deals/${deal.id}/contract`, {})
      await client.invalidateQueries()
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有生成，请重试。')
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <p>
        按双方同意的第 {deal.agreedTermsVersion} 版条款生成合同文本（PDF 和
        docx）。生成后双方都能下载核对，也可以改用自己的文本。
      </p>
      {asked.data && <Before asked={asked.data} />}
      {fault !== null && <Alert type="error" showIcon role="alert" title={fault} />}
      <div>
        <Button type="primary" loading={busy} onClick={() => void make()}>
          生成合同
        </Button>
      </div>
    </div>
  )
}

/** What will be asked for before it is signed; told now, so that it can be prepared. */
function Before({ asked }: { readonly asked: Asked }) {
  if (asked.ban !== null) return <Alert type="error" showIcon title={asked.ban} />
  const lines = [
    ...asked.rights
      .filter((right) => right.required)
      .map((right) => `${right.holder}（${right.basis}）：${right.why}`),
    ...asked.needs.map((need) => `${need.title}（${need.basis}）`),
  ]
  if (lines.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      role="note"
      title="签订前须办好，现在就可以准备"
      description={
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      }
    />
  )
}
