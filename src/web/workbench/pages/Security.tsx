import { Alert, Button, QRCode, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { SessionReply } from '../types.ts'

export function Security() {
  const session = useQuery({ queryKey: ['session'], queryFn: () => get<SessionReply>('/session') })
  return (
    <Page title="登录与安全">
      <Password />
      <Show query={session} rows={3}>
        {(view) => (
          <>
            <Factor view={view} />
            <Sessions view={view} />
          </>
        )}
      </Show>
    </Page>
  )
}

const passwordSchema: JsonSchema = {
  type: 'object',
  required: ['current', 'password'],
  properties: {
    current: { type: 'string', title: '现在的密码', widget: 'password', transient: true },
    password: {
      type: 'string',
      title: '新密码',
      widget: 'password',
      transient: true,
      help: '越长越好；可以用一句话。不要用生日、手机号。',
    },
  },
}

function Password() {
  const [done, setDone] = useState(0)
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', '/session/password', values, key)
    setDone(done + 1)
  }
  return (
    <section className="card" aria-label="修改密码">
      <h2>修改密码</h2>
      {done > 0 && (
        <Alert
          type="success"
          showIcon
          title="密码已修改，其他设备已退出登录。"
          style={{ marginBottom: 16 }}
        />
      )}
      <SchemaForm
        key={done}
        schema={passwordSchema}
        name="password"
        keeps={false}
        onSubmit={submit}
        submitTitle="修改密码"
      />
    </section>
  )
}

const FACTOR = { totp: '动态口令', sms: '短信验证码' } as const

const codeSchema: JsonSchema = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string', title: '应用里显示的 6 位数字', widget: 'code', transient: true, maxLength: 6 },
  },
}

/** Signing contracts asks for a second factor; the app's is stronger and free. */
function Factor({ view }: { readonly view: SessionReply }) {
  const client = useQueryClient()
  const [enrol, setEnrol] = useState<{ factorId: string; uri: string; secret?: string } | null>(null)
  const begin = async () => {
    const reply = await send<{ factorId: string; uri: string; secret?: string }>('POST', '/session/factors', {
      kind: 'totp',
    })
    setEnrol(reply.result)
  }
  const activate = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `/session/factors/${enrol?.factorId ?? ''}/activate`, values, key)
    setEnrol(null)
    await client.invalidateQueries({ queryKey: ['session'] })
  }
  return (
    <section className="card stack" aria-label="第二因素">
      <h2>第二因素</h2>
      <p>
        签约等重要事项要再确认一次是您本人。现在使用：
        <Tag>{view.factor ? FACTOR[view.factor.kind] : '短信验证码（未启用动态口令）'}</Tag>
      </p>
      {enrol ? (
        <div className="row-l">
          <QRCode value={enrol.uri} type="svg" size={180} bordered={false} aria-label="动态口令二维码" />
          <div className="grow stack-s">
            <p>用手机上的动态口令应用扫描二维码，再填写显示的数字。</p>
            {enrol.secret !== undefined && (
              <p className="soft">
                不能扫描时手工输入密钥：<span className="mono">{enrol.secret}</span>
              </p>
            )}
            <SchemaForm
              schema={codeSchema}
              name="totp"
              keeps={false}
              onSubmit={activate}
              submitTitle="启用"
              onCancel={() => setEnrol(null)}
            />
          </div>
        </div>
      ) : (
        <div>
          <Button type="primary" onClick={() => void begin()}>
            {view.factor?.kind === 'totp' ? '换一部手机' : '启用动态口令'}
          </Button>
        </div>
      )}
    </section>
  )
}

function Sessions({ view }: { readonly view: SessionReply }) {
  const client = useQueryClient()
  const sessions = view.sessions ?? []
  const closeOthers = async () => {
    await send('DELETE', '/session/others', {})
    await client.invalidateQueries({ queryKey: ['session'] })
  }
  return (
    <section className="card" aria-label="登录的设备">
      <h2>登录的设备</h2>
      <ul className="plain worklist">
        {sessions.map((session) => (
          <li key={session.id}>
            <span className="grow num">
              {timeText(session.openedAt)} 登录，最近使用 {timeText(session.lastSeenAt)}
            </span>
            {session.current && <Tag color="success">本设备</Tag>}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && <Button onClick={() => void closeOthers()}>退出其他设备</Button>}
    </section>
  )
}
