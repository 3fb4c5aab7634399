import { yuanReading } from '../../helpers/money.ts'
import { FormDialog } from '../FormDialog.tsx'
import type { Settlement } from './types.ts'

/** Royalty reports and invoices. */
export function Papers({ settlement }: { readonly settlement: Settlement }) {
  const { royalties, invoices } = settlement
  if (royalties.length === 0 && invoices.length === 0) return null
  return (
    <>
      {royalties.length > 0 && <Royalties settlement={settlement} />}
      {invoices.length > 0 && (
        <section className="card stack-s" aria-label="发票">
          <h2>发票</h2>
          <ul className="plain stack-s">
            {invoices.map((one) => (
              <li key={one.id} className="num">
                {one.number} · {one.issuedOn} · {one.red ? '红字 ' : ''}
                {yuanReading(one.fen)}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Royalties({ settlement }: { readonly settlement: Settlement }) {
  const mayReport = settlement.next.some(({ name }) => name === 'royalty')
  const mayRecord = settlement.next.some(({ name }) => name === 'receipt')
  return (
    <section className="card stack-s" aria-label="提成">
      <h2>提成</h2>
      <ul className="plain stack">
        {settlement.royalties.map((one) => (
          <li key={one.id} className="listitem stack-s">
            <div className="num">
              {one.title !== null && `${one.title}：`}
              {one.fromOn} 至 {one.untilOn}，基数 {yuanReading(one.baseFen)} × {(one.rateBp / 100).toFixed(2)}
              % = <strong>{yuanReading(one.fen)}</strong>，应在 {one.dueOn} 前付清
            </div>
            {one.note !== null && <div className="soft small">{one.note}</div>}
            <div className="row">
              {mayReport && (
                <FormDialog
                  title="更正"
                  label={`更正 ${one.fromOn} 的提成`}
                  small
                  form="settlement-royalty"
                  path={`/settlements/${settlement.id}/royalties`}
                  shape={(values) => ({ ...values, corrects: one.id })}
                  initial={{ fromOn: one.fromOn, untilOn: one.untilOn, baseFen: one.baseFen }}
                  next="更正后的一份代替原来的，原来的保留。"
                />
              )}
              {mayRecord && (
                <FormDialog
                  title="登记这期提成的收款"
                  label={`登记 ${one.fromOn} 提成的收款`}
                  small
                  form="settlement-receipt"
                  path={`/settlements/${settlement.id}/receipts`}
                  shape={(values) => ({ ...values, royaltyId: one.id })}
                  initial={{ fen: one.fen, payer: settlement.buyer }}
                  next="由本单位另一位同事确认后入账。"
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
