import { Alert, Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ApiError } from '../api.ts'
import { signInUrl } from './session.tsx'

/** Grey bars while content is on its way; says so to screen readers. */
export function Loading({ rows = 4 }: { readonly rows?: number }) {
  return (
    <div className="card" role="status" aria-label="正在载入">
      <Skeleton active={false} title={false} paragraph={{ rows: rows + 1 }} />
    </div>
  )
}

/** Nothing here yet, why, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** A reply that was not the content asked for: what happened and the one thing to do next. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const known = error instanceof ApiError ? error : undefined
  if (known?.status === 401)
    return (
      <Notice
        title="登录已过期"
        text="请重新登录，登录后回到本页。"
        action={<a href={signInUrl()}>去登录</a>}
      />
    )
  if (known?.status === 403) {
    return <Notice title="没有办理权限" text={known.message} action={<Link to="/">回到工作台</Link>} />
  }
  if (known?.status === 404) {
    return <Notice title="没有找到" text={known.message} action={<Link to="/">回到工作台</Link>} />
  }
  const message = known?.message ?? '页面没有载入成功，请重试。'
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={message}
      description={known?.incident && `故障编号 ${known.incident}。联系技术支持时请提供此编号。`}
      action={retry && <Button onClick={retry}>重试</Button>}
    />
  )
}

function Notice(props: { readonly title: string; readonly text: string; readonly action: ReactNode }) {
  return (
    <div className="card empty" role="alert">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <p>{props.action}</p>
    </div>
  )
}

interface Loaded<T> {
  readonly data: T | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

interface ShowProps<T> {
  readonly query: Loaded<T>
  readonly rows?: number
  /** Nothing else is on the page while this loads, so it needs a heading of its own. */
  readonly whole?: boolean
  readonly children: (data: T) => ReactNode
}

/** Loading, failed or there: the three states of everything that is read. */
export function Show<T>({ query, rows = 4, whole = false, children }: ShowProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  const state = query.error ? (
    <Failure error={query.error} retry={() => void query.refetch()} />
  ) : (
    <Loading rows={rows} />
  )
  if (!whole) return state
  return (
    <div className="page">
      <h1 className="visually-hidden">{query.error ? '没有载入' : '正在载入'}</h1>
      {state}
    </div>
  )
}
