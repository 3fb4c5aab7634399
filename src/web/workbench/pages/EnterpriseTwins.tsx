import { Button, Modal } from 'antd'
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
  const [asked, setAsked] = useState<{ keep: EnterpriseRow; drop: EnterpriseRow } | null>(null)
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
      setAsked(null)
    }
  }
  const { one, other, mayMerge } = pair
  return (
    <li className="card stack-s">
      <Line row={one} />
      <Line row={other} />
      {!mayMerge && <p className="soft">两条的统一社会信用代码不同，是两家企业，不能合并。</p>}
      <div className="row">
        {mayMerge && (
          <>
            <Button onClick={() => setAsked({ keep: one, drop: other })}>并入“{one.name}”</Button>
            <Button onClick={() => setAsked({ keep: other, drop: one })}>并入“{other.name}”</Button>
          </>
        )}
        <Button
          loading={busy}
          onClick={() => void say('/enterprises/not-same', { one: one.id, other: other.id })}
        >
          不是同一家
        </Button>
      </div>
      {asked && (
        <Modal
          open
          title="并入同一家"
          okText="确认并入"
          cancelText="取消"
          confirmLoading={busy}
          onOk={() => void say('/enterprises/merge', { keepId: asked.keep.id, dropId: asked.drop.id })}
          onCancel={() => setAsked(null)}
        >
          “{asked.drop.name}”并入“{asked.keep.name}”，以后不再单独列出。两边都填了的以“{asked.keep.name}
          ”为准， 另一边的内容和年度数据留存。并入后不能撤销。
        </Modal>
      )}
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
