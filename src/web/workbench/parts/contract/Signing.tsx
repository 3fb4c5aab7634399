import { Alert, App, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { timeText } from '../../helpers/format.ts'
import type { DossierView, Page } from '../../types.ts'
import { ActionBar, type Prepare } from '../ActionBar.tsx'
import type { Confirmation, ContractView, Paper, Signatory, Way } from './types.ts'

const FACTORS: Readonly<Record<string, string>> = { totp: '动态口令', sms: '短信验证码' }
const WAYS: Readonly<Record<Way, string>> = { a: '纸质', b: '电子确认', c: '电子认证' }
/** Acts of each way, drawn beside what the way counts for. */
const ACTS: Readonly<Record<Way, readonly string[]>> = {
  b: ['consentElectronic', 'confirm', 'inviteSigner'],
  a: ['bringPaper'],
  c: ['requestCertificate'],
}
export const SIGNING_ACTS: readonly string[] = [...Object.values(ACTS).flat(), 'checkPaper', 'sendBackPaper']

interface Props {
  readonly contract: ContractView
  readonly view: DossierView | undefined
  readonly prepare: Prepare
}

/** Who has signed in which way, what is still waited for, and the ways to choose from. */
export function Signing({ contract, view, prepare }: Props) {
  return (
    <section className="card stack" aria-label="签署">
      <h2>签署</h2>
      <Signatories contract={contract} />
      {contract.papers.map((paper) => (
        <PaperLine key={paper.id} contract={contract} paper={paper} />
      ))}
      <Requests contract={contract} />
      {contract.state === 'drafted' && view && (
        <>
          <Links contract={contract} />
          <h3>怎样签署</h3>
          {contract.signingWays.map((way) => (
            <div key={way.way} className="listitem stack-s">
              <h4>{way.title}</h4>
              <p className="soft">{way.says}</p>
              {way.missing !== undefined && <p>{way.missing}</p>}
              <ActionBar
                view={view}
                prepare={prepare}
                names={ACTS[way.way]}
                label={`${way.title}可办理的事项`}
              />
            </div>
          ))}
          <p className="soft">{contract.mixedSays}</p>
        </>
      )}
      {contract.sheet !== null && (
        <p>
          合同已成立。
          <a href={contract.sheet} target="_blank" rel="noreferrer">
            {contract.confirmations.every((one) => one.way === 'b') ? '下载电子确认书' : '下载签署记录'}
          </a>
        </p>
      )}
    </section>
  )
}

function Signatories({ contract }: { readonly contract: ContractView }) {
  return (
    <ol className="plain stack-s" aria-label="签署进度">
      {contract.signatories.map((one) => (
        <li key={one.id} className="listitem">
          <div className="row">
            <b className="grow">
              {one.role} {one.name}
              {one.mine && '（本方）'}
            </b>
            <span className={one.way === null ? 'soft' : 'sum-ok'}>
              {one.way === null ? one.waits : `已签署（${WAYS[one.way]}）`}
            </span>
          </div>
          <Signed signatory={one} contract={contract} />
        </li>
      ))}
    </ol>
  )
}

function Signed({ signatory, contract }: { readonly signatory: Signatory; readonly contract: ContractView }) {
  const consent = contract.consents.find((one) => one.org === signatory.name)
  const record = contract.confirmations.find((one) => one.org === signatory.name)
  return (
    <>
      {consent && (
        <div className="readings">
          同意电子确认条款：{consent.person} {timeText(consent.at)}
        </div>
      )}
      {record && <div className="readings">{recordWords(record)}</div>}
      {record?.evidence.differs === true && (
        <div className="sum-bad">
          印章“{record.evidence.sealText}”与登记名称不一致：{record.evidence.reason}
        </div>
      )}
    </>
  )
}

function recordWords(record: Confirmation): string {
  const who = `${record.person}（${record.capacity}）`
  const at = timeText(record.at)
  if (record.way === 'a')
    return `签字人 ${who}，印章“${record.evidence.sealText ?? ''}”，平台收到 ${at}，纸上日期 ${record.signedOn}`
  if (record.way === 'c')
    return `${who}，证书 ${record.evidence.issuer ?? ''} ${record.evidence.serial ?? ''}，${at}${record.evidence.isFake ? '（演示，不产生效力）' : ''}`
  const link = record.evidence.phone === undefined ? '' : `，一次性链接 ${record.evidence.phone}`
  return `${who}，${FACTORS[record.factor ?? ''] ?? ''}${link}，${at}`
}

/** A paper that was brought back: read, compared, sent back. */
function PaperLine({ contract, paper }: { readonly contract: ContractView; readonly paper: Paper }) {
  const waits = paper.open.length > 0
  return (
    <div className="listitem stack-s">
      <div className="row">
        <span className="grow">
          纸质文本 {paper.sheets} 张，{paper.org} {paper.by} <span className="num">{timeText(paper.at)}</span>{' '}
          交回
        </span>
        <a href={paper.file} target="_blank" rel="noreferrer">
          下载交回件
        </a>
      </div>
      {paper.sentBack !== null && <Alert type="warning" showIcon title={`已退回：${paper.sentBack}`} />}
      {waits && <PaperFindings paper={paper} />}
      {waits && (
        <p>
          <Link to={`/contracts/${contract.id}/papers/${paper.id}`}>
            {paper.mine ? '查看交回件（须由别人核对）' : '核对这份交回件'}
          </Link>
        </p>
      )}
      {paper.checks
        .filter((check) => check.accepted)
        .map((check) => (
          <div key={check.name} className="readings">
            {check.name} 核对通过：{check.org} {check.by} {timeText(check.at)}
          </div>
        ))}
    </div>
  )
}

/** What the machine found, honestly: what it read, and what a person must look at. */
export function PaperFindings({ paper }: { readonly paper: Paper }) {
  const { reading, findings } = paper
  if (!reading || !findings) return <p role="status">平台正在识别页码标记，约需一两分钟，请稍候刷新。</p>
  if (reading.fault !== null) return <Alert type="warning" showIcon title={reading.fault} />
  if (findings.foreign.length > 0)
    return (
      <Alert
        type="error"
        showIcon
        title={`第 ${findings.foreign.join('、')} 张不属于这一版文本，只能退回。`}
      />
    )
  if (findings.missing)
    return (
      <Alert
        type="error"
        showIcon
        title={`缺页：${findings.notRead.length > 0 ? `没有识别到第 ${findings.notRead.join('、')} 页` : '张数少于文本页数'}，只能退回。`}
      />
    )
  if (findings.complete)
    return (
      <Alert
        type="success"
        showIcon
        title={`自动识别：${String(findings.sheets)} 张，页码齐全，都是这一版文本。名称和印章请人工核对。`}
      />
    )
  return (
    <Alert
      type="warning"
      showIcon
      title={`第 ${findings.unread.join('、')} 张没有标记或没有识别到，请逐页看过内容和页码。`}
    />
  )
}

const STATES = {
  asked: '正在提交',
  open: '等待签署',
  signed: '已签署',
  declined: '未签署',
  failed: '没有完成',
} as const

function Requests({ contract }: { readonly contract: ContractView }) {
  return (
    <>
      {contract.requests.map((one) => (
        <div key={one.id} className="listitem">
          {one.provider}：{one.person}，{STATES[one.state]}
          {one.fault !== null && `：${one.fault}`}{' '}
          {one.state === 'open' && one.address !== null && (
            <a href={one.address} target="_blank" rel="noreferrer">
              到服务机构的页面签署
            </a>
          )}
        </div>
      ))}
    </>
  )
}

interface IssuedLink {
  readonly id: string
  readonly personName: string | null
  readonly capacity: string
  readonly expiresAt: string
  readonly state: string
  readonly address: string | null
}

/** Addresses of the links this side sent; handed over by telephone message or in person, never by the platform. */
function Links({ contract }: { readonly contract: ContractView }) {
  const { message } = App.useApp()
  const links = useQuery({
    queryKey: ['signing links', contract.id, contract.version],
    queryFn: () => get<Page<IssuedLink>>(`/signing-links/contract/${contract.id}`),
    enabled: contract.side !== null,
  })
  const open = (links.data?.items ?? []).filter((one) => one.address !== null)
  if (open.length === 0) return null
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text)
    void message.success('已复制')
  }
  return (
    <div className="stack-s">
      <h3>一次性签署链接</h3>
      <p className="soft">
        请把链接亲自交给签署人（短信、微信均可）；验证码由平台发到签署人的手机。这样的确认证明力弱于实名账号，需要更强效力的请用纸质签字盖章。
      </p>
      {open.map((one) => {
        const address = `${location.origin}${one.address ?? ''}`
        return (
          <div key={one.id} className="listitem">
            <div>
              {one.personName}（{one.capacity}），{timeText(one.expiresAt)} 前有效
            </div>
            <div className="row">
              <span className="mono grow">{address}</span>
              <Button size="small" onClick={() => void copy(address)}>
                复制链接
              </Button>
            </div>
          </div>
        )
      })}
    </div>
  )
}
