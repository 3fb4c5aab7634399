import { timeText } from '../helpers/format.ts'
import { useMe } from '../shell/session.tsx'

/** Heading that only the A4 print of a record carries: city, number, who printed it and when (P10). */
export function PrintHead({
  title,
  code,
}: {
  readonly title: string
  readonly code?: string | null | undefined
}) {
  const me = useMe()
  return (
    <div className="print-only">
      <p>
        {me.market}
        {me.instance.kind === 'demo' && '（演示数据，不产生法律效力）'}
        {me.instance.kind === 'rehearsal' && `（演练数据，演练日期 ${me.today}，不产生法律效力）`}
      </p>
      <p>
        {title} {code && `　编号 ${code}`}　打印人 {me.person?.name}　打印时间{' '}
        {timeText(new Date(Date.now() + me.skewMs).toISOString())}
      </p>
      <hr />
    </div>
  )
}
