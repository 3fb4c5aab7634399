import { Tag } from '#web/portal/results.tsx'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** What went wrong, told to a visitor. */
export interface Fault {
  readonly status: Page['status']
  /** What to do, as a sentence; a refusal brings its own. */
  readonly sentence: string
  /** Number under which the operator finds a bug; only for 500. */
  readonly incident?: string
}

const titles = {
  400: '请求不完整',
  401: '需要登录',
  403: '无权查看',
  404: '没有这个页面',
  409: '现在不能办理',
  413: '内容过大',
  422: '内容需要更正',
  429: '操作过于频繁',
  500: '系统故障',
  503: '请稍后再试',
} as const

/** A page for what could not be answered, with a way on. */
export function errorPage(deps: PortalDeps, request: PageRequest, fault: Fault): Page {
  const { t } = speech(request.lang)
  const title = fault.status === 200 ? t('系统故障') : t(titles[fault.status])
  return {
    status: fault.status,
    title,
    description: deps.city.market[request.lang],
    crumbs: [{ title }],
    body: <ErrorBody title={title} fault={fault} back={request.path} />,
  }
}

function ErrorBody(props: { readonly title: string; readonly fault: Fault; readonly back: string }) {
  const { t, word } = usePage()
  const { title, fault } = props
  return (
    <section className="card">
      <h1>
        {title} <Tag>{fault.status}</Tag>
      </h1>
      <p>{word(fault.sentence)}</p>
      {fault.incident === undefined ? null : <p>{t('事件编号：{incident}', { incident: fault.incident })}</p>}
      <ul className="chips">
        {fault.status === 401 ? (
          <li>
            <A to={`/sign-in?back=${encodeURIComponent(props.back)}`}>{t('登录')}</A>
          </li>
        ) : null}
        <li>
          <A to="/">{t('首页')}</A>
        </li>
        <li>
          <A to="/achievements">{t('全部成果')}</A>
        </li>
        <li>
          <A to="/demands">{t('全部需求')}</A>
        </li>
      </ul>
    </section>
  )
}
