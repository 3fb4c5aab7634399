import { Alert, Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import { fieldsOf } from '../helpers/schema.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Findings, LiveLint, type Check } from '../parts/registration/Lint.tsx'
import { Files } from '../parts/registration/Matter.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { FormReply, Row, StoredFile } from '../types.ts'

interface Shown {
  readonly id: string
  readonly dossierId: string
  readonly title: string
  readonly unit: string
  readonly stateTitle: string
  readonly type: string | null
  readonly totalFen: number | null
  readonly techFen: number | null
  readonly number: string | null
  readonly acceptedOn: string | null
  readonly decidedOn: string | null
  readonly standingTitle: string | null
  readonly contractId: string | null
  readonly certificate: string | null
  readonly isOffice: boolean
  readonly editable: boolean
  readonly form: Row
  readonly files: readonly StoredFile[]
  readonly check: Check | null
  readonly dates: readonly { readonly kind: string; readonly on: string; readonly says: string }[]
  readonly findings: readonly {
    readonly kind: string
    readonly content: Row
    readonly by: string
    readonly at: string
  }[]
  readonly matters: readonly {
    readonly dossierId: string
    readonly kindTitle: string
    readonly stateTitle: string
    readonly madeAt: string
  }[]
  readonly badges: readonly { readonly key: string; readonly title: string; readonly statusText: string }[]
  readonly next: readonly string[]
}

const FORM = 'contract-registration-draft'

function useRegistration(id: string) {
  return useQuery({
    queryKey: ['registration', id],
    queryFn: () => get<Shown>(`/contract-registrations/${id}`),
    enabled: id !== '',
  })
}

/** The form of a registration: typed in, prefilled from a contract of the platform, or changed. */
export function RegistrationEdit() {
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const contract = search.get('contract')
  const found = useRegistration(id)
  const prefill = useQuery({
    queryKey: ['registration-prefill', contract],
    queryFn: () => get<{ form: Row }>('/contract-registrations/prefill', { contract }),
    enabled: id === '' && contract !== null,
  })
  if (id !== '')
    return (
      <Show query={found} rows={10} whole>
        {(one) => <Edit id={id} contractId={one.contractId} form={one.form} />}
      </Show>
    )
  if (contract === null) return <Edit id="" contractId={null} />
  return (
    <Show query={prefill} rows={10} whole>
      {({ form }) => <Edit id="" contractId={contract} form={form} />}
    </Show>
  )
}

function Edit({
  id,
  contractId,
  form,
}: {
  readonly id: string
  readonly contractId: string | null
  readonly form?: Row
}) {
  const isNew = id === ''
  return (
    <FormPage<{ id: string }>
      title={isNew ? '申请技术合同登记' : '修改登记申请'}
      lead="先存草稿；表单下方随填随查，红色的改好以后再提交。印章上的名称请照合同原件抄写。"
      form={FORM}
      method={isNew ? 'POST' : 'PUT'}
      path={isNew ? '/contract-registrations' : `/contract-registrations/${id}`}
      draft={`${FORM}-${id}${contractId ?? ''}`}
      {...(isNew && contractId !== null && { also: { contractId } })}
      {...(form && { initial: form })}
      submitTitle="存为草稿"
      done={(result) => ({
        title: '草稿已保存',
        next: <Link to={`/registrations/${result.id}`}>查看检查结果并提交</Link>,
      })}
    >
      <LiveLint form={FORM} id={id} contractId={contractId} />
    </FormPage>
  )
}

/** One registration: amounts, check, the form, what was found and decided, what may follow. */
export function RegistrationPage() {
  const { id = '' } = useParams()
  const found = useRegistration(id)
  return (
    <Show query={found} rows={10} whole>
      {(one) => <Body found={one} />}
    </Show>
  )
}

function Body({ found }: { readonly found: Shown }) {
  const tabs = [
    { key: 'form', label: '申请表', children: <FormFacts found={found} /> },
    { key: 'findings', label: '审查记录', children: <History found={found} /> },
  ]
  return (
    <RecordPage
      title={found.title}
      code={found.number}
      state={found.stateTitle}
      dossierId={found.dossierId}
      firstTab="概况"
      tabs={tabs}
      extra={<Buttons found={found} />}
    >
      <div className="stack">
        <Summary found={found} />
        {found.check && <CheckOf check={found.check} />}
        <Dates found={found} />
        <Matters found={found} />
        <p className="soft small">
          {found.badges.map((badge) => (
            <Tag key={badge.key} title={badge.statusText}>
              未确认规则：{badge.title}
            </Tag>
          ))}
        </p>
      </div>
    </RecordPage>
  )
}

function Summary({ found }: { readonly found: Shown }) {
  const amount = (fen: number | null) => (fen === null ? '—' : yuanReading(fen))
  const rows: readonly (readonly [string, string])[] = [
    ['申请单位', found.unit],
    ['类别', found.type ?? '—'],
    ['合同成交额', amount(found.totalFen)],
    ['技术交易额', amount(found.techFen)],
    ['受理日期', found.acceptedOn ?? '—'],
    ['决定日期', found.decidedOn ?? '—'],
    ...(found.standingTitle === null ? [] : ([['登记状态', found.standingTitle]] as const)),
  ]
  return (
    <>
      <dl className="facts">
        {rows.map(([title, text]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd className="num">{text}</dd>
          </div>
        ))}
      </dl>
      {found.certificate !== null && (
        <p>
          <a href={found.certificate}>登记证明（全国系统出具）</a>
        </p>
      )}
      {found.number !== null && !found.isOffice && (
        <Alert
          type="info"
          showIcon
          title="登记证明以全国技术合同登记系统出具的为准；本平台打印的是信息表。"
        />
      )}
    </>
  )
}

function CheckOf({ check }: { readonly check: Check }) {
  const form = useQuery({ queryKey: ['form', FORM], queryFn: () => get<FormReply>(`/forms/${FORM}`) })
  return <Show query={form}>{({ schema }) => <Findings check={check} fields={fieldsOf(schema)} />}</Show>
}

function Dates({ found }: { readonly found: Shown }) {
  if (found.number === null || found.dates.length === 0) return null
  return (
    <section>
      <h2>不能错过的日期</h2>
      <ul>
        {found.dates.map((one) => (
          <li key={one.kind + one.on + one.says}>
            <span className="num">{one.on}</span> 前：{one.says}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Matters({ found }: { readonly found: Shown }) {
  if (found.matters.length === 0) return null
  return (
    <section>
      <h2>变更、注销和异议</h2>
      <ul className="plain stack-s">
        {found.matters.map((one) => (
          <li key={one.dossierId}>
            <Link to={`/dossiers/${one.dossierId}`}>{one.kindTitle}</Link> <StateTag title={one.stateTitle} />{' '}
            <span className="soft num">{timeText(one.madeAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What may follow, by the name the server gives it: dialog title, form, path. */
const FOLLOWS: Readonly<Record<string, readonly [title: string, form: string, path: string]>> = {
  change: ['申请变更', 'contract-registration-change', 'changes'],
  cancel: ['申请注销', 'contract-registration-cancellation', 'cancellations'],
  cancelByOffice: ['依职权注销', 'contract-registration-cancellation', 'revocations'],
  object: ['提出异议', 'contract-registration-objection', 'objections'],
  income: ['填报转让所得', 'contract-registration-income', 'income'],
}

function Buttons({ found }: { readonly found: Shown }) {
  const navigate = useNavigate()
  return (
    <>
      <Button href={`/api/v1/contract-registrations/${found.id}/sheet`}>信息表（PDF）</Button>
      <Button href={`/api/v1/contract-registrations/${found.id}/sheet?as=docx`}>信息表（Word）</Button>
      {found.editable && (
        <Button onClick={() => void navigate(`/registrations/${found.id}/edit`)}>修改</Button>
      )}
      {found.next.map((name) => {
        const follow = FOLLOWS[name]
        if (!follow) return null
        const [title, form, path] = follow
        return (
          <FormDialog
            key={name}
            title={title}
            form={form}
            path={`/contract-registrations/${found.id}/${path}`}
            next={(result) =>
              typeof result['dossierId'] === 'string' ? (
                <Link to={`/dossiers/${result['dossierId']}`}>查看办理</Link>
              ) : (
                <Link to="/registrations/tax">查看所得税说明</Link>
              )
            }
          />
        )
      })}
    </>
  )
}

function FormFacts({ found }: { readonly found: Shown }) {
  const form = useQuery({ queryKey: ['form', FORM], queryFn: () => get<FormReply>(`/forms/${FORM}`) })
  const { fileIds: _files, chineseFileId: _chinese, ...record } = found.form
  return (
    <div className="stack">
      <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={record} />}</Show>
      <Files files={found.files} />
    </div>
  )
}

const KINDS: Readonly<Record<string, string>> = {
  acceptance: '受理',
  correction: '一次性告知补正',
  experts: '送专家评审',
  registered: '准予登记',
  refusal: '不予登记',
  changed: '变更',
  cancelled: '注销',
  objection: '异议成立',
}

function History({ found }: { readonly found: Shown }) {
  if (found.findings.length === 0) return <Empty title="还没有审查记录" />
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
  return Object.values(content).flatMap((value) => {
    if (Array.isArray(value)) return [value.join('；')]
    return typeof value === 'string' ? [value] : []
  })
}
