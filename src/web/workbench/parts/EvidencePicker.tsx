import { Button, Modal, Select } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { dayText } from '../helpers/format.ts'
import { Show } from '../shell/states.tsx'
import type { FormReply, Page } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Evidence {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly validUntil: string | null
  readonly validity: string
}

/** Picks an item of the evidence library (practice.md P33), or puts a new one in and picks that. */
export function EvidencePicker({ value, onChange, ...rest }: ControlProps<string>) {
  const [adding, setAdding] = useState(false)
  const library = useQuery({
    queryKey: ['evidence-library'],
    queryFn: () => get<Page<Evidence>>('/evidence-library'),
  })
  const options = (library.data?.items ?? []).map((item) => ({
    value: item.id,
    label: `${item.title}（${item.kind}，${item.validUntil === null ? '长期有效' : `至 ${dayText(item.validUntil)}`}）`,
    disabled: item.validity === '已过期' || item.validity === '未生效',
  }))
  return (
    <div className="stack-s">
      <Select<string>
        {...rest}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={value ?? null}
        onChange={(next) => onChange?.(next ?? null)}
        options={options}
        placeholder="从材料库选择"
        notFoundContent={library.isFetching ? '正在载入…' : '材料库里还没有材料。'}
      />
      <div>
        <Button size="small" onClick={() => setAdding(true)}>
          存入新材料
        </Button>
      </div>
      {adding && <NewEvidence close={() => setAdding(false)} picked={(id) => onChange?.(id)} />}
    </div>
  )
}

function NewEvidence({
  close,
  picked,
}: {
  readonly close: () => void
  readonly picked: (id: string) => void
}) {
  const client = useQueryClient()
  const form = useQuery({
    queryKey: ['form', 'evidence-item'],
    queryFn: () => get<FormReply>('/forms/evidence-item'),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    const { result } = await send<{ id: string }>('POST', '/evidence-library', values, key)
    await client.invalidateQueries({ queryKey: ['evidence-library'] })
    picked(result.id)
    close()
  }
  return (
    <Modal open title="存入材料库" footer={null} onCancel={close} destroyOnHidden width={640}>
      <Show query={form}>
        {({ schema }) => (
          <SchemaForm
            schema={schema}
            name="evidence-item"
            initial={{ owner: 'org', kind: '资质证书' }}
            onSubmit={submit}
            submitTitle="存入并选用"
            onCancel={close}
            keeps={false}
          />
        )}
      </Show>
    </Modal>
  )
}
