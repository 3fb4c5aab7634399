import { staleRate, type CountRow, type Figures } from '#modules/funnel/index.ts'
import { SvgChart } from '#web/portal/chart.tsx'
import { usePage } from '#web/portal/page.tsx'
import { ResultTable } from '#web/portal/results.tsx'
import type { Kind } from './deps.ts'

const PERCENT = 100

/** How much of the shelf is stale, how it went month by month, what came of listings, and why people said no. */
export function Stale({ figures, kind }: { readonly figures: Figures; readonly kind: Kind }) {
  const { t, word } = usePage()
  const own = figures.stale.find((row) => row.kind === kind)
  const today = own?.days.at(-1)
  const rate = today === undefined ? null : staleRate(today)
  const months = (own?.days ?? []).flatMap((day) => {
    const value = staleRate(day)
    return value === null ? [] : [{ title: day.day, count: rounded(value) }]
  })
  return (
    <>
      <section className="card">
        <h2>{t('陈旧率')}</h2>
        <p>
          <strong>{rate === null ? t('还没有可以统计的记录。') : `${String(rounded(rate))}%`}</strong>{' '}
          {today === undefined
            ? ''
            : t(
                '在架 {live} 条，其中到了提醒日还没有确认的 {asked} 条；近 12 个月下架 {ended} 条，其中没有说明去向的 {unexplained} 条。',
                {
                  live: today.live,
                  asked: today.asked,
                  ended: today.ended,
                  unexplained: today.unexplained,
                },
              )}
        </p>
        <p className="quiet">
          {t(
            '陈旧率 =（到期前 {remind} 天提醒后仍未确认的在架信息 + 近 12 个月下架、超过 {outcome} 天没有说明去向的信息）÷（在架信息 + 近 12 个月下架的信息）。这些天数是产品建议值，不是法定数。',
            { remind: figures.remindDays, outcome: figures.outcomeDays },
          )}
        </p>
        <div className="cols">
          <SvgChart title={t('陈旧率逐月变化')} label={t('日期')} unit="%" bars={months} series={1} />
          <SvgChart
            title={t('在架信息最近一次确认')}
            label={t('距今')}
            unit={t('条')}
            bars={(own?.ages ?? []).map(({ age, n }) => ({ title: word(age), count: n }))}
            series={2}
          />
        </div>
      </section>
      <div className="cols">
        <Counts title={t('下架的去向')} rows={figures.outcomes.filter((row) => row.of === kind)} />
        {[...Map.groupBy(figures.reasons, ({ of }) => of)].map(([title, rows]) => (
          <Counts key={title} title={word(title)} rows={rows} />
        ))}
      </div>
    </>
  )
}

function rounded(share: number): number {
  return Math.round(share * PERCENT * 10) / 10
}

function Counts({ title, rows }: { readonly title: string; readonly rows: readonly CountRow[] }) {
  const { t, word } = usePage()
  return (
    <section className="card">
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className="quiet">{t('数量过少，暂不公布。')}</p>
      ) : (
        <ResultTable
          caption={title}
          columns={[
            { title: t('原因'), head: true, cell: (row) => word(row.reason) },
            { title: t('条'), number: true, cell: (row) => row.n ?? t('不公布') },
          ]}
          rows={rows}
          id={(row) => row.reason}
        />
      )}
    </section>
  )
}
