import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { leftText, objectionCode, type NoticeRow } from '../helpers/notice.ts'
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
  readonly form: JsonSchema
  readonly initial?: Readonly<Record<string, string>>
}

interface Objection {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly words: string
  readonly by: { readonly name: string; readonly contact: string } | null
  readonly state: keyof typeof STATES
  readonly answer: string | null
  readonly answeredAt: string | null
  readonly answeredBy: string | null
  readonly files: readonly { readonly id: string; readonly name: string }[]
  readonly next: readonly Act[]
}

interface Notice extends NoticeRow {
  readonly noticeId: string
  readonly dossierId: string
  readonly version: number
  readonly unit: string | null
  readonly org: string | null
  readonly reason: string | null
  readonly fields: readonly { readonly label: string; readonly value: string; readonly material: boolean }[]
  readonly versions: readonly {
    readonly version: number
    readonly at: string
    readonly reason: string | null
    readonly digest: string
    readonly leaf: string
    readonly changes: readonly { readonly label: string; readonly before: string; readonly after: string }[]
  }[]
  readonly objections: readonly Objection[]
  readonly photos: readonly { readonly fileId: string; readonly takenOn: string }[]
  readonly others: readonly { readonly id: string; readonly openedAt: string; readonly stateTitle: string }[]
  readonly next: readonly Act[]
}

const STATES = {
  open: '待答复',
  upheld: '异议成立',
  rejected: '异议不成立',
  overtaken: '公示已撤回或变更',
} as const
const LEAD_STATES = { ...STATES, open: '待核实', upheld: '线索属实', rejected: '线索不实或无法核实' }

/** One public notice: what it says, objections and their answers, correction, withdrawal, poster. */
export function NoticePage() {
  const { id = '' } = useParams()
  const notice = useQuery({ queryKey: ['notice', id], queryFn: () => get<Notice>(`/my/notices/${id}`) })
  return (
    <Show query={notice} rows={10} whole>
      {(found) => <Whole notice={found} />}
    </Show>
  )
}

function Whole({ notice }: { readonly notice: Notice }) {
  return (
    <Page
      title={notice.name}
      lead={<span className="num">编号 {notice.id}</span>}
      extra={
        <>
          <StateTag title={notice.stateTitle} />
          {notice.next.map((act) => (
            <NoticeAct key={act.name} act={act} notice={notice} />
          ))}
        </>
      }
    >
      {notice.reason !== null && <Alert type="info" title={notice.reason} />}
      <div className="grid-2">
        <section className="card stack" aria-label="公示内容">
          <Facts notice={notice} />
          <h2>公示内容</h2>
          <Lines rows={notice.fields.map(({ label, value }) => [label, value])} />
          <Objections notice={notice} />
        </section>
        <section className="card stack" aria-label="张贴和存证">
          <Posting notice={notice} />
          <Versions notice={notice} />
        </section>
      </div>
    </Page>
  )
}

