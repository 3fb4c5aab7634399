import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { sizeText } from '../../helpers/format.ts'
import { yuanReading } from '../../helpers/money.ts'
import { Show } from '../../shell/states.tsx'
import type { FormReply, Row, StoredFile } from '../../types.ts'
import { RecordFacts } from '../RecordFacts.tsx'

interface Shown {
  readonly kind: 'change' | 'cancellation' | 'objection'
  readonly registrationId: string | null
  readonly title: string
  readonly number: string | null
  readonly totalFen: number
  readonly techFen: number
  readonly form: Row
  readonly files: readonly StoredFile[]
}

/** A change, cancellation or objection inside its dossier: what is asked, and what is registered now. */
export function RegistrationMatter({ dossierId }: { readonly dossierId: string }) {
  const matter = useQuery({
    queryKey: ['registration-matter', dossierId],
    queryFn: () => get<Shown>(`/contract-registration-matters/${dossierId}`),
  })
  return (
    <Show query={matter}>
      {(found) => (
        <div className="stack">
          <p>
            {found.registrationId === null ? (
              found.title
            ) : (
              <Link to={`/registrations/${found.registrationId}`}>{found.title}</Link>
            )}{' '}
            <span className="num">{found.number}</span>
          </p>
          <dl className="facts">
            <dt>现在的成交额</dt>
            <dd className="num">{yuanReading(found.totalFen)}</dd>
            <dt>现在的技术交易额</dt>
            <dd className="num">{yuanReading(found.techFen)}</dd>
          </dl>
          <Asked found={found} />
        </div>
      )}
    </Show>
  )
}

function Asked({ found }: { readonly found: Shown }) {
  const id = `contract-registration-${found.kind}`
  const form = useQuery({ queryKey: ['form', id], queryFn: () => get<FormReply>(`/forms/${id}`) })
  const { fileIds: _files, ...record } = found.form
  return (
    <>
      <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={record} />}</Show>
      <Files files={found.files} />
    </>
  )
}

/** Files of a record with their size. */
export function Files({ files }: { readonly files: readonly StoredFile[] }) {
  if (files.length === 0) return null
  return (
    <section>
      <h2>附件</h2>
      {files.map((file) => (
        <div key={file.id}>
          <a href={`/api/v1/files/${file.id}`}>{file.name}</a>{' '}
          <span className="soft small">{sizeText(file.size)}</span>
        </div>
      ))}
    </section>
  )
}
