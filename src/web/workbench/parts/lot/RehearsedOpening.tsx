import { timeText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'
import { RehearsedResult } from './RehearsedResult.tsx'
import type { Rehearsed } from './types.ts'

/** What POST /lots/{id}/rehearsal/opening answers. */
export interface OpenedRehearsal extends Rehearsed {
  readonly bids: readonly {
    readonly alias: string
    readonly at: string
    readonly digest: string
    readonly amountFen: number | null
    readonly fault: string | null
  }[]
}

/** The result of rehearsed sealed bids: what the opening would say, and the record that would be public. */
export function RehearsedOpening({ opened }: { readonly opened: OpenedRehearsal }) {
  return (
    <RehearsedResult
      rehearsed={opened}
      words={{ what: '开标', nobody: '没有有效的报价，流标', record: '开标记录', when: '开标' }}
    >
      <div className="scroll-x" role="region" aria-label="演练的报价" tabIndex={0}>
        <table className="grid">
          <caption>演练的报价（{opened.bids.length} 份）</caption>
          <thead>
            <tr>
              <th scope="col">收到的时间</th>
              <th scope="col">代号</th>
              <th scope="col">摘要</th>
              <th scope="col">打开的价格</th>
              <th scope="col">说明</th>
            </tr>
          </thead>
          <tbody>
            {opened.bids.map((bid) => (
              <tr key={bid.digest}>
                <td className="num">{timeText(bid.at)}</td>
                <td className="num">{bid.alias}</td>
                <td className="num">{bid.digest.slice(0, 16)}</td>
                <td className="num">{bid.amountFen === null ? '打不开' : yuanReading(bid.amountFen)}</td>
                <td>{bid.fault}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </RehearsedResult>
  )
}
