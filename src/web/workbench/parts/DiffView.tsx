import { changesOf, piecesOf } from '../helpers/diff.ts'
import { plainText } from '../helpers/format.ts'
import { shortReading } from '../helpers/money.ts'
import { fieldsOf, type Field, type JsonSchema } from '../helpers/schema.ts'
import type { Row } from '../types.ts'

/** What changed between two versions, field by field, with the names of the form. */
export function DiffView({
  schema,
  before,
  after,
}: {
  readonly schema: JsonSchema
  readonly before: Row
  readonly after: Row
}) {
  const fields = fieldsOf(schema)
  const changes = changesOf(before, after).filter((change) =>
    fields.some((field) => field.name === change.field),
  )
  if (changes.length === 0) return <p className="soft">两个版本内容相同。</p>
  return (
    <dl className="facts diff">
      {changes.map((change) => {
        const field = fields.find((one) => one.name === change.field)
        return (
          <div key={change.field} style={{ display: 'contents' }}>
            <dt>{field?.title ?? change.field}</dt>
            <dd>
              {piecesOf(valueText(field, change.before), valueText(field, change.after)).map(
                (piece, index) => {
                  if (piece.kind === 'removed') return <del key={index}>{piece.text}</del>
                  if (piece.kind === 'added') return <ins key={index}>{piece.text}</ins>
                  return <span key={index}>{piece.text}</span>
                },
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** A value as people read it: amounts with unit, choices by their titles. */
export function valueText(field: Field | undefined, value: unknown): string {
  if (field?.widget === 'money' && typeof value === 'number') return shortReading(value)
  if (field?.widget === 'basisPoints' && typeof value === 'number') return `${String(value / 100)} %`
  if (field?.widget === 'list' && Array.isArray(value)) {
    return value.map((item) => listLine(field, item as Record<string, unknown>)).join('\n') || '—'
  }
  const titled = (one: unknown) => field?.options.find((option) => option.value === one)?.label ?? one
  const text = plainText(Array.isArray(value) ? value.map(titled) : titled(value))
  return field?.unit !== undefined && text !== '—' ? `${text} ${field.unit}` : text
}

function listLine(field: Field, item: Record<string, unknown>): string {
  return field.children
    .filter((child) => item[child.name] !== undefined && item[child.name] !== null)
    .map((child) => valueText(child, item[child.name]))
    .join(' · ')
}
