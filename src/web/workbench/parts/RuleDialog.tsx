import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { LAYERS, readParts, ruleText, spanText, STATUSES, type Rule } from '../helpers/rules.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Reply } from '../types.ts'
import { Done } from './Receipt.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Stored extends Rule {
  readonly id: string
  readonly addedAt: string
  readonly journalId: string | null
  readonly replacedAt: string | null
}

/** One rule with all it was and is; who may, sets its next value here. */
export function RuleDialog({ rule, close }: { readonly rule: Rule; readonly close: () => void }) {
  const me = useMe()
  const [changing, setChanging] = useState(false)
  const title = changing ? `设定新值：${rule.title}` : rule.title
  return (
    <Modal open title={title} footer={null} onCancel={close} width={720} destroyOnHidden>
      {changing ? (
        <Change rule={rule} close={close} />
      ) : (
        <div className="stack">
          <Details rule={rule} />
          <History rule={rule} />
          {holds(me, ['ruleset.change']) && (
            <div>
              <Button type="primary" onClick={() => setChanging(true)}>
                设定新值
              </Button>
            </div>
          )}
        </div>
      )}
    </Modal>
  )
}

function Details({ rule }: { readonly rule: Rule }) {
  const rows = [
    ['内容', ruleText(rule)],
    ['核实情况', rule.badge ? `${rule.badge.text}：${rule.badge.statusText}` : STATUSES.verified],
    ['来源', rule.source || '—'],
    ['有效期', spanText(rule.from, rule.until)],
    ['适用范围', LAYERS[rule.layer] + (rule.inUse ? '' : '（已被本市规则替代）')],
    ...(rule.note === '' ? [] : [['说明', rule.note]]),
    ['编号', rule.key],
    ['存储值', `${JSON.stringify(rule.value)} ${rule.unit}`],
  ]
  return (
    <dl className="facts">
      {rows.map(([name, text]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd className={name === '编号' || name === '存储值' ? 'mono' : ''}>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function History({ rule }: { readonly rule: Rule }) {
  const history = useQuery({
    queryKey: ['ruleset', rule.key],
    queryFn: () => get<{ rows: readonly Stored[] }>(`/ruleset/${rule.key}`),
  })
  return (
    <section aria-label="沿革">
      <h2>沿革</h2>
      <Show query={history} rows={1}>
        {({ rows }) => (
          <ul className="plain dense">
            {rows.map((row) => (
              <li key={row.id}>
                <b className="num">{ruleText(row)}</b>{' '}
                <span className="num">
                  {spanText(row.from, row.until)}，{LAYERS[row.layer]}，{STATUSES[row.status]}
                </span>{' '}
                {row.replacedAt !== null && <Tag>已被取代</Tag>}
                <div className="soft small">
                  {timeText(row.addedAt)} {row.journalId === null ? '随产品或城市包录入' : '由管理员设定'}；
                  {row.source}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Show>
    </section>
  )
}

/** The new row as a form; the value is typed as the old one is. */
function schemaFor(rule: Rule): JsonSchema {
  const kind = typeof rule.value
  return {
    type: 'object',
    required: ['layer', 'from', 'value', 'status', 'source'],
    properties: {
      value: {
        type: kind === 'number' || kind === 'boolean' ? kind : 'string',
        title: '内容',
        ...(kind === 'number' && { unit: rule.unit, help: `现在是 ${ruleText(rule)}` }),
        ...(kind === 'object' && {
          widget: 'textarea',
          help: `按原来的格式改其中的数字；单位：${rule.unit}`,
        }),
      },
      layer: {
        type: 'string',
        title: '适用范围',
        enum: ['city', 'national'],
        options: { city: '本市（优先）', national: '国家和省' },
      },
      from: { type: 'string', title: '起始日', widget: 'date' },
      until: { type: 'string', title: '截止日（含当日）', widget: 'date', help: '长期有效的不填' },
      status: { type: 'string', title: '核实情况', enum: Object.keys(STATUSES), options: STATUSES },
      source: { type: 'string', title: '来源', help: '文件名称、文号和条款' },
      note: { type: 'string', title: '说明', widget: 'textarea' },
    },
  }
}

function Change({ rule, close }: { readonly rule: Rule; readonly close: () => void }) {
  const me = useMe()
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const isParts = typeof rule.value === 'object'
  const submit = async (values: Record<string, unknown>, key: string) => {
    const value = isParts ? readParts(String(values['value'])) : values['value']
    if (value === undefined) {
      const message = '格式不对：请保留方括号、花括号、引号和逗号，只改其中的内容。'
      throw new ApiError(422, message, [{ field: 'value', message }])
    }
    setReply(await send('POST', '/ruleset/rows', { ...values, key: rule.key, value }, key))
    await client.invalidateQueries({ queryKey: ['ruleset'] })
  }
  if (reply)
    return (
      <Done title="规则已设定" reply={reply}>
        自起始日起生效；已经作出的决定仍按当时的版本保存。
      </Done>
    )
  return (
    <SchemaForm
      schema={schemaFor(rule)}
      name="rule"
      initial={{
        layer: 'city',
        from: me.today,
        value: isParts ? JSON.stringify(rule.value) : rule.value,
        status: 'verified',
      }}
      onSubmit={submit}
      onCancel={close}
      submitTitle="设定"
      keeps={false}
    />
  )
}
