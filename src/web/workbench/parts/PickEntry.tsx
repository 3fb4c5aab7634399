import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api.ts'
import type { Field } from '../helpers/schema.ts'
import type { Page, Row } from '../types.ts'

/** Entries shown at once; further ones are found by typing. */
const SHOWN = 50

/** Takes an item of a list over from the organisation's register, so that a fact is written down once. */
export function PickEntry({
  pick,
  add,
}: {
  readonly pick: NonNullable<Field['pick']>
  readonly add: (item: Row) => void
}) {
  const [typed, setTyped] = useState('')
  const found = useQuery({
    queryKey: ['pick', pick.from, typed],
    queryFn: () => get<Page<Row>>(pick.from, { q: typed, limit: SHOWN }),
    placeholderData: (before) => before,
    // Who may not read the register is not offered it.
    retry: false,
  })
  if (found.error) return null
  const items = found.data?.items ?? []
  const choose = (id: string) => {
    const item = items.find((one) => one['id'] === id)?.[pick.take]
    if (typeof item === 'object' && item !== null) add(item as Row)
    setTyped('')
  }
  return (
    <Select<string>
      aria-label={pick.title}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={null}
      placeholder={pick.title}
      options={items.map((item) => ({ value: textOf(item['id']), label: labelOf(item) }))}
      onChange={choose}
      style={{ width: 320 }}
      notFoundContent={typed === '' ? '台账里还没有登记' : '没有找到'}
    />
  )
}

function labelOf(item: Row): string {
  const parts = [item['number'] ?? item['code'], item['name'], item['attention']]
  return parts
    .map(textOf)
    .filter((part) => part !== '')
    .join(' ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
