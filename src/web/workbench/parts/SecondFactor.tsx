import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import { useMe } from '../shell/session.tsx'

/** What a code is and how to get one; people without an app get it by SMS. */
export function CodeHint() {
  const { message } = App.useApp()
  const me = useMe()
  const [demo, setDemo] = useState<string | null>(null)
  const sendSms = async () => {
    try {
      await send('POST', '/session/code', {})
      void message.success('短信验证码已发出')
      if (me.instance.kind !== 'production') setDemo(await latestCode())
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有发出，请重试')
    }
  }
  return (
    <Alert
      type="info"
      showIcon
      title="此项需要再次确认是您本人"
      description={
        <>
          填写手机动态口令应用里的 6 位数字。没有启用动态口令的，可以
          <Button size="small" onClick={() => void sendSms()} style={{ margin: '0 4px' }}>
            获取短信验证码
          </Button>
          ，或先到<Link to="/security">登录与安全</Link>启用。
          {demo !== null && <p className="num">演示短信：{demo}</p>}
        </>
      }
    />
  )
}

/** The demo keeps what it would have sent, oldest first; only the last code counts. */
async function latestCode(): Promise<string | null> {
  const { items } = await get<{ items: readonly string[] }>('/demo/codes')
  return items[items.length - 1] ?? null
}
