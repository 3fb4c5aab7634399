import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { movesTogether, type Move } from '../helpers/moves.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Reply } from '../types.ts'

interface Day {
  readonly day: string
  readonly kind: '放假' | '上班'
  readonly festival: string
}

interface CalendarReply {
  readonly years: readonly { readonly year: number; readonly source: string; readonly days: readonly Day[] }[]
  readonly missingYears: readonly number[]
  readonly provisionalDeadlines: number
}

export function CalendarPage() {
  const me = useMe()
  const calendar = useQuery({ queryKey: ['calendar'], queryFn: () => get<CalendarReply>('/calendar') })
  return (
    <Page
      title="工作日历"
      lead="放假和调休按国务院通知载入；没有载入的年份，时限显示为暂定，载入后自动重算并记入日志。"
    >
      <Show query={calendar}>
        {(data) => (
          <>
            {data.missingYears.length > 0 && (
              <Alert
                type="warning"
                showIcon
                title={`需要载入 ${data.missingYears.join('、')} 年的节假日安排`}
                description={`现有 ${String(data.provisionalDeadlines)} 个时限暂定，待载入后确认。`}
              />
            )}
            {holds(me, ['calendar.load']) && (
              <LoadYear year={data.missingYears[0] ?? Number(me.today.slice(0, 4)) + 1} />
            )}
            {data.years.map((year) => (
              <section key={year.year} className="card" aria-label={`${String(year.year)} 年`}>
                <h2>{year.year} 年</h2>
                <p className="soft">来源：{year.source}</p>
                <Festivals days={year.days} />
              </section>
            ))}
          </>
        )}
      </Show>
    </Page>
  )
}

function Festivals({ days }: { readonly days: readonly Day[] }) {
  const names = [...new Set(days.map((one) => one.festival))]
  const of = (festival: string, kind: Day['kind']) =>
    days.filter((one) => one.festival === festival && one.kind === kind).map((one) => one.day.slice(5))
  return (
    <dl className="facts">
      {names.map((festival) => (
        <div key={festival} style={{ display: 'contents' }}>
          <dt>{festival}</dt>
          <dd className="num">
            放假 {of(festival, '放假').join('、')}
            {of(festival, '上班').length > 0 && `；上班 ${of(festival, '上班').join('、')}`}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const FORMATS = { notice: '国务院办公厅通知正文', csv: 'csv（date,kind 两列）' } as const

const schema: JsonSchema = {
  type: 'object',
  required: ['year', 'format', 'text', 'source'],
  properties: {
    year: { type: 'integer', title: '年份', minimum: 1950, maximum: 2200 },
    format: { type: 'string', title: '粘贴的内容', enum: Object.keys(FORMATS), options: FORMATS },
    text: { type: 'string', title: '节假日安排', widget: 'textarea', help: '把通知正文整段粘贴进来' },
    source: { type: 'string', title: '来源文件', help: '文件名称和文号' },
  },
}

interface Loaded {
  readonly loaded: boolean
  readonly days: readonly Day[]
  readonly moved: number
  /** The first of them; the server keeps all. */
  readonly moves: readonly Move[]
}

/** First what would move, then, after a look, the load itself. */
function LoadYear({ year }: { readonly year: number }) {
  const client = useQueryClient()
  const [typed, setTyped] = useState<Record<string, unknown> | null>(null)
  const [preview, setPreview] = useState<Loaded | null>(null)
  const [reply, setReply] = useState<Reply<Loaded> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    const done = await send<Loaded>('POST', '/calendar/years', { ...values, preview: true }, key)
    setTyped(values)
    setPreview(done.result)
  }
  const load = async () => {
    setReply(await send<Loaded>('POST', '/calendar/years', { ...typed, preview: false }))
    await client.invalidateQueries()
  }
  if (reply) return <Done title={`已载入，${String(reply.result.moved)} 个时限随之变动`} reply={reply} />
  return (
    <section className="card stack" aria-label="载入一年">
      <h2>载入一年</h2>
      <SchemaForm
        schema={schema}
        name="calendar-year"
        initial={{ year, format: 'notice' }}
        onSubmit={submit}
        submitTitle="先预览"
      />
      {preview && (
        <Alert
          type="info"
          showIcon
          title={`读到 ${String(preview.days.length)} 个特殊日子；载入后 ${String(preview.moved)} 个时限会变动`}
          description={
            <>
              <Festivals days={preview.days} />
              <Moves loaded={preview} />
            </>
          }
          action={
            <Button type="primary" onClick={() => void load()}>
              确认载入
            </Button>
          }
        />
      )}
    </section>
  )
}

function Moves({ loaded }: { readonly loaded: Loaded }) {
  if (loaded.moved === 0) return <p>没有时限因此变动。</p>
  const groups = movesTogether(loaded.moves)
  return (
    <>
      <table className="grid num">
        <caption className="visually-hidden">变动的时限</caption>
        <thead>
          <tr>
            <th scope="col">现在</th>
            <th scope="col">载入后</th>
            <th scope="col">个数</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ before, after, count }) => (
            <tr key={`${before} ${after}`}>
              <td>{before}</td>
              <td>{after}</td>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {loaded.moved > loaded.moves.length && (
        <p>另有 {loaded.moved - loaded.moves.length} 个没有列出，载入后都记入日志。</p>
      )}
    </>
  )
}
