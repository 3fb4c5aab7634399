import { Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, newKey, send } from '../api.ts'
import { RegionName } from '../parts/regions.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page as PageOf } from '../types.ts'
import type { EnterpriseRow } from './Enterprises.tsx'

interface Pair {
  readonly one: EnterpriseRow
  readonly other: EnterpriseRow
  readonly mayMerge: boolean
}

/** Likely twins: a person looks and says, nothing is merged by itself. */
export function EnterpriseTwins() {
  const twins = useQuery({
    queryKey: ['enterprise-twins'],
    queryFn: () => get<PageOf<Pair>>('/enterprise-twins'),
  })
  return (
    <Page
      title="疑似重复的企业"
      lead="名称只差括号、空格或“有限责任公司”等写法的，列在这里由人判断；系统不会自动合并。"
    >
      <Show query={twins} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty title="没有疑似重复">导入新名单后如有相近的名称，会列在这里。</Empty>
            </div>
          ) : (
            <ul className="plain stack">
              {items.map((pair) => (
                <Twin key={pair.one.id + pair.other.id} pair={pair} />
              ))}
            </ul>
          )
        }
      </Show>
    </Page>
  )
}

function Twin({ pair }: { readonly pair: Pair }) {
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const say = async (path: string, body: object) => {
    setBusy(true)
    setFault(null)
    try {
      await send('POST', path, body, newKey())
      await client.invalidateQueries()
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有办成，请重试。')
    } finally {
      setBusy(false)
    }
  }
  const { one, other, mayMerge } = pair
  const merge = (keep: EnterpriseRow, drop: EnterpriseRow) =>
    say('/enterprises/merge', { keepId: keep.id, dropId: drop.id })
  return (
    <li className="card stack-s">
      <Line row={one} />
      <Line row={other} />
      {!mayMerge && <p className="soft">两条的统一社会信用代码不同，是两家企业，不能合并。</p>}
      <div className="row">
        {mayMerge && (
          <>
            <Button loading={busy} onClick={() => void merge(one, other)}>
              并入“{one.name}”
            </Button>
            <Button loading={busy} onClick={() => void merge(other, one)}>
              并入“{other.name}”
            </Button>
          </>
        )}
        <Button
          loading={busy}
          onClick={() => void say('/enterprises/not-same', { one: one.id, other: other.id })}
        >
          不是同一家
        </Button>
      </div>
      {fault !== null && (
        <div role="alert" className="sum-bad">
          {fault}
        </div>
      )}
    </li>
  )
}

function Line({ row }: { readonly row: EnterpriseRow }) {
  return (
    <div className="row">
      <Link className="grow" to={`/enterprises/${row.id}`}>
        {row.name}
      </Link>
      <span className="num">{row.creditCode ?? '没有信用代码'}</span>
      <RegionName code={row.region} />
    </div>
  )
}
