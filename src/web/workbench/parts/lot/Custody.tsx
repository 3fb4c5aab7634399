import { Alert, Button, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { ApiError, newKey, send } from '../../api.ts'
import { newCustodianKey, openBox, readKeyFile, type CustodianKey } from '../../helpers/sealing.ts'
import type { Reply } from '../../types.ts'
import { Done } from '../Receipt.tsx'
import type { LotView, SealedView } from './types.ts'

const WRONG_FILE = '这不是这一席的密钥文件，请选择接受保管时保存的那个文件。'

/** Takes a seat: the key is made here, saved by the person, read back from the file, and only then accepted. */
export function AcceptSeat({ lot, seat }: { readonly lot: LotView; readonly seat: number }) {
  const [key, setKey] = useState<CustodianKey | null>(null)
  const name = `密钥-${lot.publicId.toUpperCase()}-第${String(seat)}席.txt`
  return (
    <Ceremony
      title="接受保管"
      label={`接受保管第 ${String(seat)} 席`}
      doneTitle={`已接受第 ${String(seat)} 席的密钥保管`}
      done="请把密钥文件存在自己的存储介质上，开标时要用；遗失不能找回，请告诉转让方更换。"
      opened={async () => setKey(await newCustodianKey())}
      submitTitle="确认接受"
      submit={async (file, attempt) => {
        const read = await readKeyFile(file)
        if (read?.recipient !== key?.recipient || !key) throw new Error(WRONG_FILE)
        const body = { seat, recipient: key.recipient }
        return send('POST', `/lots/${lot.id}/custodians/key`, body, attempt)
      }}
    >
      <ol>
        <li>
          密钥已在本页生成，没有发给平台。
          {key && (
            <Button
              size="small"
              download={name}
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(keyFile(lot, seat, key))}`}
            >
              保存密钥文件
            </Button>
          )}
        </li>
        <li>再选择刚保存的文件，核对它能读出来。</li>
      </ol>
    </Ceremony>
  )
}

/** An age identity file, which any reader of age opens too. */
function keyFile({ publicId, name }: LotView, seat: number, { identity, recipient }: CustodianKey): string {
  return [
    `# 密封报价的保管密钥：${name}，编号 ${publicId.toUpperCase()}，第 ${String(seat)} 席`,
    '# 只给本人使用，截止以后开标时选择这个文件',
    `# public key: ${recipient}`,
    identity,
    '',
  ].join('\n')
}

/** Opens the boxes in this browser with the key file; the key itself is not sent. */
export function OpenBids({ lot, boxes }: { readonly lot: LotView; readonly boxes: SealedView['boxes'] }) {
  return (
    <Ceremony
      title="用密钥文件开标"
      primary
      doneTitle="份额已提交"
      done="到场的保管人够了，报价随即打开，并定出受让方。"
      submitTitle="开标"
      submit={async (file, attempt) => {
        const key = await readKeyFile(file)
        if (!key || boxes.some(({ recipient }) => recipient !== key.recipient)) throw new Error(WRONG_FILE)
        const shares = await Promise.all(
          boxes.map(async ({ bid, box }) => ({ bid, share: await openBox(key.identity, box) })),
        )
        return send('POST', `/lots/${lot.id}/shares`, { shares }, attempt)
      }}
    >
      <p>共 {boxes.length} 份报价等您这一席打开。密钥只在本页使用，发出的只是这次报价的份额。</p>
    </Ceremony>
  )
}

interface CeremonyProps {
  readonly title: string
  readonly label?: string
  readonly primary?: boolean
  readonly doneTitle: string
  readonly done: string
  readonly submitTitle: string
  readonly opened?: () => Promise<void>
  readonly submit: (file: string, attempt: string) => Promise<Reply<unknown>>
  readonly children: ReactNode
}

/** A dialog around a key file: chosen, read in the browser, and its outcome shown with the receipt. */
function Ceremony({ title, label, primary = false, opened, ...rest }: CeremonyProps) {
  const [isOpen, setOpen] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const start = () => {
    setOpen(true)
    setFault(null)
    opened?.().catch((error: unknown) => setFault(sentenceOf(error)))
  }
  return (
    <>
      <Button
        type={primary ? 'primary' : 'default'}
        {...(!primary && { size: 'small' as const })}
        {...(label !== undefined && { 'aria-label': label })}
        onClick={start}
      >
        {title}
      </Button>
      <Steps
        {...rest}
        title={title}
        isOpen={isOpen}
        fault={fault}
        setFault={setFault}
        close={() => setOpen(false)}
      />
    </>
  )
}

function Steps({
  title,
  doneTitle,
  done,
  submitTitle,
  submit,
  children,
  isOpen,
  fault,
  setFault,
  close,
}: Omit<CeremonyProps, 'label' | 'primary' | 'opened'> & {
  readonly isOpen: boolean
  readonly fault: string | null
  readonly setFault: (fault: string | null) => void
  readonly close: () => void
}) {
  const client = useQueryClient()
  const [file, setFile] = useState<string | null>(null)
  const { act, isBusy, reply } = useAttempts(submit, setFault)
  const leave = () => {
    close()
    if (reply) void client.invalidateQueries()
  }
  return (
    <Modal open={isOpen} title={title} footer={null} onCancel={leave} width={640}>
      {reply ? (
        <div className="stack">
          <Done title={doneTitle} reply={reply}>
            {done}
          </Done>
          <div>
            <Button type="primary" onClick={leave}>
              知道了
            </Button>
          </div>
        </div>
      ) : (
        <div className="stack">
          {children}
          <KeyFile chosen={setFile} />
          {fault !== null && <Alert type="error" showIcon title={fault} />}
          <div>
            <Button
              type="primary"
              loading={isBusy}
              disabled={file === null}
              onClick={() => void act(file ?? '')}
            >
              {submitTitle}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

function KeyFile({ chosen }: { readonly chosen: (text: string) => void }) {
  return (
    <label>
      密钥文件{' '}
      <input
        type="file"
        accept=".txt,text/plain"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          void file?.text().then(chosen)
        }}
      />
    </label>
  )
}

/** Sends what the ceremony makes of a file. */
function useAttempts(submit: CeremonyProps['submit'], setFault: (fault: string | null) => void) {
  const [attempt, setAttempt] = useState(newKey)
  const [isBusy, setBusy] = useState(false)
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const act = async (file: string) => {
    setBusy(true)
    setFault(null)
    try {
      setReply(await submit(file, attempt))
    } catch (error) {
      setFault(sentenceOf(error))
      // After a broken connection the same command is sent again; after a refusal it is another one.
      if (!(error instanceof ApiError && error.passing)) setAttempt(newKey())
    }
    setBusy(false)
  }
  return { act, isBusy, reply }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : '没有办成，请重试。'
}
