import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Modal, Progress, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get, send } from '../api.ts'
import { rolesText } from '../roles.ts'
import { PrintHead } from '../parts/PrintView.tsx'
import { useOneByOne } from '../parts/work/one-by-one.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface Holding {
  readonly kind: string
  readonly kindTitle: string
  readonly id: string
  readonly title: string
  readonly ends: 'passes' | 'ended' | 'alone'
}

interface Reply {
  readonly member: {
    readonly name: string
    readonly title: string
    readonly roles: readonly string[]
    readonly orgName: string | null
    readonly left: boolean
  }
  readonly items: readonly Holding[]
  readonly heirs: readonly { readonly personId: string; readonly name: string; readonly title: string }[]
  readonly next: readonly {
    readonly name: string
    readonly title: string
    readonly allowed: boolean
    readonly reason: string | null
  }[]
}

/** A leaver: everything still held, handed over by chosen sets; only then the roles end (P6). */
export function LeavingPage() {
  const { id = '' } = useParams()
  const held = useQuery({
    queryKey: ['holdings', id],
    queryFn: () => get<Reply>(`/memberships/${id}/holdings`),
  })
  const name = held.data?.member.name
  return (
    <Page
      title={name === undefined ? '离岗交接' : `离岗交接：${name}`}
      lead="先把名下的事项交给同事，再办理离岗。每一项单独移交，都记入日志；已办的事仍记在本人名下。"
      extra={<Button onClick={() => window.print()}>打印清单</Button>}
    >
      <Show query={held} rows={6}>
        {(data) => <HandOver key={data.items.length} id={id} data={data} />}
      </Show>
    </Page>
  )
}

function HandOver({ id, data }: { readonly id: string; readonly data: Reply }) {
  const { member, items } = data
  return (
    <div className="stack">
      <PrintHead title="离岗交接清单" />
      <p>
        {member.name} {member.title} · {member.orgName ?? '本平台'} · {rolesText(member.roles)}
      </p>
      <ToPass id={id} items={items.filter((one) => one.ends === 'passes')} heirs={data.heirs} />
      <Ended items={items.filter((one) => one.ends === 'ended')} id={id} />
      <Alone items={items.filter((one) => one.ends === 'alone')} />
      <Leave id={id} data={data} />
    </div>
  )
}

interface ToPassProps {
  readonly id: string
  readonly items: readonly Holding[]
  readonly heirs: Reply['heirs']
}

/** What a colleague takes over: chosen, then shown again before it moves. */
function ToPass({ id, items, heirs }: ToPassProps) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [heir, setHeir] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const picked = items.filter((one) => chosen.includes(keyOf(one)))
  const person = heirs.find((one) => one.personId === heir)
  if (items.length === 0) return null
  return (
    <section className="card stack-s" aria-label="需要移交的事项">
      <h2>需要移交的事项 {items.length}</h2>
      <div className="row no-print">
        <Checkbox
          checked={picked.length === items.length}
          indeterminate={picked.length > 0 && picked.length < items.length}
          onChange={(event) => setChosen(event.target.checked ? items.map(keyOf) : [])}
        >
          全选
        </Checkbox>
        <Select
          aria-label="接手人"
          placeholder="接手人"
          showSearch={{ optionFilterProp: 'label' }}
          style={{ minWidth: 220 }}
          value={heir}
          options={heirs.map((one) => ({ value: one.personId, label: `${one.name} ${one.title}` }))}
          onChange={(value: string) => setHeir(value)}
        />
        <Button type="primary" disabled={picked.length === 0 || !person} onClick={() => setAsking(true)}>
          移交所选 {picked.length} 项…
        </Button>
      </div>
      {heirs.length === 0 && <Alert type="warning" showIcon title="本单位没有其他成员，请先邀请接手人。" />}
      <Held items={items} chosen={chosen} choose={setChosen} />
      {asking && person && <Passing id={id} items={picked} heir={person} close={() => setAsking(false)} />}
    </section>
  )
}

interface HeldProps {
  readonly items: readonly Holding[]
  readonly chosen: readonly string[]
  readonly choose: (keys: readonly string[]) => void
}

function Held({ items, chosen, choose }: HeldProps) {
  return (
    <ul className="plain worklist">
      {items.map((one) => (
        <li key={keyOf(one)}>
          <Checkbox
            className="no-print"
            aria-label={`选择：${one.title}`}
            checked={chosen.includes(keyOf(one))}
            onChange={(event) =>
              choose(
                event.target.checked ? [...chosen, keyOf(one)] : chosen.filter((key) => key !== keyOf(one)),
              )
            }
          />
          <div className="grow">{one.title}</div>
          <span className="soft">{one.kindTitle}</span>
        </li>
      ))}
    </ul>
  )
}

