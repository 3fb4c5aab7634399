import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { get, send } from '../../api.ts'
import { Show } from '../../shell/states.tsx'
import type { FormReply } from '../../types.ts'
import { SchemaForm } from '../SchemaForm.tsx'
import type { ContractView } from './types.ts'

/** A concluded contract is changed by another text that both sign, never in itself. */
export function Supplement({ contract }: { readonly contract: ContractView }) {
  if (contract.purpose !== 'contract' || contract.state !== 'confirmed' || contract.side === null) return null
  return (
    <details className="card">
      <summary>签补充协议（变更或补充这份合同）</summary>
      <Asking contract={contract} />
    </details>
  )
}

function Asking({ contract }: { readonly contract: ContractView }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useQuery({
    queryKey: ['form', 'supplement'],
    queryFn: () => get<FormReply>('/forms/supplement'),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    const reply = await send<{ id: string }>('POST', `/deals/${contract.dealId}/supplement`, values, key)
    await client.invalidateQueries()
    void navigate(`/contracts/${reply.result.id}`)
  }
  return (
    <Show query={form}>
      {({ schema }) => (
        <SchemaForm schema={schema} name="supplement" onSubmit={submit} submitTitle="生成补充协议" />
      )}
    </Show>
  )
}
