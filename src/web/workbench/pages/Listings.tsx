import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

/** What an organisation has on the shelf that waits for a word of its owner. */
export interface Shelf {
  readonly items: readonly Listing[]
  readonly forms: Readonly<Record<string, JsonSchema>>
  readonly counts: { readonly due: number; readonly live: number; readonly unanswered: number }
  readonly next: string | null
}

interface Listing {
  readonly dossierId: string
  readonly visit: number
  readonly title: string
  readonly procedure: string
  readonly procedureTitle: string
  readonly stateTitle: string
  readonly confirmedOn: string
  readonly validUntil: string
  readonly endedOn: string | null
  readonly next: { readonly title: string } | null
}

interface Done {
  readonly done: number
  readonly refused: readonly { readonly title: string; readonly reason: string }[]
}

const SETS = ['due', 'live', 'unanswered'] as const
type Which = (typeof SETS)[number]
const TITLES: Readonly<Record<Which, string>> = { due: '快到期', live: '全部在架', unanswered: '待说明去向' }

/** Confirm with one click each, or a chosen set after looking at it; say what came of what has lapsed. */
export function Listings() {
  const [search, setSearch] = useSearchParams()
  const set = SETS.find((one) => one === search.get('set')) ?? 'due'
  const shelf = useQuery({
    queryKey: ['listings', set],
    queryFn: () => get<Shelf>('/my/listings', { set }),
  })
  const counts = shelf.data?.counts
  return (
    <Page title="待确认的信息" lead="到期前确认仍然有效，信息就继续在架；已经下架的请说明去向。">
      <Segmented
        aria-label="看哪些"
        options={SETS.map((value) => ({
          value,
          label: counts ? `${TITLES[value]} ${String(counts[value])}` : TITLES[value],
        }))}
        value={set}
        onChange={(value) => setSearch({ set: value })}
        style={{ alignSelf: 'flex-start' }}
      />
      <Show query={shelf}>{(data) => <Chooser key={set} set={set} shelf={data} />}</Show>
    </Page>
  )
}

function Chooser({ set, shelf }: { readonly set: Which; readonly shelf: Shelf }) {
  const client = useQueryClient()
  const able = shelf.items.filter((item) => item.next !== null)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [asking, setAsking] = useState<readonly Listing[] | null>(null)
  const [said, setSaid] = useState<Done | string | null>(null)
  const isExplaining = set === 'unanswered'
  const act = async (items: readonly Listing[], more: object = {}, key?: string) => {
    const path = isExplaining ? '/my/listings/explain' : '/my/listings/confirm'
    const body = { items: items.map(({ dossierId, visit }) => ({ dossierId, visit })), ...more }
    const { result } = await send<Done>('POST', path, body, key)
    setSaid(result)
    setAsking(null)
    setChosen([])
    await client.invalidateQueries()
  }
  const confirmOne = (item: Listing) =>
    act([item]).catch((error: unknown) =>
      setSaid(error instanceof Error ? error.message : '没有办成，请重试。'),
    )
  const picked = able.filter((item) => chosen.includes(item.dossierId))
  if (shelf.items.length === 0 && said === null) return <Empty title={emptyTitle(set)} />
  return (
    <section className="card stack" aria-label={TITLES[set]}>
      {said !== null && <Outcome said={said} explaining={isExplaining} />}
      {able.length > 0 && (
        <Tools able={able} picked={picked} explaining={isExplaining} choose={setChosen} ask={setAsking} />
      )}
      <ul className="plain worklist">
        {shelf.items.map((item) => (
          <Row
            key={item.dossierId}
            item={item}
            explaining={isExplaining}
            chosen={chosen.includes(item.dossierId)}
            choose={(on) => setChosen(on ? [...chosen, item.dossierId] : without(chosen, item.dossierId))}
            act={() => (isExplaining ? setAsking([item]) : void confirmOne(item))}
          />
        ))}
      </ul>
      {asking !== null && (
        <Asking
          items={asking}
          form={isExplaining ? (shelf.forms[asking[0]?.procedure ?? ''] ?? null) : null}
          act={act}
          leave={() => setAsking(null)}
        />
      )}
    </section>
  )
}

function without(all: readonly string[], one: string): readonly string[] {
  return all.filter((id) => id !== one)
}

