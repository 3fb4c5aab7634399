import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { Acts } from '../parts/panel/Acts.tsx'
import { Ballot } from '../parts/panel/Seats.tsx'
import type { PanelAct } from '../parts/panel/types.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface Member {
  readonly seatId: string
  readonly name: string
  readonly unit: string
  readonly type: string
  readonly isChair: boolean
  readonly isMe: boolean
  readonly handedIn: boolean
  readonly softWaits: string | null
  readonly ballot: Readonly<Record<string, unknown>> | null
}

interface Seat {
  readonly id: string
  readonly title: string
  readonly stateTitle: string
  readonly answerBy: string
  readonly panelTitle: string
  readonly applicants: readonly string[]
  readonly meetingOn: string
  readonly meetingPlace: string
  readonly type: string
  readonly material: readonly { readonly label: string; readonly value: string }[]
  readonly isChair: boolean
  readonly members: readonly Member[]
  readonly labels: Readonly<Record<string, string>>
  readonly ballot: Readonly<Record<string, unknown>> | null
  readonly digest: string | null
  readonly opinion: string | null
  readonly next: readonly PanelAct[]
}

/** Acts drawn elsewhere on the page than among the buttons. */
const PLACED = ['ballot', 'chair', 'soft']

/** One review of an expert, for a phone: answer, sign, elect, score, confirm. */
export function MyPanel() {
  const { id = '' } = useParams()
  const seat = useQuery({ queryKey: ['my-panel', id], queryFn: () => get<Seat>(`/my/panels/${id}`) })
  return (
    <Show query={seat} rows={10} whole>
      {(view) => (
        <Page title={view.title} lead={view.panelTitle} extra={<StateTag title={view.stateTitle} />}>
          <div className="stack">
            <section className="card" aria-label="评审事项">
              <dl className="facts">
                <dt>申报方</dt>
                <dd>{view.applicants.join('、')}</dd>
                <dt>会议</dt>
                <dd>
                  {view.meetingOn}，{view.meetingPlace}
                </dd>
                <dt>我的类型</dt>
                <dd>{view.type}</dd>
              </dl>
              {view.next.some(({ name }) => name === 'reply') && (
                <p className="warning-text">请在 {timeText(view.answerBy)} 前答复，未答复视为不能参加。</p>
              )}
              <div className="row">
                <Acts next={view.next.filter(({ name }) => !PLACED.includes(name))} />
              </div>
            </section>
            {view.opinion !== null && (
              <section className="card" aria-label="专家组意见">
                <h2>专家组意见</h2>
                <p className="pre">{view.opinion}</p>
              </section>
            )}
            {view.members.length > 0 && <Members view={view} />}
            <Material view={view} />
            <OwnBallot view={view} />
          </div>
        </Page>
      )}
    </Show>
  )
}

function Members({ view }: { readonly view: Seat }) {
  const chair = view.next.find(({ name }) => name === 'chair')
  const soft = view.next.find(({ name }) => name === 'soft')
  return (
    <section className="card" aria-label="组员">
      <h2>组员</h2>
      {chair && <p>请从技术专家中推选组长，得票过半即当选。</p>}
      <ul className="plain stack">
        {view.members.map((member) => (
          <li key={member.seatId} className="stack-s">
            <div>
              <b>{member.name}</b>
              {member.isMe && '（我）'}
              {member.isChair && '（组长）'} <span className="soft small">{member.type}</span>{' '}
              <StateTag title={member.handedIn ? '已提交' : '评审中'} />
            </div>
            <div className="soft small">{member.unit}</div>
            {member.ballot && !member.isMe && <Ballot ballot={member.ballot} labels={view.labels} />}
            {chair && member.type === '技术' && (
              <ActButton
                title="推选为组长"
                label={`推选${member.name}为组长`}
                path={chair.path}
                also={{ seatId: member.seatId }}
                small
              />
            )}
            {soft && member.softWaits !== null && (
              <>
                <p>申报的其他关系：{member.softWaits}</p>
                <FormDialog
                  title={soft.title}
                  form={soft.form}
                  path={soft.path}
                  also={{ seatId: member.seatId }}
                  small
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Material({ view }: { readonly view: Seat }) {
  if (view.material.length === 0) return null
  return (
    <section className="card" aria-label="评审材料">
      <h2>评审材料</h2>
      {view.material.map(({ label, value }) => (
        <div key={label}>
          <h3>{label}</h3>
          <p className="pre">{value}</p>
        </div>
      ))}
    </section>
  )
}

/** The ballot stands in the page, not in a dialog: on a phone it is the page. */
function OwnBallot({ view }: { readonly view: Seat }) {
  const client = useQueryClient()
  const act = view.next.find(({ name }) => name === 'ballot')
  if (view.ballot)
    return (
      <section className="card" aria-label="我的评审意见">
        <h2>我的评审意见（已锁定）</h2>
        <Ballot ballot={view.ballot} labels={view.labels} />
        <p className="soft small">
          锁定时的摘要：<span className="mono">{view.digest}</span>
        </p>
      </section>
    )
  if (!act) return null
  const submit = async (ballot: Record<string, unknown>, key: string) => {
    await send('POST', act.path, { ballot }, key)
    await client.invalidateQueries()
  }
  return (
    <section className="card" aria-label="我的评审意见">
      <h2>我的评审意见</h2>
      <p className="soft">全部专家提交之前，别人看不到您的意见，您也看不到别人的。{act.confirm}</p>
      <SchemaForm schema={act.form} name={`ballot-${view.id}`} onSubmit={submit} submitTitle={act.title} />
    </section>
  )
}
