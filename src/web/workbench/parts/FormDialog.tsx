import { Alert, Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Show } from '../shell/states.tsx'
import type { FormReply, Reply } from '../types.ts'
import { Done } from './Receipt.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Props {
  /** On the button, and the heading of the dialog. */
  readonly title: string
  /** A form by its id at /api/v1/forms, or the schema itself. */
  readonly form: string | JsonSchema
  readonly path: string
  readonly method?: 'POST' | 'PUT'
  readonly initial?: Record<string, unknown>
  /** Sent along with what was typed; those fields are not asked. */
  readonly also?: Record<string, unknown>
  /** Makes of what was typed what the server takes. */
  readonly shape?: (
    values: Record<string, unknown>,
  ) => Record<string, unknown> | Promise<Record<string, unknown>>
  readonly submitTitle?: string
  readonly warning?: string
  readonly lead?: ReactNode
  /** What happens now, told beside the receipt. */
  readonly next?: ReactNode | ((result: Record<string, unknown>) => ReactNode)
  readonly primary?: boolean
  readonly danger?: boolean
  readonly small?: boolean
  /** Cannot be opened now; a dialog that is open stays, with what was typed and its receipt. */
  readonly disabled?: boolean
  /** Said to readers where several such buttons stand in a list. */
  readonly label?: string
}

/** A button with a dialog that is one form: what a page offers besides the acts of its dossier. */
export function FormDialog(props: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        type={props.primary === true ? 'primary' : 'default'}
        danger={props.danger ?? false}
        disabled={props.disabled ?? false}
        {...(props.small === true && { size: 'small' as const })}
        {...(props.label !== undefined && { 'aria-label': props.label })}
        onClick={() => setOpen(true)}
      >
        {props.title}
      </Button>
      {open && <Dialog {...props} close={() => setOpen(false)} />}
    </>
  )
}

function Dialog({ close, ...props }: Props & { readonly close: () => void }) {
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<Record<string, unknown>> | null>(null)
  const submit = async (values: Record<string, unknown>, key: string) => {
    const body = { ...((await props.shape?.(values)) ?? values), ...props.also }
    setReply(await send<Record<string, unknown>>(props.method ?? 'POST', props.path, body, key))
  }
  const leave = () => {
    close()
    if (reply) void client.invalidateQueries()
  }
  return (
    <Modal
      open
      title={props.title}
      footer={null}
      onCancel={leave}
      destroyOnHidden
      width={640}
      mask={{ closable: reply !== null }}
    >
      {reply ? (
        <div className="stack">
          <Done title={`已办理：${props.title}`} reply={reply}>
            {typeof props.next === 'function' ? props.next(reply.result) : props.next}
          </Done>
          <div>
            <Button type="primary" onClick={leave}>
              知道了
            </Button>
          </div>
        </div>
      ) : (
        <Asking {...props} submit={submit} leave={leave} />
      )}
    </Modal>
  )
}

function Asking({
  submit,
  leave,
  ...props
}: Props & {
  readonly submit: (values: Record<string, unknown>, key: string) => Promise<void>
  readonly leave: () => void
}) {
  const { form } = props
  const id = typeof form === 'string' ? form : null
  const loaded = useQuery({
    queryKey: ['form', form],
    queryFn: () => get<FormReply>(`/forms/${id ?? ''}`),
    enabled: id !== null,
  })
  const draw = (schema: JsonSchema) => (
    <SchemaForm
      schema={without(schema, Object.keys(props.also ?? {}))}
      name={`dialog-${id ?? 'form'}`}
      {...(props.initial && { initial: props.initial })}
      onSubmit={submit}
      onCancel={leave}
      submitTitle={props.submitTitle ?? props.title}
      danger={props.danger ?? false}
      keeps={false}
    />
  )
  return (
    <div className="stack">
      {props.warning !== undefined && <Alert type="warning" showIcon title={props.warning} />}
      {props.lead}
      {typeof form === 'string' ? <Show query={loaded}>{({ schema }) => draw(schema)}</Show> : draw(form)}
    </div>
  )
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name))
  return { ...schema, properties: Object.fromEntries(kept) }
}

const NOTHING: JsonSchema = { type: 'object', properties: {} }

/** A button that asks once and then acts, without anything to fill in. */
export function ActButton(props: Omit<Props, 'form'>) {
  return <FormDialog {...props} form={NOTHING} />
}
