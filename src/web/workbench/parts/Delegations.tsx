import { Alert, App, Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { roleNames, rolesText } from '../roles.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import { SchemaForm } from './SchemaForm.tsx'

interface Delegation {
  readonly id: string
  readonly kind: 'deputy' | 'secretary'
  readonly orgName: string
  readonly from: { readonly personId: string; readonly name: string }
  readonly to: { readonly personId: string; readonly name: string }
  readonly roles: readonly string[]
  readonly fromDay: string
  readonly until: string
}

const KINDS = { deputy: 'AB 角代理', secretary: '秘书代拟' } as const

/** Who acts for whom in the organisation, from day to day (P6). */
export function Delegations() {
  const me = useMe()
  const client = useQueryClient()
  const [giving, setGiving] = useState(false)
  const given = useQuery({
    queryKey: ['delegations'],
    queryFn: () => get<Page<Delegation>>('/delegations'),
  })
  const reload = () => client.invalidateQueries({ queryKey: ['delegations'] })
  return (
    <div className="stack">
      <p className="soft">
        出差、休假时请同事以您的部分角色代为办理。代理人在右上角切换身份；每次办理都记明是代谁办的。
      </p>
      {holds(me, ['delegation.give']) && (
        <div>
          <Button type="primary" onClick={() => setGiving(true)}>
            授权同事代理
          </Button>
        </div>
      )}
      <Show query={given} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">现在没有代理授权。</p>
          ) : (
            <ul className="plain worklist">
              {items.map((one) => (
                <Row key={one.id} given={one} reload={reload} />
              ))}
            </ul>
          )
        }
      </Show>
      {giving && <Give close={() => setGiving(false)} reload={reload} />}
    </div>
  )
}

function Row({ given, reload }: { readonly given: Delegation; readonly reload: () => Promise<void> }) {
  const { modal, message } = App.useApp()
  const end = () =>
    modal.confirm({
      title: '终止这项代理授权？',
      content: `${given.to.name}将立即不能再代${given.from.name}办理。`,
      okText: '终止',
      cancelText: '取消',
      onOk: async () => {
        try {
          await send('POST', `/delegations/${given.id}/end`, {})
          await reload()
        } catch (error) {
          void message.error(error instanceof Error ? error.message : '没有办成，请重试')
        }
      },
    })
  return (
    <li>
      <div className="grow">
        <b>
          {given.to.name} 代 {given.from.name}
        </b>{' '}
        <span className="soft">
          {KINDS[given.kind]} · {given.orgName}
        </span>
        <div>
          {rolesText(given.roles)}{' '}
          <span className="num">
            {given.fromDay} 至 {given.until}
          </span>
        </div>
      </div>
      <Button size="small" onClick={() => void end()} aria-label={`终止：${given.to.name}的代理`}>
        终止
      </Button>
    </li>
  )
}

/** Roles that stay with the person; the server refuses them too. */
const PERSONAL = ['admin', 'auditor', 'orgAdmin', 'expert']

function Give({ close, reload }: { readonly close: () => void; readonly reload: () => Promise<void> }) {
  const me = useMe()
  const titles: Readonly<Record<string, string>> = roleNames
  const lendable = me.roles.filter((role) => !PERSONAL.includes(role))
  const schema: JsonSchema = {
    type: 'object',
    required: ['kind', 'toPerson', 'roles', 'from', 'until'],
    properties: {
      kind: { type: 'string', title: '方式', enum: Object.keys(KINDS), options: KINDS },
      toPerson: { type: 'string', title: '代理人', widget: 'person' },
      roles: {
        type: 'array',
        title: '授出的角色',
        items: { type: 'string', enum: lendable },
        options: Object.fromEntries(lendable.map((role) => [role, titles[role] ?? role])),
      },
      from: { type: 'string', title: '自', widget: 'date' },
      until: { type: 'string', title: '至（含当日）', widget: 'date' },
    },
  }
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', '/delegations', values, key)
    await reload()
    close()
  }
  return (
    <Modal open title="授权同事代理" footer={null} onCancel={close} width={640} destroyOnHidden>
      {lendable.length === 0 ? (
        <Alert type="info" showIcon title="您现在的角色不能转授；单位管理员等角色须由本人行使。" />
      ) : (
        <SchemaForm
          schema={schema}
          name="delegation"
          keeps={false}
          initial={{ kind: 'deputy', roles: [...lendable], from: me.today }}
          onSubmit={submit}
          onCancel={close}
          submitTitle="授权"
        />
      )}
    </Modal>
  )
}
