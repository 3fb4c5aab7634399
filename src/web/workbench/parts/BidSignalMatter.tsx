import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { Show } from '../shell/states.tsx'

interface Review {
  readonly lotId: string
  readonly name: string
  readonly applicants: number
  readonly awardFen: number | null
  readonly groups: readonly {
    readonly no: number
    readonly weightBp: number
    readonly bidders: readonly { readonly alias: string; readonly org: string; readonly won: boolean }[]
    readonly signals: readonly {
      readonly title: string
      readonly strength: string
      readonly between: readonly string[]
      readonly sentence: string
    }[]
  }[]
}

/** What was found of a finished bidding: groups of bidders and the signals between them. */
export function BidSignalMatter({ id }: { readonly id: string }) {
  const review = useQuery({ queryKey: ['bid-signal', id], queryFn: () => get<Review>(`/bid-signals/${id}`) })
  return (
    <Show query={review}>
      {({ lotId, name, applicants, awardFen, groups }) => (
        <div className="stack">
          <p>
            <Link to={`/lots/${lotId}`}>{name}</Link>：共 {applicants} 家申请，
            {awardFen === null ? '没有成交' : `成交价 ${yuanReading(awardFen)}`}。
          </p>
          <p className="soft">
            线索由规则算出，同一园区、代办机构、同名的人也会有；请向有关各家核对后再下结论。结论不改变竞价的结果，涉嫌违法的移送有权机关。
          </p>
          {groups.map(({ no, weightBp, bidders, signals }) => (
            <section key={no} className="stack-s" aria-label={`第 ${String(no)} 组`}>
              <h2>
                第 {no} 组：{bidders.length} 家，线索分量 {Math.round(weightBp / 100)}%
              </h2>
              <ul className="plain dense">
                {bidders.map(({ alias, org, won }) => (
                  <li key={alias}>
                    <span className="num">{alias}</span> {org}
                    {won && '（竞得）'}
                  </li>
                ))}
              </ul>
              <div className="scroll-x" role="region" aria-label={`第 ${String(no)} 组的线索`} tabIndex={0}>
                <table className="grid">
                  <thead>
                    <tr>
                      <th scope="col">之间</th>
                      <th scope="col">线索</th>
                      <th scope="col">强弱</th>
                    </tr>
                  </thead>
                  <tbody>
                    {signals.map(({ title, strength, between, sentence }) => (
                      <tr key={between.join() + sentence}>
                        <td className="num">{between.join('、')}</td>
                        <td>
                          <b>{title}</b> {sentence}
                        </td>
                        <td>{strength}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          ))}
        </div>
      )}
    </Show>
  )
}
