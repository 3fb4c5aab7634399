import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select, Tag } from 'antd'
import { useState, type FormEvent } from 'react'
import { useSearchParams } from 'react-router'
import { get, send } from '../../api.ts'
import { useWorkSummary } from '../../shell/Shell.tsx'
import type { Page } from '../../types.ts'
import { ASKED, DUE_TITLES, HANDLED_TITLES, type SavedView, type WorkSummary } from './types.ts'

/** Search and filters with the number behind each choice; they stand in the address, so that back means back. */
export function WorkFilters({ exportUrl }: { readonly exportUrl: string }) {
  const [search, setSearch] = useSearchParams()
  const [text, setText] = useState(search.get('q') ?? '')
  const summary = useWorkSummary().data
  const change = (changes: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(search)
    next.delete('cursor')
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setSearch(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change({ q: text.trim() })
  }
  return (
    <form className="stack-s no-print" role="search" aria-label="筛选待办" onSubmit={submit}>
      <div className="row">
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="按名称查找"
          aria-label="按名称查找"
          maxLength={60}
          style={{ maxWidth: 240 }}
        />
        {choicesOf(summary, search.get('procedure')).map(({ name, title, options }) => (
          <Select
            key={name}
            aria-label={title}
            placeholder={title}
            allowClear
            style={{ minWidth: 150 }}
            value={search.get(name)}
            options={[...options]}
            onChange={(value: string | null | undefined) =>
              change({ [name]: value ?? null, ...(name === 'procedure' && { state: null }) })
            }
          />
        ))}
        <Button htmlType="submit">查找</Button>
      </div>
      <div className="row">
        <Saved />
        <Button href={exportUrl} download>
          导出 Excel
        </Button>
        <Button onClick={() => window.print()}>打印</Button>
      </div>
    </form>
  )
}

interface Choice {
  readonly name: string
  readonly title: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function choicesOf(summary: WorkSummary | undefined, procedure: string | null): readonly Choice[] {
  const numbered = (title: string, n: number | undefined) =>
    n === undefined ? title : `${title} ${String(n)}`
  const states = (summary?.states ?? []).filter((one) => procedure === null || one.procedure === procedure)
  const all: readonly Choice[] = [
    {
      name: 'due',
      title: '期限',
      options: Object.entries(DUE_TITLES).map(([value, title]) => ({
        value,
        label: numbered(title, summary?.due[value as keyof typeof DUE_TITLES]),
      })),
    },
    {
      name: 'procedure',
      title: '事项',
      options: (summary?.procedures ?? []).map(({ id, title, count }) => ({
        value: id,
        label: numbered(title, count),
      })),
    },
    {
      name: 'state',
      title: '环节',
      options: states.map((one) => ({
        value: `${one.procedure}.${one.state}`,
        label: numbered(one.title, one.count),
      })),
    },
    {
      name: 'handled',
      title: '经办人',
      options: Object.entries(HANDLED_TITLES).map(([value, title]) => ({
        value,
        label: numbered(title, summary?.handled[value as keyof typeof HANDLED_TITLES]),
      })),
    },
    {
      name: 'unit',
      title: '主管单位',
      options: (summary?.units ?? []).map(({ id, name, count }) => ({
        value: id,
        label: numbered(name, count),
      })),
    },
  ]
  // Somebody with one unit has nothing to choose there.
  return all.filter(({ name, options }) => options.length > (name === 'unit' ? 1 : 0))
}

/** Filters kept under a name, a click away. */
function Saved() {
  const client = useQueryClient()
  const { message } = App.useApp()
  const [search, setSearch] = useSearchParams()
  const [name, setName] = useState<string | null>(null)
  const views = useQuery({ queryKey: ['work-views'], queryFn: () => get<Page<SavedView>>('/work/views') })
  const asked = Object.fromEntries(
    ASKED.flatMap((one) => (search.has(one) ? [[one, search.get(one) ?? '']] : [])),
  )
  const change = async (doing: Promise<unknown>) => {
    try {
      await doing
      setName(null)
      await client.invalidateQueries({ queryKey: ['work-views'] })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  return (
    <div className="row grow">
      {(views.data?.items ?? []).map((view) => (
        <Tag
          key={view.id}
          closable
          closeIcon={<span aria-label={`删除筛选“${view.name}”`}>×</span>}
          onClose={(event) => (
            event.preventDefault(),
            void change(send('POST', `/work/views/${view.id}/drop`, {}))
          )}
        >
          <Button type="link" size="small" onClick={() => setSearch(view.query)}>
            {view.name}
          </Button>
        </Tag>
      ))}
      {Object.keys(asked).length > 0 && name === null && (
        <Button onClick={() => setName('')}>保存这个筛选</Button>
      )}
      {name !== null && (
        <Naming
          name={name}
          setName={setName}
          keep={() => void change(send('POST', '/work/views', { name: name.trim(), query: asked }))}
        />
      )}
    </div>
  )
}

interface NamingProps {
  readonly name: string
  readonly setName: (name: string | null) => void
  readonly keep: () => void
}

function Naming({ name, setName, keep }: NamingProps) {
  return (
    <>
      <Input
        autoFocus
        value={name}
        maxLength={20}
        aria-label="筛选的名称"
        placeholder="筛选的名称"
        style={{ maxWidth: 160 }}
        onChange={(event) => setName(event.target.value)}
      />
      <Button disabled={name.trim() === ''} onClick={keep}>
        保存
      </Button>
      <Button onClick={() => setName(null)}>取消</Button>
    </>
  )
}
