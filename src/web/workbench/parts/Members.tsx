import { Alert, Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { roleNames, rolesText } from '../roles.ts'
import { useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import { copyText } from './Receipt.tsx'
import { SchemaForm } from './SchemaForm.tsx'

export interface Member {
  readonly membershipId: string
  readonly personId: string
  readonly name: string
  readonly title: string
  readonly roles: readonly string[]
}

interface MembersReply {
  readonly items: readonly Member[]
  /** Roles that may be given here. */
  readonly grantable: readonly string[]
}

/** As many as the server lists at once. */
const LISTED_MAX = 100

function rolesSchema(grantable: readonly string[]): JsonSchema {
  const titles: Readonly<Record<string, string>> = roleNames
  return {
    type: 'object',
    required: ['title', 'roles'],
    properties: {
      title: { type: 'string', title: '职务', maxLength: 40 },
      roles: {
        type: 'array',
        title: '角色',
        items: { type: 'string', enum: grantable },
        options: Object.fromEntries(grantable.map((role) => [role, titles[role] ?? role])),
      },
    },
  }
}

/** Who acts for the organisation and as what; inviting, changing roles, leaving with a hand-over. */
export function Members({ orgId, manages }: { readonly orgId: string; readonly manages: boolean }) {
  const client = useQueryClient()
  const members = useQuery({
    queryKey: ['members', orgId],
    queryFn: () => get<MembersReply>(`/organisations/${orgId}/members`, { limit: LISTED_MAX }),
  })
  const [inviting, setInviting] = useState(false)
  const [changing, setChanging] = useState<Member | null>(null)
  const reload = () => client.invalidateQueries({ queryKey: ['members', orgId] })
  return (
    <Show query={members}>
      {(reply) => (
        <div className="stack">
          {manages && (
            <div>
              <Button type="primary" onClick={() => setInviting(true)}>
                邀请成员
              </Button>
            </div>
          )}
          {reply.items.length === 0 && <Empty title="还没有成员" />}
          <ul className="plain worklist">
            {reply.items.map((member) => (
              <MemberRow
                key={member.membershipId}
                member={member}
                manages={manages}
                change={() => setChanging(member)}
              />
            ))}
          </ul>
          {inviting && (
            <Invite orgId={orgId} schema={rolesSchema(reply.grantable)} close={() => setInviting(false)} />
          )}
          {changing && (
            <ChangeRoles
              member={changing}
              schema={rolesSchema(reply.grantable)}
              close={() => (setChanging(null), void reload())}
            />
          )}
        </div>
      )}
    </Show>
  )
}

interface RowProps {
  readonly member: Member
  readonly manages: boolean
  readonly change: () => void
}

function MemberRow({ member, manages, change }: RowProps) {
  const me = useMe()
  return (
    <li>
      <div className="grow">
        <b>{member.name}</b> <span className="soft">{member.title}</span>
        <div>{rolesText(member.roles)}</div>
      </div>
      {member.personId === me.person?.id ? (
        <span className="soft">本人</span>
      ) : (
        manages && (
          <div className="row">
            <Button size="small" onClick={change} aria-label={`调整角色：${member.name}`}>
              调整角色
            </Button>
            <Link to={`/leaving/${member.membershipId}`} aria-label={`离岗：${member.name}`}>
              离岗
            </Link>
          </div>
        )
      )}
    </li>
  )
}

interface DialogProps {
  readonly schema: JsonSchema
  readonly close: () => void
}

function Invite({ orgId, schema, close }: DialogProps & { readonly orgId: string }) {
  const [code, setCode] = useState<string | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    const reply = await send<{ code: string }>('POST', `/organisations/${orgId}/invitations`, values, key)
    setCode(reply.result.code)
  }
  return (
    <Modal open title="邀请成员" footer={null} onCancel={close} destroyOnHidden>
      {code === null ? (
        <SchemaForm
          schema={schema}
          name="invite"
          keeps={false}
          onSubmit={submit}
          onCancel={close}
          submitTitle="生成邀请码"
        />
      ) : (
        <div className="stack">
          <Alert
            type="success"
            showIcon
            title="邀请码只显示这一次，请发给对方"
            description={<span className="mono">{code}</span>}
          />
          <div className="row">
            <Button onClick={() => void copyText(code)}>复制邀请码</Button>
            <Button type="primary" onClick={close}>
              完成
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

function ChangeRoles({ member, schema, close }: DialogProps & { readonly member: Member }) {
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('PUT', `/memberships/${member.membershipId}`, values, key)
    close()
  }
  return (
    <Modal open title={`调整角色：${member.name}`} footer={null} onCancel={close} destroyOnHidden>
      <SchemaForm
        schema={schema}
        name="roles"
        keeps={false}
        initial={{ title: member.title, roles: [...member.roles] }}
        onSubmit={submit}
        onCancel={close}
        submitTitle="保存"
      />
    </Modal>
  )
}
