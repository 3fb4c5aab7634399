import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, newKey, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply } from '../types.ts'
import { SchemaForm } from './SchemaForm.tsx'

interface Entry {
  readonly id: string
  readonly kind: 'use' | 'block'
  readonly from: string
  readonly until: string
  readonly who: string | null
  readonly what: string
  readonly bookingId: string | null
  readonly stateTitle: string
}

interface Calendar {
  readonly days: readonly {
    readonly day: string
    readonly slots: readonly { readonly from: string; readonly until: string; readonly state: string }[]
  }[]
  readonly entries: readonly Entry[]
}

const WEEK = 7
const DAY_MS = 86_400_000
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const

function moved(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

const BLOCK_NEEDS = { instruments: 'booking.block', 'pilot-services': 'pilot-booking.block' } as const
const BOOKING_PAGES = { instruments: 'bookings', 'pilot-services': 'pilot-bookings' } as const
/** What is booked by the slot, by its path. */
type Path = keyof typeof BLOCK_NEEDS

interface Of {
  readonly path: Path
  readonly id: string
}

/** A week of an own instrument or line: who has it when and what for, which slots are free, and time kept back. */
export function KeeperCalendar({ path: asked, id }: { readonly path: string; readonly id: string }) {
  const path: Path = asked === 'pilot-services' ? asked : 'instruments'
  const { today, may } = useMe()
  const [from, setFrom] = useState(today)
  const [blocking, setBlocking] = useState(false)
  const calendar = useQuery({
    queryKey: ['keeper-calendar', id, from],
    queryFn: () => get<Calendar>(`/my/${path}/${id}/calendar`, { from, days: WEEK }),
    placeholderData: (before) => before,
  })
  return (
    <div className="stack">
      <div className="row">
        <Button onClick={() => setFrom(moved(from, -WEEK))}>前一周</Button>
        <Button onClick={() => setFrom(moved(from, WEEK))}>后一周</Button>
        <span className="soft num">{from} 起 7 天</span>
        {may.includes(BLOCK_NEEDS[path]) && (
          <Button type="primary" onClick={() => setBlocking(true)}>
            登记停用或自用
          </Button>
        )}
      </div>
      <Show query={calendar}>
        {(found) => (
          <ul className="plain worklist">
            {found.days.map(({ day, slots }) => (
              <Day
                key={day}
                path={path}
                id={id}
                day={day}
                free={slots.filter(({ state }) => state === 'free').length}
                open={slots.length > 0}
                entries={found.entries.filter((entry) => timeText(entry.from).startsWith(day))}
              />
            ))}
          </ul>
        )}
      </Show>
      {blocking && <Block path={path} id={id} day={from} close={() => setBlocking(false)} />}
    </div>
  )
}

function Day(
  props: Of & {
    readonly day: string
    readonly free: number
    readonly open: boolean
    readonly entries: readonly Entry[]
  },
) {
  const { path, id, day, free, open, entries } = props
  const weekday = WEEKDAYS[new Date(Date.parse(day)).getUTCDay()] ?? ''
  return (
    <li>
      <b className="num">
        {day} {weekday}
      </b>
      <div className="grow stack-s">
        {entries.map((entry) => (
          <EntryLine key={entry.id} path={path} id={id} entry={entry} />
        ))}
        {entries.length === 0 && <span className="soft">{open ? '没有预约' : '不开放'}</span>}
      </div>
      {open && <span className="soft num">空闲 {free} 格</span>}
    </li>
  )
}

function EntryLine({ path, id, entry }: Of & { readonly entry: Entry }) {
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const time = `${timeText(entry.from).slice(11)}–${timeText(entry.until).slice(11)}`
  const unblock = async () => {
    try {
      await send('POST', `/${path}/${id}/blocks/${entry.id}/lift`, {}, newKey())
      await client.invalidateQueries({ queryKey: ['keeper-calendar', id] })
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有取消成功，请重试。')
    }
  }
  return (
    <div className="row">
      <span className="num">{time}</span>
      <Tag>{entry.stateTitle}</Tag>
      <span className="grow">
        {entry.bookingId === null ? (
          entry.what
        ) : (
          <>
            <Link to={`/${BOOKING_PAGES[path]}/${entry.bookingId}`}>{entry.who}</Link>：{entry.what}
          </>
        )}
      </span>
      {entry.kind === 'block' && (
        <Button size="small" onClick={() => void unblock()} aria-label={`取消停用 ${time}`}>
          取消停用
        </Button>
      )}
      {fault !== null && (
        <span role="alert" className="sum-bad">
          {fault}
        </span>
      )}
    </div>
  )
}

/** Keeps time back, so that nobody books it. */
function Block({
  path,
  id,
  day,
  close,
}: Of & {
  readonly day: string
  readonly close: () => void
}) {
  const client = useQueryClient()
  const form = useQuery({
    queryKey: ['form', 'instrument-block'],
    queryFn: () => get<FormReply>('/forms/instrument-block'),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `/${path}/${id}/blocks`, values, key)
    await client.invalidateQueries({ queryKey: ['keeper-calendar', id] })
    close()
  }
  return (
    <Modal open title="登记停用或自用" footer={null} onCancel={close} destroyOnHidden width={640}>
      <Show query={form}>
        {({ schema }) => (
          <SchemaForm
            schema={schema}
            name="instrument-block"
            initial={{ firstDay: day, lastDay: day }}
            onSubmit={submit}
            submitTitle="登记"
            onCancel={close}
            keeps={false}
          />
        )}
      </Show>
    </Modal>
  )
}
