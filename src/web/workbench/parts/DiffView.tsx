import { piecesOf, type Change, type Piece } from '../helpers/diff.ts'
import { fieldsOf, type Field, type JsonSchema } from '../helpers/schema.ts'
import { valueText } from './RecordFacts.tsx'

/** Long texts letter by letter; anything short, above all a price, as a whole before and a whole after. */
function compared(field: Field | undefined, change: Change): readonly Piece[] {
  const [before, after] = [valueText(field, change.before), valueText(field, change.after)]
  if (field?.widget === 'textarea') return piecesOf(before, after)
  return [
    { kind: 'removed', text: before },
    { kind: 'same', text: ' → ' },
    { kind: 'added', text: after },
  ]
}

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
              {compared(field, change).map((piece, index) => {
                if (piece.kind === 'removed') return <del key={index}>{piece.text}</del>
                if (piece.kind === 'added') return <ins key={index}>{piece.text}</ins>
                return <span key={index}>{piece.text}</span>
              })}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
