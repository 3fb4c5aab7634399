import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, newKey, send } from '../api.ts'
import type { RecordKind } from '../records.ts'

interface Claimable {
  readonly id: string
  readonly code: string
  readonly name: string
}

/** Profiles somebody brought by a file in this person's name: they become the person's own by one click. */
export function ClaimNote({ kind }: { readonly kind: RecordKind }) {
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const found = useQuery({
    queryKey: ['claimable', kind.kind],
    queryFn: () => get<{ items: readonly Claimable[] }>(`/my/${kind.path}-to-claim`),
  })
  const [first] = found.data?.items ?? []
  if (!first) return null
  const claim = async () => {
    setBusy(true)
    setFault(null)
    try {
      await send('POST', `/${kind.path}/${first.id}/claim`, {}, newKey())
      await client.invalidateQueries()
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有认领成功，请重试。')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Alert
      type="info"
      showIcon
      role="note"
      title={`单位或科技局以您的姓名导入了一份资料（编号 ${first.code}）。认领后由您本人修改、公开和撤回。`}
      description={fault !== null && <span className="sum-bad">{fault}</span>}
      action={
        <Button type="primary" loading={busy} onClick={() => void claim()}>
          认领这份资料
        </Button>
      }
    />
  )
}
