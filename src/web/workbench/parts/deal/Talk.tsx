import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../../api.ts'
import { sizeText, timeText } from '../../helpers/format.ts'
import { Empty, Show } from '../../shell/states.tsx'
import type { FormReply, StoredFile } from '../../types.ts'
import { SchemaForm } from '../SchemaForm.tsx'
import type { Deal } from './types.ts'

/** What both sides wrote, with the files they sent. */
export function Talk({ deal }: { readonly deal: Deal }) {
  const client = useQueryClient()
  const form = useQuery({
    queryKey: ['form', 'deal-message'],
    queryFn: () => get<FormReply>('/forms/deal-message'),
  })
  const [sent, setSent] = useState(0)
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `/deals/${deal.id}/messages`, values, key)
    await client.invalidateQueries({ queryKey: ['deal', deal.id] })
    setSent(sent + 1)
  }
  return (
    <div className="stack">
      <h2>留言</h2>
      <ol className="plain stack-s" aria-label="留言" aria-live="polite">
        {deal.messages.length === 0 && <Empty title="还没有留言" />}
        {deal.messages.map((message) => (
          <li key={message.id} className={message.mine ? 'message mine' : 'message'}>
            <header className="num">
              {message.org} {message.by} · {timeText(message.at)}
            </header>
            <div className="pre">{message.body}</div>
            <Attached files={message.files} />
          </li>
        ))}
      </ol>
      {deal.may.talk && (
        <Show query={form}>
          {({ schema }) => (
            <SchemaForm
              key={sent}
              schema={schema}
              name={`message-${deal.id}`}
              onSubmit={submit}
              submitTitle="发送"
            />
          )}
        </Show>
      )}
    </div>
  )
}

function Attached({ files }: { readonly files: readonly StoredFile[] }) {
  return files.map((file) => (
    <div key={file.id}>
      <a href={`/api/v1/files/${file.id}`} target="_blank" rel="noreferrer">
        {file.name}
      </a>{' '}
      <span className="soft small">{sizeText(file.size)}</span>
    </div>
  ))
}
