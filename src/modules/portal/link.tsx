import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import type { LinkView, PageRequest, PortalDeps } from './deps.ts'

/** `/l/{token}`: what a link of a message may do without signing in, with the one button that does it. */
export async function linkPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const { t } = speech(request.lang)
  const link = await deps.link(request.params['token'] ?? '')
  if (link === null) return null
  const title = link.purpose === 'stop' ? t('停止接收提醒') : t('确认信息仍然有效')
  return {
    status: 200,
    title,
    description: title,
    crumbs: [{ title }],
    body: (
      <section className="card">
        <h1>{title}</h1>
        {request.query.has('done') ? (
          <p className="note" role="status">
            {link.purpose === 'stop' ? t('已停止。') : t('已确认，感谢。')}{' '}
            <A to="/app/subscriptions">{t('登录后可以修改提醒方式')}</A>
          </p>
        ) : null}
        {link.purpose === 'stop' ? <Stop channel={link.channel} /> : <Confirm items={link.items} />}
      </section>
    ),
  }
}

function Stop({ channel }: { readonly channel: string }) {
  const { t } = usePage()
  return (
    <form method="post">
      <p>{t('不再通过“{channel}”发送每日汇总；站内消息不受影响。', { channel })}</p>
      <button className="primary" type="submit">
        {t('停止接收')}
      </button>
    </form>
  )
}

function Confirm({ items }: { readonly items: Extract<LinkView, { purpose: 'confirm' }>['items'] }) {
  const { t } = usePage()
  if (items.length === 0) return <p className="quiet">{t('没有等您确认的信息。')}</p>
  return (
    <form method="post">
      <p>
        {t('下面的信息快到期了。仍然有效的请保留勾选并确认；不再有效的请取消勾选，登录后下架并说明去向。')}
      </p>
      <ul className="list">
        {items.map((item) => (
          <li key={item.dossierId}>
            <label>
              <input type="checkbox" name="item" value={item.dossierId} defaultChecked />{' '}
              <span lang="zh-CN">{item.title}</span>{' '}
              <span className="quiet">{t('{day} 到期', { day: item.validUntil })}</span>
            </label>
          </li>
        ))}
      </ul>
      <button className="primary" type="submit">
        {t('勾选的仍然有效')}
      </button>
    </form>
  )
}
