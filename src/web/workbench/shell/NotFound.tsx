import { Link } from 'react-router'
import { Page } from './Page.tsx'

export function NotFound() {
  return (
    <Page title="没有这个页面">
      <div className="card empty">
        <p>地址可能有误，或者页面已经移走。</p>
        <Link to="/">回到工作台</Link>
      </div>
    </Page>
  )
}
