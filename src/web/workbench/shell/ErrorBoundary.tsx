import { Component, type ErrorInfo, type ReactNode } from 'react'
import { newKey } from '../api.ts'

interface State {
  readonly incident: string | null
  readonly what: string
}

/** Catches a page that cannot be drawn; the shell stays, the number identifies the report. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { incident: null, what: '' }

  static getDerivedStateFromError(error: unknown): State {
    return {
      incident: newKey().slice(0, 8).toUpperCase(),
      what: error instanceof Error ? error.message : String(error),
    }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(this.state.incident, error, info.componentStack)
  }

  override render(): ReactNode {
    if (this.state.incident === null) return this.props.children
    return (
      <div className="card empty" role="alert">
        <h1>这个页面出错了</h1>
        <p>您已填写的内容保存在本机草稿中。请刷新页面；仍然出错时，请把下面的编号告诉技术支持。</p>
        <p>
          故障编号 <b className="num">{this.state.incident}</b>
        </p>
        <details>
          <summary>给技术支持的信息</summary>
          <p className="mono">{this.state.what}</p>
        </details>
        <p>
          <a href={window.location.href}>刷新页面</a>
        </p>
      </div>
    )
  }
}
