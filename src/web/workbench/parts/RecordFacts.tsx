import { Tag } from 'antd'
import { plainText, timeText } from '../helpers/format.ts'
import { feeReading, percentText, shortReading } from '../helpers/money.ts'
import { applies, fieldsOf, groupsOf, type Field, type JsonSchema } from '../helpers/schema.ts'
import type { Row } from '../types.ts'
import { RegionName } from './regions.tsx'
import { ShareTable } from './ShareTable.tsx'

/** A record read by the fields of its form, under their headings; empty fields and those its other answers rule out are left out. */
export function RecordFacts({ schema, record }: { readonly schema: JsonSchema; readonly record: Row }) {
  const filled = fieldsOf(schema).filter(
    (field) =>
      valueText(field, record[field.name]) !== '—' &&
      (field.when === undefined || record[field.when.field] === undefined || applies(field, record)),
  )
  return (
    <div className="stack">
      {groupsOf(filled).map((group) => (
        <section key={group.title}>
          {group.title !== '' && <h2>{group.title}</h2>}
          <dl className="facts">
            {group.fields.map((field) => (
              <div key={field.name} style={{ display: 'contents' }}>
                <dt>
                  {field.title}
                  {field.notPublic && <Tag>不公开</Tag>}
                </dt>
                <dd className={field.widget === 'money' ? 'num' : ''}>
                  <Value field={field} value={record[field.name]} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

function Value({ field, value }: { readonly field: Field; readonly value: unknown }) {
  if (field.widget === 'file') return <Files value={value} />
  if (field.widget === 'region') return <RegionName code={value} />
  const share = field.children.find((child) => child.widget === 'basisPoints')
  if (share && Array.isArray(value)) return <Shares field={field} share={share} rows={value as Row[]} />
  return <>{valueText(field, value)}</>
}

function Shares({
  field,
  share,
  rows,
}: {
  readonly field: Field
  readonly share: Field
  readonly rows: readonly Row[]
}) {
  const [name, ...others] = field.children.filter((child) => child !== share)
  return (
    <ShareTable
      shares={rows.map((row) => ({
        name: valueText(name, row[name?.name ?? '']),
        shareBp: Number(row[share.name] ?? 0),
        note: others
          .filter((child) => row[child.name] !== undefined)
          .map((child) => `${child.title}：${valueText(child, row[child.name])}`)
          .join('；'),
      }))}
    />
  )
}

function Files({ value }: { readonly value: unknown }) {
  const ids = (Array.isArray(value) ? value : [value]) as readonly string[]
  return ids.map((id, index) => (
    <div key={id}>
      <a href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
        材料 {index + 1}
      </a>
    </div>
  ))
}

/** A value as people read it: amounts with unit, choices by their titles, a dash for nothing. */
export function valueText(field: Field | undefined, value: unknown): string {
  if (field?.widget === 'money' && typeof value === 'number')
    return field.unit === '元' ? feeReading(value) : shortReading(value)
  if (field?.widget === 'basisPoints' && typeof value === 'number')
    return `${percentText(value)} ${field.unit ?? '%'}`
  if (field?.widget === 'dateTime' && typeof value === 'string') return timeText(value)
  if (field?.widget === 'list' && Array.isArray(value)) {
    return value.map((item) => listLine(field, item as Row)).join('\n') || '—'
  }
  if (field?.widget === 'group' && typeof value === 'object' && value !== null)
    return field.children
      .map((child) => `${child.title} ${valueText(child, (value as Row)[child.name])}`)
      .join('；')
  const titled = (one: unknown) => field?.options.find((option) => option.value === one)?.label ?? one
  const text = plainText(Array.isArray(value) ? value.map(titled) : titled(value))
  return field?.unit !== undefined && text !== '—' ? `${text} ${field.unit}` : text
}

function listLine(field: Field, item: Row): string {
  return field.children
    .filter((child) => item[child.name] !== undefined && item[child.name] !== null)
    .map((child) => valueText(child, item[child.name]))
    .join(' · ')
}
