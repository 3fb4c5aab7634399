import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { leftText, type NoticeRow } from '../helpers/notice.ts'
import { Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import { StateTag } from './DeadlineBadge.tsx'

/** The public notices of a dossier: period, how many days are left, the way to objections and poster. */
export function NoticeBox({ dossierId }: { readonly dossierId: string }) {
  const query = { dossier: dossierId, limit: '20' }
  const list = useQuery({
    queryKey: ['notices', dossierId],
    queryFn: () => get<Page<NoticeRow>>('/my/notices', query),
  })
  return (
    <section aria-label="公示">
      <h3>公示</h3>
      <Show query={list} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有公示。</p>
          ) : (
            <ul className="plain stack-s">
              {items.map((notice) => (
                <li key={notice.id}>
                  <Link to={`/notices/${notice.id}`}>{notice.name}</Link>{' '}
                  <StateTag title={notice.stateTitle} />
                  <div className="soft small num">
                    {notice.startsOn} 至 {notice.lastDay} · {leftText(notice)}
                  </div>
                  {notice.openObjections > 0 && (
                    <Link to={`/notices/${notice.id}`}>{notice.openObjections} 件异议待书面答复</Link>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}
