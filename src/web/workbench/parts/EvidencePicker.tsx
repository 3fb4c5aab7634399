import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import type { Page } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'

interface Evidence {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly validity: string
}

/** An item of the evidence library of the organisation or the person; the value is its identifier (P33). */
export function EvidencePicker({ value, onChange, ...rest }: ControlProps<string>) {
  const library = useQuery({
    queryKey: ['evidence library'],
    queryFn: () => get<Page<Evidence>>('/evidence-library'),
  })
  const options = (library.data?.items ?? []).map((item) => ({
    value: item.id,
    label: `${item.title}（${item.kind}，${item.validity}）`,
  }))
  return (
    <Select<string>
      {...rest}
      allowClear
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? null)}
      options={options}
      placeholder="选择材料库里的一份"
      notFoundContent={library.isFetching ? '正在读取…' : '材料库里还没有。请先存入材料。'}
    />
  )
}
