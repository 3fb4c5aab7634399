import { Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { FormDialog } from './FormDialog.tsx'

interface Opinion {
  readonly verdict: '同意' | '不同意' | '无意见'
  readonly words: string
  /** That it came after the unit's term, or does not count. */
  readonly remark: string | null
  readonly by: string
  readonly at: string
}

interface Round {
  readonly visit: number
  readonly current: boolean
  readonly silence: { readonly means: 'consent' | 'noOpinion'; readonly basis: string } | null
  readonly units: readonly {
    readonly unit: string
    readonly place: number
    readonly basis: string
    readonly nominalOn: string
    readonly provisional: boolean
    readonly over: boolean
    /** What its silence came to, by which basis. */
    readonly silence: string | null
    readonly opinions: readonly Opinion[]
  }[]
}

interface Answer {
  readonly rounds: readonly Round[]
  /** What was said is not shown to who applied before the decision. */
  readonly hidden: boolean
  readonly give: { readonly visit: number; readonly form: JsonSchema } | null
}

/** Opinions of other units on a dossier, round by round in the plan's order; nothing where none were asked. */
export function Opinions({ dossierId }: { readonly dossierId: string }) {
  const query = useQuery({
    queryKey: ['dossier', dossierId, 'opinions'],
    queryFn: () => get<Answer>(`/dossiers/${dossierId}/opinions`),
  })
  const rounds = query.data?.rounds ?? []
  const hidden = query.data?.hidden === true
  const give = query.data?.give
  if (rounds.length === 0) return null
  return (
    <section className="card" aria-label="会签意见">
      <h2>会签意见</h2>
      {rounds.map((round, index) => (
        <RoundTable
          key={round.visit}
          round={round}
          hidden={hidden}
          title={rounds.length > 1 ? `第 ${index + 1} 轮` : ''}
        />
      ))}
      {hidden && <p className="soft small">各单位的意见在作出决定后可以看到。</p>}
      {give && (
        <FormDialog
          title="提出意见"
          form={give.form}
          path={`/dossiers/${dossierId}/opinions`}
          also={{ visit: give.visit }}
          primary
        />
      )}
    </section>
  )
}

function RoundTable({
  round,
  hidden,
  title,
}: {
  readonly round: Round
  readonly hidden: boolean
  readonly title: string
}) {
  return (
    <>
      {title !== '' && <h3>{title}</h3>}
      <ol className="plain">
        {round.units.map((unit) => (
          <li key={unit.place}>
            <strong>{unit.unit}</strong>{' '}
            <span className="soft small">
              {unit.provisional ? `暂定 ${unit.nominalOn} 前` : `${unit.nominalOn} 前`}
            </span>
            {unit.opinions.map((one) => (
              <p key={one.at}>
                <Verdict one={one} /> {one.words}{' '}
                <span className="soft small">
                  {one.by} {timeText(one.at)}
                </span>
              </p>
            ))}
            {!hidden && unit.silence !== null && <p className="soft">{unit.silence}</p>}
            {!hidden && unit.silence === null && unit.opinions.length === 0 && (
              <p className="soft">{waitingFor(round, unit.over)}</p>
            )}
          </li>
        ))}
      </ol>
      {round.silence && <p className="soft small">逾期未复的处理依据：{round.silence.basis}</p>}
    </>
  )
}

function Verdict({ one }: { readonly one: Opinion }) {
  const color = one.verdict === '不同意' ? 'error' : 'success'
  return (
    <>
      <Tag color={color}>{one.verdict}</Tag>
      {one.remark !== null && <Tag>{one.remark}</Tag>}
    </>
  )
}

function waitingFor(round: Round, over: boolean): string {
  if (!round.current) return '没有提出意见'
  return over ? '逾期尚未提出意见，仍须等待' : '尚未提出意见'
}
