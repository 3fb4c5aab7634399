import { piecesOf, type Change } from '../helpers/diff.ts'
import { fieldsOf, type JsonSchema } from '../helpers/schema.ts'
import { valueText } from './RecordFacts.tsx'

/** What changed between two versions, field by field, with the names of the form. */
export function DiffView({
  schema,
  changes,
}: {
  readonly schema: JsonSchema
  readonly changes: readonly Change[]
}) {
  const fields = fieldsOf(schema)
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
