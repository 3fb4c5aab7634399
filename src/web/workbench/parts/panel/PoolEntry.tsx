import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import type { JsonSchema } from '../../helpers/schema.ts'
import { holds, useMe } from '../../shell/session.tsx'
import { Show } from '../../shell/states.tsx'
import type { FormReply, Row } from '../../types.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../FormDialog.tsx'
import { RecordFacts } from '../RecordFacts.tsx'

/** An entry of the pool, as the unit that keeps it and the expert see it. */
export interface PoolEntry {
  readonly id: string
  readonly code: string
  readonly dossierId: string
  readonly name: string
  readonly unit: string
  readonly dept: string | null
  readonly title: string
  readonly level: string | null
  readonly degree: string | null
  readonly type: string | null
  readonly fields: readonly string[]
  readonly place: string
  readonly region: string
  readonly stateTitle: string
  readonly validUntil: string | null
  readonly met: number
  readonly absences: number
  readonly meanRating: number | null
  readonly declared: Row
  readonly proposed: readonly { readonly label: string; readonly from: string; readonly to: string }[]
  readonly earlier: readonly {
    readonly code: string
    readonly stateTitle: string
    readonly removedOn: string | null
    readonly removedFor: string | null
  }[]
  readonly hasIdNo: boolean
  readonly hasBankAccount: boolean
}

function useForm() {
  return useQuery({
    queryKey: ['form', 'pool-expert'],
    queryFn: () => get<FormReply>('/forms/pool-expert'),
  })
}

/** The values of the form an entry was filled with; secrets are not shown to anybody. */
function valuesOf(entry: PoolEntry): Row {
  const { unit, dept, title, level, degree, type, fields, place, region, declared } = entry
  const basic = { unit, dept, title, level, degree, type, fields, place, region }
  return { ...Object.fromEntries(Object.entries(basic).filter(([, value]) => value !== null)), ...declared }
}

export function PoolFacts({ entry }: { readonly entry: PoolEntry }) {
  const form = useForm()
  return (
    <div className="stack">
      <p>
        {entry.name} · 编号 {entry.code} · <StateTag title={entry.stateTitle} />
        {entry.validUntil !== null && <span className="num"> 有效期至 {entry.validUntil}</span>}
      </p>
      <p className="soft small">
        本年度已参加评审 {entry.met} 次，无故缺席 {entry.absences} 次
        {entry.meanRating !== null && `，履职评价平均 ${entry.meanRating.toFixed(1)} 分`}
        。身份证号{entry.hasIdNo ? '已填' : '未填'}，收款账号{entry.hasBankAccount ? '已填' : '未填'}
        （加密保存，不显示）。
      </p>
      {entry.earlier.length > 0 && (
        <p className="note">
          以前的入库记录：
          {entry.earlier
            .map(({ code, stateTitle, removedOn, removedFor }) =>
              [code, stateTitle, removedOn, removedFor].filter((part) => part !== null).join(' '),
            )
            .join('；')}
          。评审次数和缺席连同以前的一并计算。
        </p>
      )}
      {entry.proposed.length > 0 && (
        <p className="note">
          申请续期时要求变更：
          {entry.proposed.map(({ label, from, to }) => `${label}由“${from}”改为“${to}”`).join('；')}
          。审核同意后生效。
        </p>
      )}
      <Show query={form}>{({ schema }) => <RecordFacts schema={schema} record={valuesOf(entry)} />}</Show>
    </div>
  )
}

/** The entry inside its admission dossier, for the unit or for the person. */
export function PoolSubject({ id }: { readonly id: string }) {
  const me = useMe()
  const isKeeper = holds(me, ['pool-expert.read'])
  const found = useQuery({
    queryKey: ['pool-expert', id, isKeeper],
    queryFn: () =>
      isKeeper
        ? get<PoolEntry>(`/pool-experts/${id}`).then((entry) => ({ entry }))
        : get<{ entry: PoolEntry | null }>('/my/pool-expert'),
  })
  return <Show query={found}>{({ entry }) => entry && <PoolFacts entry={entry} />}</Show>
}

/** The signed-in person's own entry: apply, or keep the declarations up to date. */
export function OwnEntry() {
  const own = useQuery({
    queryKey: ['my-pool-expert'],
    queryFn: () => get<{ entry: PoolEntry | null }>('/my/pool-expert'),
  })
  const form = useForm()
  return (
    <section className="card" aria-label="我的专家信息">
      <h2>我的专家信息</h2>
      <Show query={own}>
        {({ entry }) =>
          entry ? (
            <div className="stack">
              <PoolFacts entry={entry} />
              <div className="row">
                <Link to={`/dossiers/${entry.dossierId}`}>入库办件</Link>
                <Show query={form}>{({ schema }) => <Declare schema={schema} entry={entry} />}</Show>
              </div>
            </div>
          ) : (
            <div className="stack-s">
              <p>您还不在专家库中。有高级职称或同等水平的可以申请，审核通过并公示期满后入库。</p>
              <ActButton
                title="申请进入专家库"
                path="/pool-experts"
                primary
                next={(result) => <Link to={`/dossiers/${String(result['dossierId'])}`}>去填写入库申请</Link>}
              />
            </div>
          )
        }
      </Show>
    </section>
  )
}

function Declare({ schema, entry }: { readonly schema: JsonSchema; readonly entry: PoolEntry }) {
  return (
    <FormDialog
      title="更新信息和回避申报"
      form={schema}
      path="/my/pool-expert"
      method="PUT"
      initial={valuesOf(entry)}
    />
  )
}
