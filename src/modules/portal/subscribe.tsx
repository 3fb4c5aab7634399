import { A, usePage, withQuery } from '#web/portal/page.tsx'
import type { ListKind, PageRequest } from './deps.ts'

/** 订阅此搜索: by one click for whoever is signed in, as a feed for everybody. */
export function Subscribe(props: {
  readonly kind: ListKind
  readonly path: string
  /** The question in its one text. */
  readonly question: string
  readonly request: PageRequest
  readonly newKey: () => string
}) {
  const { t, isStatic } = usePage()
  const { kind, path, question, request } = props
  const here = withQuery(path, new URLSearchParams(question), {})
  if (isStatic) return null
  if (request.query.get('done') === 'saved-search.save')
    return (
      <p className="note" role="status">
        {t('已订阅，有新信息会在每日汇总里提醒。')} <A to="/app/subscriptions">{t('管理订阅')}</A>
      </p>
    )
  return (
    <details className="noprint">
      <summary>{t('订阅此搜索')}</summary>
      <p className="sort">
        <A to={withQuery(`${path}.rss`, new URLSearchParams(question), {})}>RSS</A>
        <A to={withQuery(`${path}.feed.json`, new URLSearchParams(question), {})}>JSON Feed</A>
        {request.viewer === null ? (
          <A to={`/sign-in?back=${encodeURIComponent(here)}`}>{t('登录后每天提醒我')}</A>
        ) : null}
      </p>
      {request.viewer === null ? null : (
        <form method="post" action="/do/saved-search.save">
          <input type="hidden" name="_key" value={request.reply?.values['_key'] ?? props.newKey()} />
          <input type="hidden" name="_back" value={here} />
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="query" value={question} />
          <button type="submit">{t('每天提醒我')}</button>
        </form>
      )}
    </details>
  )
}
