import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { sizeText, timeText } from '../helpers/format.ts'
import { FormDialog } from '../parts/FormDialog.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { Conditions, type Check } from '../parts/pilot/Conditions.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { FormReply, Row, StoredFile } from '../types.ts'

interface Shown {
  readonly id: string
  readonly dossierId: string
  readonly title: string
  readonly unit: string
  readonly kind: 'recognition' | 'renewal'
  readonly kindTitle: string
  readonly state: string
  readonly stateTitle: string
  readonly submittedAt: string | null
  readonly form: Row
  readonly explanation: string | null
  readonly editable: boolean
  readonly files: readonly StoredFile[]
  readonly check: Check
  readonly selfScore: {
    readonly parts: readonly { readonly title: string; readonly points: string }[]
    readonly total: string
  } | null
  readonly findings: readonly {
    readonly kind: string
    readonly content: Row
    readonly by: string
    readonly at: string
  }[]
}

const FORM = 'pilot-base-draft'

function useApplication(id: string) {
  return useQuery({
    queryKey: ['pilot-application', id],
    queryFn: () => get<Shown>(`/pilot-bases/applications/${id}`),
    enabled: id !== '',
  })
}

/** The form of an application: a new one, or one that may be changed. */
export function PilotApplicationEdit() {
  const { id = '' } = useParams()
  const found = useApplication(id)
  const page = (form: Row | undefined) => (
    <FormPage<{ id: string }>
      title={id === '' ? '申报中试基地认定' : '修改申报'}
      lead="先存草稿，再看逐项自查；都达到了再提交。没有标“选填”的，草稿可以先空着，提交时都要填。人员姓名只在申报材料里，不公开。"
      form={FORM}
      method={id === '' ? 'POST' : 'PUT'}
      path={id === '' ? '/pilot-bases/applications' : `/pilot-bases/applications/${id}`}
      draft={`${FORM}-${id}`}
      {...(form && { initial: form })}
      submitTitle="存为草稿"
      done={(result) => ({
        title: '草稿已保存',
        next: <Link to={`/pilot-bases/applications/${result.id}`}>查看自查结果并提交</Link>,
      })}
    />
  )
  if (id === '') return page(undefined)
  return (
    <Show query={found} rows={10} whole>
      {(application) => page(application.form)}
    </Show>
  )
}

/** One application: its check, the form, what reviewers found, what may be done next. */
export function PilotApplication() {
  const { id = '' } = useParams()
  const found = useApplication(id)
  return (
    <Show query={found} rows={10} whole>
      {(application) => <Body found={application} />}
    </Show>
  )
}

function Body({ found }: { readonly found: Shown }) {
  const tabs = [
    { key: 'form', label: '申报表', children: <FormFacts found={found} /> },
    { key: 'findings', label: '审核记录', children: <Findings found={found} /> },
  ]
  return (
    <RecordPage
      title={found.title}
      state={found.stateTitle}
      dossierId={found.dossierId}
      firstTab="逐项自查"
      tabs={tabs}
      extra={<Buttons found={found} />}
      notes={
        found.explanation !== null && (
          <Alert type="info" showIcon title="申报单位对未达到条件的说明" description={found.explanation} />
        )
      }
    >
      <div className="stack">
        <p className="soft">
          {found.kindTitle} · {found.unit}
        </p>
        <Conditions check={found.check} />
        {found.selfScore && (
          <section>
            <h2>自评分（评审和考核不采用）</h2>
            <dl className="facts">
              {found.selfScore.parts.map(({ title, points }) => (
                <div key={title} style={{ display: 'contents' }}>
                  <dt>{title}</dt>
                  <dd className="num">{points}</dd>
                </div>
              ))}
              <dt>合计</dt>
              <dd className="num">{found.selfScore.total}</dd>
            </dl>
          </section>
        )}
      </div>
    </RecordPage>
  )
}

/** Printing, changing while one may, and what a reviewer records beside the acts of the dossier. */
function Buttons({ found }: { readonly found: Shown }) {
  const me = useMe()
  const navigate = useNavigate()
  const reviews = holds(me, ['pilot-base.find-accident']) && found.submittedAt !== null
  return (
    <>
      <Button href={`/api/v1/pilot-bases/applications/${found.id}/form`}>申报表（PDF）</Button>
      <Button href={`/api/v1/pilot-bases/applications/${found.id}/form?as=docx`}>申报表（Word）</Button>
      <Button href={`/api/v1/pilot-bases/applications/${found.id}/self-report`}>自评报告（PDF）</Button>
      {found.editable && (
        <Button onClick={() => void navigate(`/pilot-bases/applications/${found.id}/edit`)}>修改</Button>
      )}
      {reviews && (
        <FormDialog
          title="记录查到的事故或失信"
          form="pilot-base-accident"
          path={`/pilot-bases/applications/${found.id}/accidents`}
          lead={<p>与申报单位填写不符时，推荐上报和拟认定会被拦下。</p>}
        />
      )}
    </>
  )
}

function FormFacts({ found }: { readonly found: Shown }) {
  const form = useQuery({ queryKey: ['form', FORM], queryFn: () => get<FormReply>(`/forms/${FORM}`) })
  const { fileIds: _files, ...record } = found.form
  return (
    <div className="stack">
      <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={record} />}</Show>
      {found.files.length > 0 && (
        <section>
          <h2>证明材料</h2>
          {found.files.map((file) => (
            <div key={file.id}>
              <a href={`/api/v1/files/${file.id}`}>{file.name}</a>{' '}
              <span className="soft small">{sizeText(file.size)}</span>
            </div>
          ))}
        </section>
      )}
    </div>
  )
}

const KINDS: Readonly<Record<string, string>> = {
  return: '要求补正',
  recommendation: '推荐意见',
  formal: '形式审查',
  accident: '查到的事故或失信',
  site: '现场考察',
  meeting: '会议审议',
  lease: '补交续租合同',
  refusal: '不予认定',
}

function Findings({ found }: { readonly found: Shown }) {
  if (found.findings.length === 0) return <Empty title="还没有审核记录" />
  return (
    <ol className="plain stack-s">
      {found.findings.map((one) => (
        <li key={`${one.kind} ${one.at}`} className="listitem">
          <b>{KINDS[one.kind] ?? one.kind}</b> {one.by} <span className="soft num">{timeText(one.at)}</span>
          {linesOf(one.content).map((line) => (
            <div key={line} className="pre">
              {line}
            </div>
          ))}
        </li>
      ))}
    </ol>
  )
}

function linesOf(content: Row): string[] {
  return Object.entries(content).flatMap(([name, value]) => {
    // Files stand with the form.
    if (name === 'state' || name === 'fileIds') return []
    if (name === 'leaseUntil') return [`续租到 ${String(value)}`]
    if (name === 'matches') return [value === true ? '现场与申报内容一致' : '现场与申报内容不一致']
    if (name === 'visitors')
      return [
        (value as { name: string; unit: string }[]).map((one) => `${one.name}（${one.unit}）`).join('、'),
      ]
    return [Array.isArray(value) ? value.join('；') : String(value)]
  })
}
