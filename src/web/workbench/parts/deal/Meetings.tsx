import { Tag } from 'antd'
import { timeText } from '../../helpers/format.ts'
import { Empty, Show } from '../../shell/states.tsx'
import { ActionBar, type Preparation } from '../ActionBar.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { useDossier } from '../RecordPage.tsx'
import type { Deal, Meeting } from './types.ts'

/** Meetings of the two sides: proposed times, the one chosen, minutes by one confirmed by the other. */
export function Meetings({ deal }: { readonly deal: Deal }) {
  return (
    <div className="stack">
      <div className="row">
        <h2 className="grow">会面</h2>
        {deal.may.meet && (
          <FormDialog
            title="约会面"
            primary={deal.meetings.length === 0}
            form="meeting"
            path={`/deals/${deal.id}/meetings`}
            next="对方会收到消息，从您给的时间里选一个。"
          />
        )}
      </div>
      {deal.identity.hidden && <p className="soft">需求方公开身份以后才能约会面。</p>}
      {deal.meetings.length === 0 && (
        <Empty title="还没有会面">给对方几个时间，由对方选定；会后写纪要，由对方确认。</Empty>
      )}
      <ul className="plain stack">
        {deal.meetings.map((meeting) => (
          <li key={meeting.id} className="card">
            <MeetingCard meeting={meeting} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const OPEN: readonly string[] = ['proposed', 'agreed', 'minuted']

function MeetingCard({ meeting }: { readonly meeting: Meeting }) {
  const [latest] = meeting.minutes
  return (
    <article className="stack-s" aria-label={meeting.topic}>
      <div className="row">
        <h3 className="grow">{meeting.topic}</h3>
        <Tag>{meeting.stateTitle}</Tag>
      </div>
      <dl className="facts">
        <dt>方式</dt>
        <dd>
          {meeting.way}，{meeting.place}
        </dd>
        <dt>时间</dt>
        <dd className="num">
          {meeting.startsAt === null ? (
            <ol className="slots">
              {meeting.slots.map((slot) => (
                <li key={slot.n}>{spanText(slot.startsAt, slot.endsAt)}</li>
              ))}
            </ol>
          ) : (
            <>
              {spanText(meeting.startsAt, meeting.endsAt)}{' '}
              {meeting.ics !== null && <a href={meeting.ics}>加入日历</a>}
            </>
          )}
        </dd>
        <dt>提出</dt>
        <dd>
          {meeting.org} {meeting.by} <span className="num">{timeText(meeting.at)}</span>
        </dd>
        {latest && (
          <>
            <dt>纪要</dt>
            <dd>
              <div className="pre">{latest.body}</div>
              <div className="soft small">
                {latest.org} {latest.by} <span className="num">{timeText(latest.at)}</span>
                {meeting.minutes.length > 1 && `，第 ${String(latest.version)} 稿`}
              </div>
            </dd>
          </>
        )}
      </dl>
      {OPEN.includes(meeting.state) && <Acts meeting={meeting} />}
    </article>
  )
}

/** 2026-03-02 09:00–10:30; the day once, unless the meeting goes past midnight. */
function spanText(startsAt: string, endsAt: string | null): string {
  if (endsAt === null) return timeText(startsAt)
  const [from, to] = [timeText(startsAt), timeText(endsAt)]
  return from.slice(0, 10) === to.slice(0, 10) ? `${from}–${to.slice(11)}` : `${from} 至 ${to}`
}

function Acts({ meeting }: { readonly meeting: Meeting }) {
  const dossier = useDossier(meeting.dossierId)
  const known = (action: string): Preparation => {
    if (action === 'accept') return { initial: { slot: 1 } }
    const [latest] = meeting.minutes
    return action === 'writeMinutes' && latest ? { initial: { minutes: latest.body } } : {}
  }
  return (
    <Show query={dossier} rows={1}>
      {(view) => <ActionBar key={view.dossier.visit} view={view} prepare={known} />}
    </Show>
  )
}
