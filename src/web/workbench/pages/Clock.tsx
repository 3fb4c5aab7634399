import { Alert } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { timeText } from '../helpers/format.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import type { Reply } from '../types.ts'

const schema: JsonSchema = {
  type: 'object',
  required: ['days'],
  properties: {
    days: { type: 'integer', title: '向前拨动', unit: '天', minimum: 0, maximum: 3650 },
    hours: { type: 'integer', title: '再拨动', unit: '小时', minimum: 0, maximum: 23 },
  },
}

/** Only in rehearsal: terms run out as they would, weeks later. */
export function ClockPage() {
  const me = useMe()
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send('POST', '/instance/clock', { hours: 0, ...values }, key))
    await client.invalidateQueries()
  }
  if (me.instance.kind !== 'rehearsal') {
    return (
      <Page title="系统时钟">
        <Alert type="info" showIcon title="只有演练环境可以拨动时钟；演示和正式环境的时间以数据库为准。" />
      </Page>
    )
  }
  return (
    <Page
      title="系统时钟"
      lead={`系统时间 ${timeText(new Date(Date.now() + me.skewMs).toISOString())}。时钟只能向前，不能倒拨。`}
    >
      {reply && (
        <Done title="时钟已拨动" reply={reply}>
          到期的事项将在几秒内由时钟办理。
        </Done>
      )}
      <div className="card">
        <SchemaForm
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
