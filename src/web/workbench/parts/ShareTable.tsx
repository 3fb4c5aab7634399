import { Form } from 'antd'
import { percentText } from '../helpers/money.ts'

/** A whole in basis points. */
const WHOLE = 10_000

/** What the shares of a list add up to, shown while they are typed; they must come to exactly 100.00 %. */
export function ShareSum({
  path,
  field,
}: {
  readonly path: readonly (string | number)[]
  readonly field: string
}) {
  const rows = Form.useWatch([...path], Form.useFormInstance()) as
    | readonly Record<string, unknown>[]
    | undefined
  const sum = (rows ?? []).reduce(
    (total, row) => total + (typeof row?.[field] === 'number' ? row[field] : 0),
    0,
  )
  return (
    <p aria-live="polite" className={`num ${sum === WHOLE ? 'sum-ok' : 'sum-bad'}`}>
      合计 {percentText(sum)} %{sum === WHOLE ? '，已满 100 %。' : sumAdvice(sum)}
    </p>
  )
}

function sumAdvice(sum: number): string {
  const gap = percentText(Math.abs(WHOLE - sum))
  return sum < WHOLE ? `，还差 ${gap} %。` : `，超出 ${gap} %。`
}

interface Share {
  readonly name: string
  readonly shareBp: number
  readonly note?: string
}

/** Shares of a record to read: name, percentage, and the sum as the last row. */
export function ShareTable({ shares }: { readonly shares: readonly Share[] }) {
  const sum = shares.reduce((total, share) => total + share.shareBp, 0)
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">单位</th>
          <th scope="col" className="right">
            份额
          </th>
          <th scope="col">说明</th>
        </tr>
      </thead>
      <tbody>
        {shares.map((share) => (
          <tr key={share.name}>
            <td>{share.name}</td>
            <td className="right num">{percentText(share.shareBp)} %</td>
            <td>{share.note ?? ''}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">合计</th>
          <td className={`right num ${sum === WHOLE ? 'sum-ok' : 'sum-bad'}`}>{percentText(sum)} %</td>
          <td />
        </tr>
      </tbody>
    </table>
  )
}
