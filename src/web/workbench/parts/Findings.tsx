import { Alert } from 'antd'
import { fieldsOf, placeOf, type JsonSchema } from '../helpers/schema.ts'
import type { MarketRecord } from '../records.ts'
import type { FieldFault } from '../types.ts'

/** What the rules found about a record: to correct, to add, to look at; in words, with the name of the field. */
export function Findings({
  record,
  schema,
}: {
  readonly record: MarketRecord
  readonly schema?: JsonSchema
}) {
  return (
    <>
      <Group type="error" title="需要改正" faults={record.faults} schema={schema} />
      <Group type="info" title="提交审核前还要补充" faults={record.gaps} schema={schema} />
      <Group type="warning" title="请留意" faults={record.warnings} schema={schema} />
    </>
  )
}

interface GroupProps {
  readonly type: 'error' | 'info' | 'warning'
  readonly title: string
  readonly faults: readonly FieldFault[] | undefined
  readonly schema: JsonSchema | undefined
}

function Group({ type, title, faults = [], schema }: GroupProps) {
  if (faults.length === 0) return null
  const fields = schema ? fieldsOf(schema) : []
  return (
    <Alert
      type={type}
      showIcon
      role="note"
      title={`${title}（${String(faults.length)} 项）`}
      description={
        <ul>
          {faults.map((fault) => (
            <li key={fault.field + fault.message}>
              {schema && fault.field !== '' && `${placeOf(fault.field, fields)}：`}
              {fault.message}
            </li>
          ))}
        </ul>
      }
    />
  )
}
