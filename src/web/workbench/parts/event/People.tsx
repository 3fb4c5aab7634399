import { Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { get, urlOf } from '../../api.ts'
import { timeText } from '../../helpers/format.ts'
import { Show } from '../../shell/states.tsx'
import { FormDialog } from '../FormDialog.tsx'

interface People {
  readonly registrations: readonly {
    readonly name: string
    readonly org: string
    readonly state: 'registered' | 'waiting' | 'cancelled'
    readonly at: string
    readonly came: boolean
  }[]
  readonly walkIns: readonly { readonly name: string; readonly org: string; readonly at: string }[]
  readonly guests: readonly {
    readonly name: string
    readonly unit: string
    readonly phone: string
    readonly at: string
  }[]
  readonly invited: readonly string[]
}

const STATES = { registered: '已报名', waiting: '候补', cancelled: '已取消' } as const

/** Who registered, who came, the code for the door; for the organiser. */
export function EventPeople({ id, isOpen }: { readonly id: string; readonly isOpen: boolean }) {
  const people = useQuery({
    queryKey: ['event', id, 'people'],
    queryFn: () => get<People>(`/events/${id}/people`),
  })
  return (
    <Show query={people}>
      {(found) => (
        <div className="stack">
          {isOpen && <SignIn id={id} />}
          <Registered found={found} />
          <Came found={found} />
          <section aria-label="邀请" className="stack-s">
            <div className="row">
              <h2 className="grow">邀请（{found.invited.length} 家）</h2>
              {isOpen && (
                <FormDialog
                  title="邀请单位"
                  form={{
                    type: 'object',
                    required: ['orgId'],
                    properties: { orgId: { type: 'string', title: '邀请哪家单位', widget: 'org' } },
                  }}
                  path={`/events/${id}/invitations`}
                  shape={(values) => ({ orgIds: [values['orgId']] })}
                />
              )}
            </div>
            <p>{found.invited.join('、') || <span className="soft">还没有邀请单位。</span>}</p>
          </section>
        </div>
      )}
    </Show>
  )
}

function SignIn({ id }: { readonly id: string }) {
  return (
    <section aria-label="现场签到" className="stack-s">
      <h2>现场签到</h2>
      <p className="soft">
        活动当天在屏幕上放这个二维码，或打印海报。来宾用手机扫码：已登录的点一下签到，没有账号的填姓名、单位、电话。
      </p>
      <img className="qr" src={`/api/v1/events/${id}/qr.svg`} alt="签到二维码" />
      <div>
        <Button href={urlOf(`/events/${id}/poster.pdf`)}>签到海报（PDF）</Button>
      </div>
    </section>
  )
}

function Registered({ found }: { readonly found: People }) {
  const came = found.registrations.filter((one) => one.came).length
  return (
    <section aria-label="报名">
      <h2>
        报名（{found.registrations.filter((one) => one.state === 'registered').length} 人，{came} 人到场）
      </h2>
      {found.registrations.length === 0 && <p className="soft">还没有人报名。</p>}
      <ul className="plain stack-s">
        {found.registrations.map((one) => (
          <li key={`${one.name} ${one.at}`} className="listitem row">
            <span className="grow">
              {one.name} <span className="soft">{one.org}</span>
            </span>
            {one.came && <Tag color="success">已签到</Tag>}
            <Tag>{STATES[one.state]}</Tag>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Came({ found }: { readonly found: People }) {
  if (found.walkIns.length + found.guests.length === 0) return null
  return (
    <section aria-label="没有报名而到场的">
      <h2>没有报名而到场的（{found.walkIns.length + found.guests.length} 人）</h2>
      <ul className="plain stack-s">
        {found.walkIns.map((one) => (
          <li key={`${one.name} ${one.at}`} className="listitem">
            {one.name} <span className="soft">{one.org}</span>{' '}
            <span className="soft small num">{timeText(one.at)}</span>
          </li>
        ))}
        {found.guests.map((one) => (
          <li key={`${one.name} ${one.at}`} className="listitem">
            {one.name} <span className="soft">{one.unit}</span> <span className="num">{one.phone}</span>{' '}
            <span className="soft small num">{timeText(one.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
