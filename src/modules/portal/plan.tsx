import type { ReactNode } from 'react'
import type { Plan, Unit } from '#platform/pack/schema.ts'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import { Tag } from '#web/portal/results.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

interface PlanRow {
  readonly id: string
  readonly number: number
  readonly text: string
  readonly responsible: string
  readonly units: readonly string[]
  readonly tasks?: readonly string[]
  readonly due?: string | null
  readonly target?: string | null
  readonly list?: string
  readonly status?: string
  readonly statusNote?: string
}

/** The four lists in the order of the plan's annexes. */
export function planLists(plan: Plan) {
  const lists = {
    problems: { title: '问题清单', noun: '存在问题', source: plan.problemList },
    tasks: { title: '任务清单', noun: '工作任务', source: plan.taskList },
    policies: { title: '政策清单', noun: '政策', source: plan.policyList },
    brands: { title: '品牌清单', noun: '品牌', source: plan.brandList },
  } as const
  return Object.entries(lists).map(([id, { title, noun, source }]) => ({
    id,
    path: `/plan/${id}`,
    title,
    noun,
    annex: source.annex,
    heading: source.title,
    items: source.items as readonly PlanRow[],
  }))
}

type PlanList = ReturnType<typeof planLists>[number]

/** `/plan`: the text as issued, in its own order, with the responsible units of each task and the lead marked. */
export async function planPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  return {
    status: 200,
    title: t('改革方案'),
    description: t('《{title}》全文、责任单位和四张清单。', { title: deps.plan.title }),
    crumbs: [{ title: t('改革方案') }],
    canonical: `${request.origin}/plan`,
    body: <PlanText plan={deps.plan} units={deps.units} />,
  }
}

function PlanText({ plan, units }: { readonly plan: Plan; readonly units: readonly Unit[] }) {
  const { t, lang } = usePage()
  return (
    <>
      {lang === 'en' ? <p className="note">{t('方案原文为中文，没有官方译本。')}</p> : null}
      <article className="card" lang="zh-CN">
        <h1>{plan.title}</h1>
        <div lang={lang === 'en' ? 'en' : undefined}>
          <ListLinks plan={plan} />
        </div>
        <p>{plan.preamble}</p>
        <h2>
          {plan.general.number}
          {plan.general.heading}
        </h2>
        <p>{plan.general.text}</p>
        <h2>
          {plan.tasksHeading.number}
          {plan.tasksHeading.heading}
        </h2>
        {plan.parts.map((part) => (
          <section key={part.id} id={part.id}>
            <h3>
              {part.number}
              {part.heading}
            </h3>
            {plan.tasks
              .filter((task) => task.part === part.id)
              .map((task) => (
                <div key={task.id} id={task.id} className="task">
                  <h4>
                    {task.number}.{task.heading}
                  </h4>
                  <p>{task.text}</p>
                  <Units ids={task.units} units={units} />
                </div>
              ))}
          </section>
        ))}
        <h2>
          {plan.measuresHeading.number}
          {plan.measuresHeading.heading}
        </h2>
        {plan.measures.map((measure) => (
          <p key={measure.id} id={measure.id}>
            <strong>
              {measure.number}
              {measure.heading}。
            </strong>
            {measure.text}
          </p>
        ))}
      </article>
    </>
  )
}

function ListLinks({ plan, current }: { readonly plan: Plan; readonly current?: string }) {
  const { t, isStatic } = usePage()
  return (
    <nav className="chips" aria-label={t('四张清单')}>
      {current === undefined ? null : <A to="/plan">{t('方案全文')}</A>}
      {planLists(plan).map(({ id, path, title, items }) => (
        <A key={id} to={path} current={id === current}>
          {t(title)} <small>{items.length}</small>
        </A>
      ))}
      {isStatic ? null : (
        <>
          {current === undefined ? null : (
            <A to={`/plan/${current}.csv`}>{t('下载 {format}', { format: 'CSV' })}</A>
          )}
          <A to="/plan.json">{t('下载 {format}', { format: 'JSON' })}</A>
        </>
      )}
    </nav>
  )
}

