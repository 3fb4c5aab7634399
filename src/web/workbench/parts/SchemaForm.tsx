import { Alert, Button, Form, type FormInstance } from 'antd'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { ApiError, newKey } from '../api.ts'
import { draftKey, dropDraft, keepDraft, readDraft, type Draft } from '../helpers/draft.ts'
import { timeText } from '../helpers/format.ts'
import { fieldsOf, pathOf, placeOf, submitted, type Field, type JsonSchema } from '../helpers/schema.ts'
import { useMe } from '../shell/session.tsx'
import type { FieldFault, Prefill } from '../types.ts'
import { Fields } from './Fields.tsx'
import { useLeaveWarning } from './leaving.ts'

type Values = Record<string, unknown>

interface Props {
  readonly schema: JsonSchema
  /** Separates the element identifiers and the draft of this form from others. */
  readonly name: string
  readonly initial?: Values
  readonly prefill?: Readonly<Record<string, Prefill>>
  readonly submitTitle?: string
  readonly danger?: boolean
  /** Sends the values under the idempotency key; throws ApiError. */
  readonly onSubmit: (values: Values, key: string) => Promise<void>
  readonly onCancel?: () => void
  /** Kept in the browser while typing; off for short dialogs. */
  readonly keeps?: boolean
  readonly children?: ReactNode
  /** Arranges the fields itself; without it they stand under their headings. */
  readonly body?: (fields: readonly Field[]) => ReactNode
  /** A second way to send, beside the first. */
  readonly second?: { readonly title: string; readonly onSubmit: Props['onSubmit'] }
}

/** Pause after the last key before the draft is written, in ms. */
const DRAFT_PAUSE = 500

/**
 * A form from its JSON Schema. Nothing typed is lost: a draft stays in the browser, a refused or broken send leaves
 * the form as it is, and a second send of the same content carries the same key.
 */
export function SchemaForm(props: Props) {
  const { schema, name, initial, prefill, keeps = true } = props
  const [form] = Form.useForm<Values>()
  const fields = useMemo(() => fieldsOf(schema), [schema])
  const draft = useDraft(name, fields, form, keeps)
  const mark = useMemo(() => markOf(fields), [fields])
  const start = useMemo(() => ({ ...valuesOf(prefill), ...initial }), [prefill, initial])

  const sending = useSending(name, fields, form, draft)
  const { busy, message, faults } = sending
  const finish = (values: Values, send = props.onSubmit) => void sending.finish(values, send)
  return (
    <Form<Values>
      form={form}
      name={name}
      layout="vertical"
      initialValues={start}
      scrollToFirstError={false}
      requiredMark={mark}
      onValuesChange={draft.keep}
      onFinish={(values) => finish(values)}
      onFinishFailed={({ errorFields }) => sending.show('请先改正下面的内容。', faultsOf(errorFields))}
    >
      <DraftNote draft={draft} />
      <FaultList name={name} message={message} faults={faults} fields={fields} />
      {props.body ? props.body(fields) : <Fields fields={fields} {...(prefill && { prefill })} />}
      {props.children}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy} danger={props.danger ?? false}>
          {props.submitTitle ?? '提交'}
        </Button>
        {props.second && (
          <Button
            disabled={busy}
            onClick={() => finish(form.getFieldsValue(true) as Values, props.second?.onSubmit)}
          >
            {props.second.title}
          </Button>
        )}
        {props.onCancel && <Button onClick={props.onCancel}>取消</Button>}
      </div>
    </Form>
  )
}

/** Sends a form under one key until it is answered, and shows what was refused. */
function useSending(name: string, fields: readonly Field[], form: FormInstance<Values>, draft: DraftState) {
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const [message, setMessage] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const key = useRef(newKey())
  const show = (sentence: string, found: readonly FieldFault[]) => {
    setMessage(sentence)
    setFaults(found)
    form.setFields(found.map((fault) => ({ name: pathOf(fault.field) as never, errors: [fault.message] })))
    // After antd has drawn the errors; it leaves the focus on the button by itself.
    setTimeout(() => focusField(name, found[0]?.field), 50)
  }
  const finish = async (values: Values, send: Props['onSubmit']) => {
    setBusy(true)
    setMessage(null)
    setFaults([])
    try {
      await send(submitted(fields, values), key.current)
      key.current = newKey()
      draft.drop()
    } catch (error) {
      // An answered refusal ends the attempt; without an answer the same key must be tried again.
      if (error instanceof ApiError && !error.passing) key.current = newKey()
      show(sentenceOf(error), error instanceof ApiError ? error.fields : [])
    } finally {
      setBusy(false)
    }
  }
  return { faults, message, busy, show, finish }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : '没有提交成功，请重试。'
}

