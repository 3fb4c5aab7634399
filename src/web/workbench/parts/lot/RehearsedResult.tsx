import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { yuanReading } from '../../helpers/money.ts'
import type { Rehearsed } from './types.ts'

/** The result of a rehearsal, told as such; `facts` stand below who would win, `children` is what was played. */
export function RehearsedResult(props: {
  readonly rehearsed: Rehearsed
  readonly words: {
    readonly what: string
    readonly nobody: string
    readonly record: string
    readonly when: string
  }
  readonly facts?: ReactNode
  readonly children: ReactNode
}) {
  const { rehearsed, words, facts, children } = props
  const { priceFen, winner } = rehearsed
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(rehearsed.record, null, 2))}`
  return (
    <section className="card stack" aria-label="演练结果">
      <Alert type="warning" showIcon title={`演练：以下都是模拟的，不是${words.what}结果`} />
      <h2>演练结果</h2>
      <dl className="facts">
        <dt>结果</dt>
        <dd className="num">
          {priceFen === null ? words.nobody : `${winner ?? ''} 以 ${yuanReading(priceFen)} 竞得`}
        </dd>
        {facts}
      </dl>
      <h3>各方会收到的通知</h3>
      <ul>
        {rehearsed.letters.map(({ who, text }) => (
          <li key={who}>
            {who}：{text}
          </li>
        ))}
      </ul>
      <p>
        <a href={file} download={`演练-${words.record}.json`}>
          下载演练的{words.record}
        </a>
        ，{words.when}以后公开的记录就是这个样子。
      </p>
      {children}
    </section>
  )
}
