import { Button, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { ApiError, get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { DiffView } from '../parts/DiffView.tsx'
import { MatchList } from '../parts/MatchList.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { dataOf, stateTitleOf, type MarketRecord, type RecordKind } from '../records.ts'
import { Empty, Show } from '../shell/states.tsx'
import type { FormReply, Page, Row } from '../types.ts'
import { Faults } from './DossierPage.tsx'

/** One achievement or demand: own ones with everything, others as the public sees them. */
export function RecordView({ kind }: { readonly kind: RecordKind }) {
  const { id = '' } = useParams()
  const record = useQuery({ queryKey: ['record', kind.kind, id], queryFn: () => ownOrPublic(kind, id) })
  const form = useQuery({
    queryKey: ['form', kind.form],
    queryFn: () => get<FormReply>(`/forms/${kind.form}`),
  })
  return (
    <Show query={record} rows={10}>
      {({ found, own }) => (
        <Show query={form} rows={10}>
          {({ schema }) => <View kind={kind} record={found} own={own} schema={schema} />}
        </Show>
      )}
    </Show>
  )
}

interface Found {
  readonly found: MarketRecord
  readonly own: boolean
}

/** The organisation's own record with all its fields, else what is public of it. */
async function ownOrPublic(kind: RecordKind, id: string): Promise<Found> {
  try {
    return { found: await get<MarketRecord>(`/my/${kind.path}/${id}`), own: true }
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 403)) throw error
    return { found: await get<MarketRecord>(`/${kind.path}/${id}`), own: false }
  }
}

interface ViewProps {
  readonly kind: RecordKind
  readonly record: MarketRecord
  readonly own: boolean
  readonly schema: JsonSchema
}

function View({ kind, record, own, schema }: ViewProps) {
  const navigate = useNavigate()
  const tabs = [
    {
      key: 'matches',
      label: `匹配的${kind.other}`,
      children: <MatchList kind={kind} id={record.id} own={own} />,
    },
    ...(own
      ? [
          {
            key: 'versions',
            label: '版本',
            children: <Versions kind={kind} id={record.id} schema={schema} />,
          },
        ]
      : []),
  ]
  return (
    <RecordPage
      title={record.name}
      code={record.code}
      state={stateTitleOf(kind, record)}
      dossierId={own ? (record.dossierId ?? null) : null}
      notes={own && <Faults record={record} />}
      extra={
        own ? (
          <Button onClick={() => void navigate(`/${kind.path}/${record.id}/edit`)}>修改</Button>
        ) : (
          kind.kind === 'achievement' && (
            <Button type="primary" onClick={() => void navigate(`/deals/new?achievement=${record.id}`)}>
              提出合作意向
            </Button>
          )
        )
      }
      tabs={tabs}
    >
      <RecordFacts schema={schema} record={dataOf(record)} />
    </RecordPage>
  )
}

interface Version extends Row {
  readonly version: number
  readonly at: string
  readonly data: Row
  readonly by?: string
}

function Versions({
  kind,
  id,
  schema,
}: {
  readonly kind: RecordKind
  readonly id: string
  readonly schema: JsonSchema
}) {
  const versions = useQuery({
    queryKey: ['versions', kind.kind, id],
    queryFn: () => get<Page<Version>>(`/${kind.path}/${id}/versions`),
  })
  const [shown, setShown] = useState<number | null>(null)
  return (
    <Show query={versions}>
      {({ items }) => {
        const sorted = [...items].sort((a, b) => b.version - a.version)
        const after = sorted.find((one) => one.version === shown) ?? sorted[0]
        const before = sorted.find((one) => one.version === (after?.version ?? 0) - 1)
        if (!after || sorted.length < 2)
          return <Empty title="只有一个版本">修改并保存后，可以在这里逐项对比。</Empty>
        return (
          <div className="stack">
            <Select
              aria-label="版本"
              value={after.version}
              style={{ maxWidth: 360 }}
              onChange={setShown}
              options={sorted.map((one) => ({
                value: one.version,
                label: `第 ${String(one.version)} 版　${timeText(one.at)}　${one.by ?? ''}`,
              }))}
            />
            {before ? (
              <DiffView schema={schema} before={before.data} after={after.data} />
            ) : (
              <p className="soft">这是第一个版本。</p>
            )}
            <p>
              <Link to={`/journal?subjectKind=${kind.kind}&subjectId=${id}`}>查看这条记录的日志</Link>
            </p>
          </div>
        )
      }}
    </Show>
  )
}
