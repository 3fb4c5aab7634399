import { yuanReading } from '../../helpers/money.ts'
import type { Schedule, Settlement } from './types.ts'

/** The newest schedule, and the agreed one where that is another. */
export function Plan({ settlement }: { readonly settlement: Settlement }) {
  const { schedule, agreed, version, agreedVersion } = settlement
  if (schedule === null) return null
  return (
    <section className="card stack-s" aria-label="付款计划">
      <h2>付款计划</h2>
      <One
        schedule={schedule}
        title={`第 ${String(version)} 版${agreedVersion === version ? '（双方已确认）' : '（待确认）'}`}
      />
      {agreed !== null && agreedVersion !== version && (
        <One schedule={agreed} title={`现在生效的是第 ${String(agreedVersion)} 版`} />
      )}
    </section>
  )
}

function One({ schedule, title }: { readonly schedule: Schedule; readonly title: string }) {
  const { items, royaltyBase, royaltySteps = [], payTo } = schedule
  return (
    <>
      <h3>{title}</h3>
      <ol>
        {items.map((item, i) => (
          <li key={`${String(i)}-${item.title}`}>
            {item.kind}：{item.title}，<span className="num">{yuanReading(item.fen)}</span>
            {item.dueOn === undefined ? '，到期日未定' : `，${item.dueOn} 到期`}
          </li>
        ))}
      </ol>
      {royaltyBase !== undefined && (
        <p>
          提成：按{royaltyBase}，
          {royaltySteps
            .map(({ year, rateBp }) => `第 ${String(year)} 年起 ${(rateBp / 100).toFixed(2)}%`)
            .join('，')}
          ；自 {schedule.royaltyFromOn} 起 {schedule.royaltyMonths} 个月，每{schedule.royaltyEvery}
          报送一次，期满后 {schedule.royaltyDueDays} 天内付清。
        </p>
      )}
      {payTo !== undefined && <p>收款账户：{payTo}</p>}
    </>
  )
}
