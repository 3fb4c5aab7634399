import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Modal, Tag } from 'antd'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { copyText } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Webhook {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly events: readonly string[]
  readonly procedures: readonly string[]
  readonly paused: boolean
  readonly waiting: number
  readonly failed: number
  readonly sentAt: string | null
}

interface Reply {
  readonly items: readonly Webhook[]
  readonly procedures: Readonly<Record<string, string>>
}

const EVENTS = { 'dossier.moved': '办件有进展' } as const

/** Other systems that are told when a dossier moves; identifiers only, signed, to public addresses alone. */
export function Webhooks() {
  const me = useMe()
  const client = useQueryClient()
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null)
  const webhooks = useQuery({ queryKey: ['webhooks'], queryFn: () => get<Reply>('/webhooks') })
  const reload = () => client.invalidateQueries({ queryKey: ['webhooks'] })
  const manages = holds(me, ['webhook.manage'])
  return (
    <Page
      title="向外通知"
      lead="办件有进展时告知其他系统。只发编号、环节和时间，不含名称和内容；对方用签名密钥核对来源。"
      extra={
        manages && (
          <Button type="primary" onClick={() => setEditing('new')}>
            登记接收地址
          </Button>
        )
      }
    >
      {me.instance.kind !== 'production' && (
        <Alert type="info" showIcon title="演示和演练环境默认不向外发送，除非运维人员另行开启。" />
      )}
      <Show query={webhooks}>
        {(data) => (
          <div className="card">
            {data.items.length === 0 && <Empty title="还没有登记接收地址" />}
            <ul className="plain worklist">
              {data.items.map((one) => (
                <Row key={one.id} one={one} manages={manages} edit={() => setEditing(one)} reload={reload} />
              ))}
            </ul>
            {editing !== null && (
              <Edit
                webhook={editing === 'new' ? null : editing}
                procedures={data.procedures}
                close={() => (setEditing(null), void reload())}
              />
            )}
          </div>
        )}
      </Show>
    </Page>
  )
}

interface RowProps {
  readonly one: Webhook
  readonly manages: boolean
  readonly edit: () => void
  readonly reload: () => Promise<void>
}

function Row({ one, manages, edit, reload }: RowProps) {
  const { message, modal } = App.useApp()
  const say = async (what: 'ping' | 'end') => {
    try {
      await send('POST', `/webhooks/${one.id}/${what}`, {})
      if (what === 'ping') void message.success('已试发，稍候在“外发记录”里看结果')
      await reload()
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  const end = () =>
    modal.confirm({
      title: `停用“${one.name}”？`,
      content: '停用后不再告知这个系统，正在等待的也不再发送。',
      okText: '停用',
      cancelText: '取消',
      onOk: () => say('end'),
    })
  return (
    <li>
      <div className="grow">
        <b>{one.name}</b> {one.paused && <Tag>已暂停</Tag>}
        <div className="mono small">{one.address}</div>
        <div className="soft small">
          最近送达 <span className="num">{timeText(one.sentAt)}</span> · 等待 {one.waiting} · 未送达{' '}
          {one.failed}
        </div>
      </div>
      {manages && (
        <div className="row">
          <Button size="small" aria-label={`试发：${one.name}`} onClick={() => void say('ping')}>
            试发
          </Button>
          <Button size="small" aria-label={`修改：${one.name}`} onClick={edit}>
            修改
          </Button>
          <Button size="small" danger aria-label={`停用：${one.name}`} onClick={() => void end()}>
            停用
          </Button>
        </div>
      )}
    </li>
  )
}

interface EditProps {
  readonly webhook: Webhook | null
  readonly procedures: Readonly<Record<string, string>>
  readonly close: () => void
}

function Edit({ webhook, procedures, close }: EditProps) {
  const [secret, setSecret] = useState<string | null>(null)
  const submit = async ({ renewSecret, ...values }: Record<string, unknown>, key: string) => {
    const fresh = webhook === null || renewSecret === true ? newSecret() : undefined
    const body = { procedures: [], ...values, ...(fresh !== undefined && { secret: fresh }) }
    if (webhook === null) await send('POST', '/webhooks', body, key)
    else await send('PUT', `/webhooks/${webhook.id}`, body, key)
    if (fresh === undefined) close()
    else setSecret(fresh)
  }
  return (
    <Modal
      open
      title={webhook === null ? '登记接收地址' : `修改：${webhook.name}`}
      footer={null}
      onCancel={close}
      width={640}
      destroyOnHidden
    >
      {secret === null ? (
        <SchemaForm
          schema={schemaOf(webhook, procedures)}
          name="webhook"
          keeps={false}
          initial={
            webhook === null
              ? { events: Object.keys(EVENTS) }
              : { events: [...webhook.events], procedures: [...webhook.procedures], paused: webhook.paused }
          }
          onSubmit={submit}
          onCancel={close}
          submitTitle="保存"
        />
      ) : (
        <div className="stack">
          <Alert
            type="success"
            showIcon
            title="签名密钥只显示这一次，请交给接收方保管"
            description={<span className="mono">{secret}</span>}
          />
          <div className="row">
            <Button onClick={() => void copyText(secret)}>复制密钥</Button>
            <Button type="primary" onClick={close}>
              完成
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

function schemaOf(webhook: Webhook | null, procedures: Readonly<Record<string, string>>): JsonSchema {
  const several = (title: string, options: Readonly<Record<string, string>>): JsonSchema => ({
    type: 'array',
    title,
    items: { type: 'string', enum: Object.keys(options) },
    options,
  })
  const isNew = webhook === null
  return {
    type: 'object',
    required: isNew ? ['name', 'url', 'events'] : ['events'],
    properties: {
      ...(isNew && { name: { type: 'string', title: '名称', maxLength: 40 } }),
      url: {
        type: 'string',
        title: isNew ? '接收地址（https://…）' : '新的接收地址（不改则留空）',
        maxLength: 500,
      },
      events: several('告知什么', EVENTS),
      procedures: several('只告知这些事项（空为全部）', procedures),
      ...(!isNew && {
        paused: { type: 'boolean', title: '暂停', widget: 'switch' },
        renewSecret: { type: 'boolean', title: '换一把新的签名密钥', widget: 'switch' },
      }),
    },
  }
}

const SECRET_BYTES = 32

/** Made here, so that the server never has to show a secret: it keeps it encrypted and cannot be asked for it. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}