function Lines({ rows }: { readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="facts">
      {rows.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Facts({ notice }: { readonly notice: Notice }) {
  return (
    <>
      <Lines
        rows={[
          ['公示期', `${notice.startsOn} 至 ${notice.lastDay}（开始当日不计，期满次日才能办结）`],
          ['期限', leftText(notice)],
          ['公示范围', notice.audienceTitle],
          ['承办单位', notice.unit ?? ''],
          ['申请单位', notice.org ?? ''],
        ]}
      />
      <p className="row">
        <Link to={`/dossiers/${notice.dossierId}`}>打开办件</Link>
        <a href={`/notices/${notice.id}`}>门户上的公示页</a>
        {notice.others.map((other) => (
          <Link key={other.id} to={`/notices/${other.id}`}>
            {timeText(other.openedAt)} 的公示（{other.stateTitle}）
          </Link>
        ))}
      </p>
    </>
  )
}

function NoticeAct({ act, notice }: { readonly act: Act; readonly notice: Notice }) {
  const [code] = useState(objectionCode)
  if (act.name === 'object')
    return (
      <FormDialog
        title={act.title}
        form={act.form}
        path={`/notices/${notice.id}/objections`}
        also={{ code }}
        next={`答复后会通知您，也可以在门户凭查询码 ${code} 查看。`}
      />
    )
  if (act.name === 'amend')
    return (
      <FormDialog
        title={act.title}
        form={act.form}
        path={`/notices/${notice.noticeId}/amend`}
        {...(act.initial && { initial: act.initial })}
        shape={(values) => amendment(values, notice)}
        next={(result) =>
          result['restarted'] === true ? (
            <Link to={`/notices/${String(result['publicId'])}`}>已重新公示，期限从头计算：打开新的公示</Link>
          ) : (
            '已作为新的版本显示，公示期不变。'
          )
        }
      />
    )
  const isPhoto = act.name === 'photo'
  return (
    <FormDialog
      title={act.title}
      form={act.form}
      path={`/notices/${notice.noticeId}/${isPhoto ? 'photos' : 'withdraw'}`}
      danger={!isPhoto}
    />
  )
}

/** The lines of the form by their labels; those that did not change are not sent. */
function amendment(values: Record<string, unknown>, notice: Notice): Record<string, unknown> {
  const changes = notice.fields.flatMap(({ label, value }, place) => {
    const typed = values[`line${String(place)}`]
    return typeof typed === 'string' && typed !== value ? [{ label, value: typed }] : []
  })
  return { reason: values['reason'], version: notice.version, changes }
}

function Objections({ notice }: { readonly notice: Notice }) {
  return (
    <>
      <h2>异议和线索</h2>
      {notice.objections.length === 0 && <p className="soft">还没有收到。</p>}
      <ul className="plain stack">
        {notice.objections.map((objection) => (
          <li key={objection.id}>
            <ObjectionText objection={objection} />
          </li>
        ))}
      </ul>
    </>
  )
}

function ObjectionText({ objection }: { readonly objection: Objection }) {
  const { by, files } = objection
  const isLead = objection.kind === 'lead'
  return (
    <div className="stack-s">
      <div>
        <b>{isLead ? '线索' : '异议'}</b>{' '}
        <StateTag title={(isLead ? LEAD_STATES : STATES)[objection.state]} />{' '}
        <span className="soft num">{timeText(objection.at)}</span>
      </div>
      {by && (
        <div className="soft">
          {by.name} {by.contact}
        </div>
      )}
      <div className="pre">{objection.words}</div>
      {files.map((file) => (
        <a key={file.id} href={`/api/v1/files/${file.id}`} target="_blank" rel="noreferrer">
          {file.name}
        </a>
      ))}
      {objection.answer !== null && (
        <blockquote>
          <div className="soft num">
            书面答复 {timeText(objection.answeredAt)} {objection.answeredBy}
          </div>
          <div className="pre">{objection.answer}</div>
        </blockquote>
      )}
      {objection.next.map((act) =>
        act.allowed ? (
          <div key={act.name}>
            <FormDialog
              title={act.title}
              form={act.form}
              path={`/objections/${objection.id}/answer`}
              warning="答复后不能修改，提出的人可以看到。"
              primary
            />
          </div>
        ) : (
          <p key={act.name} className="soft small">
            {act.reason}
          </p>
        ),
      )}
    </div>
  )
}

function Posting({ notice }: { readonly notice: Notice }) {
  return (
    <>
      <h2>张贴</h2>
      <p className="row">
        <a href={`/api/v1/my/notices/${notice.id}/poster.pdf`}>张贴稿（PDF）</a>
        <a href={`/api/v1/my/notices/${notice.id}/poster.docx`}>张贴稿（Word）</a>
      </p>
      {notice.photos.map((photo) => (
        <p key={photo.fileId}>
          <a href={`/api/v1/files/${photo.fileId}`} target="_blank" rel="noreferrer">
            张贴照片，{photo.takenOn}
          </a>
        </p>
      ))}
    </>
  )
}

function Versions({ notice }: { readonly notice: Notice }) {
  return (
    <>
      <h2>版本和存证</h2>
      <ul className="plain stack">
        {notice.versions.map((version) => (
          <li key={version.version} className="stack-s">
            <div>
              <b>第 {version.version} 版</b> <span className="soft num">{timeText(version.at)}</span>
            </div>
            {version.reason !== null && <div>{version.reason}</div>}
            {version.changes.map(({ label, before, after }) => (
              <div key={label}>
                {label}：<del>{before}</del> <ins>{after}</ins>
              </div>
            ))}
            <code className="small pre">存证 {version.leaf}</code>
            <a href={`/verify?leaf=${version.leaf}`}>核验</a>
            <code className="small pre">摘要 {version.digest}</code>
          </li>
        ))}
      </ul>
    </>
  )
}
