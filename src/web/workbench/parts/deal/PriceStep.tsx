import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { timeText } from '../../helpers/format.ts'
import { Show } from '../../shell/states.tsx'
import type { FormReply } from '../../types.ts'
import { NoticeBox } from '../NoticeBox.tsx'
import { RecordFacts } from '../RecordFacts.tsx'
import type { Deal } from './types.ts'

/** What each state of the price step asks for; the law is named where it is a duty. */
const SAYS: Readonly<Record<string, string>> = {
  pricing:
    '成果方是国家设立的研究开发机构、高等院校的，协议定价应当先在本单位公示成果名称和拟交易价格（促进科技成果转化法第十八条）；是国有企业的，转让前取得国资监管单位的意见并备案评估。条款在此期间保持不变。',
  priceProposed: '拟定价格的人不能自己审批；审批人退回的，重新拟定。',
  noticing: '公示日当天不计入期限，最后一天是休息日的顺延；有异议没有书面答复的，期满也不进入签约。',
}

/** The price step of an agreed price: what was proposed, its notice, and what is waited for. */
export function PriceStep({ deal }: { readonly deal: Deal }) {
  const says = SAYS[deal.state]
  if (says === undefined && deal.price === null) return null
  return (
    <>
      {says !== undefined && (
        <Alert
          type="warning"
          showIcon
          title={deal.stateTitle}
          description={
            <>
              {says}
              {deal.state === 'pricing' && deal.side === 'seller' && (
                <>
                  {' '}
                  国资监管单位核定进场交易的，请结束洽谈，改为
                  <Link to={`/outside-sales/new?achievement=${deal.achievementId}`}>场外交易</Link>。
                </>
              )}
            </>
          }
        />
      )}
      {deal.price && <Proposed price={deal.price} isAsked={deal.state === 'priceProposed'} />}
      {(deal.state === 'noticing' || deal.price?.kind === 'notice') && (
        <div className="card">
          <NoticeBox dossierId={deal.dossierId} />
        </div>
      )}
    </>
  )
}

/** Open before whoever approves it; a thing of the past afterwards. */
function Proposed({
  price,
  isAsked,
}: {
  readonly price: NonNullable<Deal['price']>
  readonly isAsked: boolean
}) {
  const name = price.kind === 'notice' ? 'deal-price' : 'deal-filing'
  const form = useQuery({ queryKey: ['form', name], queryFn: () => get<FormReply>(`/forms/${name}`) })
  return (
    <details className="card" open={isAsked}>
      <summary>
        {price.kind === 'notice' ? '拟定的价格' : '国资意见和评估备案'}
        <span className="soft small num">（{timeText(price.at)}，只有本单位能看到）</span>
      </summary>
      <Show query={form} rows={4}>
        {({ schema }) => <RecordFacts schema={schema} record={price.data} />}
      </Show>
    </details>
  )
}
