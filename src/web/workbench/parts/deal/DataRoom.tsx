import { Alert, Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { ApiError, get, send, urlOf } from '../../api.ts'
import { sizeText, timeText } from '../../helpers/format.ts'
import { Empty, Show } from '../../shell/states.tsx'
import type { Page, Reply } from '../../types.ts'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import { ReceiptCard } from '../Receipt.tsx'
import { Nda } from './Nda.tsx'
import type { Deal, Opening, Room, RoomItem } from './types.ts'

/** What each side shows the other after the confidentiality agreement, and who opened what when. */
export function DataRoom({ deal }: { readonly deal: Deal }) {
  const room = useQuery({
    queryKey: ['deal', deal.id, 'room'],
    queryFn: () => get<Room>(`/deals/${deal.id}/room`),
  })
  return (
    <Show query={room}>
      {(found) => (
        <div className="stack">
          <Door room={found} deal={deal} />
          <Foreign room={found} deal={deal} />
          <Own room={found} deal={deal} />
          <Openings deal={deal} />
        </div>
      )}
    </Show>
  )
}

function Door({ room, deal }: { readonly room: Room; readonly deal: Deal }) {
  if (room.nda)
    return (
      <Alert
        type="success"
        showIcon
        title={`保密协议已于 ${room.nda.signedOn} 签订，资料室已开放。`}
        action={<Link to={`/contracts/${room.nda.contractId}`}>查看保密协议</Link>}
      />
    )
  if (deal.identity.hidden)
    return <Alert type="info" showIcon title="需求方公开身份后，双方才能签保密协议、开放资料室。" />
  return (
    <>
      <Alert
        type="info"
        showIcon
        title="资料室在双方签订保密协议后开放"
        description={`对方放了 ${String(room.foreignCount)} 份资料；签订以前看不到资料的名称和内容。`}
      />
      <Nda deal={deal} />
    </>
  )
}

function Foreign({ room, deal }: { readonly room: Room; readonly deal: Deal }) {
  return (
    <section aria-label="对方的资料" className="stack-s">
      <h2>对方的资料</h2>
      {room.foreign.length === 0 && (
        <Empty title={room.foreignCount === 0 ? '对方还没有放资料' : '签订保密协议后可以查看'} />
      )}
      <ul className="plain stack-s">
        {room.foreign.map((item) => (
          <li key={item.id} className="listitem">
            <div className="row">
              <Title item={item} />
              {item.shut === null ? (
                <Open deal={deal} item={item} />
              ) : (
                <>
                  <span className="soft small">{item.shut}</span>
                  {item.mayAsk && (
                    <ActButton
                      title="请求查看"
                      small
                      label={`请求查看：${item.title}`}
                      path={`/deals/${deal.id}/room/${item.id}/ask`}
                      lead={<p>请对方允许贵单位查看“{item.title}”。</p>}
                    />
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Title({ item }: { readonly item: RoomItem }) {
  return (
    <span className="grow">
      {item.title}{' '}
      <span className="soft small num">
        第 {item.version} 版 · {item.isText ? '文字' : sizeText(item.size)} · {item.modeTitle}
      </span>
    </span>
  )
}

interface Opened {
  readonly id: string
  readonly receiptNo: string
}

interface OpenedContent {
  readonly title: string
  readonly receiptNo: string
  readonly body: string | null
  readonly pages: readonly string[]
  readonly file: string | null
}

/** Opening is an act with a receipt; the content is shown after it. */
function Open({ deal, item }: { readonly deal: Deal; readonly item: RoomItem }) {
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<Opened> | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const open = async () => {
    setBusy(true)
    setFault(null)
    try {
      setReply(await send<Opened>('POST', `/deals/${deal.id}/room/${item.id}/open`, {}))
    } catch (error) {
      setFault(error instanceof ApiError ? error.message : '没有打开，请重试。')
    } finally {
      setBusy(false)
    }
  }
  const close = () => {
    setReply(null)
    void client.invalidateQueries({ queryKey: ['deal', deal.id] })
  }
  return (
    <>
      <Button size="small" loading={busy} onClick={() => void open()} aria-label={`开启：${item.title}`}>
        开启
      </Button>
      {fault !== null && (
        <span role="alert" className="sum-bad">
          {fault}
        </span>
      )}
      {reply && (
        <Modal open title={item.title} footer={null} onCancel={close} width={860} destroyOnHidden>
          <Content deal={deal} opened={reply.result} />
          <ReceiptCard receipt={reply.receipt} journalId={reply.journalId} />
        </Modal>
      )}
    </>
  )
}

function Content({ deal, opened }: { readonly deal: Deal; readonly opened: Opened }) {
  const content = useQuery({
    queryKey: ['opening', opened.id],
    queryFn: () => get<OpenedContent>(`/deals/${deal.id}/room/openings/${opened.id}`),
  })
  return (
    <Show query={content}>
      {(found) => (
        <div className="stack">
          <p className="soft">
            本次开启已记录，双方都能看到；回执号 <span className="num">{found.receiptNo.toUpperCase()}</span>
            。内容受保密协议约束。
          </p>
          {found.body !== null && <div className="pre card">{found.body}</div>}
          {found.pages.map((page, i) => (
            <img key={page} src={page} alt={`第 ${String(i + 1)} 页（带水印）`} className="roompage" />
          ))}
          {found.file !== null && (
            <div>
              <Button type="primary" href={found.file}>
                下载
              </Button>
            </div>
          )}
        </div>
      )}
    </Show>
  )
}

function Own({ room, deal }: { readonly room: Room; readonly deal: Deal }) {
  return (
    <section aria-label="本单位的资料" className="stack-s">
      <div className="row">
        <h2 className="grow">本单位的资料</h2>
        {room.mayKeep && (
          <FormDialog
            title="放一份资料"
            form="room-item"
            path={`/deals/${deal.id}/room`}
            warning="涉密和内部的内容不能放。资料名称和内容不出现在搜索、消息和日志里。"
            next="对方签了保密协议后可以开启；每次开启您都会收到消息。"
          />
        )}
      </div>
      {room.own.length === 0 && (
        <p className="soft">这里放给对方看的资料；给每次洽谈都看的，请放到成果的资料室。</p>
      )}
      <ul className="plain stack-s">
        {room.own.map((item) => (
          <li key={item.id} className="listitem">
            <div className="row">
              <Title item={item} />
              {item.isAsked && <Tag color="warning">对方请求查看</Tag>}
              {item.withdrawnAt === null ? (
                <OwnActs item={item} room={room} deal={deal} />
              ) : (
                <Tag>已收回 {timeText(item.withdrawnAt)}</Tag>
              )}
            </div>
            <div className="soft small">
              {item.scope} · {item.levelTitle}
              {item.shut === null && ' · 对方现在可以查看'}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OwnActs({
  item,
  room,
  deal,
}: {
  readonly item: Room['own'][number]
  readonly room: Room
  readonly deal: Deal
}) {
  const mayBeSeen = item.isGranted
  return (
    <>
      {room.mayGrant && (
        <ActButton
          title={mayBeSeen ? '不让对方再看' : '允许对方查看'}
          small
          label={`${mayBeSeen ? '不让对方再看' : '允许对方查看'}：${item.title}`}
          path={`/deals/${deal.id}/room/${item.id}/access`}
          also={{ granted: !mayBeSeen }}
          lead={<p>{item.title}</p>}
        />
      )}
      {room.mayWithdraw && (
        <ActButton
          title="收回"
          small
          danger
          label={`收回：${item.title}`}
          path={`/room-items/${item.id}/withdraw`}
          warning="收回后任何一方都不能再看这份资料；看过的回执保留。"
        />
      )}
    </>
  )
}

function Openings({ deal }: { readonly deal: Deal }) {
  const openings = useQuery({
    queryKey: ['deal', deal.id, 'openings'],
    queryFn: () => get<Page<Opening>>(`/deals/${deal.id}/room/openings`),
  })
  return (
    <section aria-label="查阅记录" className="stack-s">
      <div className="row">
        <h2 className="grow">查阅记录</h2>
        <Button size="small" href={urlOf(`/deals/${deal.id}/room/record.pdf`)}>
          下载 PDF
        </Button>
        <Button size="small" href={urlOf(`/deals/${deal.id}/room/record.csv`)}>
          下载 CSV
        </Button>
      </div>
      <Show query={openings} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有人开启资料。</p>
          ) : (
            <ol className="plain stack-s">
              {items.map((one) => (
                <li key={one.id} className="listitem">
                  <div>
                    {one.org} {one.by} 开启“{one.title}”第 {one.version} 版{' '}
                    <span className="num soft">{timeText(one.at)}</span>
                  </div>
                  <div className="mono soft small">
                    回执 {one.receiptNo.toUpperCase()} · SHA-256 {one.sha256.slice(0, 16)}… · 叶{' '}
                    {one.leaf?.slice(0, 16) ?? '—'}…
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Show>
    </section>
  )
}