/** Acts on many at once; each first shows the set it is about. */
function Tools(props: {
  readonly able: readonly Listing[]
  readonly picked: readonly Listing[]
  readonly explaining: boolean
  readonly choose: (ids: readonly string[]) => void
  readonly ask: (items: readonly Listing[]) => void
}) {
  const { able, picked, explaining, choose, ask } = props
  return (
    <div className="row">
      <Checkbox
        checked={picked.length === able.length}
        indeterminate={picked.length > 0 && picked.length < able.length}
        onChange={(event) => choose(event.target.checked ? able.map((item) => item.dossierId) : [])}
      >
        全选
      </Checkbox>
      <Button type="primary" disabled={picked.length === 0} onClick={() => ask(picked)}>
        {explaining ? '说明所选去向' : '所选仍然有效'}
      </Button>
      {!explaining && <Button onClick={() => ask(able)}>全部仍然有效</Button>}
    </div>
  )
}

function Row(props: {
  readonly item: Listing
  readonly explaining: boolean
  readonly chosen: boolean
  readonly choose: (on: boolean) => void
  readonly act: () => void
}) {
  const { item, explaining, chosen, choose, act } = props
  const title = explaining ? '说明去向' : '仍然有效'
  return (
    <li>
      <Checkbox
        aria-label={`选择：${item.title}`}
        disabled={item.next === null}
        checked={chosen}
        onChange={(event) => choose(event.target.checked)}
      />
      <Line item={item} />
      {item.next !== null && (
        <Button size="small" aria-label={`${title}：${item.title}`} onClick={act}>
          {title}
        </Button>
      )}
    </li>
  )
}

function emptyTitle(set: Which): string {
  if (set === 'due') return '没有快到期的信息'
  return set === 'live' ? '没有在架的信息' : '没有等您说明去向的信息'
}

function Line({ item }: { readonly item: Listing }) {
  return (
    <div className="grow">
      {item.title}
      <div className="soft small num">
        {item.procedureTitle} · {item.stateTitle} · 最近确认 {item.confirmedOn} ·{' '}
        {item.endedOn === null ? `有效期至 ${item.validUntil}` : `${item.endedOn} 下架`}
      </div>
    </div>
  )
}

function Outcome({ said, explaining }: { readonly said: Done | string; readonly explaining: boolean }) {
  if (typeof said === 'string') return <Alert type="error" showIcon role="alert" title={said} />
  return (
    <Alert
      type={said.refused.length > 0 ? 'warning' : 'success'}
      showIcon
      role="status"
      title={explaining ? `已说明 ${String(said.done)} 项。` : `已确认 ${String(said.done)} 项仍然有效。`}
      description={
        said.refused.length > 0 && (
          <ul>
            {said.refused.map((one) => (
              <li key={one.title + one.reason}>
                {one.title}：{one.reason}
              </li>
            ))}
          </ul>
        )
      }
    />
  )
}

interface AskingProps {
  readonly items: readonly Listing[]
  /** What is asked besides; null only asks for the confirmation. */
  readonly form: JsonSchema | null
  readonly act: (items: readonly Listing[], more?: object, key?: string) => Promise<void>
  readonly leave: () => void
}

/** The chosen set, shown before anything happens to it. */
function Asking({ items, form, act, leave }: AskingProps) {
  const kinds = new Set(items.map((item) => item.procedure))
  const { amountFen: _amount, ...properties } = form?.properties ?? {}
  return (
    <Modal
      open
      title={form ? `说明 ${String(items.length)} 项的去向` : `确认 ${String(items.length)} 项仍然有效`}
      footer={null}
      onCancel={leave}
      destroyOnHidden
      width={640}
    >
      <div className="stack">
        <ul>
          {items.map((item) => (
            <li key={item.dossierId}>{item.title}</li>
          ))}
        </ul>
        {form && kinds.size > 1 ? (
          <Alert type="warning" showIcon title="一次只能说明同一类信息，请分开选择。" />
        ) : (
          <SchemaForm
            schema={{ ...form, type: 'object', properties }}
            name="listings"
            keeps={false}
            submitTitle={form ? '确认说明去向' : '确认仍然有效'}
            onCancel={leave}
            onSubmit={(values, key) => act(items, form ? values : {}, key)}
          />
        )}
      </div>
    </Modal>
  )
}
