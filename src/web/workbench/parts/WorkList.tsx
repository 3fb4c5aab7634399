import { App, Button, Tag } from 'antd'
import { Link } from 'react-router'
import { send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Empty } from '../shell/states.tsx'
import { rolesText } from '../roles.ts'
import type { WorkItem } from '../types.ts'
import { DeadlineBadge, StateTag } from './DeadlineBadge.tsx'

/** What waits for this person, earliest term first, each leading to where it is dealt with. */
export function WorkList({ items, none }: { readonly items: readonly WorkItem[]; readonly none: string }) {
  if (items.length === 0) return <Empty title={none} />
  return (
    <ul className="plain worklist">
      {items.map((item) => (
        <li key={item.dossierId}>
          <WorkLine item={item} />
        </li>
      ))}
    </ul>
  )
}

/** One thing to do: what it is, where it stands, by when, whose it is. */
export function WorkLine({ item }: { readonly item: WorkItem }) {
  const to = placeOf(item)
  return (
    <>
      <div className="grow">
        <Link to={to}>{item.title}</Link>
        <div className="soft small">
          {item.procedureTitle} · <span className="num">{timeText(item.enteredAt)} 起</span>
          {item.handler !== null && ` · ${item.handler.isMe ? '由我经办' : `${item.handler.name}经办`}`}
        </div>
        {item.as !== null && <Standing as={item.as} to={to} />}
      </div>
      <StateTag title={item.stateTitle} />
      <DeadlineBadge term={item} />
      <Acts item={item} />
    </>
  )
}

/** “代 某某”, with which roles and until when; acting for somebody needs that place to be taken first. */
function Standing({ as, to }: { readonly as: NonNullable<WorkItem['as']>; readonly to: string }) {
  const { message } = App.useApp()
  const take = async () => {
    try {
      await send('POST', '/session/act-as', { membershipId: null, delegationId: as.delegationId })
      window.location.assign(`/app${to}`)
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  return (
    <div className="row small">
      <Tag color="processing">
        代 {as.name}
        {as.kind === 'secretary' && '（代拟）'}
      </Tag>
      <span className="soft num">
        {rolesText(as.roles)} · 至 {as.until}
      </span>
      <Button size="small" className="no-print" onClick={() => void take()}>
        以代理身份办理
      </Button>
    </div>
  )
}

/** Where the work is: the first letter when only letters wait, else the record. */
function placeOf(item: WorkItem): string {
  const links = item.actions.map(({ link }) => link)
  return links.every((link) => link !== undefined) ? (links[0] ?? pageOf(item)) : pageOf(item)
}

/** Records with a page of their own are dealt with there. */
export function pageOf({ subject, dossierId }: Pick<WorkItem, 'subject' | 'dossierId'>): string {
  if (subject.kind === 'deal') return `/deals/${subject.id}`
  return subject.kind === 'contract' ? `/contracts/${subject.id}` : `/dossiers/${dossierId}`
}

/** A line has room for three acts. */
const ACTS_SHOWN = 3

function Acts({ item: { actions } }: { readonly item: WorkItem }) {
  return (
    <span className="soft">
      {actions.slice(0, ACTS_SHOWN).map(({ name, title, link }, i) => (
        <span key={link ?? name}>
          {i > 0 && ' / '}
          {link === undefined ? title : <Link to={link}>{title}</Link>}
        </span>
      ))}
      {actions.length > ACTS_SHOWN && ' 等'}
    </span>
  )
}
