import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Reply } from '../types.ts'

interface Item {
  readonly basis: string
  readonly title: string
  readonly number: string
  readonly state: string
  readonly isDead: boolean
  readonly from: string | null
  readonly until: string | null
  readonly source: string
  readonly procedures: readonly { readonly id: string; readonly title: string }[]
}

interface BasisReply {
  readonly items: readonly Item[]
  readonly exceptions: readonly {
    readonly title: string
    readonly reason: string
    readonly until: string
  }[]
}

const STATES = ['现行', '已废止', '已失效', '拟出台', '状态待核实']

const stateSchema: JsonSchema = {
  type: 'object',
  required: ['state', 'source'],
  properties: {
    state: { type: 'string', title: '状态', enum: STATES },
    from: { type: 'string', title: '施行日期', widget: 'date' },
    until: { type: 'string', title: '有效期至', widget: 'date' },
    source: { type: 'string', title: '从哪里核实', maxLength: 200, help: '例如：市政府公报，某年某月某日查' },
  },
}

const reasonSchema: JsonSchema = {
  type: 'object',
  required: ['reason', 'until'],
  properties: {
    reason: { type: 'string', title: '继续受理的理由', widget: 'textarea', maxLength: 500 },
    until: { type: 'string', title: '受理到哪一天', widget: 'date' },
  },
}

/** What is being asked in the dialog: the state of a basis, or why a procedure stays open. */
type Asked =
  | { readonly of: 'state'; readonly item: Item }
  | { readonly of: 'reason'; readonly procedure: { readonly id: string; readonly title: string } }

/** What procedures rest on, whether it still holds, and why some are opened all the same (P3). */
export function BasisPage() {
  const basis = useQuery({ queryKey: ['basis'], queryFn: () => get<BasisReply>('/basis') })
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Page
      title="办理依据"
      lead="依据已废止、失效或尚未出台的事项，正式环境不再受理；确需受理的写明理由。待核实的只作提示，不影响办理。"
    >
      <Show query={basis} rows={6}>
        {({ items, exceptions }) => (
          <>
            {items.length === 0 && <Empty title="还没有登记办理依据" />}
            {items.map((item) => (
              <One key={item.basis} item={item} ask={setAsked} />
            ))}
            {exceptions.length > 0 && (
              <section className="card" aria-label="继续受理的理由">
                <h2>继续受理的理由</h2>
                <ul className="plain dense">
                  {exceptions.map(({ title, reason, until }) => (
                    <li key={`${title}${until}${reason}`}>
                      <b>{title}</b> <span className="num">到 {until}</span>
                      <div className="soft pre">{reason}</div>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </Show>
      {asked && <Ask asked={asked} close={() => setAsked(null)} />}
    </Page>
  )
}

function One({ item, ask }: { readonly item: Item; readonly ask: (asked: Asked) => void }) {
  const me = useMe()
  const colour = item.isDead ? 'error' : item.state === '现行' ? 'success' : 'warning'
  return (
    <section className="card" aria-label={item.title}>
      <div className="row">
        <h2 className="grow">
          《{item.title}》 <Tag color={colour}>{item.state}</Tag>
        </h2>
        {holds(me, ['basis.set']) && (
          <Button
            size="small"
            onClick={() => ask({ of: 'state', item })}
            aria-label={`登记效力：${item.title}`}
          >
            登记效力
          </Button>
        )}
      </div>
      <p className="soft">
        {item.number} {item.from !== null && <span className="num">自 {item.from} </span>}
        {item.until !== null && <span className="num">至 {item.until} </span>}
        来源：{item.source}
      </p>
      {item.procedures.length > 0 && (
        <ul className="plain dense">
          {item.procedures.map((procedure) => (
            <li key={procedure.id} className="row">
              {procedure.title}
              {item.isDead && holds(me, ['basis.except']) && (
                <Button
                  size="small"
                  onClick={() => ask({ of: 'reason', procedure })}
                  aria-label={`写明理由，继续受理：${procedure.title}`}
                >
                  写明理由，继续受理
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Ask({ asked, close }: { readonly asked: Asked; readonly close: () => void }) {
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const isState = asked.of === 'state'
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(
      isState
        ? await send('POST', `/basis/${asked.item.basis}/state`, values, key)
        : await send('POST', '/basis/exceptions', { ...values, procedure: asked.procedure.id }, key),
    )
    await client.invalidateQueries()
  }
  const title = isState ? `登记效力：${asked.item.title}` : `继续受理：${asked.procedure.title}`
  return (
    <Modal open title={title} footer={null} onCancel={close} width={640} destroyOnHidden>
      {reply ? (
        <Done title="已记录" reply={reply}>
          已列在上线检查和日志里。
        </Done>
      ) : (
        <SchemaForm
          schema={isState ? stateSchema : reasonSchema}
          name={isState ? 'basis-state' : 'basis-exception'}
          keeps={false}
          initial={{}}
          onSubmit={submit}
          onCancel={close}
          submitTitle="记录"
        />
      )}
    </Modal>
  )
}
