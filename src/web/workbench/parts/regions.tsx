import { Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import type { Page } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'

interface Region {
  readonly code: string
  readonly name: string
}

/** The city's counties and zones change with its plan, not while somebody works. */
function useRegions() {
  return useQuery({
    queryKey: ['regions'],
    queryFn: () => get<Page<Region>>('/regions'),
    staleTime: Infinity,
  })
}

/** Name of a region by its code; a code of another city stays as it is. */
export function RegionName({ code }: { readonly code: unknown }) {
  const regions = useRegions()
  if (typeof code !== 'string' || code === '') return <>—</>
  return <>{regions.data?.items.find((region) => region.code === code)?.name ?? code}</>
}

/** Picks a county or zone of the city; the value is its code. */
export function RegionPicker({ value, onChange, ...rest }: ControlProps<string>) {
  const regions = useRegions()
  return (
    <Select<string>
      {...rest}
      allowClear
      value={value ?? null}
      onChange={(next) => onChange?.(next ?? null)}
      options={(regions.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))}
      placeholder="请选择"
      showSearch={{ optionFilterProp: 'label' }}
    />
  )
}
