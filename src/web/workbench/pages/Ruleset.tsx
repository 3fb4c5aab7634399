import { Button, Checkbox, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Reply } from '../types.ts'

interface Rule {
  readonly key: string
  readonly layer: 'national' | 'city'
  readonly title: string
  readonly from: string
  readonly until: string | null
  readonly value: unknown
  readonly unit: string
  readonly source: string
  readonly note: string
  readonly inUse: boolean
  readonly badge: { readonly text: string; readonly statusText: string } | null
}

/** The day rules begin whose real first day is not known. */
const UNKNOWN_DAY = '1900-01-01'

export function RulesetPage() {
  const me = useMe()
  const [search, setSearch] = useSearchParams()
  const unconfirmed = search.get('unconfirmed') === 'true'
  const [changing, setChanging] = useState<Rule | null>(null)
  const rules = useQuery({
    queryKey: ['ruleset', unconfirmed],
    queryFn: () => get<{ version: string; day: string; rows: readonly Rule[] }>('/ruleset', { unconfirmed }),
  })
  return (
    <Page
      title="规则"
      lead="期限、底线、份额等数字都在这里，带生效日期、来源和核实情况；每次办理都记下所用的版本。"
      extra={
        <Checkbox
          checked={unconfirmed}
          onChange={(event) => setSearch(event.target.checked ? { unconfirmed: 'true' } : {})}
        >
          只看未确认规则
        </Checkbox>
      }
    >
      <Show query={rules} rows={10}>
        {({ rows, day, version }) => (
          <>
            <p className="soft small">
              {day} 有效的 {rows.length} 条；版本 <span className="mono">{version.slice(0, 16)}</span>
            </p>
            <ul className="plain listcards">
              {rows.map((rule) => (
                <RuleRow
                  key={`${rule.layer}/${rule.key}/${rule.from}`}
                  rule={rule}
                  change={holds(me, ['ruleset.change']) ? setChanging : undefined}
                />
              ))}
            </ul>
          </>
        )}
      </Show>
      {changing && <ChangeDialog rule={changing} close={() => setChanging(null)} />}
    </Page>
  )
}

function RuleRow({
  rule,
  change,
}: {
  readonly rule: Rule
  readonly change: ((rule: Rule) => void) | undefined
}) {
  return (
    <li className="listcard">
      <div className="row">
        <b className="grow">{rule.title}</b>
        {rule.badge ? (
          <Tag color="warning">
            {rule.badge.text}：{rule.badge.statusText}
          </Tag>
        ) : (
          <Tag color="success">已核实</Tag>
        )}
        <Tag>{rule.layer === 'city' ? '本市' : '国家和省'}</Tag>
        {!rule.inUse && <Tag>被本市规则替代</Tag>}
        {change && (
          <Button size="small" onClick={() => change(rule)} aria-label={`设定新值：${rule.title}`}>
            设定新值
          </Button>
        )}
      </div>
      <dl className="facts">
        <dt>内容</dt>
        <dd className="num">
          {typeof rule.value === 'string' ? rule.value : JSON.stringify(rule.value)} {rule.unit}
        </dd>
        <dt>有效期</dt>
        <dd className="num">
          {rule.from === UNKNOWN_DAY ? '施行日期未查明' : `${rule.from} 起`}
          {rule.until !== null && `，至 ${rule.until}`}
        </dd>
        <dt>来源</dt>
        <dd>{rule.source || '—'}</dd>
        {rule.note !== '' && (
          <>
            <dt>说明</dt>
            <dd>{rule.note}</dd>
          </>
        )}
        <dt>编号</dt>
        <dd className="mono">{rule.key}</dd>
      </dl>
    </li>
  )
}

const STATUSES = {
  verified: '已核实',
  draft: '出自征求意见稿',
  memory: '凭记忆录入',
  proposed: '建议值',
} as const

/** The new row as a form; the value is typed as the old one is. */
function schemaFor(rule: Rule): JsonSchema {
  const isNumber = typeof rule.value === 'number'
  return {
    type: 'object',
    required: ['layer', 'from', 'value', 'status', 'source'],
    properties: {
      layer: {
        type: 'string',
        title: '适用范围',
        enum: ['city', 'national'],
        options: { city: '本市（优先）', national: '国家和省' },
      },
      value: {
        type: isNumber ? 'number' : 'string',
        title: '内容',
        unit: rule.unit,
        ...(typeof rule.value === 'object' && { widget: 'textarea' }),
      },
      from: { type: 'string', title: '起始日', widget: 'date' },
      until: { type: 'string', title: '截止日（含当日）', widget: 'date' },
      status: { type: 'string', title: '核实情况', enum: Object.keys(STATUSES), options: STATUSES },
      source: { type: 'string', title: '来源', help: '文件名称、文号和条款' },
      note: { type: 'string', title: '说明', widget: 'textarea' },
    },
  }
}

function ChangeDialog({ rule, close }: { readonly rule: Rule; readonly close: () => void }) {
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    const value =
      typeof rule.value === 'object' ? (JSON.parse(String(values['value'])) as unknown) : values['value']
    setReply(await send('POST', '/ruleset/rows', { ...values, key: rule.key, value }, key))
    await client.invalidateQueries({ queryKey: ['ruleset'] })
  }
  const shown = typeof rule.value === 'object' ? JSON.stringify(rule.value) : rule.value
  return (
    <Modal open title={`设定新值：${rule.title}`} footer={null} onCancel={close} width={640} destroyOnHidden>
      {reply ? (
        <Done title="规则已设定" reply={reply}>
          自起始日起生效；已经作出的决定仍按当时的版本保存。
        </Done>
      ) : (
        <SchemaForm
          schema={schemaFor(rule)}
          name="rule"
          initial={{ layer: 'city', value: shown, status: 'verified' }}
          onSubmit={submit}
          onCancel={close}
          submitTitle="设定"
          keeps={false}
        />
      )}
    </Modal>
  )
}
