import { Button, Input, Select, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { groupsOfRules, LAYERS, ruleText, spanText, STATUSES, type Rule } from '../helpers/rules.ts'
import { RuleDialog } from '../parts/RuleDialog.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import { useNarrow } from '../shell/TopBar.tsx'

interface Reply {
  readonly version: string
  readonly day: string
  readonly rows: readonly Rule[]
}

/** Every number the city decides by, by area: what it is, since when, from where, and whether it was checked. */
export function RulesetPage() {
  const [search, setSearch] = useSearchParams()
  const [shown, setShown] = useState<Rule | null>(null)
  const rules = useQuery({ queryKey: ['ruleset'], queryFn: () => get<Reply>('/ruleset') })
  const filter = {
    q: search.get('q') ?? '',
    status: search.get('status') ?? '',
    area: search.get('area') ?? '',
  }
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setSearch(next, { replace: true })
  }
  return (
    <Page
      title="规则"
      lead="期限、底线、份额等数字都在这里，带生效日期、来源和核实情况；每次办理都记下所用的版本。"
    >
      <Show query={rules} rows={10}>
        {({ rows, day, version }) => (
          <>
            <Filters filter={filter} rows={rows} change={change} clear={() => setSearch({})} />
            <Groups rows={rows} filter={filter} show={setShown} />
            <p className="soft small">
              {day} 有效的规则共 {rows.length} 条；版本 <span className="mono">{version.slice(0, 16)}</span>
            </p>
          </>
        )}
      </Show>
      {shown && <RuleDialog rule={shown} close={() => setShown(null)} />}
    </Page>
  )
}

type Filter = Parameters<typeof groupsOfRules>[1]

const ANY = { q: '', status: '', area: '' }

interface FilterProps {
  readonly filter: Filter
  readonly rows: readonly Rule[]
  readonly change: (name: string, value: string) => void
  readonly clear: () => void
}

function Filters({ filter, rows, change, clear }: FilterProps) {
  const areas = groupsOfRules(rows, ANY).map(({ area }) => ({ value: area, label: area }))
  const statuses = [
    { value: 'unconfirmed', label: '未确认规则' },
    ...Object.entries(STATUSES).map(([value, label]) => ({ value, label })),
  ]
  return (
    <div className="row no-print" role="search" aria-label="筛选规则">
      <Input
        type="search"
        allowClear
        value={filter.q}
        onChange={(event) => change('q', event.target.value)}
        placeholder="名称、来源或编号"
        aria-label="查找规则"
        style={{ maxWidth: 320 }}
      />
      <Select
        aria-label="核实情况"
        placeholder="核实情况"
        allowClear
        style={{ minWidth: 160 }}
        value={filter.status || null}
        options={statuses}
        onChange={(value: string | null | undefined) => change('status', value ?? '')}
      />
      <Select
        aria-label="领域"
        placeholder="领域"
        allowClear
        style={{ minWidth: 160 }}
        value={filter.area || null}
        options={areas}
        onChange={(value: string | null | undefined) => change('area', value ?? '')}
      />
      {Object.values(filter).some((value) => value !== '') && <Button onClick={clear}>清除条件</Button>}
    </div>
  )
}

interface GroupsProps {
  readonly rows: readonly Rule[]
  readonly filter: Filter
  readonly show: (rule: Rule) => void
}

/** Areas stay folded until somebody looks for something. */
function Groups({ rows, filter, show }: GroupsProps) {
  const groups = groupsOfRules(rows, filter)
  const [unfolded, setUnfolded] = useState(false)
  const narrowed = Object.values(filter).some((value) => value !== '')
  if (groups.length === 0) return <Empty title="没有符合条件的规则" />
  const found = groups.reduce((sum, group) => sum + group.rules.length, 0)
  return (
    <>
      <div className="row no-print">
        <span className="soft grow num" role="status">
          {narrowed ? `找到 ${String(found)} 条` : `${String(groups.length)} 个领域`}
        </span>
        {!narrowed && (
          <Button onClick={() => setUnfolded(!unfolded)}>{unfolded ? '全部收起' : '全部展开'}</Button>
        )}
      </div>
      <div className="card flush">
        {groups.map((group) => (
          <details
            key={`${group.area}/${String(narrowed || unfolded)}`}
            className="group"
            open={narrowed || unfolded}
          >
            <summary>
              <h2>{group.area}</h2>
              <span className="soft num">{countText(group.rules)}</span>
            </summary>
            <Rows rules={group.rules} area={group.area} show={show} />
          </details>
        ))}
      </div>
    </>
  )
}

function countText(rules: readonly Rule[]): string {
  const open = rules.filter(({ badge }) => badge !== null).length
  return `${String(rules.length)} 条${open === 0 ? '' : `，${String(open)} 条未确认`}`
}

interface RowsProps {
  readonly rules: readonly Rule[]
  readonly area: string
  readonly show: (rule: Rule) => void
}

function Rows({ rules, area, show }: RowsProps) {
  const narrow = useNarrow()
  const open = (rule: Rule) => (
    <button type="button" className="linklike" onClick={() => show(rule)}>
      {rule.title}
    </button>
  )
  const key = (rule: Rule) => `${rule.layer}/${rule.key}/${rule.from}`
  if (narrow) {
    return (
      <ul className="plain dense">
        {rules.map((rule) => (
          <li key={key(rule)}>
            {open(rule)}
            <div className="num">{ruleText(rule)}</div>
            <Marks rule={rule} />
          </li>
        ))}
      </ul>
    )
  }
  return (
    <table className="list dense" aria-label={area}>
      <thead>
        <tr>
          {HEADS.map(([title, width]) => (
            <th key={title} scope="col" style={{ width }}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={key(rule)}>
            <td>{open(rule)}</td>
            <td className="num">{ruleText(rule)}</td>
            <td>
              <Marks rule={rule} />
            </td>
            <td className="soft">
              <span className="two-lines">{rule.source || '—'}</span>
            </td>
            <td className="num soft">{spanText(rule.from, rule.until)}</td>
            <td className="soft">{LAYERS[rule.layer]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const HEADS = [
  ['规则', '25%'],
  ['内容', '17%'],
  ['核实情况', '16%'],
  ['来源', '21%'],
  ['有效期', '12%'],
  ['适用范围', '9%'],
] as const

function Marks({ rule }: { readonly rule: Rule }) {
  return (
    <>
      {rule.badge ? (
        <Tag color="warning">
          {rule.badge.text}：{STATUSES[rule.status]}
        </Tag>
      ) : (
        <Tag color="success">已核实</Tag>
      )}
      {!rule.inUse && <Tag>被本市规则替代</Tag>}
    </>
  )
}
