import { Alert, Button, Input, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { ListView } from '../parts/ListPage.tsx'
import { copyText } from '../parts/Receipt.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Entry {
  readonly id: string
  readonly at: string
  readonly command: string
  readonly sentence: string
  readonly actorKind: string
  readonly subjectKind: string | null
  readonly subjectId: string | null
}

interface EntryDetail extends Entry {
  readonly personId: string | null
  readonly orgId: string | null
  readonly agentFor: string | null
  readonly input: unknown
  readonly rulesetVersion: string
  readonly gate: { readonly verdict: string; readonly reason: string } | null
  readonly leaf: string
}

/** Who did what when: by day, by kind of act, by record. */
export function Journal() {
  return (
    <Page title="日志" lead="每一次办理都在这里，写下后不能修改或删除。">
      <DayFilter />
      <ListView<Entry>
        path="/journal"
        idOf={(entry) => entry.id}
        columns={[
          { title: '事情', draw: (entry) => <Link to={`/journal/${entry.id}`}>{entry.sentence}</Link> },
          { title: '时间', draw: (entry) => <span className="num">{timeText(entry.at)}</span>, width: 160 },
          { title: '事项名', draw: (entry) => <span className="mono">{entry.command}</span>, width: 220 },
        ]}
        empty={<Empty title="没有日志" />}
      />
    </Page>
  )
}

function DayFilter() {
  const [search, setSearch] = useSearchParams()
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    next.delete('cursor')
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next)
  }
  const narrowed = search.get('subjectId') ?? search.get('personId')
  return (
    <div className="row bottom no-print" role="search" aria-label="筛选日志">
      <label>
        自
        <Input
          type="date"
          value={search.get('from') ?? ''}
          onChange={(event) => change('from', event.target.value)}
        />
      </label>
      <label>
        至
        <Input
          type="date"
          value={search.get('to') ?? ''}
          onChange={(event) => change('to', event.target.value)}
        />
      </label>
      <label>
        事项名（回车查找）
        <Input
          placeholder="例如 deal.open"
          defaultValue={search.get('command') ?? ''}
          onPressEnter={(event) => change('command', event.currentTarget.value.trim())}
        />
      </label>
      {narrowed !== null && <Tag>只看一条记录或一个人的日志</Tag>}
      {[...search.keys()].length > 0 && <Button onClick={() => setSearch({})}>清除条件</Button>}
    </div>
  )
}

const VERDICT: Readonly<Record<string, 'warning' | 'success' | 'error' | 'default'>> = {
  未核验: 'warning',
  WARN: 'warning',
  PASS: 'success',
  BLOCK: 'error',
}

export function JournalEntryPage() {
  const { id = '' } = useParams()
  const entry = useQuery({ queryKey: ['journal', id], queryFn: () => get<EntryDetail>(`/journal/${id}`) })
  return (
    <Page title="日志详情">
      <Show query={entry}>
        {(found) => (
          <>
            <section className="card">
              <h2>{found.sentence}</h2>
              <dl className="facts">
                <dt>时间</dt>
                <dd className="num">{timeText(found.at)}</dd>
                <dt>事项名</dt>
                <dd className="mono">{found.command}</dd>
                <dt>规则版本</dt>
                <dd className="mono">{found.rulesetVersion}</dd>
                <dt>诚信核验</dt>
                <dd>
                  {found.gate ? (
                    <Tag color={VERDICT[found.gate.verdict] ?? 'default'}>{found.gate.verdict}</Tag>
                  ) : (
                    '—'
                  )}{' '}
                  {found.gate?.reason}
                </dd>
                <dt>存证哈希</dt>
                <dd className="mono">{found.leaf}</dd>
              </dl>
              <div className="row no-print" style={{ marginTop: 12 }}>
                <Button onClick={() => void copyText(found.leaf)}>复制存证哈希</Button>
                {found.subjectId !== null && (
                  <Link to={`/journal?subjectKind=${found.subjectKind ?? ''}&subjectId=${found.subjectId}`}>
                    同一记录的全部日志
                  </Link>
                )}
                {found.personId !== null && (
                  <Link to={`/journal?personId=${found.personId}`}>此人的全部日志</Link>
                )}
              </div>
            </section>
            {found.gate?.verdict === '未核验' && (
              <Alert
                type="warning"
                showIcon
                title="未核验不等于通过：科研诚信核验尚未接入，此项办理时没有核验结果。"
              />
            )}
            <section className="card" aria-label="提交的内容">
              <h2>提交的内容</h2>
              <p className="soft">个人信息和保密字段只留承诺值，不显示原文。</p>
              <pre className="mono pre">{JSON.stringify(found.input, null, 2)}</pre>
            </section>
          </>
        )}
      </Show>
    </Page>
  )
}
