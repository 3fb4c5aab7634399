import { Alert, Button, Form, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { ApiError, inquire } from '../api.ts'
import {
  filledBy,
  followed,
  isHeld,
  restored,
  signOf,
  without,
  type Proposed,
  type Reading,
} from '../helpers/reading.ts'
import type { Values } from '../helpers/reading.ts'
import { focusField } from './SchemaForm.tsx'

/** Pause after the last key before the text is read, in ms: a breath between two sentences. */
const PAUSE = 700
/** Shorter texts say nothing yet. */
const SHORTEST = 6

/** What the description typed so far says; the last reading stays until the next one is there. */
export function useReading(text: string): {
  readonly reading: Reading | null
  readonly fault: string | null
} {
  const [reading, setReading] = useState<Reading | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const read = async (trimmed: string, signal: AbortSignal) => {
    try {
      const found = await inquire<Reading>('/demands/propose', { text: trimmed }, signal)
      setReading(found)
      setFault(null)
    } catch (error) {
      if (!signal.aborted) setFault(error instanceof ApiError ? error.message : null)
    }
  }
  useEffect(() => {
    const trimmed = text.trim()
    if (trimmed.length < SHORTEST) return undefined
    const leave = new AbortController()
    const timer = setTimeout(() => {
      void read(trimmed, leave.signal)
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      leave.abort()
    }
  }, [text])
  return { reading: text.trim().length < SHORTEST ? null : reading, fault }
}

/** How many achievements of the market are near the text, and the first of them. */
export function NearBy({ near }: { readonly near: Reading['near'] }) {
  return (
    <div role="status" className="near">
      {near.total === 0 ? (
        <>平台上暂时没有相近的成果；发布后会自动比对今后上架的成果。</>
      ) : (
        <>
          现在提交，平台上有 <b className="num">{near.total}</b> 项成果与此相近：
          <ul className="plain">
            {near.top.map(({ id, name, phrases }) => (
              <li key={id}>
                <Link to={`/achievements/${id}?view=public`} target="_blank">
                  {name}
                </Link>{' '}
                <span className="soft small">{phrases.length > 0 && `都提到：${phrases.join('、')}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

interface Props {
  /** Name of the form around, for the identifiers of its fields. */
  readonly name: string
  readonly items: readonly Proposed[]
  /** Titles of the values of a field, for values that are codes. */
  readonly titleOf: (field: string, value: unknown) => string | undefined
}

/** Each value read from the text with the words it came from; one click drops it, one leads to its field. */
export function Proposals({ name, items, titleOf }: Props) {
  const form = Form.useFormInstance<Record<string, unknown>>()
  const values = (Form.useWatch([], form) as Values | undefined) ?? {}
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<Values>({})
  useEffect(() => {
    const next = filledBy(items, dropped)
    form.setFieldsValue(followed(form.getFieldsValue(true) as Values, last.current, next))
    last.current = next
    // A reading is applied once; what a person drops afterwards is taken out at the click.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [items])
  const drop = (item: Proposed) => {
    setDropped(new Set([...dropped, signOf(item)]))
    form.setFieldsValue(without(item, form.getFieldsValue(true) as Values))
    last.current = filledBy(items, new Set([...dropped, signOf(item)]))
  }
  const restore = (item: Proposed) => {
    const rest = new Set([...dropped].filter((sign) => sign !== signOf(item)))
    setDropped(rest)
    form.setFieldsValue(restored(item, form.getFieldsValue(true) as Values))
    last.current = filledBy(items, rest)
  }
  return (
    <section aria-label="读出的内容">
      <h2 className="h3">从描述里读出</h2>
      <p className="soft small">只有这里列出的和下面您自己填写的会提交；不对的改掉或去掉。</p>
      <ul className="plain proposals">
        {items.map((item) => (
          <ProposalRow
            key={item.key}
            item={item}
            shown={titleOf(Object.keys(item.fill)[0] ?? '', Object.values(item.fill)[0]) ?? item.shown}
            isHeld={isHeld(item, values)}
            isDropped={dropped.has(signOf(item))}
            drop={() => drop(item)}
            restore={() => restore(item)}
            change={() => focusField(name, fieldOf(item, values))}
          />
        ))}
      </ul>
    </section>
  )
}

/** The field a proposal stands in: of a figure its own row. */
function fieldOf(item: Proposed, values: Values): string {
  const [field = '', value] = Object.entries(item.fill)[0] ?? []
  const [first] = Array.isArray(value) ? (value as unknown[]) : []
  if (typeof first !== 'object' || first === null) return field
  const rows = (values[field] as unknown[] | undefined) ?? []
  const at = rows.findIndex((row) => isHeld({ ...item, fill: { [field]: [row] } }, { [field]: [first] }))
  return at < 0 ? field : `${field}.${String(at)}.name`
}

interface RowProps {
  readonly item: Proposed
  readonly shown: string
  readonly isHeld: boolean
  readonly isDropped: boolean
  readonly drop: () => void
  readonly restore: () => void
  readonly change: () => void
}

function ProposalRow({ item, shown, isHeld: isSent, isDropped, drop, restore, change }: RowProps) {
  const what = `${item.title}：${shown}`
  return (
    <li className={isSent ? '' : 'off'}>
      <div className="grow">
        <span className="soft">{item.title}</span> <b className="num">{shown}</b>{' '}
        {!isSent && <Tag>{isDropped ? '已去掉' : '已改动，以表中为准'}</Tag>}
        <div className="soft small">
          {item.words.length > 0 && <>原文：{item.words.map((words) => `“${words}”`).join('、')}</>}
          {item.words.length > 0 && item.why !== undefined && '；'}
          {item.why}
        </div>
        {item.doubt !== undefined && <Alert type="warning" showIcon title={item.doubt} />}
      </div>
      <span className="acts">
        {isDropped ? (
          <Button size="small" onClick={restore} aria-label={`恢复：${what}`}>
            恢复
          </Button>
        ) : (
          <>
            <Button size="small" onClick={change} aria-label={`修改：${what}`}>
              改
            </Button>
            {isSent && (
              <Button size="small" onClick={drop} aria-label={`不要：${what}`}>
                不要
              </Button>
            )}
          </>
        )}
      </span>
    </li>
  )
}

/** At most three things worth adding, each with what it improves. */
export function Questions({
  name,
  questions,
}: {
  readonly name: string
  readonly questions: Reading['questions']
}) {
  if (questions.length === 0) return null
  return (
    <section aria-label="还可以补充">
      <h2 className="h3">补充这几点会更好（没写“必填”的可以不填）</h2>
      <ul className="plain proposals">
        {questions.map(({ field, asks, improves }) => (
          <li key={asks}>
            <div className="grow">
              {asks}
              <div className="soft small">{improves}</div>
            </div>
            <Button size="small" onClick={() => focusField(name, field)} aria-label={`补充：${asks}`}>
              补充
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Said beside 先不公开单位 when the text itself tells who the firm is. */
export function TellingNote({ telling }: { readonly telling: Reading['telling'] }) {
  if (telling.length === 0) return null
  const isRefused = telling.some(({ isDoubt }) => !isDoubt)
  return (
    <Alert
      type={isRefused ? 'error' : 'warning'}
      showIcon
      title={
        isRefused
          ? '描述里有会让人认出单位的内容，匿名发布前须改掉：'
          : '描述里有可能让人认出单位的词，请看一下：'
      }
      description={
        <ul>
          {telling.map(({ what, words }) => (
            <li key={what + words}>
              {what}：“{words}”
            </li>
          ))}
        </ul>
      }
    />
  )
}
