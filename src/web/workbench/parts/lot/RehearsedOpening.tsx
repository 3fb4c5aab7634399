import { Alert } from 'antd'
import { timeText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'

/** What POST /lots/{id}/rehearsal/opening answers. */
export interface OpenedRehearsal {
  readonly bids: readonly {
    readonly alias: string
    readonly at: string
    readonly digest: string
    readonly amountFen: number | null
    readonly fault: string | null
  }[]
  readonly winner: string | null
  readonly priceFen: number | null
  readonly letters: readonly { readonly who: string; readonly text: string }[]
  readonly record: unknown
}

/** The result of rehearsed sealed bids: what the opening would say, and the record that would be public. */
export function RehearsedOpening({ opened }: { readonly opened: OpenedRehearsal }) {
  const { priceFen, winner } = opened
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(opened.record, null, 2))}`
  return (
    <section className="card stack" aria-label="演练结果">
      <Alert type="warning" showIcon title="演练：以下都是模拟的，不是开标结果" />
      <h2>演练结果</h2>
      <dl className="facts">
        <dt>结果</dt>
        <dd className="num">
          {priceFen === null ? '没有有效的报价，流标' : `${winner ?? ''} 以 ${yuanReading(priceFen)} 竞得`}
        </dd>
      </dl>
      <h3>各方会收到的通知</h3>
      <ul>
        {opened.letters.map(({ who, text }) => (
          <li key={who}>
            {who}：{text}
          </li>
        ))}
      </ul>
      <p>
        <a href={file} download="演练-开标记录.json">
          下载演练的开标记录
        </a>
        ，开标以后公开的记录就是这个样子。
      </p>
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
    </section>
  )
}
