import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { Deal } from '../pages/DealRoom.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import type { Prepare } from './ActionBar.tsx'
import { WithDossier } from './RecordPage.tsx'

export interface ContractView {
  readonly id: string
  readonly dossierId: string
  readonly dealId: string
  readonly title: string
  readonly state: string
  readonly stateTitle: string
  readonly version: number
  readonly documents: readonly {
    readonly version: number
    readonly sha256: string
    /** Names this text to the second factor that confirms it. */
    readonly matter: string
    readonly at: string
    readonly link: string
  }[]
  readonly electronicClause: string
  readonly signingWays: readonly { readonly way: string; readonly title: string; readonly says: string }[]
  readonly consents: readonly { readonly org: string; readonly person: string; readonly at: string }[]
  readonly confirmations: readonly {
    readonly org: string
    readonly person: string
    readonly capacity: string
    readonly factor: string
    readonly at: string
  }[]
  readonly sheet: string | null
}

/** The contract of a deal: made from the agreed terms, read as PDF, agreed to and confirmed by both. */
export function Contract({ deal }: { readonly deal: Deal }) {
  const inSigning = deal.state === 'contracting' || deal.state === 'signed'
  const contract = useQuery({
    queryKey: ['contract of', deal.id],
    queryFn: () => contractOf(deal.id),
    enabled: inSigning,
  })
  if (deal.state === 'noticeRequired') return <Empty title="公示期满无异议后才能生成合同" />
  if (!inSigning) return <Empty title="双方同意条款后生成合同" />
  return (
    <Show query={contract}>
      {({ found }) =>
        found && found.state !== 'voided' && found.state !== 'rejected' ? (
          <WithDossier id={found.dossierId} prepare={contractPreparation(found)} title="签约进度" stacked>
            <ContractText contract={found} />
          </WithDossier>
        ) : (
          <Make deal={deal} />
        )
      }
    </Show>
  )
}

/** The latest contract of the deal with all its particulars. */
async function contractOf(dealId: string): Promise<{ found: ContractView | null }> {
  const { items } = await get<Page<{ id: string; state: string }>>('/contracts', { deal: dealId })
  const latest = items[0]
  return { found: latest ? await get<ContractView>(`/contracts/${latest.id}`) : null }
}

/** Confirming is bound to the text that was shown: its version, its hash, and a code right before. */
export function contractPreparation(contract: ContractView): Prepare {
  const latest = latestOf(contract)
  return (action) => {
    if (action === 'consentElectronic') return { initial: { version: contract.version }, hides: ['version'] }
    if (action === 'confirm' && latest)
      return {
        initial: { documentHash: latest.sha256 },
        hides: ['documentHash'],
        byCodeFor: latest.matter,
      }
    return {}
  }
}

function latestOf(contract: ContractView) {
  return contract.documents.find((one) => one.version === contract.version)
}

function Make({ deal }: { readonly deal: Deal }) {
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
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
      <p>按双方同意的第 {deal.agreedTermsVersion} 版条款生成合同文本。生成后双方都能下载核对。</p>
      {fault !== null && <Alert type="error" showIcon role="alert" title={fault} />}
      <div>
        <Button type="primary" loading={busy} onClick={() => void make()}>
          生成合同
        </Button>
      </div>
    </div>
  )
}

const FACTORS: Readonly<Record<string, string>> = { totp: '动态口令', sms: '短信验证码' }

/** The text to read, who agreed and confirmed, and which way of signing counts for what (P8). */
export function ContractText({ contract }: { readonly contract: ContractView }) {
  const text = latestOf(contract)
  return (
    <div className="card stack">
      <h2>{contract.title}</h2>
      <dl className="facts">
        <dt>合同文本</dt>
        <dd>
          {text && (
            <a href={text.link} target="_blank" rel="noreferrer">
              打开第 {contract.version} 版 PDF
            </a>
          )}
        </dd>
        <dt>文本摘要</dt>
        <dd className="mono">SHA-256 {text?.sha256}</dd>
        {contract.consents.map((one) => (
          <div key={`consent ${one.org}`} style={{ display: 'contents' }}>
            <dt>同意电子确认</dt>
            <dd>
              {one.org} {one.person} <span className="num">{timeText(one.at)}</span>
            </dd>
          </div>
        ))}
        {contract.confirmations.map((one) => (
          <div key={`confirmed ${one.org}`} style={{ display: 'contents' }}>
            <dt>已确认</dt>
            <dd>
              {one.org} {one.person}（{one.capacity}）{FACTORS[one.factor] ?? ''}{' '}
              <span className="num">{timeText(one.at)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {contract.sheet !== null && (
        <p>
          合同已成立。
          <a href={contract.sheet} target="_blank" rel="noreferrer">
            下载电子确认书
          </a>
        </p>
      )}
      <details>
        <summary>签订方式和效力</summary>
        <ul>
          {contract.signingWays.map((way) => (
            <li key={way.way}>
              <b>{way.title}</b>：{way.says}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
