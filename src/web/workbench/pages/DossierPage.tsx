import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { plainText } from '../helpers/format.ts'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage, useDossier } from '../parts/RecordPage.tsx'
import { achievements, dataOf, demands, type MarketRecord } from '../records.ts'
import { Show } from '../shell/states.tsx'
import type { FormReply, Row } from '../types.ts'

/** Where the subject of a dossier is read and edited, by its kind. */
const SUBJECTS: Readonly<
  Record<string, { readonly path: string; readonly form?: string; readonly title: string }>
> = {
  achievement: { path: 'achievements', form: achievements.form, title: '成果' },
  demand: { path: 'demands', form: demands.form, title: '需求' },
  organisation: { path: 'organisations', title: '单位' },
  deal: { path: 'deals', title: '洽谈' },
}

/** Any dossier: its subject, what has happened, what may be done next. */
export function DossierPage() {
  const { id = '' } = useParams()
  const dossier = useDossier(id)
  return (
    <Show query={dossier} rows={10}>
      {(view) => (
        <RecordPage title={view.dossier.title} state={view.stateTitle} dossierId={id}>
          <Subject kind={view.dossier.subject_kind} id={view.dossier.subject_id} />
        </RecordPage>
      )}
    </Show>
  )
}

function Subject({ kind, id }: { readonly kind: string; readonly id: string }) {
  const known = SUBJECTS[kind]
  const record = useQuery({
    queryKey: ['record', kind, id],
    queryFn: () => get<MarketRecord>(`/${known?.path ?? kind}/${id}`),
    enabled: known !== undefined,
  })
  const form = useQuery({
    queryKey: ['form', known?.form],
    queryFn: () => get<FormReply>(`/forms/${known?.form ?? ''}`),
    enabled: known?.form !== undefined,
  })
  if (!known) return <p className="soft">此办件没有可在这里查看的内容。</p>
  return (
    <Show query={record}>
      {(found) => (
        <div className="stack">
          <Link to={`/${known.path}/${id}`}>打开{known.title}页面</Link>
          <Faults record={found} />
          {known.form === undefined ? (
            <PlainFacts record={found} />
          ) : (
            <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={dataOf(found)} />}</Show>
          )}
        </div>
      )}
    </Show>
  )
}

/** What the rules found about the record, for the person who reviews it. */
export function Faults({ record }: { readonly record: MarketRecord }) {
  const all = [...(record.faults ?? []), ...(record.gaps ?? [])]
  if (all.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title="系统核对时发现"
      description={
        <ul>
          {all.map((fault) => (
            <li key={fault.field + fault.message}>{fault.message}</li>
          ))}
        </ul>
      }
    />
  )
}

const NAMES: Readonly<Record<string, string>> = {
  name: '名称',
  kind: '类型',
  creditCode: '统一社会信用代码',
  region: '所在地区',
  address: '地址',
  business: '主要业务',
  code: '编号',
}

/** A subject without a form of its own: the fields people know, in words. */
function PlainFacts({ record }: { readonly record: Row }) {
  return (
    <dl className="facts">
      {Object.entries(NAMES)
        .filter(([name]) => record[name] !== undefined && record[name] !== null)
        .map(([name, title]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{plainText(record[name])}</dd>
          </div>
        ))}
    </dl>
  )
}
