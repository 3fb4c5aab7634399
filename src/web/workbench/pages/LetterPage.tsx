import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface Act {
  readonly name: string
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
  readonly confirm?: string
  readonly form: JsonSchema
  readonly initial?: Record<string, unknown>
}

interface Letter {
  readonly id: string
  readonly publicId: string
  readonly dossierId: string
  readonly title: string
  readonly kindTitle: string
  readonly stateTitle: string
  readonly version: number
  readonly number: string | null
  readonly issuedOn: string | null
  readonly issuer: string
  readonly addressees: readonly string[]
  readonly countersigners: readonly string[]
  readonly content: {
    readonly paragraphs: readonly string[]
    readonly attachments: readonly string[]
    readonly copies: readonly string[]
    readonly remedy: string
  }
  readonly pdfSha256: string | null
  readonly sealSays: string
  readonly steps: readonly {
    readonly id: string
    readonly title: string
    readonly by: string
    readonly at: string
    readonly note: string
  }[]
  readonly sealUses: readonly {
    readonly id: string
    readonly sealName: string
    readonly copies: number
    readonly by: string
    readonly at: string
  }[]
  readonly services: readonly {
    readonly id: string
    readonly addressee: string
    readonly way: string
    readonly servedOn: string
    readonly receiptFileId: string | null
    readonly note: string
  }[]
  readonly deadlines: readonly {
    readonly startsOn: string
    readonly nominalOn: string
    readonly provisional: boolean
  }[]
  /** The cancelled letter this one was drafted in place of, and the one drafted in place of this. */
  readonly replaces: string | null
  readonly replacedBy: string | null
  readonly next: readonly Act[]
}

/** One letter: its text, where it is in its life, service and terms, and what may be done next. */
export function LetterPage() {
  const { id = '' } = useParams()
  const letter = useQuery({ queryKey: ['letter', id], queryFn: () => get<Letter>(`/letters/${id}`) })
  return (
    <Show query={letter} rows={10} whole>
      {(found) => <Whole letter={found} />}
    </Show>
  )
}

function Whole({ letter }: { readonly letter: Letter }) {
  return (
    <Page
      title={letter.title}
      lead={
        <span className="num">
          {letter.kindTitle} · {letter.number ?? '未编号'}
        </span>
      }
      extra={
        <>
          <StateTag title={letter.stateTitle} />
          {letter.next.map((act, i) => (
            <LetterAct key={`${act.name}-${act.title}`} act={act} letter={letter} first={i === 0} />
          ))}
        </>
      }
    >
      {letter.next
        .filter((act) => !act.allowed)
        .map((act) => (
          <Alert key={act.name} type="info" title={act.reason} />
        ))}
      <Replaced letter={letter} />
      <div className="grid-2">
        <section className="card stack" aria-label="文稿">
          <Text letter={letter} />
          <p className="row">
            <a href={urlOf(`/letters/${letter.id}/letter.pdf`)}>
              {letter.pdfSha256 === null ? '预览 PDF' : '下载 PDF'}
            </a>
            <a href={urlOf(`/letters/${letter.id}/letter.docx`)}>
              {letter.pdfSha256 === null ? '预览 Word' : '下载 Word'}
            </a>
            <Link to={`/dossiers/${letter.dossierId}`}>打开办件</Link>
            {letter.pdfSha256 !== null && <a href={`/letters/${letter.publicId}`}>门户上的核对页</a>}
          </p>
          <p className="soft small">{letter.sealSays}</p>
        </section>
        <section className="card stack" aria-label="办理和送达">
          <Steps letter={letter} />
          <Service letter={letter} />
        </section>
      </div>
    </Page>
  )
}

function Replaced({ letter }: { readonly letter: Letter }) {
  return (
    <>
      {letter.replacedBy !== null && (
        <Alert
          type="info"
          title={<Link to={`/letters/${letter.replacedBy}`}>已重新拟稿，打开新的文稿</Link>}
        />
      )}
      {letter.replaces !== null && (
        <Alert
          type="info"
          title={<Link to={`/letters/${letter.replaces}`}>代替已撤销的文书，查看原文书</Link>}
        />
      )}
    </>
  )
}

function LetterAct({
  act,
  letter,
  first,
}: {
  readonly act: Act
  readonly letter: Letter
  readonly first: boolean
}) {
  if (!act.allowed) return null
  return (
    <FormDialog
      title={act.title}
      form={act.form}
      path={`/letters/${letter.id}/${act.name}`}
      also={{ version: letter.version }}
      primary={first && act.confirm === undefined}
      danger={act.confirm !== undefined}
      {...(act.initial && { initial: act.initial })}
      {...(act.confirm !== undefined && { warning: act.confirm })}
    />
  )
}

function Text({ letter }: { readonly letter: Letter }) {
  const { paragraphs, attachments, copies, remedy } = letter.content
  return (
    <>
      <dl className="facts">
        <dt>发文单位</dt>
        <dd>{letter.issuer}</dd>
        <dt>收件人</dt>
        <dd>{letter.addressees.join('、')}</dd>
        {letter.countersigners.length > 0 && (
          <>
            <dt>会签单位</dt>
            <dd>{letter.countersigners.join('、')}</dd>
          </>
        )}
        <dt>成文日期</dt>
        <dd>{letter.issuedOn ?? '未签发'}</dd>
      </dl>
      {/* Paragraphs may repeat, and they never move within one version of the text. */}
      {paragraphs.map((text, i) => (
        <p key={`${String(i)}-${text.slice(0, 20)}`}>{text}</p>
      ))}
      {remedy !== '' && <p>{remedy}</p>}
      {attachments.length > 0 && <p>附件：{attachments.join('；')}</p>}
      {copies.length > 0 && <p>抄送：{copies.join('，')}</p>}
      {letter.pdfSha256 !== null && (
        <p className="soft small wrap-anywhere">PDF 摘要（SHA-256）：{letter.pdfSha256}</p>
      )}
    </>
  )
}

function Steps({ letter }: { readonly letter: Letter }) {
  if (letter.steps.length === 0) return null
  return (
    <>
      <h2>办理过程</h2>
      <ol className="plain stack-s">
        {letter.steps.map((step) => (
          <li key={step.id}>
            <strong>{step.title}</strong> {step.by} <span className="soft num">{timeText(step.at)}</span>
            {step.note !== '' && <div className="soft">{step.note}</div>}
          </li>
        ))}
      </ol>
      {letter.sealUses.map((use) => (
        <p key={use.id} className="soft small">
          用印：{use.sealName} {use.copies} 份，{use.by}，<span className="num">{timeText(use.at)}</span>
        </p>
      ))}
    </>
  )
}

function Service({ letter }: { readonly letter: Letter }) {
  return (
    <>
      <h2>送达</h2>
      {letter.services.length === 0 ? (
        <p className="soft">还没有送达。送达之日起计算救济和补正的期限。</p>
      ) : (
        <ul className="plain stack-s">
          {letter.services.map((one) => (
            <li key={one.id}>
              {one.addressee}：{one.way}，<span className="num">{one.servedOn}</span>
              {one.receiptFileId !== null && <a href={urlOf(`/files/${one.receiptFileId}`)}>送达回执</a>}
              {one.note !== '' && <div className="soft">{one.note}</div>}
            </li>
          ))}
        </ul>
      )}
      {letter.deadlines.map((term) => (
        <p key={`${term.startsOn}-${term.nominalOn}`} className="num">
          救济期限：{term.startsOn} 起，至 {term.nominalOn}
          {term.provisional && '（暂定，待节假日安排公布后确认）'}
        </p>
      ))}
    </>
  )
}
