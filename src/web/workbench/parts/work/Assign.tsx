import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { get, send } from '../../api.ts'
import { Empty, Show } from '../../shell/states.tsx'
import type { Page, WorkItem } from '../../types.ts'
import { SchemaForm } from '../SchemaForm.tsx'

interface Colleague {
  readonly personId: string
  readonly name: string
  readonly title: string
}

/** Gives a dossier to a colleague who may deal with it now; the server names who that is. */
export function Assign({ item, close }: { readonly item: WorkItem; readonly close: () => void }) {
  const client = useQueryClient()
  const path = `/work/${item.dossierId}`
  const colleagues = useQuery({
    queryKey: ['colleagues', item.dossierId],
    queryFn: () => get<Page<Colleague>>(`${path}/colleagues`),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `${path}/assign`, { ...values, visit: item.visit }, key)
    await client.invalidateQueries({ queryKey: ['work'] })
    close()
  }
  return (
    <Modal open title={`分派：${item.title}`} footer={null} onCancel={close} destroyOnHidden>
      <Show query={colleagues} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="本单位没有其他可以经办此件的同事" />
          ) : (
            <SchemaForm
              schema={schemaOf(items)}
              name="assign"
              keeps={false}
              onSubmit={submit}
              onCancel={close}
              submitTitle="分派"
            />
          )
        }
      </Show>
    </Modal>
  )
}

function schemaOf(items: readonly Colleague[]) {
  const options = Object.fromEntries(items.map((one) => [one.personId, `${one.name} ${one.title}`]))
  return {
    type: 'object',
    required: ['toPerson'],
    properties: {
      toPerson: { type: 'string', title: '经办人', enum: Object.keys(options), options },
    },
  } as const
}
