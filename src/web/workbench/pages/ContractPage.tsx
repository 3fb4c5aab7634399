import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { ContractBody } from '../parts/contract/ContractBody.tsx'
import type { ContractView } from '../parts/contract/types.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

/** Reads a text by id or public id; while a paper is read and others sign, again and again. */
export function useContract(id: string) {
  return useQuery({
    queryKey: ['contract', id],
    queryFn: () => get<ContractView>(`/contracts/${id}`),
    refetchInterval: 10_000,
  })
}

/** One text that is signed: where the code on its paper leads. */
export function ContractPage() {
  const { id = '' } = useParams()
  const contract = useContract(id)
  return (
    <Show query={contract} rows={10} whole>
      {(found) => (
        <Page
          title={found.title}
          lead={
            <>
              <span className="num">编号 {found.publicId.toUpperCase()}</span> ·{' '}
              <Link to={`/deals/${found.dealId}`}>打开洽谈</Link>
              {found.purpose === 'contract' && found.side === 'seller' && found.concludedAt !== null && (
                <>
                  {' · '}
                  <Link to={`/registrations/new?contract=${found.id}`}>申请认定登记</Link>
                </>
              )}
            </>
          }
          extra={<StateTag title={found.stateTitle} />}
        >
          <ContractBody contract={found} />
        </Page>
      )}
    </Show>
  )
}
