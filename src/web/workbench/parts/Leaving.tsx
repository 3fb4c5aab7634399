import { Alert, App, Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, send } from '../api.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import type { Member } from './Members.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Holding {
  readonly dossierId: string
  readonly title: string
}

interface Props {
  readonly member: Member
  /** Colleagues who may take over. */
  readonly others: readonly Member[]
  readonly close: () => void
}

/** A leaver first hands over what is still open; then the roles end at once (P6). */
export function Leaving({ member, others, close }: Props) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const path = `/memberships/${member.membershipId}`
  const held = useQuery({
    queryKey: ['holdings', member.membershipId],
    queryFn: () => get<Page<Holding>>(`${path}/holdings`),
  })
  const handOver = async (values: Record<string, unknown>, key: string) => {
    const reply = await send<{ moved: readonly string[] }>('POST', `${path}/hand-over`, values, key)
    void message.success(`已移交 ${String(reply.result.moved.length)} 个办件`)
    await client.invalidateQueries({ queryKey: ['holdings', member.membershipId] })
  }
  const end = async () => {
    try {
      await send('POST', `${path}/end`, {})
      close()
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  return (
    <Modal open title={`离岗：${member.name}`} footer={null} onCancel={close} width={640} destroyOnHidden>
      <Show query={held} rows={3}>
        {({ items }) =>
          items.length > 0 ? (
            <div className="stack">
              <Held items={items} name={member.name} />
              <SchemaForm
                schema={heirSchema(others)}
                name="hand-over"
                keeps={false}
                onSubmit={handOver}
                onCancel={close}
                submitTitle="全部移交"
              />
            </div>
          ) : (
            <div className="stack">
              <p>
                名下没有未办结的办件。离岗后立即不能再代表本单位办理，代理授权一并终止；已办的事仍记在其名下。
              </p>
              <div className="row">
                <Button type="primary" danger onClick={() => void end()}>
                  确认离岗
                </Button>
                <Button onClick={close}>取消</Button>
              </div>
            </div>
          )
        }
      </Show>
    </Modal>
  )
}

function Held({ items, name }: { readonly items: readonly Holding[]; readonly name: string }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={`${name}名下还有 ${String(items.length)} 个未办结的办件，请先移交给同事`}
      description={
        <ul>
          {items.map((one) => (
            <li key={one.dossierId}>{one.title}</li>
          ))}
        </ul>
      }
    />
  )
}

function heirSchema(others: readonly Member[]): JsonSchema {
  const titles = new Map(others.map((one) => [one.personId, `${one.name} ${one.title}`]))
  return {
    type: 'object',
    required: ['toPerson'],
    properties: {
      toPerson: {
        type: 'string',
        title: '接手人',
        enum: [...titles.keys()],
        options: Object.fromEntries(titles),
      },
    },
  }
}
