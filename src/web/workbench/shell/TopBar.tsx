import { App, Button, Dropdown, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { get, send } from '../api.ts'
import { rolesText } from '../roles.ts'
import type { Me, Seat, SessionReply } from '../types.ts'
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
        科桥<span>{me.market}</span>
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

/** Name, organisation and role; another seat changes the session, so everything is loaded anew. */
function WhoMenu({ me, narrow }: { readonly me: Me; readonly narrow: boolean }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () => get<SessionReply>('/session'),
    staleTime: 300_000,
  })
  const seats = (session.data?.seats ?? []).filter((seat) => !isCurrent(me, seat))
  const leave = async (act: Promise<unknown>, to: string) => {
    try {
      await act
      client.clear()
      window.location.assign(to)
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  const items = [
    ...seats.map((seat, index) => ({ key: `seat:${String(index)}`, label: `切换到：${seatText(seat)}` })),
    ...(seats.length > 0 ? [{ type: 'divider' as const }] : []),
    ...(me.atCounter
      ? []
      : [
          { key: 'security', label: <Link to="/security">登录与安全</Link> },
          { key: 'data', label: <Link to="/my-data">我的数据</Link> },
        ]),
    { key: 'portal', label: <a href="/">门户首页</a> },
    { key: 'out', label: '退出登录' },
  ]
  const onClick = ({ key }: { key: string }) => {
    const seat = key.startsWith('seat:') ? seats[Number(key.slice(5))] : undefined
    if (seat) {
      const { membershipId, delegationId } = seat
      void leave(send('POST', '/session/act-as', { membershipId, delegationId }), '/app/')
    }
    if (key === 'out') void leave(send('DELETE', '/session', {}), '/')
  }
  return (
    <Dropdown
      menu={{ items, onClick }}
      trigger={['click']}
      placement="bottomRight"
      getPopupContainer={inHeader}
    >
      <Button aria-haspopup="menu">
        {me.person?.name}
        {!narrow && ` · ${me.org?.name ?? rolesText(me.roles)}`} ▾
      </Button>
    </Dropdown>
  )
}

/** The menu opens inside the header, so that it belongs to a landmark. */
function inHeader(button: HTMLElement): HTMLElement {
  return button.closest('header') ?? document.body
}

function isCurrent(me: Me, seat: Seat): boolean {
  if (me.session?.delegationId) return seat.delegationId === me.session.delegationId
  return seat.membershipId !== null && seat.membershipId === me.session?.membershipId
}

function seatText(seat: Seat): string {
  const whose = seat.agentFor === null ? '' : `（代 ${seat.agentFor}）`
  return `${seat.org?.name ?? '本平台'} ${rolesText(seat.roles)}${whose}`
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
