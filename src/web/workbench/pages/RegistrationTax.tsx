import { Alert, Button, Input, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Contract {
  readonly id: string
  readonly title: string
  readonly number: string | null
  readonly earnedFen: number
  readonly conditions: readonly {
    readonly title: string
    readonly standing: 'met' | 'unmet' | 'unknown'
    readonly says: string
  }[]
}

interface TaxYear {
  readonly year: number
  readonly incomeFen: number
  readonly exemptFen: number
  readonly halvedFen: number
  readonly taxableFen: number
  readonly limitFen: number
  readonly unsure: boolean
  readonly badges: readonly { readonly key: string; readonly title: string; readonly statusText: string }[]
  readonly contracts: readonly Contract[]
}

const STANDINGS = { met: '符合', unmet: '不符合', unknown: '不能确定' } as const

/** How the income of a tax year from transfers would be taxed: information, decided by nobody here. */
export function RegistrationTax() {
  const [search, setSearch] = useSearchParams()
  const year = search.get('year')
  const tax = useQuery({
    queryKey: ['registration-tax', year],
    queryFn: () => get<TaxYear>('/contract-registrations/tax', { year }),
  })
  return (
    <Page
      title="技术转让所得的企业所得税说明"
      lead={
        <>
          <Tag>仅供参考</Tag>
          以税务机关的认定为准；增值税免税政策请向税务机关确认，本平台不计算增值税。
        </>
      }
    >
      <Show query={tax} rows={6}>
        {(found) => (
          <>
            <Year key={found.year} year={found.year} choose={(next) => setSearch({ year: next })} />
            {found.contracts.length === 0 ? (
              <div className="card">
                <Empty title={`${String(found.year)} 年没有填报所得`}>
                  <Link to="/registrations">在已登记的合同页面填报转让所得</Link>
                </Empty>
              </div>
            ) : (
              <Explained found={found} />
            )}
          </>
        )}
      </Show>
    </Page>
  )
}

function Year({ year, choose }: { readonly year: number; readonly choose: (year: string) => void }) {
  const [typed, setTyped] = useState(String(year))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    choose(typed.trim())
  }
  return (
    <form className="row" onSubmit={submit}>
      <Input
        aria-label="纳税年度"
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        style={{ maxWidth: 120 }}
      />
      <Button htmlType="submit">查看</Button>
    </form>
  )
}

function Explained({ found }: { readonly found: TaxYear }) {
  const rows: readonly (readonly [string, number])[] = [
    ['符合条件的技术转让所得', found.incomeFen],
    [`免税部分（不超过 ${yuanReading(found.limitFen)}）`, found.exemptFen],
    ['超过部分，减半征收', found.halvedFen],
    ['计入应纳税所得额', found.taxableFen],
  ]
  return (
    <>
      <section className="card stack" aria-label="计算">
        {found.unsure && (
          <Alert
            type="warning"
            showIcon
            title="有的条件不能确定，下面的数字以全部符合为前提，请向税务机关确认。"
          />
        )}
        <dl className="facts">
          {rows.map(([title, fen]) => (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd className="num">{yuanReading(fen)}</dd>
            </div>
          ))}
        </dl>
        <p className="soft small">
          所得 = 收入 − 成本 − 相关税费，按一个企业一个纳税年度合计；有一项条件不符合的合同不计入。
          {found.badges.map((badge) => (
            <Tag key={badge.key} title={badge.statusText}>
              未确认规则：{badge.title}
            </Tag>
          ))}
        </p>
      </section>
      {found.contracts.map((one) => (
        <section key={one.id} className="card" aria-label={one.title}>
          <h2>
            <Link to={`/registrations/${one.id}`}>{one.title}</Link>
          </h2>
          <p className="num">
            登记编号 {one.number}，所得 {yuanReading(one.earnedFen)}
          </p>
          <ul>
            {one.conditions.map((condition) => (
              <li key={condition.title}>
                {condition.title}：<b>{STANDINGS[condition.standing]}</b>
                <span className="soft">（{condition.says}）</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
