import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get, inquire } from '../api.ts'
import { percentText, yuanReading } from '../helpers/money.ts'
import { Badges } from '../parts/income/Badges.tsx'
import type { Tried } from '../parts/income/types.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply } from '../types.ts'

/** What each would get at a price, before anything is signed. */
export function IncomeWhatIf() {
  const [search] = useSearchParams()
  const [tried, setTried] = useState<Tried | null>(null)
  const form = useQuery({
    queryKey: ['form', 'income-what-if'],
    queryFn: () => get<FormReply>('/forms/income-what-if'),
  })
  const price = Number(search.get('fen') ?? 0)
  const mode = search.get('mode')
  const initial = { ...(price > 0 && { grossFen: price }), ...(mode !== null && { mode }) }
  return (
    <Page title="收益分配试算" lead="签约之前先算清每个人能得到多少；只是试算，不保存，也不产生任何效果。">
      {tried && <Result tried={tried} />}
      <Show query={form} rows={8}>
        {({ schema }) => (
          <div className="card">
            <SchemaForm
              schema={schema}
              name="income-what-if"
              initial={initial}
              submitTitle="试算"
              keeps={false}
              onSubmit={async (values) => {
                setTried(await inquire<Tried>('/income/what-if', values, new AbortController().signal))
                window.scrollTo(0, 0)
              }}
            />
          </div>
        )}
      </Show>
    </Page>
  )
}

function Result({ tried }: { readonly tried: Tried }) {
  return (
    <section className="card stack-s" aria-label="试算结果">
      <h2>试算结果</h2>
      {tried.faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title="按这样的方案不能分配"
          description={
            <ul>
              {tried.faults.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          }
        />
      )}
      <dl className="facts">
        <dt>净收入</dt>
        <dd className="num">{yuanReading(tried.netFen)}</dd>
        <dt>奖励总额</dt>
        <dd className="num">
          {yuanReading(tried.poolFen)}（法定下限 {percentText(tried.floorBp)}%）
        </dd>
        <dt>单位留存</dt>
        <dd className="num">{yuanReading(tried.unitFen)}</dd>
        {tried.members.map((member) => (
          <div key={member.name} className="contents">
            <dt>{member.name}</dt>
            <dd className="num">{yuanReading(member.fen)}</dd>
          </div>
        ))}
        <dt>条款</dt>
        <dd>{tried.clause}</dd>
      </dl>
      <Badges badges={tried.badges} />
    </section>
  )
}
