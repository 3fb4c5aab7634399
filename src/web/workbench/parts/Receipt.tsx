import { Alert, App, Button } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import { timeText } from '../helpers/format.ts'
import type { Receipt, Reply } from '../types.ts'

/** What was done, what happens next, and the signed receipt. Takes the focus, so that readers hear it. */
export function Done({
  title,
  reply,
  children,
}: {
  readonly title: string
  readonly reply: Reply<unknown>
  readonly children?: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div className="card stack" ref={box} tabIndex={-1}>
      <Alert type="success" showIcon title={title} description={children} />
      <ReceiptCard receipt={reply.receipt} journalId={reply.journalId} />
    </div>
  )
}

/** The promise that this act enters the public log within 60 seconds, to keep. */
export function ReceiptCard({
  receipt,
  journalId,
}: {
  readonly receipt: Receipt
  readonly journalId: string
}) {
  const { message } = App.useApp()
  const copy = async () => {
    await copyText(JSON.stringify({ ...receipt, journalId }, null, 2))
    void message.success('回执已复制')
  }
  return (
    <section aria-label="回执">
      <h2>回执</h2>
      <dl className="facts">
        <dt>受理时间</dt>
        <dd className="num">{timeText(receipt.at)}</dd>
        <dt>存证哈希</dt>
        <dd className="mono">{receipt.leaf}</dd>
        <dt>签名密钥</dt>
        <dd className="mono">{receipt.keyId}</dd>
        <dt>日志编号</dt>
        <dd className="mono">{journalId}</dd>
      </dl>
      <p className="soft">此次办理将在 60 秒内写入存证日志；请保存回执，凭它可以独立核验。</p>
      <Button className="no-print" onClick={() => void copy()}>
        复制回执
      </Button>
    </section>
  )
}

/** Copies text; the clipboard interface needs a secure origin, the old way serves intranet addresses. */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
