import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { ContractBody } from '../parts/contract/ContractBody.tsx'
import type { ContractView } from '../parts/contract/types.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
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
  const me = useMe()
  return (
    <Show query={contract} rows={10} whole>
      {(found) => (
        <Page
          title={found.title}
          lead={
            <>
              <span className="num">编号 {found.publicId.toUpperCase()}</span> ·{' '}
              <Link to={`/deals/${found.dealId}`}>打开洽谈</Link>
              {found.purpose === 'contract' &&
                found.concludedAt !== null &&
                holds(me, ['settlement.read']) && (
                  <>
                    {' · '}
                    <Link to={`/settlements?q=${found.publicId}`}>结算</Link>
                  </>
                )}
            </>
          }
          extra={
            <>
              <StateTag title={found.stateTitle} />
              <DraftIncome contract={found} />
            </>
          }
        >
          <ContractBody contract={found} />
        </Page>
      )}
    </Show>
  )
}

/** What the contract brings is divided by a plan of the side that is paid. */
function DraftIncome({ contract }: { readonly contract: ContractView }) {
  const me = useMe()
  const navigate = useNavigate()
  const isDone = contract.purpose === 'contract' && contract.concludedAt !== null
  if (!isDone || contract.side !== 'seller' || !holds(me, ['income.draft'])) return null
  return (
    <Button onClick={() => void navigate(`/income/new?contract=${contract.id}`)}>起草收益分配方案</Button>
  )
}