function keyOf({ kind, id }: Holding): string {
  return `${kind} ${id}`
}

interface PassingProps {
  readonly id: string
  readonly items: readonly Holding[]
  readonly heir: Reply['heirs'][number]
  readonly close: () => void
}

/** The chosen set, shown before anything moves; then one command each. */
function Passing({ id, items, heir, close }: PassingProps) {
  const client = useQueryClient()
  const { results, busy, run } = useOneByOne('已移交')
  const passAll = () =>
    run(items.map(keyOf), (name, commandKey) => {
      const [kind, held] = name.split(' ')
      return send(
        'POST',
        `/memberships/${id}/hand-over`,
        { kind, id: held, toPerson: heir.personId },
        commandKey,
      )
    })
  const leave = () => {
    close()
    if (results) void client.invalidateQueries({ queryKey: ['holdings', id] })
  }
  return (
    <Modal
      open
      title={`移交给${heir.name}：${String(items.length)} 项`}
      footer={null}
      closable={!busy}
      mask={{ closable: false }}
      onCancel={leave}
      width={640}
      destroyOnHidden
    >
      <div className="stack">
        {results !== null && (
          <Progress
            aria-label="进度"
            percent={Math.round((Object.keys(results).length / items.length) * 100)}
          />
        )}
        <ol className="chosen-set">
          {items.map((one) => (
            <li key={keyOf(one)}>
              {one.title} <span className="soft">{one.kindTitle}</span> <b>{results?.[keyOf(one)]}</b>
            </li>
          ))}
        </ol>
        <div className="row">
          {results === null ? (
            <>
              <Button type="primary" onClick={() => void passAll()}>
                确认移交 {items.length} 项
              </Button>
              <Button onClick={leave}>取消</Button>
            </>
          ) : (
            <Button type="primary" disabled={busy} onClick={leave}>
              知道了
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}

/** Rights lent and taken over: each is ended by name. */
function Ended({ items, id }: { readonly items: readonly Holding[]; readonly id: string }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const end = async (one: Holding) => {
    try {
      await send('POST', `/delegations/${one.id}/end`, {})
      await client.invalidateQueries({ queryKey: ['holdings', id] })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  if (items.length === 0) return null
  return (
    <section className="card stack-s" aria-label="需要终止的事项">
      <h2>需要终止的事项 {items.length}</h2>
      <ul className="plain worklist">
        {items.map((one) => (
          <li key={keyOf(one)}>
            <div className="grow">{one.title}</div>
            <span className="soft">{one.kindTitle}</span>
            {one.kind === 'delegation' ? (
              <Button size="small" aria-label={`终止：${one.title}`} onClick={() => void end(one)}>
                终止
              </Button>
            ) : (
              <span className="soft">本人的资料，请先由本人或单位下架</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What ends with the membership; only to know. */
function Alone({ items }: { readonly items: readonly Holding[] }) {
  if (items.length === 0) return null
  return (
    <section className="card stack-s" aria-label="随离岗结束的">
      <h2>随离岗结束的</h2>
      <ul className="plain worklist">
        {items.map((one) => (
          <li key={keyOf(one)}>
            <div className="grow">{one.title}</div>
            <span className="soft">{one.kindTitle}</span>
          </li>
        ))}
      </ul>
      {items.some((one) => one.kind === 'role') && (
        <p className="soft">标为“只有本人持有”的角色，离岗后本单位无人可办相应的事，请先授予他人。</p>
      )}
    </section>
  )
}

function Leave({ id, data }: { readonly id: string; readonly data: Reply }) {
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const { member, next } = data
  const end = async () => {
    try {
      await send('POST', `/memberships/${id}/end`, {})
      await client.invalidateQueries()
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  const ask = () =>
    modal.confirm({
      title: `确认${member.name}离岗？`,
      content: '离岗后立即不能再代表本单位办理。',
      okText: '确认离岗',
      cancelText: '取消',
      onOk: end,
    })
  if (member.left) return <Alert type="success" showIcon role="status" title="已办理离岗。" />
  return next.map(({ name, title, allowed, reason }) => (
    <div key={name} className="stack-s no-print">
      {reason !== null && <Alert type="warning" showIcon title={reason} />}
      <div>
        <Button type="primary" danger disabled={!allowed} onClick={() => void ask()}>
          {title}
        </Button>
      </div>
    </div>
  ))
}
