import type { PublicFigures } from '#modules/registrations/index.ts'
import type { Figures, FunnelRow } from '#modules/funnel/index.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { allKinds } from '#platform/identity/kinds.ts'

/** Figures of tests: every field and class, several years, withheld and missing counts. */
export function fixtureFigures(asOf: string, regions: readonly string[]): Figures {
  const periods = ['all', ...['2024', '2025', '2026'].flatMap((year) => [year, `${year}Q1`, `${year}Q3`])]
  const values = {
    total: [null],
    field: [...TECH_FIELDS],
    region: [...regions, null],
    ownerClass: allKinds.slice(0, 6),
  } as const
  const funnel = (['achievement', 'demand'] as const).flatMap((kind) =>
    periods.flatMap((period) =>
      (Object.keys(values) as (keyof typeof values)[]).flatMap((dimension) =>
        values[dimension].map((value, i): FunnelRow => ({
          kind,
          period,
          dimension,
          value,
          listed: 120 - i,
          reached: { asked: 40 - i, met: i % 3 === 1 ? null : 12, signed: 4 },
          own: dimension === 'total' ? { asked: 38, met: 12, signed: 4 } : {},
        })),
      ),
    ),
  )
  const day = { live: 100, asked: 7, ended: 20, unexplained: 3 }
  const stale = (['achievement', 'demand'] as const).map((kind) => ({
    kind,
    days: Array.from({ length: 12 }, (_, i) => ({
      ...day,
      day: `2026-${String(i + 1).padStart(2, '0')}-01`,
      asked: i,
    })),
    ages: ['3 个月内', '3 至 6 个月', '6 至 12 个月', '12 个月以前'].map((age, i) => ({
      age,
      n: 40 - 10 * i,
    })),
  }))
  const of = ['achievement', 'demand', '匹配答复“不合适”的原因', '洽谈结束的原因']
  const counts = of.map((name) => [
    { of: name, reason: '暂不转化', n: 9 },
    { of: name, reason: '其他', n: null },
  ])
  return {
    asOf,
    suppressBelow: 3,
    remindDays: 30,
    outcomeDays: 30,
    enabled: ['asked', 'met', 'signed'],
    funnel,
    medians: [{ kind: 'achievement', period: 'all', from: 'listed', to: 'asked', days: 18 }],
    stale,
    outcomes: counts.slice(0, 2).flat(),
    reasons: counts.slice(2).flat(),
  }
}

/** Registered contracts of a year as the public sees them, a small group withheld. */
export function fixtureRegistrations(year: number): PublicFigures {
  const line = (title: string, contracts: number | null) => ({
    title,
    contracts,
    totalFen: contracts === null ? null : contracts * 12_345_600,
    techFen: contracts === null ? null : contracts * 10_000_000,
  })
  return {
    year,
    years: [2026, 2025],
    from: `${year}-01-01`,
    until: year === 2026 ? '2026-09-30' : `${year}-12-31`,
    suppressedBelow: 3,
    groups: [
      { title: '合计', lines: [line('全部登记合同', 14)] },
      { title: '合同类别', lines: [line('技术许可', 11), line('技术开发', 3)] },
      { title: '流向', lines: [line('本市→本市', 12), line('市外→本市', null)] },
    ],
    refusals: [{ title: '名称与印章不一致', contracts: null }],
    decisions: 15,
    medianDays: 9,
  }
}