/** What the browser's own check found, in the shape of the server's faults. */
function faultsOf(
  found: readonly { readonly name: readonly (string | number)[]; readonly errors: readonly string[] }[],
) {
  return found.map((one) => ({ field: one.name.join('.'), message: one.errors[0] ?? '' }))
}

/** The smaller half is named: 选填 where most fields are required, 必填 where most are not. */
function markOf(fields: readonly Field[]) {
  const asked = fields.filter((field) => field.required || field.atSubmit)
  const mostRequired = asked.length * 2 >= fields.length
  return function marked(label: ReactNode, { required }: { required: boolean }): ReactNode {
    if (required === mostRequired) return label
    return (
      <>
        {label}
        <span className="soft small">{required ? '（必填）' : '（选填）'}</span>
      </>
    )
  }
}

function valuesOf(prefill: Props['prefill']): Values {
  return Object.fromEntries(Object.entries(prefill ?? {}).map(([name, known]) => [name, known.value]))
}

/** Moves the focus to a field of the form by its path, and into view. */
export function focusField(name: string, field: string | undefined): void {
  const id = field === undefined ? `${name}-faults` : [name, ...pathOf(field)].join('_')
  const element = document.getElementById(id) ?? document.getElementById(`${name}-faults`)
  const folded = element?.closest('details')
  if (folded) folded.open = true
  element?.scrollIntoView({ block: 'center' })
  element?.focus({ preventScroll: true })
}

interface FaultProps {
  readonly name: string
  readonly message: string | null
  readonly faults: readonly FieldFault[]
  readonly fields: readonly Field[]
}

/** What was refused, as a list whose entries lead to their fields. */
function FaultList({ name, message, faults, fields }: FaultProps) {
  if (message === null) return null
  return (
    <div id={`${name}-faults`} tabIndex={-1} style={{ marginBottom: 16 }}>
      <Alert
        type="error"
        showIcon
        title={message}
        description={
          faults.length > 0 && (
            <ul>
              {faults.map((fault) => (
                <li key={fault.field + fault.message}>
                  <a
                    href={`#${[name, ...pathOf(fault.field)].join('_')}`}
                    onClick={(event) => (event.preventDefault(), focusField(name, fault.field))}
                  >
                    {placeOf(fault.field, fields)}
                  </a>
                  ：{fault.message}
                </li>
              ))}
            </ul>
          )
        }
      />
    </div>
  )
}

interface DraftState {
  readonly found: Draft | undefined
  readonly keep: () => void
  readonly drop: () => void
  readonly restore: () => void
  readonly forget: () => void
}

function useDraft(
  name: string,
  fields: readonly Field[],
  form: FormInstance<Values>,
  on: boolean,
): DraftState {
  const me = useMe()
  const key = draftKey(me.person?.id ?? '', name)
  const [found, setFound] = useState(() => (on ? readDraft(localStorage, key, Date.now()) : undefined))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [changed, setChanged] = useState(false)
  useLeaveWarning(changed)
  useEffect(() => () => clearTimeout(timer.current), [])
  const drop = () => {
    clearTimeout(timer.current)
    dropDraft(localStorage, key)
    setFound(undefined)
    setChanged(false)
  }
  const keep = () => {
    clearTimeout(timer.current)
    if (!on) return
    setChanged(true)
    timer.current = setTimeout(
      () => keepDraft(localStorage, key, fields, form.getFieldsValue(true) as Values, Date.now()),
      DRAFT_PAUSE,
    )
  }
  const restore = () => {
    if (found) form.setFieldsValue(found.values)
    setFound(undefined)
  }
  return { found, keep, drop, restore, forget: drop }
}

function DraftNote({ draft }: { readonly draft: DraftState }) {
  if (!draft.found) return null
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 16 }}
      title={`本机存有您 ${timeText(draft.found.at)} 没有提交的内容。`}
      action={
        <div className="row">
          <Button size="small" type="primary" onClick={draft.restore}>
            接着填
          </Button>
          <Button size="small" onClick={draft.forget}>
            不要了
          </Button>
        </div>
      }
    />
  )
}
