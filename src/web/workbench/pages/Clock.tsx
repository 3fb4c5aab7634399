import { Alert } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { send } from '../api.ts'
import { aheadText, timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import type { Reply } from '../types.ts'

const schema: JsonSchema = {
  type: 'object',
  required: ['days', 'sure'],
  properties: {
    days: { type: 'integer', title: '向前拨动', unit: '天', minimum: 0, maximum: 3650 },
    hours: { type: 'integer', title: '再拨动', unit: '小时', minimum: 0, maximum: 23 },
    sure: {
      type: 'array',
      title: '确认',
      items: { type: 'string', enum: ['yes'] },
      options: { yes: '我知道时钟不能倒拨，所有人的时限都会随之到期' },
    },
  },
}

/** Only in rehearsal: terms run out as they would, weeks later. */
export function ClockPage() {
  const me = useMe()
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    const { sure: _sure, ...move } = values
    setReply(await send('POST', '/instance/clock', { hours: 0, ...move }, key))
    await client.invalidateQueries()
    window.scrollTo(0, 0)
  }
  if (me.instance.kind !== 'rehearsal') {
    return (
      <Page title="系统时钟">
        <Alert type="info" showIcon title="只有演练环境可以拨动时钟；演示和正式环境的时间以数据库为准。" />
      </Page>
    )
  }
  return (
    <Page title="系统时钟" lead="演练时把时间拨到几天、几周以后，看时限如何到期、提醒如何发出。">
      {reply && (
        <Done title="时钟已拨动" reply={reply}>
          到期的事项将在几秒内由时钟办理，可在<Link to="/journal">日志</Link>里看到。
        </Done>
      )}
      <div className="card">
        <dl className="facts">
          <dt>系统时间</dt>
          <dd className="num">{timeText(new Date(Date.now() + me.skewMs).toISOString())}</dd>
          <dt>与真实时间</dt>
          <dd className="num">{me.instance.offsetMs === 0 ? '一致' : aheadText(me.instance.offsetMs)}</dd>
        </dl>
      </div>
      <div className="card">
        <SchemaForm
          key={reply?.journalId ?? 'first'}
          schema={schema}
          name="clock"
          initial={{ days: 1, hours: 0 }}
          onSubmit={submit}
          submitTitle="向前拨动"
          keeps={false}
          danger
        />
      </div>
    </Page>
  )
}
