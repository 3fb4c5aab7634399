import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Digest {
  readonly digest: boolean
  readonly channels: readonly string[]
  readonly available: readonly {
    readonly name: string
    readonly title: string
    readonly address: string | null
  }[]
  readonly latest: { readonly day: string; readonly groups: readonly Group[] } | null
}

interface Group {
  readonly source: string
  readonly title: string
  readonly count: number
  readonly link: string
  readonly items: readonly { readonly text: string; readonly link: string }[]
}

interface Search {
  readonly id: string
  readonly name: string
  readonly listTitle: string
  readonly link: string
  readonly feed: string | null
  readonly frequency: string
  readonly frequencyTitle: string
  readonly paused: boolean
  readonly news: number
  readonly hits: readonly {
    readonly name: string
    readonly ownerName: string
    readonly link: string
    readonly at: string
  }[]
}

/** Saved searches, the daily digest, and by which ways one is told. */
export function Subscriptions() {
  const digest = useQuery({ queryKey: ['digest'], queryFn: () => get<Digest>('/my/digest') })
  const searches = useQuery({
    queryKey: ['searches'],
    queryFn: () => get<{ items: readonly Search[]; most: number }>('/my/searches'),
  })
  return (
    <Page title="订阅与提醒" lead="在任何列表上点“订阅此搜索”，有新信息会进入每日汇总。">
      <Show query={digest}>
        {(data) => (
          <div className="grid-2">
            <Latest latest={data.latest} />
            <Ways key={data.channels.join()} digest={data} />
          </div>
        )}
      </Show>
      <Show query={searches}>
        {({ items, most }) => (
          <section className="card stack" aria-label="我的订阅">
            <h2>我的订阅</h2>
            {items.length === 0 && <Empty title="还没有订阅">在“搜索”页或公开列表上可以订阅。</Empty>}
            <ul className="plain stack">
              {items.map((search) => (
                <SearchLine key={search.id} search={search} />
              ))}
            </ul>
            <p className="soft small">每人最多 {most} 个。</p>
          </section>
        )}
      </Show>
    </Page>
  )
}

function Latest({ latest }: { readonly latest: Digest['latest'] }) {
  return (
    <section className="card stack-s" aria-label="每日汇总">
      <h2>每日汇总{latest ? ` ${latest.day}` : ''}</h2>
      {latest === null && (
        <p className="soft">还没有汇总；有待办、提醒或订阅的新信息时，每天早上汇总一次。</p>
      )}
      {latest?.groups.map((group) => (
        <div key={group.source}>
          <h3>
            <a href={group.link}>
              {group.title} {group.count}
            </a>
          </h3>
          <ul>
            {group.items.map((item) => (
              <li key={item.text + item.link}>
                <a href={item.link}>{item.text}</a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Ways({ digest }: { readonly digest: Digest }) {
  const client = useQueryClient()
  const [on, setOn] = useState(digest.digest)
  const [channels, setChannels] = useState(digest.channels)
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null)
  const keep = async () => {
    try {
      await send('PUT', '/my/digest', { digest: on, channels })
      setSaid({ ok: true, text: '已保存。' })
      await client.invalidateQueries({ queryKey: ['digest'] })
    } catch (error) {
      setSaid({ ok: false, text: error instanceof Error ? error.message : '没有保存成功，请重试。' })
    }
  }
  return (
    <section className="card stack" aria-label="提醒方式">
      <h2>提醒方式</h2>
      <label className="row">
        <Switch checked={on} onChange={setOn} aria-label="每日汇总" />
        <span>每天早上汇总一次（站内）</span>
      </label>
      {digest.available.length === 0 ? (
        <p className="soft">本平台还没有开通短信、企业微信或邮件，提醒只在站内。</p>
      ) : (
        <fieldset className="plain stack-s">
          <legend>另外发送到（只含件数和链接，夜间不发）</legend>
          {digest.available.map((way) => (
            <div key={way.name}>
              <Checkbox
                disabled={way.address === null}
                checked={channels.includes(way.name)}
                onChange={(event) =>
                  setChannels(
                    event.target.checked
                      ? [...channels, way.name]
                      : channels.filter((name) => name !== way.name),
                  )
                }
              >
                {way.title}（{way.address ?? '未登记，请到“我的数据”补充'}）
              </Checkbox>
            </div>
          ))}
        </fieldset>
      )}
      {said && <Alert type={said.ok ? 'success' : 'error'} showIcon role="status" title={said.text} />}
      <div>
        <Button type="primary" onClick={() => void keep()}>
          保存提醒方式
        </Button>
      </div>
    </section>
  )
}

function SearchLine({ search }: { readonly search: Search }) {
  const client = useQueryClient()
  const [name, setName] = useState<string | null>(null)
  const [fault, setFault] = useState('')
  const run = async (body: () => Promise<unknown>) => {
    try {
      setFault('')
      await body()
      setName(null)
      await client.invalidateQueries({ queryKey: ['searches'] })
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有办成，请重试。')
    }
  }
  const change = (to: object) =>
    run(() =>
      send('PUT', `/my/searches/${search.id}`, {
        name: search.name,
        frequency: search.frequency,
        paused: search.paused,
        ...to,
      }),
    )
  return (
    <li className="stack-s">
      <div className="row">
        <SearchName search={search} name={name} setName={setName} />
        <Frequency search={search} change={(frequency) => void change({ frequency })} />
        {name === null ? (
          <Button onClick={() => setName(search.name)} aria-label={`改名：${search.name}`}>
            改名
          </Button>
        ) : (
          <Button type="primary" onClick={() => void change({ name })}>
            保存名称
          </Button>
        )}
        <Button
          onClick={() => void change({ paused: !search.paused })}
          aria-label={`${search.paused ? '恢复' : '暂停'}：${search.name}`}
        >
          {search.paused ? '恢复' : '暂停'}
        </Button>
        <Button
          danger
          onClick={() => void run(() => send('POST', `/my/searches/${search.id}/remove`, {}))}
          aria-label={`删除：${search.name}`}
        >
          删除
        </Button>
      </div>
      {fault !== '' && <Alert type="error" showIcon role="alert" title={fault} />}
      <Hits hits={search.hits} />
    </li>
  )
}

/** The name of a search, or the field to change it. */
function SearchName(props: {
  readonly search: Search
  readonly name: string | null
  readonly setName: (name: string) => void
}) {
  const { search, name, setName } = props
  return (
    <div className="grow">
      {name === null ? (
        <a href={search.link}>{search.name}</a>
      ) : (
        <Input
          aria-label="名称"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <div className="soft small">
        {search.listTitle} · 新信息 {search.news} 条{search.paused ? ' · 已暂停' : ''}
        {search.feed !== null && (
          <>
            {' '}
            · <a href={search.feed}>RSS</a>
          </>
        )}
      </div>
    </div>
  )
}

function Hits({ hits }: { readonly hits: Search['hits'] }) {
  return (
    <ul>
      {hits.map((hit) => (
        <li key={hit.link}>
          <a href={hit.link}>{hit.name}</a>{' '}
          <span className="soft small">
            {hit.ownerName} · <span className="num">{timeText(hit.at)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Frequency({ search, change }: { readonly search: Search; readonly change: (to: string) => void }) {
  return (
    <Select
      aria-label={`提醒方式：${search.name}`}
      value={search.frequency}
      options={[
        { value: 'daily', label: '每日汇总' },
        { value: 'at_once', label: '立即（站内）' },
      ]}
      onChange={change}
      style={{ width: 140 }}
    />
  )
}
