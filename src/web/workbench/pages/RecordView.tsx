import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { ApiError, get } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Answers } from '../parts/Answers.tsx'
import { Findings } from '../parts/Findings.tsx'
import { MatchList } from '../parts/MatchList.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Versions } from '../parts/Versions.tsx'
import { dataOf, nameOf, type MarketRecord, type RecordKind } from '../records.ts'
import { Show } from '../shell/states.tsx'
import type { FormReply } from '../types.ts'

/** One achievement or demand: own ones with everything, others as the public sees them. */
export function RecordView({ kind }: { readonly kind: RecordKind }) {
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const asPublic = search.get('view') === 'public'
  const record = useQuery({
    queryKey: ['record', kind.kind, id, asPublic],
    queryFn: () => recordOf(kind, id, asPublic),
  })
  const form = useQuery({
    queryKey: ['form', kind.form],
    queryFn: () => get<FormReply>(`/forms/${kind.form}`),
  })
  return (
    <Show query={record} rows={10} whole>
      {(found) => (
        <Show query={form} rows={10} whole>
          {({ schema }) => <View kind={kind} record={found} schema={schema} />}
        </Show>
      )}
    </Show>
  )
}

/** The organisation's own record with all its fields, else what is public of it. */
async function recordOf(kind: RecordKind, id: string, asPublic: boolean): Promise<MarketRecord> {
  if (asPublic) return get<MarketRecord>(`/${kind.path}/${id}`)
  try {
    return await get<MarketRecord>(`/my/${kind.path}/${id}`)
  } catch (error) {
    // 422: a public id, which only the public page knows.
    if (!(error instanceof ApiError) || ![403, 404, 422].includes(error.status)) throw error
    return get<MarketRecord>(`/${kind.path}/${id}`)
  }
}

interface ViewProps {
  readonly kind: RecordKind
  readonly record: MarketRecord
  readonly schema: JsonSchema
}

function View({ kind, record, schema }: ViewProps) {
  const [search] = useSearchParams()
  const tab = search.get('tab')
  const own = record.form !== undefined
  const tabs = [
    {
      key: 'matches',
      label: `匹配的${kind.other}`,
      children: <MatchList kind={kind} id={record.id} own={own} />,
    },
    ...(own && kind.kind === 'achievement'
      ? [{ key: 'answers', label: '收到的答复', children: <Answers id={record.id} /> }]
      : []),
    ...(own
      ? [
          {
            key: 'versions',
            label: '版本',
            children: <Versions kind={kind} record={record} schema={schema} />,
          },
        ]
      : []),
  ]
  return (
    <RecordPage
      title={nameOf(record)}
      code={record.code}
      state={record.stateTitle ?? null}
      dossierId={own ? (record.revisionId ?? record.dossierId ?? null) : null}
      notes={own && <Findings record={record} schema={schema} />}
      extra={<Lead kind={kind} record={record} own={own} />}
      tabs={tabs}
      tab={tab}
    >
      <div className="stack">
        {!own && record.owner && <p className="soft">单位：{record.source?.owner ?? record.owner.name}</p>}
        {record.source && <Elsewhere source={record.source} />}
        <RecordFacts schema={schema} record={dataOf(record)} />
      </div>
    </RecordPage>
  )
}

/** Another platform negotiates it: whom to ask there. */
function Elsewhere({ source }: { readonly source: NonNullable<MarketRecord['source']> }) {
  return (
    <Alert
      type="info"
      showIcon
      title={`来源：${source.platform}，由对方平台办理对接，请联系 ${source.contact}`}
      action={
        source.link !== undefined && (
          <a href={source.link} target="_blank" rel="noreferrer nofollow">
            查看原始页面
          </a>
        )
      }
    />
  )
}

/** The one thing to do from here besides the steps of the procedure. */
function Lead({
  kind,
  record,
  own,
}: {
  readonly kind: RecordKind
  readonly record: MarketRecord
  readonly own: boolean
}) {
  const navigate = useNavigate()
  if (own) return <Button onClick={() => void navigate(`/${kind.path}/${record.id}/edit`)}>修改</Button>
  if (kind.kind === 'demand' || record.source) return null
  return (
    <Button type="primary" onClick={() => void navigate(`/deals/new?achievement=${record.id}`)}>
      提出合作意向
    </Button>
  )
}
