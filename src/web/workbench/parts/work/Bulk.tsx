import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Modal, Progress } from 'antd'
import { useState } from 'react'
import { inquire, send } from '../../api.ts'
import { Show } from '../../shell/states.tsx'
import type { WorkItem } from '../../types.ts'
import { asked } from '../ActionBar.tsx'
import { SchemaForm } from '../SchemaForm.tsx'
import { useOneByOne, type Results } from './one-by-one.ts'
import type { Preview, PreviewItem } from './types.ts'

/** An act of one procedure. */
export interface Act {
  readonly procedure: string
  readonly action: string
  readonly title: string
}

/** What all of them offer; nothing when they are of several procedures, whose forms differ. */
export function commonActs(items: readonly WorkItem[]): readonly Act[] {
  const [first, ...others] = items
  if (!first || others.some((item) => item.procedure !== first.procedure)) return []
  return first.actions
    .filter(
      ({ name, many }) => many && others.every((item) => item.actions.some((action) => action.name === name)),
    )
    .map(({ name, title }) => ({ procedure: first.procedure, action: name, title }))
}

interface Props {
  readonly act: Act
  readonly items: readonly WorkItem[]
  readonly close: () => void
}

/** The chosen set with what will happen to each; one confirmation; then one command each, and what came of it. */
export function Bulk({ act, items, close }: Props) {
  const client = useQueryClient()
  const [chosen] = useState(items)
  const { results, busy, run } = useOneByOne(DONE)
  const preview = useQuery({
    queryKey: ['work-preview', act, chosen.map((item) => item.dossierId)],
    queryFn: ({ signal }) =>
      inquire<Preview>(
        '/work/preview',
        { procedure: act.procedure, action: act.action, dossierIds: chosen.map((item) => item.dossierId) },
        signal,
      ),
    staleTime: Infinity,
  })
  const actOn = (allowed: readonly PreviewItem[], values: Record<string, unknown>) => {
    const visits = new Map(allowed.map(({ dossierId, visit }) => [dossierId, visit]))
    return run([...visits.keys()], (id, key) =>
      send(
        'POST',
        `/procedures/${act.procedure}/${id}/${act.action}`,
        { ...values, visit: visits.get(id) },
        key,
      ),
    )
  }
  const leave = () => {
    close()
    if (results) void client.invalidateQueries()
  }
  return (
    <Modal
      open
      title={`批量${act.title}`}
      footer={null}
      onCancel={leave}
      closable={!busy}
      mask={{ closable: false }}
      width={720}
      destroyOnHidden
    >
      <Show query={preview} rows={4}>
        {(data) => <Sheet data={data} results={results} busy={busy} run={actOn} leave={leave} />}
      </Show>
    </Modal>
  )
}

const DONE = '已办理'

interface SheetProps {
  readonly data: Preview
  readonly results: Results | null
  readonly busy: boolean
  readonly run: (allowed: readonly PreviewItem[], values: Record<string, unknown>) => Promise<void>
  readonly leave: () => void
}

function Sheet({ data, results, busy, run, leave }: SheetProps) {
  const allowed = data.items.filter((item) => item.allowed)
  const refused = data.items.length - allowed.length
  const answered = Object.keys(results ?? {}).length
  const failed = Object.values(results ?? {}).filter((said) => said !== DONE).length
  return (
    <div className="stack">
      {results === null ? (
        <Alert
          type={refused > 0 ? 'warning' : 'info'}
          showIcon
          title={`将办理 ${String(allowed.length)} 件${refused > 0 ? `，另有 ${String(refused)} 件不能办理，原因见下` : ''}。`}
          description={data.confirm}
        />
      ) : (
        <>
          <Progress
            aria-label="进度"
            percent={allowed.length === 0 ? 100 : Math.round((answered / allowed.length) * 100)}
          />
          {!busy && (
            <Alert
              type={failed > 0 ? 'warning' : 'success'}
              showIcon
              role="status"
              title={`已办理 ${String(answered - failed)} 件${failed > 0 ? `，${String(failed)} 件没有办成` : ''}。`}
            />
          )}
        </>
      )}
      <Lines items={data.items} results={results} />
      {results === null && allowed.length > 0 && (
        <SchemaForm
          schema={asked(data.form, {})}
          name={`bulk-${data.action}`}
          keeps={false}
          onSubmit={(values) => run(allowed, values)}
          onCancel={leave}
          submitTitle={`确认${data.title} ${String(allowed.length)} 件`}
          danger={data.confirm !== null}
        />
      )}
      {(results !== null || allowed.length === 0) && (
        <div>
          <Button type="primary" disabled={busy} onClick={leave}>
            {results === null ? '关闭' : '知道了'}
          </Button>
        </div>
      )}
    </div>
  )
}

function Lines({
  items,
  results,
}: {
  readonly items: readonly PreviewItem[]
  readonly results: Results | null
}) {
  return (
    <ol className="chosen-set">
      {items.map((item) => (
        <li key={item.dossierId}>
          {item.title === '' ? '（看不到的办件）' : item.title}{' '}
          {item.allowed ? (
            <span className="soft">
              {item.from} → {item.to}
            </span>
          ) : (
            <span className="warning-text">不能办理：{item.reason}</span>
          )}
          {results?.[item.dossierId] !== undefined && (
            <b className={results[item.dossierId] === DONE ? 'ok-text' : 'warning-text'}>
              {' '}
              {results[item.dossierId]}
            </b>
          )}
        </li>
      ))}
    </ol>
  )
}
