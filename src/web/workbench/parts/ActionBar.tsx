import { Alert, Button, Modal, Tooltip } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { termsOf } from '../helpers/deadline.ts'
import { fieldsOf, type JsonSchema } from '../helpers/schema.ts'
import type { DossierView, NextAction, Reply } from '../types.ts'
import { DeadlineBadge } from './DeadlineBadge.tsx'
import { Done } from './Receipt.tsx'
import { SchemaForm } from './SchemaForm.tsx'
import { CodeHint } from './SecondFactor.tsx'

/** What a page knows of an action beforehand: values to start from, fields not to ask, a code to ask first. */
export interface Preparation {
  readonly initial?: Record<string, unknown>
  readonly hides?: readonly string[]
  /** Answers to choose from that the page knows and the form cannot: value and what is read, by field. */
  readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The act needs a second factor given right before it (practice.md P8 b), for this matter as the server names it. */
  readonly byCodeFor?: string
}

export type Prepare = (action: string) => Preparation

/** Buttons for exactly what the server says this person may do next; what is not possible says why. */
export function ActionBar({
  view,
  prepare,
  names,
  label = '可办理的事项',
}: {
  readonly view: DossierView
  readonly prepare?: Prepare | undefined
  /** Only these, where a page shows its actions in several places. */
  readonly names?: readonly string[]
  readonly label?: string
}) {
  const [chosen, setChosen] = useState<NextAction | null>(null)
  const next = view.next.filter((action) => names?.includes(action.name) ?? true)
  if (next.length === 0) return null
  return (
    <div className="actionbar" role="group" aria-label={label}>
      {next.map((action, index) => (
        <ActionButton
          key={action.name}
          action={action}
          why={whyId(view, action)}
          first={index === 0}
          choose={() => setChosen(action)}
        />
      ))}
      {next
        .filter((action) => !action.allowed)
        .map((action) => (
          <span key={action.name} className="soft small" id={whyId(view, action)}>
            {action.reason}
          </span>
        ))}
      {chosen && (
        <ActionDialog
          view={view}
          action={chosen}
          given={prepare?.(chosen.name) ?? {}}
          close={() => setChosen(null)}
        />
      )}
    </div>
  )
}

/** Agreeing, approving, confirming, bringing one's own text ask for a second look, but red would call them a mistake. */
const WISHED_FOR = /^(agree|approve|confirm|convert|useOwnText)/

function isHarmful(action: NextAction): boolean {
  return action.confirm !== undefined && !WISHED_FOR.test(action.name)
}

/** A page may show the bars of several dossiers: the deal's, and those of its meetings. */
function whyId(view: DossierView, action: NextAction): string {
  return `why-${view.dossier.id}-${action.name}`
}

function ActionButton({
  action,
  why,
  first,
  choose,
}: {
  readonly action: NextAction
  readonly why: string
  readonly first: boolean
  readonly choose: () => void
}) {
  const harmful = isHarmful(action)
  if (action.allowed) {
    return (
      <Button type={first && !harmful ? 'primary' : 'default'} danger={harmful} onClick={choose}>
        {action.title}
      </Button>
    )
  }
  // Stays reachable by keyboard, so that the reason can be read there too.
  return (
    <Tooltip title={action.reason}>
      <Button aria-disabled aria-describedby={why} className="off">
        {action.title}
      </Button>
    </Tooltip>
  )
}

interface DialogProps {
  readonly view: DossierView
  readonly action: NextAction
  readonly given: Preparation
  readonly close: () => void
}

