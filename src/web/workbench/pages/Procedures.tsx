import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { actionTitles, plainTable, readProcedurePage, type ProcedureMap } from '../helpers/procedure-page.ts'
import { ruleText, type Rule } from '../helpers/rules.ts'
import { StateDiagram } from '../parts/StateDiagram.tsx'
import { rolesText } from '../roles.ts'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import { useNarrow } from '../shell/TopBar.tsx'

interface ProcedureText {
  readonly id: string
  readonly title: string
  readonly version: number
  readonly basis: readonly string[]
  readonly page: string
}

/** Every procedure of the installation, as the server itself runs it: states, moves, who may do what. */
export function Procedures() {
  const [search, setSearch] = useSearchParams()
  const procedures = useQuery({
    queryKey: ['procedures'],
    queryFn: () => get<{ items: readonly ProcedureText[] }>('/procedures'),
  })
  return (
    <Page title="办事流程" lead="由系统实际执行的流程定义生成，不是另写的说明。">
      <Show query={procedures}>
        {({ items }) => {
          const chosen = items.find((one) => one.id === search.get('id')) ?? items[0]
          if (!chosen) return <Empty title="还没有流程" />
          return (
            <>
              <Select
                aria-label="选择流程"
                style={{ maxWidth: 420 }}
                value={chosen.id}
                onChange={(id) => setSearch({ id })}
                options={items.map((one) => ({ value: one.id, label: one.title }))}
              />
              <Flow procedure={chosen} />
            </>
          )
        }}
      </Show>
    </Page>
  )
}

function Flow({ procedure }: { readonly procedure: ProcedureText }) {
  const me = useMe()
  const map = readProcedurePage(procedure.page)
  const narrow = useNarrow()
  const titles = map.tables[0] ? actionTitles(map.tables[0]) : new Map<string, string>()
  // Names in the code help who maintains the rules and nobody else.
  const inCode = holds(me, ['ruleset.change'])
  return (
    <>
      <section className="card" aria-label="流程图">
        <h2>
          {procedure.title} <span className="soft small">第 {procedure.version} 版</span>
        </h2>
        <p className="soft">依据：{procedure.basis.join('；')}</p>
        <StateDiagram map={map} title={procedure.title} />
        <details open={narrow}>
          <summary>用文字说明</summary>
          <StateCards map={map} />
        </details>
      </section>
      {map.tables.map(
        (table, index) =>
          table.rows.length > 0 && (
            <section
              key={index}
              className="card scroll-x"
              aria-label={index === 0 ? '权限表' : '时限表'}
              tabIndex={0}
            >
              <h2>{index === 0 ? '谁可以做什么' : '时限'}</h2>
              <Grid table={inCode ? table : plainTable(table)} titles={titles} />
            </section>
          ),
      )}
    </>
  )
}

/** Each state with the ways out of it in words: what the drawing shows, for phones and screen readers. */
function StateCards({ map }: { readonly map: ProcedureMap }) {
  const title = (name: string) => map.states.find((state) => state.name === name)?.title ?? name
  return (
    <ol className="plain flow">
      {map.states.map((state) => (
        <li key={state.name} className="listcard">
          <b>{state.title}</b>
          {state.isStart && <span className="soft small"> 起点</span>}
          {state.isEnd && <span className="soft small"> 终点</span>}
          <ul className="plain">
            {map.moves
              .filter((move) => move.from === state.name)
              .map((move) => (
                <li key={move.title + move.to}>
                  <span className="soft">{move.title}</span> → {title(move.to)}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

const HEADS: Readonly<Record<string, string>> = {
  action: '事项',
  from: '从',
  to: '到',
  who: '谁',
  roles: '角色',
  reach: '范围',
  guards: '条件',
  separation: '经办人须不同于',
  state: '状态',
  term: '时限规则',
  'performed by the clock': '到期由时钟执行',
  'on return': '补正后',
}

const WORDS: Readonly<Record<string, string>> = {
  org: '本单位的',
  party: '当事人的',
  unit: '主管单位的',
  own: '本人的',
  any: '全部',
  resume: '接着计算',
  restart: '重新计算',
}
const UNITS: Readonly<Record<string, string>> = {
  workingDays: '工作日',
  days: '日',
  months: '月',
  noticeDays: '公示日',
  noticeWorkingDays: '公示工作日',
}

/** Roles, reaches and terms by their names; conditions keep the names the code uses. */
function cellText(
  head: string,
  cell: string,
  titles: ReadonlyMap<string, string>,
  rules: readonly Rule[],
): string {
  if (cell === '') return '—'
  if (head === 'roles') return rolesText([...new Set(cell.split(', '))])
  if (head === 'separation' || head === 'performed by the clock') {
    return [...new Set(cell.split(', ').map((name) => titles.get(name) ?? name))].join('、')
  }
  if (head === 'reach' || head === 'on return')
    return cell
      .split(', ')
      .map((word) => WORDS[word] ?? word)
      .join('、')
  if (head === 'term') {
    const [key, unit = ''] = cell.split(' ')
    const rule = rules.find((one) => one.key === key && one.inUse)
    return rule ? `${rule.title}：${ruleText(rule)}` : `${key ?? ''}（${UNITS[unit] ?? unit}）`
  }
  return cell
}

interface GridProps {
  readonly table: ProcedureMap['tables'][number]
  /** Titles of the procedure's actions. */
  readonly titles: ReadonlyMap<string, string>
}

function Grid({ table, titles }: GridProps) {
  const ruleset = useQuery({
    queryKey: ['ruleset'],
    queryFn: () => get<{ rows: readonly Rule[] }>('/ruleset'),
    staleTime: 60_000,
  })
  const rules = ruleset.data?.rows ?? []
  return (
    <table className="grid">
      <thead>
        <tr>
          {table.head.map((cell) => (
            <th key={cell} scope="col">
              {HEADS[cell] ?? cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={table.head[column]}>{cellText(table.head[column] ?? '', cell, titles, rules)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
