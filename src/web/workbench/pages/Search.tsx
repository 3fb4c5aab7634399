import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { send } from '../api.ts'
import { ListView } from '../parts/ListPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty } from '../shell/states.tsx'

interface Hit {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly summary?: string
  readonly owner?: { readonly name: string }
  readonly techField?: string | null
}

/** Letters of the summary shown in a row. */
const SHOWN = 80

/** What is public, found by the same search as the portal's. */
export function Search() {
  const [search, setSearch] = useSearchParams()
  const kind = search.get('in') === 'demands' ? 'demands' : 'achievements'
  const title = kind === 'demands' ? '需求' : '成果'
  return (
    <Page
      title="搜索"
      lead="在已公开的成果和需求中查找。"
      extra={<Follow key={`${kind} ${search.get('q') ?? ''}`} kind={kind} q={search.get('q') ?? ''} />}
    >
      <Segmented
        aria-label="查找范围"
        options={[
          { value: 'achievements', label: '成果' },
          { value: 'demands', label: '需求' },
        ]}
        value={kind}
        onChange={(value) => setSearch({ q: search.get('q') ?? '', in: value })}
        style={{ alignSelf: 'flex-start' }}
      />
      <ListView<Hit>
        key={kind}
        path={`/${kind}`}
        idOf={(hit) => hit.id}
        searches={`搜${title}`}
        columns={[
          { title: '名称', draw: (hit) => <Link to={`/${kind}/${hit.id}?view=public`}>{hit.name}</Link> },
          { title: '单位', draw: (hit) => hit.owner?.name ?? '—', width: 200 },
          { title: '领域', draw: (hit) => hit.techField ?? '—', width: 120 },
          {
            title: '内容',
            draw: (hit) => cut(hit.summary ?? ''),
          },
        ]}
        empty={<Empty title={`还没有公开的${title}`} />}
      />
    </Page>
  )
}

/** 订阅此搜索: one click, and it says what happens next. */
function Follow({ kind, q }: { readonly kind: 'achievements' | 'demands'; readonly q: string }) {
  const [said, setSaid] = useState('')
  const follow = async () => {
    try {
      const query = new URLSearchParams(q === '' ? {} : { q }).toString()
      const one = kind === 'demands' ? 'demand' : 'achievement'
      const { result } = await send<{ name: string }>('POST', '/my/searches', { kind: one, query })
      setSaid(`已订阅“${result.name}”，有新信息会进入每日汇总。`)
    } catch (error) {
      setSaid(error instanceof Error ? error.message : '没有订阅成功，请重试。')
    }
  }
  return (
    <>
      <span role="status">{said !== '' && <Link to="/subscriptions">{said}</Link>}</span>
      {said === '' && <Button onClick={() => void follow()}>订阅此搜索</Button>}
    </>
  )
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
