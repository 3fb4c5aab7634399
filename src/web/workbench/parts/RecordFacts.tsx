import { Tag } from 'antd'
import { fieldsOf, groupsOf, type JsonSchema } from '../helpers/schema.ts'
import type { Row } from '../types.ts'
import { valueText } from './DiffView.tsx'

/** A record read by the fields of its form, under their headings; empty fields are left out. */
export function RecordFacts({ schema, record }: { readonly schema: JsonSchema; readonly record: Row }) {
  const filled = fieldsOf(schema).filter((field) => valueText(field, record[field.name]) !== '—')
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
                  {valueText(field, record[field.name])}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
