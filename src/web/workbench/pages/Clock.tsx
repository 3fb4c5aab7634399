import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import { aheadText, timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Reply } from '../types.ts'

const schema: JsonSchema = {
  type: 'object',
  required: ['on', 'sure'],
  properties: {
    on: { type: 'string', title: '拨到哪一天', widget: 'date', help: '只能向前；钟点不变' },
    sure: {
      type: 'array',
      title: '确认',
      items: { type: 'string', enum: ['yes'] },
      options: { yes: '我知道时钟不能倒拨，所有人的时限都会随之到期' },
    },
  },
}

interface UpcomingDay {
  readonly day: string
  readonly kind: 'working' | 'rest' | 'unknown'
  readonly acts: readonly { readonly title: string; readonly count: number; readonly of: readonly string[] }[]
}

interface ClockReply {
  readonly today: string
  readonly missingYears: readonly number[]
  readonly provisional: number
  readonly days: readonly UpcomingDay[]
}

const KIND: Readonly<Record<UpcomingDay['kind'], string>> = {
  working: '工作日',
  rest: '休息日',
  unknown: '该年节假日安排未载入',
}

/** Only in rehearsal: terms run out as they would, weeks later. */
export function ClockPage() {
  const me = useMe()
  if (me.instance.kind === 'rehearsal') return <RehearsalClock />
  return (
    <Page title="系统时钟">
      <Alert type="info" showIcon title="只有演练环境可以拨动时钟；演示和正式环境的时间以数据库为准。" />
    </Page>
  )
}

function RehearsalClock() {
  const me = useMe()
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const [on, setOn] = useState<string | null>(null)
  const clock = useQuery({
    queryKey: ['instance', 'clock'],
    queryFn: () => get<ClockReply>('/instance/clock'),
  })
  const choose = (day: string) => {
    setOn(day)
    window.scrollTo(0, 0)
  }
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send('POST', '/instance/clock', { on: values['on'] }, key))
    setOn(null)
    await client.invalidateQueries()
    window.scrollTo(0, 0)
  }
  return (
    <Page title="系统时钟" lead="演练时把时间拨到以后的一天，看时限如何到期、提醒如何发出。">
      {reply && (
        <Done title="时钟已拨动" reply={reply}>
          到期的事项将在几秒内由时钟办理，可在<Link to="/journal">日志</Link>里看到。
        </Done>
      )}
      <div className="card">
        <dl className="facts">
          <dt>演练时间</dt>
          <dd className="num">{timeText(new Date(Date.now() + me.skewMs).toISOString())}</dd>
          <dt>与真实时间</dt>
          <dd className="num">{me.instance.offsetMs === 0 ? '一致' : aheadText(me.instance.offsetMs)}</dd>
        </dl>
      </div>
      <div className="card">
        <SchemaForm
          key={`${reply?.journalId ?? 'first'} ${on ?? ''}`}
          schema={schema}
          name="clock"
          initial={on === null ? {} : { on }}
          onSubmit={submit}
          submitTitle="向前拨动"
          keeps={false}
          danger
        />
      </div>
      <Show query={clock}>{(data) => <Upcoming clock={data} choose={choose} />}</Show>
    </Page>
  )
}

function Upcoming({ clock, choose }: { readonly clock: ClockReply; readonly choose: (day: string) => void }) {
  return (
    <section className="card stack-s" aria-label="接下来">
      <h2>接下来会发生什么</h2>
      {clock.provisional > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`${String(clock.provisional)} 个时限暂定，载入节假日安排之前不会由时钟办理`}
          description={<Link to="/calendar">去载入节假日安排</Link>}
        />
      )}
      {clock.days.length === 0 && <p className="soft">没有将要到期的事项。</p>}
      <ul className="plain stack-s">
        {clock.days.map(({ day, kind, acts }) => (
          <li key={day}>
            <div className="row">
              <b className="num">{day}</b>
              <span className="soft">{KIND[kind]}</span>
              {day > clock.today && (
                <Button size="small" aria-label={`选这一天：${day}`} onClick={() => choose(day)}>
                  选这一天
                </Button>
              )}
            </div>
            <ul>
              {acts.map(({ title, count, of }) => (
                <li key={title}>
                  {title} {count} 件
                  {of.length > 0 && (
                    <span className="soft">
                      　{of.map((one) => `《${one}》`).join('')}
                      {count > of.length && ' 等'}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
