import { App, Button, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { send } from '../api.ts'
import { ListPage } from '../parts/ListPage.tsx'
import { copyText } from '../parts/Receipt.tsx'
import { rolesText } from '../roles.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'
import type { Row } from '../types.ts'

interface User extends Row {
  readonly personId: string
  readonly name: string
  readonly login?: string | null
  readonly phone?: string | null
  readonly disabled?: boolean
  readonly memberships?: readonly {
    readonly id: string
    readonly orgId: string | null
    readonly orgName: string | null
    readonly title: string
    readonly roles: readonly string[]
  }[]
}

export function Users() {
  return (
    <ListPage<User>
      title="用户与权限"
      lead="这里处理账号本身：停用、恢复、重置密码。角色、邀请和离岗在各单位的“成员与角色”里办理。"
      path="/users"
      idOf={(user) => user.personId}
      searches="姓名或登录名"
      columns={[
        { title: '姓名', draw: (user) => user.name, width: 150 },
        { title: '登录名', draw: (user) => <span className="mono">{user.login ?? '—'}</span>, width: 170 },
        { title: '手机号', draw: (user) => <span className="num">{user.phone ?? '—'}</span>, width: 130 },
        { title: '单位与角色', draw: (user) => <Seats user={user} /> },
        {
          title: '账号',
          draw: (user) => (
            <Tag color={user.disabled === true ? 'error' : 'success'}>
              {user.disabled === true ? '已停用' : '正常'}
            </Tag>
          ),
          width: 90,
        },
        { title: '办理', draw: (user) => <Acts user={user} />, width: 220 },
      ]}
      empty={<Empty title="没有用户" />}
    />
  )
}

function Seats({ user }: { readonly user: User }) {
  return (user.memberships ?? []).map((seat) => (
    <div key={seat.id} className="soft">
      {seat.orgId === null ? '本平台' : <Link to={`/organisations/${seat.orgId}`}>{seat.orgName}</Link>}{' '}
      {rolesText(seat.roles)}
    </div>
  ))
}

function Acts({ user }: { readonly user: User }) {
  const me = useMe()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const act = async (name: 'disable' | 'enable' | 'reset') => {
    try {
      const reply = await send<{ code?: string }>('POST', `/users/${user.personId}/${name}`, {})
      const code = reply.result.code
      if (code !== undefined) {
        modal.info({
          title: '密码重置代码',
          content: (
            <p>
              请当面或电话告知本人，只显示这一次：<span className="mono">{code}</span>
            </p>
          ),
          okText: '复制并关闭',
          onOk: () => copyText(code),
        })
      }
      await client.invalidateQueries({ queryKey: ['list', '/users'] })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  const disable = () =>
    modal.confirm({
      title: `停用${user.name}的账号？`,
      content: '停用后立即退出登录，直到恢复。',
      okText: '停用',
      cancelText: '取消',
      onOk: () => act('disable'),
    })
  if (!holds(me, ['user.manage'])) return <span className="soft">—</span>
  if (user.personId === me.person?.id) return <span className="soft">本人</span>
  return (
    <div className="row">
      {user.disabled === true ? (
        <Button size="small" onClick={() => void act('enable')} aria-label={`恢复：${user.name}`}>
          恢复
        </Button>
      ) : (
        <Button size="small" onClick={() => void disable()} aria-label={`停用：${user.name}`}>
          停用
        </Button>
      )}
      <Button size="small" onClick={() => void act('reset')} aria-label={`重置密码：${user.name}`}>
        重置密码
      </Button>
    </div>
  )
}
