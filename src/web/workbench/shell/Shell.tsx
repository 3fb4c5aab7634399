import { Button, Drawer } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState } from 'react'
import { NavLink, Outlet, useLocation } from 'react-router'
import { get } from '../api.ts'
import type { WorkSummary } from '../parts/work/types.ts'
import type { Me } from '../types.ts'
import { useConnectionFault } from './connection.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { menu } from './menu.ts'
import { holds, SessionProvider, signInUrl, useMe, useSession } from './session.tsx'
import { Failure, Loading } from './states.tsx'
import { TopBar } from './TopBar.tsx'
import { aheadText, timeText } from '../helpers/format.ts'

/** Frame of every page: loads the session, sends visitors to the portal's sign-in. */
export function Shell({
  elder,
  setElder,
}: {
  readonly elder: boolean
  readonly setElder: (on: boolean) => void
}) {
  const session = useSession()
  const visitor = session.data !== undefined && session.data.person === null
  useEffect(() => {
    if (visitor) window.location.assign(signInUrl())
  }, [visitor])
  if (session.error && !session.data) {
    return (
      <main className="content">
        <h1>科桥工作台</h1>
        <Failure error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  if (!session.data || visitor) {
    return (
      <main className="content">
        <h1 className="visually-hidden">科桥工作台</h1>
        <Loading />
      </main>
    )
  }
  return (
    <SessionProvider value={session.data}>
      <Frame elder={elder} setElder={setElder} />
    </SessionProvider>
  )
}

function Frame({ elder, setElder }: { readonly elder: boolean; readonly setElder: (on: boolean) => void }) {
  const [open, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  useEffect(() => setOpen(false), [pathname])
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        跳到正文
      </a>
      <div className="topstack">
        <TopBar elder={elder} setElder={setElder} openMenu={() => setOpen(true)} />
        <RehearsalBanner />
      </div>
      <Banners />
      <div className="frame">
        <nav className="sidenav" aria-label="主菜单">
          <div className="sidenav-sticky">
            <MenuLinks />
          </div>
        </nav>
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          placement="left"
          title="主菜单"
          size={280}
          destroyOnHidden
        >
          <nav aria-label="主菜单">
            <MenuLinks />
          </nav>
        </Drawer>
        <main id="main" className="content" ref={main} tabIndex={-1}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <footer className="footer">科桥 · 城市技术要素市场运行平台 · 自由软件，欢迎检验每一步</footer>
    </div>
  )
}

/** How much work there is: shared by menu count, dashboard and the filters of the work list. */
export function useWorkSummary() {
  const { may } = useMe()
  return useQuery({
    enabled: may.includes('work.list'),
    queryKey: ['work', 'summary'],
    queryFn: () => get<WorkSummary>('/work/summary'),
    refetchInterval: 60_000,
  })
}

function isOfSeat(me: Me, entry: (typeof menu)[number]['entries'][number]): boolean {
  return entry.atCounter === true || (entry.needs !== undefined && holds(me, entry.needs))
}

/** An entry whose address other entries begin with is shown as the current one only on its own page. */
const PATHS = menu.flatMap(({ entries }) => entries.map(({ path }) => path))
function isPrefix(path: string): boolean {
  return path === '/' || PATHS.some((other) => other.startsWith(`${path}/`))
}

function MenuLinks() {
  const me = useMe()
  const work = useWorkSummary()
  const shown = (entry: (typeof menu)[number]['entries'][number]) =>
    (me.atCounter ? isOfSeat(me, entry) : holds(me, entry.needs)) &&
    (entry.only === undefined || me.instance.kind === entry.only)
  return menu
    .map((group) => ({ ...group, entries: group.entries.filter(shown) }))
    .filter((group) => group.entries.length > 0)
    .map((group) => (
      <div key={group.title}>
        <p className="navgroup">{group.title}</p>
        <ul className="plain">
          {group.entries.map((entry) => (
            <li key={entry.path}>
              <NavLink to={entry.path} end={isPrefix(entry.path)} className="navlink">
                {entry.title}
                {entry.counts && (work.data?.total ?? 0) > 0 && (
                  <span className="count">
                    {work.data?.total}
                    <span className="visually-hidden"> 件</span>
                  </span>
                )}
              </NavLink>
            </li>
          ))}
        </ul>
      </div>
    ))
}

function Banners() {
  const fault = useConnectionFault()
  return (
    <>
      {fault !== null && (
        <section className="banner banner-error" aria-label="连接状态">
          <span role="alert">{fault}</span>
          <Button size="small" onClick={() => window.dispatchEvent(new Event('focus'))}>
            再试一次
          </Button>
        </section>
      )}
      <DemoBanner />
    </>
  )
}

/** In sight on every page, and on paper: what is done here has no effect, and the time is not the real one. */
function RehearsalBanner() {
  const me = useMe()
  const time = useSystemTime()
  const ahead = me.instance.offsetMs
  if (me.instance.kind !== 'rehearsal') return null
  return (
    <section className="banner banner-rehearsal" aria-label="环境说明">
      <strong>演练</strong>
      <span className="num">演练时间 {time}</span>
      {ahead > 0 && <b>时钟已拨{aheadText(ahead)}，不是真实时间。</b>}
      <span className="banner-more">演练环境：时间可调，一切事项都不产生法律效力。</span>
    </section>
  )
}

function DemoBanner() {
  const time = useSystemTime()
  if (useMe().instance.kind !== 'demo') return null
  return (
    <section className="banner" aria-label="环境说明">
      <span>演示环境：数据为示例，不产生法律效力。</span>
      <span className="num">系统时间 {time}</span>
    </section>
  )
}

/** The time of the system, which a rehearsal may have moved; told anew every half minute. */
function useSystemTime(): string {
  const { skewMs } = useMe()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return timeText(new Date(now + skewMs).toISOString())
}
