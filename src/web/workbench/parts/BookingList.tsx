import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Empty } from '../shell/states.tsx'
import { StateTag } from './DeadlineBadge.tsx'
import { ListPage } from './ListPage.tsx'

/** One side of a booking: its value in the address, what its list is called, and who stands on the other side. */
export interface BookingSide<Row> {
  readonly value: string
  readonly label: string
  readonly otherTitle: string
  readonly other: (row: Row) => string
}

interface BookingRow {
  readonly id: string
  readonly when: string
  readonly stateTitle: string
}

interface Props<Row extends BookingRow> {
  readonly title: string
  readonly lead: string
  readonly path: string
  /** Page of one booking. */
  readonly page: string
  readonly thing: { readonly title: string; readonly name: (row: Row) => string }
  readonly more?: readonly {
    readonly title: string
    readonly draw: (row: Row) => ReactNode
    readonly width: number
  }[]
  readonly sides: readonly [BookingSide<Row>, BookingSide<Row>]
  /** Whether the organisation keeps things others book; else only its own bookings are offered. */
  readonly keeps: boolean
  readonly states: Readonly<Record<string, string>>
  readonly empty: ReactNode
}

/** What the organisation has booked of others, and what others have booked of it. */
export function BookingList<Row extends BookingRow>(props: Props<Row>) {
  const [search, setSearch] = useSearchParams()
  const { sides, thing } = props
  const side = sides.find(({ value }) => value === search.get('side')) ?? sides[0]
  return (
    <ListPage<Row>
      key={side.value}
      title={props.title}
      lead={props.lead}
      above={
        props.keeps && (
          <div className="row">
            <Segmented
              aria-label="哪一边"
              options={sides.map(({ value, label }) => ({ value, label }))}
              value={side.value}
              onChange={(value) => setSearch({ side: value })}
            />
          </div>
        )
      }
      path={props.path}
      fixed={{ side: side.value }}
      idOf={(row) => row.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(props.states).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={[
        { title: thing.title, draw: (row) => <Link to={`${props.page}/${row.id}`}>{thing.name(row)}</Link> },
        ...(props.more ?? []),
        { title: '时段', draw: (row) => <span className="num">{row.when}</span>, width: 220 },
        { title: side.otherTitle, draw: side.other, width: 220 },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 120 },
      ]}
      empty={<Empty title="还没有预约">{props.empty}</Empty>}
    />
  )
}
