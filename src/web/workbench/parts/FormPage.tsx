import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { get, send } from '../api.ts'
import { without } from '../helpers/schema.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply, Reply } from '../types.ts'
import { Done } from './Receipt.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Props<R> {
  readonly title: string
  readonly lead?: ReactNode
  /** Form by its id at /api/v1/forms. */
  readonly form: string
  readonly method?: 'POST' | 'PUT'
  readonly path: string
  readonly initial?: Record<string, unknown>
  /** Names the draft; another record is another draft. */
  readonly draft?: string
  readonly submitTitle?: string
  /** Fields of the form that are known from the address and not asked. */
  readonly hides?: readonly string[]
  /** Sent along with what was typed. */
  readonly also?: Record<string, unknown>
  /** What happens now, told beside the receipt. */
  readonly done: (result: R) => { readonly title: string; readonly next: ReactNode }
  readonly children?: ReactNode
  /** Choices made before the form is filled in. */
  readonly above?: ReactNode
}

/** A page that is one form: loads its schema and what is already known, sends it, shows the receipt. */
export function FormPage<R>(props: Props<R>) {
  const form = useQuery({
    queryKey: ['form', props.form],
    queryFn: () => get<FormReply>(`/forms/${props.form}`),
  })
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<R> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send<R>(props.method ?? 'POST', props.path, { ...values, ...props.also }, key))
    await client.invalidateQueries()
    window.scrollTo(0, 0)
  }
  const done = reply && props.done(reply.result)
  return (
    <Page title={props.title} lead={props.lead}>
      {reply && done ? (
        <Done title={done.title} reply={reply}>
          {done.next}
        </Done>
      ) : (
        <Show query={form} rows={8}>
          {({ schema, prefill }) => (
            <div className="card stack">
              {props.above}
              <SchemaForm
                schema={without(schema, props.hides ?? [])}
                name={props.draft ?? props.form}
                onSubmit={submit}
                submitTitle={props.submitTitle ?? '保存'}
                {...(props.initial && { initial: props.initial })}
                {...(prefill && { prefill })}
              >
                {props.children}
              </SchemaForm>
            </div>
          )}
        </Show>
      )}
    </Page>
  )
}
