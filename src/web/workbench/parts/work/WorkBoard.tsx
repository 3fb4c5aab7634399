import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { get, send, urlOf } from '../../api.ts'
import { Empty, Show } from '../../shell/states.tsx'
import type { WorkItem } from '../../types.ts'
import { PrintHead } from '../PrintView.tsx'
import { WorkLine } from '../WorkList.tsx'
import { Assign } from './Assign.tsx'
import { Bulk, commonActs, type Act } from './Bulk.tsx'
import { WorkFilters } from './WorkFilters.tsx'
import { ASKED, type WorkPage } from './types.ts'

/** Lines of a page: what a person looks over at once. */
const PAGE_SIZE = 50

/** 待办: everything that waits for this person, late first, to choose from, take, give on and act on together. */
export function WorkBoard() {
  const [search, setSearch] = useSearchParams()
  const asked = Object.fromEntries(ASKED.map((name) => [name, search.get(name)]))
  const cursor = search.get('cursor')
  const page = useQuery({
    queryKey: ['work', asked, cursor],
    queryFn: () => get<WorkPage>('/work', { ...asked, cursor, limit: PAGE_SIZE }),
    placeholderData: (before) => before,
  })
  const clear = () => setSearch({})
  return (
    <div className="stack-s">
      <PrintHead title="待办清单" />
      <WorkFilters exportUrl={urlOf('/work/export.xlsx', asked)} />
      <Show query={page} rows={8}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="card">
              <Empty title={isAsked(search) ? '没有符合条件的事项' : '没有等您办理的事项'}>
                {isAsked(search) && <Button onClick={clear}>清除条件</Button>}
              </Empty>
            </div>
          ) : (
            <Board key={search.toString()} page={data} />
          )
        }
      </Show>
    </div>
  )
}

function isAsked(search: URLSearchParams): boolean {
  return ASKED.some((name) => search.has(name))
}

function Board({ page }: { readonly page: WorkPage }) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [act, setAct] = useState<Act | null>(null)
  const [assigning, setAssigning] = useState<WorkItem | null>(null)
  const picked = page.items.filter((item) => chosen.includes(item.dossierId))
  const choose = (id: string, on: boolean) =>
    setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id))
  return (
    <section className="card stack-s" aria-label="待办">
      <div className="row no-print" role="group" aria-label="批量办理">
        <Checkbox
          checked={picked.length === page.items.length}
          indeterminate={picked.length > 0 && picked.length < page.items.length}
          onChange={(event) => setChosen(event.target.checked ? page.items.map((i) => i.dossierId) : [])}
        >
          全选本页
        </Checkbox>
        <Together picked={picked} act={setAct} />
      </div>
      <ul className="plain worklist" onKeyDown={(event) => byKey(event, choose)}>
        {page.items.map((item) => (
          <li key={item.dossierId} data-dossier={item.dossierId}>
            <Checkbox
              className="no-print"
              aria-label={`选择：${item.title}`}
              checked={chosen.includes(item.dossierId)}
              onChange={(event) => choose(item.dossierId, event.target.checked)}
            />
            <WorkLine item={item} />
            <Taking item={item} assign={() => setAssigning(item)} />
          </li>
        ))}
      </ul>
      <Turn page={page} />
      {act && <Bulk act={act} items={picked} close={() => (setAct(null), setChosen([]))} />}
      {assigning && <Assign item={assigning} close={() => setAssigning(null)} />}
    </section>
  )
}

/** One act for all that were chosen; only what every one of them offers. */
function Together({
  picked,
  act,
}: {
  readonly picked: readonly WorkItem[]
  readonly act: (act: Act) => void
}) {
  if (picked.length === 0)
    return <span className="soft small">勾选几件，可以一起办理；先看清单，再确认。</span>
  const acts = commonActs(picked)
  return (
    <>
      <span className="num">已选 {picked.length} 件</span>
      {acts.map((one) => (
        <Button key={one.action} onClick={() => act(one)}>
          {one.title}…
        </Button>
      ))}
      {acts.length === 0 && <span className="soft small">所选事项没有共同的办理事项，请选同一类事项。</span>}
    </>
  )
}

/** Who of the unit deals with it: taken, given on, handed back. */
function Taking({ item, assign }: { readonly item: WorkItem; readonly assign: () => void }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const say = async (what: 'claim' | 'release') => {
    try {
      await send('POST', `/work/${item.dossierId}/${what}`, what === 'claim' ? { visit: item.visit } : {})
      await client.invalidateQueries({ queryKey: ['work'] })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  // A letter that waits is nobody's before it is done: its steps are for whoever may.
  if (item.as !== null || item.actions.every(({ link }) => link !== undefined)) return null
  const isMine = item.handler?.isMe === true
  return (
    <span className="row no-print">
      {item.handler === null && (
        <Button size="small" aria-label={`认领：${item.title}`} onClick={() => void say('claim')}>
          认领
        </Button>
      )}
      {isMine && (
        <Button size="small" aria-label={`交回：${item.title}`} onClick={() => void say('release')}>
          交回
        </Button>
      )}
      <Button size="small" aria-label={`分派：${item.title}`} onClick={assign}>
        分派
      </Button>
    </span>
  )
}

/** Arrow keys move between the lines, x chooses one: the list is worked off without a mouse. */
function byKey(event: KeyboardEvent<HTMLUListElement>, choose: (id: string, on: boolean) => void): void {
  const line = event.target instanceof HTMLElement ? event.target.closest('li') : null
  if (!line) return
  const box = line.querySelector<HTMLInputElement>('input[type=checkbox]')
  if (event.key === 'x' && box) choose(line.dataset['dossier'] ?? '', !box.checked)
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const other = event.key === 'ArrowDown' ? line.nextElementSibling : line.previousElementSibling
  other?.querySelector<HTMLElement>('a, button')?.focus()
  event.preventDefault()
}

function Turn({ page }: { readonly page: WorkPage }) {
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const turn = () => {
    const next = new URLSearchParams(search)
    next.set('cursor', page.next ?? '')
    setSearch(next)
    window.scrollTo(0, 0)
  }
  return (
    <nav className="row no-print" aria-label="翻页">
      <span className="soft grow num">共 {page.total} 件 · 方向键上下移动，x 勾选，回车打开</span>
      {search.has('cursor') && <Button onClick={() => void navigate(-1)}>上一页</Button>}
      {page.next !== null && <Button onClick={turn}>下一页</Button>}
    </nav>
  )
}
