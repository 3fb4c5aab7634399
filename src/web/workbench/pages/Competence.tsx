import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { spanText, STATUSES, type RuleStatus } from '../helpers/rules.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page as PageOf, Reply } from '../types.ts'

interface Row {
  readonly id: string
  readonly procedure: string
  readonly step: string | null
  readonly unit: { readonly id: string; readonly name: string }
  readonly basis: string
  readonly from: string | null
  readonly until: string | null
  readonly status: RuleStatus
}

interface Procedure {
  readonly id: string
  readonly title: string
  readonly steps: Readonly<Record<string, string>>
}

/** Which unit is competent for which procedure, from when to when, and by what (P4). */
export function Competence() {
  const rows = useQuery({ queryKey: ['competence'], queryFn: () => get<PageOf<Row>>('/competence') })
  const procedures = useQuery({
    queryKey: ['procedures'],
    queryFn: () => get<PageOf<Procedure>>('/procedures'),
  })
  const [moving, setMoving] = useState<string | null>(null)
  const procedureOf = (id: string) => procedures.data?.items.find((one) => one.id === id)
  const titleOf = (id: string): string | undefined => procedureOf(id)?.title ?? TASKS[id]
  return (
    <Page
      title="职责分工"
      lead="每项办事由哪个单位主管、依据什么、从何时起。职责划转时，在办件随之移交并记入日志。"
    >
      <Show query={rows} rows={8}>
        {({ items }) => {
          const known = [...new Set(items.map(({ procedure }) => procedure))]
          const open = known.filter((id) => titleOf(id) !== undefined)
          const later = known.filter((id) => titleOf(id) === undefined)
          if (items.length === 0) return <Empty title="还没有职责记录" />
          return (
            <>
              {[...open, ...later].map((id) => (
                <One
                  key={id}
                  title={titleOf(id)}
                  steps={procedureOf(id)?.steps ?? {}}
                  id={id}
                  rows={items.filter(({ procedure }) => procedure === id)}
                  move={() => setMoving(id)}
                />
              ))}
            </>
          )
        }}
      </Show>
      {moving !== null && (
        <Move id={moving} title={titleOf(moving) ?? moving} close={() => setMoving(null)} />
      )}
    </Page>
  )
}

/** What a unit keeps that is no procedure. */
const TASKS: Readonly<Record<string, string>> = { 'enterprise-register': '企业库的维护' }

/** Procedures whose competence is known before they are open. */
const LATER: Readonly<Record<string, string>> = {
  'incubator-recognition': '孵化器认定',
  'tech-sme-evaluation': '科技型中小企业评价',
}

interface OneProps {
  readonly id: string
  /** Undefined for a procedure that is declared but not open in this version. */
  readonly title: string | undefined
  readonly steps: Procedure['steps']
  readonly rows: readonly Row[]
  readonly move: () => void
}

function One({ id, title, steps, rows, move }: OneProps) {
  const me = useMe()
  const name = title ?? LATER[id] ?? id
  return (
    <section className="card" aria-label={name}>
      <div className="row">
        <h2 className="grow">
          {name} {title === undefined && <span className="soft small">本版本未开办</span>}
        </h2>
        {holds(me, ['competence.move']) && title !== undefined && (
          <Button size="small" onClick={move} aria-label={`划转职责：${name}`}>
            划转职责
          </Button>
        )}
      </div>
      <ul className="plain dense">
        {newestFirst(rows).map((row) => (
          <li key={row.id}>
            <b>{row.unit.name}</b> <span className="num">{spanText(row.from, row.until)}</span>{' '}
            {row.step !== null && <span className="soft">{steps[row.step] ?? row.step} </span>}
            {row.until !== null && row.until < me.today && <Tag>已划出</Tag>}
            <Tag color={row.status === 'verified' ? 'success' : 'warning'}>{STATUSES[row.status]}</Tag>
            <div className="soft">{row.basis}</div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const schema: JsonSchema = {
  type: 'object',
  required: ['unitOrgId', 'basis', 'from', 'status'],
  properties: {
    unitOrgId: { type: 'string', title: '接收单位', widget: 'org' },
    from: { type: 'string', title: '自（含当日，不晚于今天）', widget: 'date' },
    basis: { type: 'string', title: '依据', widget: 'textarea', help: '文件名称、文号和条款' },
    status: { type: 'string', title: '核实情况', enum: Object.keys(STATUSES), options: STATUSES },
  },
}

interface MoveProps {
  readonly id: string
  readonly title: string
  readonly close: () => void
}

function Move({ id, title, close }: MoveProps) {
  const me = useMe()
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<{ dossiers: readonly string[] }> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send('POST', `/competence/${id}/move`, values, key))
    await client.invalidateQueries()
  }
  return (
    <Modal open title={`划转职责：${title}`} footer={null} onCancel={close} width={640} destroyOnHidden>
      {reply ? (
        <Done title={`已划转，移交在办件 ${String(reply.result.dossiers.length)} 个`} reply={reply}>
          原单位的职责到前一日为止；已经作出的决定不变。
        </Done>
      ) : (
        <SchemaForm
          schema={schema}
          name="competence"
          keeps={false}
          initial={{ from: me.today, status: 'verified' }}
          onSubmit={submit}
          onCancel={close}
          submitTitle="划转"
          danger
        />
      )}
    </Modal>
  )
}

/** The server lists the oldest first; `toReversed` needs a newer browser than the oldest one served. */
function newestFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (b.from ?? '').localeCompare(a.from ?? ''))
}
