import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api.ts'
import { useMe } from '../shell/session.tsx'
import type { Page } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'

interface Org {
  readonly id: string
  readonly name: string
  readonly kind?: string
}

/** Picks an organisation by name or credit code; the value is its identifier. */
export function OrgPicker({ value, onChange, ...rest }: ControlProps<string>) {
  const [typed, setTyped] = useState('')
  const found = useQuery({
    queryKey: ['organisations', 'pick', typed],
    queryFn: () => get<Page<Org>>('/organisations', { q: typed, limit: 20 }),
    placeholderData: (before) => before,
  })
  const options = (found.data?.items ?? []).map((org) => ({
    value: org.id,
    label: org.kind ? `${org.name}（${org.kind}）` : org.name,
  }))
  return (
    <Select<string>
      {...rest}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? null)}
      options={options}
      placeholder="输入单位名称或统一社会信用代码"
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到。可先在“单位名录”登记。'}
    />
  )
}

/** A colleague of the own organisation, oneself left out; the value is the person's identifier. */
export function PersonPicker({ value, onChange, ...rest }: ControlProps<string>) {
  const me = useMe()
  const colleagues = useQuery({
    queryKey: ['members', me.org?.id],
    queryFn: () =>
      get<Page<{ personId: string; name: string; title: string }>>(
        `/organisations/${me.org?.id ?? ''}/members`,
        { limit: 100 },
      ),
    enabled: me.org !== null,
  })
  const others = (colleagues.data?.items ?? []).filter(({ personId }) => personId !== me.person?.id)
  return (
    <Select<string>
      {...rest}
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? null}
      onChange={(next) => onChange?.(next)}
      options={others.map((one) => ({ value: one.personId, label: `${one.name} ${one.title}` }))}
      placeholder="选择同事"
      notFoundContent={colleagues.isFetching ? '正在载入…' : '本单位没有其他成员。'}
    />
  )
}
