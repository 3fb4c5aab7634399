import { Button, Dropdown, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { send } from '../api.ts'
import type { Me } from '../types.ts'
import { useMe } from './session.tsx'

interface Props {
  readonly elder: boolean
  readonly setElder: (on: boolean) => void
  readonly openMenu: () => void
}

export function TopBar({ elder, setElder, openMenu }: Props) {
  const me = useMe()
  const narrow = useNarrow()
  return (
    <header className="topbar">
      {narrow && (
        <Button onClick={openMenu} aria-label="打开主菜单">
          菜单
        </Button>
      )}
      <Link to="/" className="brand">
        科桥<span>{me.instance.city} · 工作台</span>
      </Link>
      <span className="spacer" />
      <SearchBox />
      <Button onClick={() => setElder(!elder)} aria-pressed={elder}>
        {elder ? '普通版' : '长者版'}
      </Button>
      <WhoMenu me={me} narrow={narrow} />
    </header>
  )
}

/** `/` anywhere outside a field jumps to the search box. */
function SearchBox() {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const box = useRef<{ focus: () => void }>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      box.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) void navigate(`/search?q=${encodeURIComponent(text.trim())}`)
  }
  return (
    <form role="search" onSubmit={submit}>
      <Input
        ref={box as never}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="搜成果和需求（按 / 键）"
        aria-label="搜成果和需求"
        aria-keyshortcuts="/"
        type="search"
        enterKeyHint="search"
      />
    </form>
  )
}

/** Name, organisation and role; switching changes the membership of the session and loads everything anew. */
function WhoMenu({ me, narrow }: { readonly me: Me; readonly narrow: boolean }) {
  const client = useQueryClient()
  const switchTo = async (membershipId: string) => {
    await send('POST', '/session/act-as', { membershipId, delegationId: null })
    client.clear()
    window.location.assign('/app/')
  }
  const signOut = async () => {
    await send('DELETE', '/session', {})
    window.location.assign('/')
  }
  const others = (me.memberships ?? []).filter((one) => one.current !== true)
  const items = [
    ...others.map((one) => ({ key: `m:${one.id}`, label: `切换到 ${one.orgName}` })),
    ...(others.length > 0 ? [{ type: 'divider' as const }] : []),
    { key: 'security', label: <Link to="/security">登录与安全</Link> },
    { key: 'data', label: <Link to="/my-data">我的数据</Link> },
    { key: 'portal', label: <a href="/">门户首页</a> },
    { key: 'out', label: '退出登录' },
  ]
  const onClick = ({ key }: { key: string }) => {
    if (key.startsWith('m:')) void switchTo(key.slice(2))
    if (key === 'out') void signOut()
  }
  return (
    <Dropdown menu={{ items, onClick }} trigger={['click']} placement="bottomRight">
      <Button aria-haspopup="menu">
        {me.person?.name}
        {!narrow && me.org && ` · ${me.org.name}`} ▾
      </Button>
    </Dropdown>
  )
}

/** True below 800 px, where the menu becomes a drawer and tables become cards. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches)
  useEffect(() => {
    const media = window.matchMedia(NARROW)
    const update = () => setNarrow(media.matches)
    media.addEventListener('change', update)
    return () => media.removeEventListener('change', update)
  }, [])
  return narrow
}

const NARROW = '(max-width: 799px)'
