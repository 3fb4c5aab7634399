import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { RecordFacts } from '../RecordFacts.tsx'
import { Show } from '../../shell/states.tsx'
import type { FormReply, Row } from '../../types.ts'

interface Shown {
  readonly kind: 'assessment' | 'change' | 'revocation'
  readonly baseId: string
  readonly baseName: string
  readonly form: Row
  readonly scores: readonly { readonly title: string; readonly points: string; readonly most: string }[]
  readonly total: string | null
  readonly grade: string | null
  /** Of a change of body: its name. */
  readonly newBody: string | null
  readonly notes: readonly (readonly [title: string, text: string])[]
}

const FORMS = {
  assessment: 'pilot-base-report',
  change: 'pilot-base-change',
  revocation: 'pilot-base-revocation',
} as const

/** An assessment, change or revocation inside its dossier: what was reported, scored and said. */
export function PilotMatter({ dossierId }: { readonly dossierId: string }) {
  const matter = useQuery({
    queryKey: ['pilot-matter', dossierId],
    queryFn: () => get<Shown>(`/pilot-base-matters/${dossierId}`),
  })
  return (
    <Show query={matter}>
      {(found) => (
        <div className="stack">
          <p>
            <Link to={`/pilot-bases/${found.baseId}`}>{found.baseName}</Link>
          </p>
          {found.scores.length > 0 && <Sheet found={found} />}
          <Form found={found} />
          {found.newBody !== null && (
            <dl className="facts">
              <dt>新建设主体</dt>
              <dd>{found.newBody}</dd>
            </dl>
          )}
          {found.notes.map(([title, text]) => (
            <section key={title}>
              <h2>{title}</h2>
              <p className="pre">{text}</p>
            </section>
          ))}
        </div>
      )}
    </Show>
  )
}

/** The score sheet: each part with its weight, the total and the grade. */
function Sheet({ found }: { readonly found: Shown }) {
  return (
    <section>
      <h2>
        考核评分：{found.total} 分，{found.grade}
      </h2>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">部分</th>
            <th scope="col" className="right">
              得分
            </th>
            <th scope="col" className="right">
              满分
            </th>
          </tr>
        </thead>
        <tbody>
          {found.scores.map((part) => (
            <tr key={part.title}>
              <td>{part.title}</td>
              <td className="right num">{part.points}</td>
              <td className="right num">{part.most}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Form({ found }: { readonly found: Shown }) {
  const id = FORMS[found.kind]
  const form = useQuery({ queryKey: ['form', id], queryFn: () => get<FormReply>(`/forms/${id}`) })
  const { baseId: _base, newOrgId: _org, ...record } = found.form
  return <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={record} />}</Show>
}
