import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { count } from '#platform/text/format.ts'
import { usePage } from './page.tsx'

use([BarChart, GridComponent, AriaComponent, SVGRenderer])

export interface Bar {
  readonly title: string
  readonly count: number
}

const COLOURS = ['#0b57a4', '#c2410c', '#11703c', '#6d28d9', '#8a4b00', '#0e7490'] as const
const WIDTH = 360
const ROW_HEIGHT = 24
/** Room for labels, which are cut beyond it, at 12 px type. */
const LABEL_WIDTH_MAX = 168
const WIDE_SIGN = 12
const NARROW_SIGN = 7
/** Drawn charts; a chart is drawn anew only when its figures change. */
const drawn = new Map<string, string>()
const DRAWN_MAX = 200

/** A figure on the home page. */
export function StatTile(props: { readonly title: string; readonly value: number; readonly note: string }) {
  return (
    <div className="stat">
      <dt>{props.title}</dt>
      <dd>
        <strong>{count(props.value)}</strong>
        <span className="quiet">{props.note}</span>
      </dd>
    </div>
  )
}

/** Bars with a pattern besides the colour, and the same figures as a table behind a click. */
export function SvgChart(props: {
  readonly title: string
  readonly label: string
  readonly unit: string
  readonly bars: readonly Bar[]
  readonly series: number
}) {
  const { t } = usePage()
  return (
    <section className="card chart">
      <h2>{props.title}</h2>
      {props.bars.length === 0 ? (
        <p className="quiet">{t('还没有可以统计的记录。')}</p>
      ) : (
        <>
          <div
            role="img"
            aria-label={`${props.title}：${props.bars.map((bar) => `${bar.title} ${String(bar.count)}`).join('，')}`}
            // oxlint-disable-next-line react/no-danger -- drawn here from numbers and escaped labels
            dangerouslySetInnerHTML={{ __html: drawBars(props.bars, props.series) }}
          />
          <details>
            <summary>{t('查看数据表')}</summary>
            <table>
              <caption className="sr">{props.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{props.label}</th>
                  <th scope="col" className="num">
                    {props.unit}
                  </th>
                </tr>
              </thead>
              <tbody>
                {props.bars.map((bar) => (
                  <tr key={bar.title}>
                    <th scope="row">{bar.title}</th>
                    <td className="num">{count(bar.count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </section>
  )
}

/** The bars as inline SVG without style attributes, which the content security policy would refuse. */
export function drawBars(bars: readonly Bar[], series: number): string {
  const key = JSON.stringify([bars, series])
  const known = drawn.get(key)
  if (known !== undefined) return known
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: bars.length * ROW_HEIGHT + 4,
  })
  try {
    chart.setOption(barOptions(bars, series))
    const svg = withoutStyles(chart.renderToSVGString(), `c${String(series)}`)
    if (drawn.size >= DRAWN_MAX) drawn.clear()
    drawn.set(key, svg)
    return svg
  } finally {
    chart.dispose()
  }
}

/** Width a label takes; CJK signs are square, others about half. */
function labelWidth(title: string): number {
  return Array.from(title).reduce((sum, sign) => sum + (sign > '\u2E7F' ? WIDE_SIGN : NARROW_SIGN), 4)
}

function barOptions(bars: readonly Bar[], series: number) {
  const width = Math.min(LABEL_WIDTH_MAX, Math.max(...bars.map((bar) => labelWidth(bar.title))))
  return {
    animation: false,
    aria: { enabled: true, decal: { show: true, decals: [decals[series % decals.length]] } },
    grid: { left: width + 8, right: 44, top: 2, bottom: 2 },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map((bar) => bar.title),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: '#1b2430', interval: 0, width, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 14,
        itemStyle: { color: COLOURS[series % COLOURS.length] },
        data: bars.map((bar) => bar.count),
        label: { show: true, position: 'right', color: '#1b2430', textBorderWidth: 0 },
      },
    ],
  }
}

const decals = [
  { symbol: 'none' },
  {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 5],
    rotation: Math.PI / 4,
    color: 'rgba(255,255,255,.35)',
  },
  {
    symbol: 'circle',
    symbolSize: 0.6,
    dashArrayX: [
      [6, 6],
      [0, 6, 6, 0],
    ],
    dashArrayY: [4, 0],
    color: 'rgba(255,255,255,.5)',
  },
]

function withoutStyles(svg: string, name: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:style|class|ecmeta_\w+|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replace(/<svg width="\d+" height="\d+"/, '<svg')
    .replace(/<rect [^>]*fill="none"><\/rect>/, '')
    .replaceAll(/zr\d+-/g, `${name}-`)
    .replaceAll('\n', '')
}