/** Asks what the action needs, warns before harm, shows receipt and what happens next. */
function ActionDialog({ view, action, given, close }: DialogProps) {
  const client = useQueryClient()
  const [reply, setReply] = useState<Reply<unknown> | null>(null)
  const [after, setAfter] = useState<DossierView | null>(null)
  const { id, procedure, visit } = view.dossier
  const submit = async (values: Record<string, unknown>, key: string) => {
    const { [CODE]: code, ...typed } = values
    if (given.byCodeFor !== undefined)
      await send('POST', '/session/confirm', { code, matter: given.byCodeFor })
    const done = await send(
      'POST',
      `/procedures/${procedure}/${id}/${action.name}`,
      { ...given.initial, ...typed, visit },
      key,
    )
    setAfter(await get<DossierView>(`/dossiers/${id}`).catch(() => null))
    setReply(done)
  }
  const leave = () => {
    close()
    if (reply) void client.invalidateQueries()
  }
  return (
    <Modal
      open
      title={action.title}
      footer={null}
      onCancel={leave}
      destroyOnHidden
      width={640}
      mask={{ closable: reply !== null }}
    >
      {reply ? (
        <div className="stack">
          <Done title={`已${action.title}`} reply={reply}>
            {after && <WhatNext view={after} />}
          </Done>
          <div>
            <Button type="primary" onClick={leave}>
              知道了
            </Button>
          </div>
        </div>
      ) : (
        <Asking view={view} action={action} given={given} submit={submit} leave={leave} />
      )}
    </Modal>
  )
}

interface AskingProps {
  readonly view: DossierView
  readonly action: NextAction
  readonly given: Preparation
  readonly submit: (values: Record<string, unknown>, key: string) => Promise<void>
  readonly leave: () => void
}

/** The warning, the code where one is needed, and the fields of the action. */
function Asking({ view, action, given, submit, leave }: AskingProps) {
  return (
    <div className="stack">
      {action.confirm !== undefined && <Alert type="warning" showIcon title={action.confirm} />}
      {given.byCodeFor !== undefined && <CodeHint />}
      {fieldsOf(action.form).length === 0 && (
        <p>
          确认{action.title}《{view.dossier.title}》？
        </p>
      )}
      <SchemaForm
        schema={asked(action.form, given)}
        name={`act-${action.name}`}
        {...(given.initial && { initial: given.initial })}
        onSubmit={submit}
        submitTitle={action.title.startsWith('确认') ? action.title : `确认${action.title}`}
        onCancel={leave}
        danger={isHarmful(action)}
        keeps={false}
      />
    </div>
  )
}

/** Name of the field for the second factor, which is not part of the action itself. */
const CODE = 'code'

/** The visit, the dossier and what the page knows are not asked; a code is asked last. */
export function asked(schema: JsonSchema, given: Preparation): JsonSchema {
  const known = new Set(['visit', 'dossierId', ...(given.hides ?? [])])
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => !known.has(name))
      .map(([name, field]) => [name, withChoices(field, given.choices?.[name])]),
  )
  if (given.byCodeFor === undefined) return { ...schema, properties }
  const code: JsonSchema = {
    type: 'string',
    title: '动态口令或短信验证码',
    widget: 'code',
    transient: true,
    maxLength: 20,
  }
  return {
    ...schema,
    properties: { ...properties, [CODE]: code },
    required: [...(schema.required ?? []), CODE],
  }
}

/** A field whose answers the page knows is chosen from them, and not typed. */
function withChoices(field: JsonSchema, options: Readonly<Record<string, string>> | undefined): JsonSchema {
  if (!options) return field
  const { format: _format, pattern: _pattern, minLength: _min, maxLength: _max, ...rest } = field
  return { ...rest, widget: 'select', options }
}

/** The state reached, its term, and what this person can do there. */
function WhatNext({ view }: { readonly view: DossierView }) {
  const mine = view.next.filter((action) => action.allowed).map((action) => action.title)
  return (
    <div className="stack-s">
      <div>
        现在是“{view.stateTitle}”。
        {termsOf(view).map((term) => (
          <DeadlineBadge key={term.kind + String(term.nominalOn)} term={term} />
        ))}
      </div>
      <div>
        {mine.length > 0
          ? `您接下来可以：${mine.join('、')}。`
          : '接下来由其他经办人办理，有进展会出现在“消息”里。'}
      </div>
    </div>
  )
}
