import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface GoLiveReply {
  readonly unconfirmedRules: readonly {
    readonly key: string
    readonly title: string
    readonly statusText: string
  }[]
  readonly missingYears: readonly number[]
  readonly provisionalDeadlines: number
  readonly unitsWithoutMembers: readonly string[]
  readonly unitsWithoutSeal: readonly string[]
  readonly unitsWithoutContact: readonly string[]
  readonly emptySettings: readonly string[]
  readonly deadBases: readonly {
    readonly title: string
    readonly state: string
    readonly procedures: readonly string[]
  }[]
  readonly basisExceptions: readonly {
    readonly title: string
    readonly reason: string
    readonly until: string
  }[]
  readonly ready: boolean
  readonly log: {
    readonly size: number
    readonly checkpoint: { readonly at: string } | null
    readonly waiting: number
    readonly behindSeconds: number
    readonly witnesses: readonly string[]
  }
}

/** A receipt promises that its leaf is numbered within this time. */
const PROMISED_SECONDS = 60

/** How far the evidence log is, and whether anybody outside looks at it. */
function Log({ log }: { readonly log: GoLiveReply['log'] }) {
  const isLate = log.behindSeconds > PROMISED_SECONDS
  return (
    <section className="card" aria-label="存证公示账">
      <h2>存证公示账</h2>
      <p>
        已编入 {log.size} 条，最近检查点：
        {log.checkpoint === null ? '还没有' : timeText(log.checkpoint.at)}；等候编入 {log.waiting} 条
        {isLate ? `，最早的已等 ${String(log.behindSeconds)} 秒，超过回执承诺的 60 秒，请查看运行日志` : ''}。
      </p>
      <p>
        {log.witnesses.length > 0
          ? `最近一天副署的见证人：${log.witnesses.join('、')}。`
          : '没有独立见证人：目前只能证明账自身前后一致。请另一个单位运行见证程序，把它的公钥填入 KEQIAO_WITNESSES。'}
      </p>
    </section>
  )
}

/** What stands between this installation and real work (P38). */
export function GoLive() {
  const state = useQuery({ queryKey: ['go-live'], queryFn: () => get<GoLiveReply>('/go-live') })
  return (
    <Page title="上线检查" lead="正式运行前要做完的事；每次打开都重新核对。">
      <Show query={state} rows={8}>
        {(open) => (
          <>
            {open.ready ? (
              <Alert type="success" showIcon title="没有未了的事项，可以正式运行。" />
            ) : (
              <Alert type="warning" showIcon title="还有下列事项没有完成。" />
            )}
            <Point
              title="未确认的规则"
              n={open.unconfirmedRules.length}
              how={<Link to="/ruleset?status=unconfirmed">去核对规则</Link>}
            >
              {open.unconfirmedRules.map((rule) => `${rule.title}（${rule.statusText}）`)}
            </Point>
            <Point
              title="缺少的工作日历"
              n={open.missingYears.length}
              how={<Link to="/calendar">去载入</Link>}
            >
              {open.missingYears.map((year) => `${String(year)} 年`)}
            </Point>
            <Provisional n={open.provisionalDeadlines} />
            <Point
              title="没有成员的单位"
              n={open.unitsWithoutMembers.length}
              how={<Link to="/organisations">去各单位邀请成员</Link>}
            >
              {open.unitsWithoutMembers}
            </Point>
            <Point
              title="没有印章的单位"
              n={open.unitsWithoutSeal.length}
              how={<Link to="/organisations">去补充</Link>}
            >
              {open.unitsWithoutSeal}
            </Point>
            <Point
              title="没有联系方式的单位"
              n={open.unitsWithoutContact.length}
              how={<Link to="/organisations">去补充</Link>}
            >
              {open.unitsWithoutContact}
            </Point>
            <Point title="空着的门户设置" n={open.emptySettings.length} how="由运维填写城市包设置">
              {open.emptySettings}
            </Point>
            <Bases open={open} />
            <Log log={open.log} />
          </>
        )}
      </Show>
    </Page>
  )
}

/** Procedures on a dead basis (P3), and why some are open all the same. */
function Bases({ open }: { readonly open: GoLiveReply }) {
  return (
    <>
      <Point title="依据不再有效的事项" n={open.deadBases.length} how={<Link to="/basis">去看办理依据</Link>}>
        {open.deadBases.map(
          ({ title, state, procedures }) => `《${title}》${state}：${procedures.join('、')}`,
        )}
      </Point>
      {open.basisExceptions.length > 0 && (
        <Point
          title="依据不再有效而继续受理的理由"
          n={open.basisExceptions.length}
          how={<Link to="/basis">去看办理依据</Link>}
        >
          {open.basisExceptions.map(({ title, reason, until }) => `${title}，到 ${until}：${reason}`)}
        </Point>
      )}
    </>
  )
}

/** Terms of years that no notice reaches yet: they hold nothing up. */
function Provisional({ n }: { readonly n: number }) {
  if (n === 0) return null
  return (
    <p className="soft num">
      另有 {n} 个时限落在还没有公布放假安排的年份，暂定；载入工作日历后自动确认，不影响上线。
    </p>
  )
}

/** Entries of a list shown before the rest is folded away. */
const SHOWN = 12

interface PointProps {
  readonly title: string
  readonly n: number
  readonly how: ReactNode
  readonly children: readonly string[]
}

function Point({ title, n, how, children }: PointProps) {
  const [shown, rest] = [children.slice(0, SHOWN), children.slice(SHOWN)]
  return (
    <section className="card" aria-label={title}>
      <div className="row">
        <h2 className="grow">
          {n === 0 ? '✓' : '○'} {title}
        </h2>
        <span className={`num ${n === 0 ? 'sum-ok' : 'sum-bad'}`}>
          {n === 0 ? '已完成' : `${String(n)} 项`}
        </span>
        {n > 0 && <span>{how}</span>}
      </div>
      {shown.length > 0 && <p>{shown.join('、')}</p>}
      {rest.length > 0 && (
        <details>
          <summary>其余 {rest.length} 项</summary>
          {rest.join('、')}
        </details>
      )}
    </section>
  )
}
