import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import type { MarketRecord, RecordKind } from '../records.ts'
import { Empty, Show } from '../shell/states.tsx'
import { DiffView } from './DiffView.tsx'

interface Comparison {
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[]
}

interface Props {
  readonly kind: RecordKind
  readonly record: MarketRecord
  readonly schema: JsonSchema
}

/** Any version of a record beside the one before it. */
export function Versions({ kind, record, schema }: Props) {
  const [chosen, setChosen] = useState(record.version)
  const versions = [...(record.versions ?? [])].sort((a, b) => b.version - a.version)
  const comparison = useQuery({
    queryKey: ['compare', kind.kind, record.id, chosen],
    queryFn: () => get<Comparison>(`/my/${kind.path}/${record.id}/compare`, { from: chosen - 1, to: chosen }),
    enabled: chosen > 1,
  })
  const journal = (
    <Link to={`/journal?subjectKind=${kind.kind}&subjectId=${record.id}`}>查看这条记录的日志</Link>
  )
  if (versions.length < 2)
    return <Empty title="只有一个版本">修改并保存后，可以在这里逐项对比。{journal}</Empty>
  return (
    <div className="stack">
      <Select
        aria-label="版本"
        value={chosen}
        style={{ maxWidth: 360 }}
        onChange={setChosen}
        options={versions.map((one) => ({
          value: one.version,
          label: `第 ${String(one.version)} 版　${timeText(one.at)}`,
        }))}
      />
      {chosen === 1 ? (
        <p className="soft">这是第一个版本。</p>
      ) : (
        <Show query={comparison}>{({ changes }) => <DiffView schema={schema} changes={changes} />}</Show>
      )}
      <p>{journal}</p>
    </div>
  )
}
