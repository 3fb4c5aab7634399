import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { Deal } from '../pages/DealRoom.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Row } from '../types.ts'
import { WithDossier } from './RecordPage.tsx'

interface ContractView extends Row {
  readonly id: string
  readonly dossierId: string
  readonly code?: string
  readonly version: number
  readonly documentHash: string
  readonly state: string
  readonly confirmations?: readonly {
    readonly org: string
    readonly by: string
    readonly capacity: string
    readonly at: string
    readonly way: string
  }[]
}

/** The contract of a deal: made from the agreed terms, read as PDF, agreed to and confirmed by both. */
export function Contract({ deal }: { readonly deal: Deal }) {
  const contract = useQuery({
    queryKey: ['contract', deal.id],
    queryFn: () => contractOf(deal.id),
    enabled: deal.state === 'contracting' || deal.state === 'signed',
  })
  if (deal.state === 'noticeRequired') return <Empty title="公示期满无异议后才能生成合同" />
  if (deal.state !== 'contracting' && deal.state !== 'signed') return <Empty title="双方同意条款后生成合同" />
  return (
    <Show query={contract}>{({ found }) => (found ? <Made contract={found} /> : <Make deal={deal} />)}</Show>
  )
}

async function contractOf(dealId: string): Promise<{ found: ContractView | null }> {
  try {
    return { found: await get<ContractView>(`/deals/${dealId}/contract`) }
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { found: null }
    throw error
  }
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

function Made({ contract }: { readonly contract: ContractView }) {
  return (
    <div className="stack">
      <dl className="facts">
        <dt>合同文本</dt>
        <dd>
          <a href={`/api/v1/contracts/${contract.id}/pdf`} target="_blank" rel="noreferrer">
            打开第 {contract.version} 版 PDF
          </a>
        </dd>
        <dt>文本摘要（SHA-256）</dt>
        <dd className="mono">{contract.documentHash}</dd>
        {(contract.confirmations ?? []).map((one) => (
          <div key={one.org + one.at} style={{ display: 'contents' }}>
            <dt>{one.org} 已确认</dt>
            <dd>
              {one.by}（{one.capacity}） <span className="num">{timeText(one.at)}</span> {one.way}
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        请先打开 PDF 通读，再在下方办理：双方先各自同意电子确认条款，然后各自以第二因素确认。
      </p>
      <WithDossier
        id={contract.dossierId}
        prepare={(action) => ({
          initial: { version: contract.version, documentHash: contract.documentHash },
          hides: ['version', 'documentHash'],
          byCode: action === 'confirm',
        })}
      >
        <div className="soft">签约按“约定的电子确认”办理；要求原件的，请下载文本改用纸质签字盖章。</div>
      </WithDossier>
    </div>
  )
}
