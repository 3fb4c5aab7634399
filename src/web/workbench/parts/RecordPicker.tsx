import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api.ts'
import type { Page } from '../types.ts'

interface Found {
  readonly id: string
  readonly name: string
  readonly owner?: { readonly name: string }
}

/** Picks a published achievement or demand by its words; the value is its identifier. */
export function RecordPicker({
  id,
  kind,
  value,
  label,
  onChange,
}: {
  readonly id: string
  readonly kind: 'achievement' | 'demand'
  readonly value: string | null
  /** Name of the record that is chosen already. */
  readonly label: string | undefined
  readonly onChange: (id: string | null) => void
}) {
  const [typed, setTyped] = useState('')
  const found = useQuery({
    queryKey: ['pick', kind, typed],
    queryFn: () => get<Page<Found>>(`/${kind}s`, { q: typed, limit: 20 }),
    placeholderData: (before) => before,
  })
  const options = (found.data?.items ?? []).map((record) => ({
    value: record.id,
    label: record.owner ? `${record.name}（${record.owner.name}）` : record.name,
  }))
  const isListed = options.some((option) => option.value === value)
  const chosen = value !== null && !isListed && label !== undefined ? [{ value, label }] : []
  return (
    <Select<string>
      id={id}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={[...chosen, ...options]}
      placeholder="输入名称里的词"
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到。'}
      style={{ width: '100%' }}
    />
  )
}