/** Responsible units in the plan's order; the first is the lead (排名第一位为牵头单位). A group names its members. */
function Units(props: { readonly ids: readonly string[]; readonly units: readonly Unit[] }): ReactNode {
  const { t } = usePage()
  const named = (id: string) => props.units.find((unit) => unit.id === id)
  return (
    <div className="units">
      {props.ids.map((id, i) => {
        const unit = named(id)
        const members = unit?.members.map((member) => named(member)?.name ?? member).join('、') ?? ''
        return (
          <Tag key={id} tone={i === 0 ? 'good' : 'plain'}>
            {unit?.name ?? id}
            {members === '' ? null : `（${members}）`}
            {i === 0 ? ` · ${t('牵头')}` : null}
          </Tag>
        )
      })}
    </div>
  )
}

/** `/plan/problems`, `/plan/tasks`, `/plan/policies`, `/plan/brands`; null for another name. */
export async function planListPage(deps: PortalDeps, request: PageRequest): Promise<Page | null> {
  const { t } = speech(request.lang)
  const list = planLists(deps.plan).find(({ id }) => id === request.params['list'])
  if (list === undefined) return null
  return {
    status: 200,
    title: t(list.title),
    description: t('{heading}：共 {count} 项，列明责任单位和牵头单位。', {
      heading: list.heading,
      count: list.items.length,
    }),
    crumbs: [{ title: t('改革方案'), to: '/plan' }, { title: t(list.title) }],
    canonical: `${request.origin}${list.path}`,
    body: <PlanListBody plan={deps.plan} list={list} units={deps.units} />,
  }
}

function PlanListBody(props: {
  readonly plan: Plan
  readonly list: PlanList
  readonly units: readonly Unit[]
}) {
  const { t, word } = usePage()
  const { plan, list, units } = props
  // The policy list is printed in two columns, each numbered from 1.
  const columns = [...new Set(list.items.map((item) => item.list))]
  return (
    <>
      <section className="card">
        <h1>
          {t(list.title)}{' '}
          <span className="quiet" lang="zh-CN">
            {list.annex} {list.heading}
          </span>
        </h1>
        <ListLinks plan={plan} current={list.id} />
      </section>
      {columns.map((column) => (
        <section key={column ?? ''}>
          {column === undefined ? null : <h2>{t('{list}政策', { list: word(column) })}</h2>}
          <ItemsTable list={list} units={units} items={list.items.filter((item) => item.list === column)} />
        </section>
      ))}
    </>
  )
}

function ItemsTable(props: {
  readonly list: PlanList
  readonly items: readonly PlanRow[]
  readonly units: readonly Unit[]
}) {
  const { t } = usePage()
  const { list, items, units } = props
  const standing = list.id === 'policies' ? t('状态') : t('完成时限和目标')
  return (
    <table className="results plan">
      <caption className="sr">{list.heading}</caption>
      <thead>
        <tr>
          <th scope="col">{t('序号')}</th>
          <th scope="col">{t(list.noun)}</th>
          <th scope="col">{t('责任单位')}</th>
          <th scope="col">{standing}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} id={item.id}>
            <td data-label={t('序号')}>{item.number}</td>
            <th scope="row" lang="zh-CN">
              {item.text}
              <TaskLinks tasks={item.tasks ?? []} />
            </th>
            <td className="wide" data-label={t('责任单位')}>
              <Units ids={item.units} units={units} />
            </td>
            <td className="wide" data-label={standing}>
              <Standing item={item} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TaskLinks({ tasks }: { readonly tasks: readonly string[] }) {
  const { t } = usePage()
  if (tasks.length === 0) return null
  return (
    <p className="quiet">
      {t('对应任务')}{' '}
      {tasks.map((task, i) => (
        <span key={task}>
          {i === 0 ? null : '、'}
          <A to={`/plan#${task}`}>{task.replace('task-', '')}</A>
        </span>
      ))}
    </p>
  )
}

/** The plan sets neither dates nor targets; both stay empty until the bureau fills them (practice.md P3). */
function Standing({ item }: { readonly item: PlanRow }) {
  const { t, word } = usePage()
  if (item.status === undefined) {
    return item.due == null && item.target == null ? (
      <span className="quiet">{t('方案未规定')}</span>
    ) : (
      [item.due, item.target].filter((part) => part != null).join('；')
    )
  }
  return (
    <>
      <Tag tone={item.status === '状态待核实' ? 'warn' : 'good'}>{word(item.status)}</Tag>
      <p className="quiet" lang="zh-CN">
        {item.statusNote}
      </p>
    </>
  )
}
