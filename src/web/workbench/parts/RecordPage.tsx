import { Button, Tabs, type TabsProps } from 'antd'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { get, urlOf } from '../api.ts'
import { termsOf } from '../helpers/deadline.ts'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { DossierView } from '../types.ts'
import { ActionBar, type Prepare } from './ActionBar.tsx'
import { DeadlineBadge, StateTag } from './DeadlineBadge.tsx'
import { LetterBox } from './LetterBox.tsx'
import { Opinions } from './Opinions.tsx'
import { NoticeBox } from './NoticeBox.tsx'
import { PanelBox } from './panel/PanelBox.tsx'
import { PrintHead } from './PrintView.tsx'
import { ProcessTimeline } from './Timeline.tsx'

interface Props {
  readonly title: string
  readonly code?: string | null
  readonly state?: string | null
  /** Buttons beside the heading, besides printing. */
  readonly extra?: ReactNode
  /** The record itself: its first tab. */
  readonly children: ReactNode
  readonly firstTab?: string
  readonly tabs?: NonNullable<TabsProps['items']>
  /** The tab a link asks for. */
  readonly tab?: string | null
  readonly dossierId?: string | null
  /** What the page knows of the dossier's actions beforehand. */
  readonly prepare?: Prepare
  /** Warnings above the record. */
  readonly notes?: ReactNode
}

/** A record with its tabs, the way it has gone and what may be done next. */
export function RecordPage({
  title,
  code,
  state,
  extra,
  children,
  firstTab = '内容',
  tabs = [],
  tab,
  dossierId,
  notes,
  prepare,
}: Props) {
  const items: NonNullable<TabsProps['items']> = [{ key: 'record', label: firstTab, children }, ...tabs]
  const shown = items.some(({ key }) => key === tab) ? { defaultActiveKey: tab ?? '' } : {}
  const content = items.length > 1 ? <Tabs items={items} {...shown} /> : children
  return (
    <Page
      title={title}
      lead={code && <span className="num">编号 {code}</span>}
      extra={
        <>
          <StateTag title={state} />
          {extra}
          <Button onClick={() => window.print()}>打印</Button>
        </>
      }
    >
      <PrintHead title={title} code={code} />
      {notes}
      {dossierId ? (
        <WithDossier id={dossierId} {...(prepare && { prepare })}>
          <div className="card">{content}</div>
        </WithDossier>
      ) : (
        <div className="card">{content}</div>
      )}
    </Page>
  )
}

export function useDossier(id: string) {
  return useQuery({ queryKey: ['dossier', id], queryFn: () => get<DossierView>(`/dossiers/${id}`) })
}

/** The content beside the timeline of its dossier, above the bar of actions. */
export function WithDossier({
  id,
  prepare,
  title = '办理进度',
  stacked = false,
  children,
}: {
  readonly id: string
  readonly prepare?: Prepare
  readonly title?: string
  /** One below the other, for a dossier inside a page that has one already. */
  readonly stacked?: boolean
  readonly children: ReactNode
}) {
  const dossier = useDossier(id)
  const me = useMe()
  const box = holds(me, ['letter.register']) ? 'unit' : 'received'
  return (
    <>
      <div className={stacked ? 'stack' : 'grid-2'}>
        <div className="stack">
          {children}
          {holds(me, ['opinion.list']) && <Opinions dossierId={id} />}
        </div>
        <section className="card" aria-label={title}>
          <h2>{title}</h2>
          <Show query={dossier}>
            {(view) => (
              <>
                <p>
                  <StateTag title={view.stateTitle} />
                  {termsOf(view).map((term) => (
                    <DeadlineBadge key={String(term.nominalOn)} term={term} />
                  ))}
                </p>
                {view.overall && <Overall overall={view.overall} />}
                <Chain chain={view.chain} />
                <ProcessTimeline view={view} />
                {view.states.some(({ notice }) => notice) && holds(me, ['notice.own']) && (
                  <NoticeBox dossierId={id} />
                )}
                {holds(me, ['letter.list']) && <LetterBox dossierId={id} box={box} />}
                {view.states.some(({ panel }) => panel) && holds(me, ['panel.list']) && (
                  <PanelBox dossierId={id} />
                )}
                <p className="soft small">依据：{view.procedure.basis.join('；')}</p>
                <p className="no-print">
                  <a href={urlOf(`/dossiers/${id}/dossier.pdf`)}>打印办件（PDF）</a>
                </p>
              </>
            )}
          </Show>
        </section>
      </div>
      {dossier.data && <ActionBar key={dossier.data.dossier.visit} view={dossier.data} prepare={prepare} />}
    </>
  )
}

/** The promised time for the whole matter, and whether its clock runs. */
function Overall({ overall }: { readonly overall: NonNullable<DossierView['overall']> }) {
  return (
    <p>
      承诺办结时限（自 {overall.startsOn} 起）：
      <DeadlineBadge term={overall} />
      {overall.stopped && <span className="soft small">现在的办理时间不计入</span>}
    </p>
  )
}

/** Dossiers before and after this one about the same matter. */
function Chain({ chain }: Pick<DossierView, 'chain'>) {
  if (chain.length === 0) return null
  return (
    <ul className="plain" aria-label="关联办件">
      {chain.map((one) => (
        <li key={one.id}>
          {one.relation === 'followed' ? '承接' : '后续'}：
          <Link to={`/dossiers/${one.id}`}>
            {one.procedureTitle}《{one.title}》
          </Link>{' '}
          <StateTag title={one.stateTitle} />
        </li>
      ))}
    </ul>
  )
}
