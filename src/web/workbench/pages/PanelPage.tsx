import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { Acts } from '../parts/panel/Acts.tsx'
import { Proposals } from '../parts/panel/Proposals.tsx'
import { Seats } from '../parts/panel/Seats.tsx'
import type { PanelDraw, PanelReply } from '../parts/panel/types.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

const PAPERS = [
  ['draw', '抽取记录'],
  ['commitments', '回避声明和承诺书'],
  ['ballots', '评审意见'],
  ['opinion', '专家组意见'],
  ['fees', '签到和咨询费表'],
] as const

/** A panel for the unit that runs it: criteria, frozen pool, public number, order and replies, result. */
export function PanelPage() {
  const { id = '' } = useParams()
  const panel = useQuery({ queryKey: ['panel', id], queryFn: () => get<PanelReply>(`/panels/${id}`) })
  return (
    <Show query={panel} rows={10} whole>
      {(view) => (
        <Page
          title={view.panelTitle}
          lead={<Link to={`/dossiers/${view.dossierId}`}>{view.title}</Link>}
          extra={<StateTag title={view.stateTitle} />}
        >
          <div className="stack">
            {view.next.length > 0 && (
              <div className="actionbar" role="group" aria-label="可办理的事项">
                <Acts next={view.next} initial={initialOf(view)} />
              </div>
            )}
            {view.state === 'drawn' && view.next.every(({ name }) => name !== 'open') && (
              <p className="note">会议当天、全部席位的专家签署承诺后，这里出现“开始评审”。</p>
            )}
            {view.proposals.length > 0 && <Proposals view={view} />}
            {view.result && <Result view={view} />}
            <Criteria view={view} />
            {view.draws.map((draw) => (
              <Draw key={draw.publicId} draw={draw} />
            ))}
            {view.seats.length > 0 && <Seats view={view} />}
            <Papers view={view} />
            <Events view={view} />
          </div>
        </Page>
      )}
    </Show>
  )
}

/** A change of the criteria starts from those in force, its reason from nothing. */
function initialOf(view: PanelReply): Record<string, Record<string, unknown>> {
  const [last] = view.criteria
  if (!last) return {}
  const { reason: _reason, ...criteria } = last.criteria
  return { criteria }
}

function Criteria({ view }: { readonly view: PanelReply }) {
  const [last] = view.criteria
  return (
    <section className="card" aria-label="组建条件">
      <h2>组建条件</h2>
      {last ? (
        <>
          <p>
            会议：<span className="num">{last.criteria.meetingOn}</span>，{last.criteria.meetingPlace}
          </p>
          <ul>
            {last.criteria.rows.map((row) => (
              <li key={`${row.type}${row.place}`}>
                {row.type} · {row.place} · {row.fields.length === 0 ? '不限领域' : row.fields.join('、')} ·{' '}
                {row.seats} 席
              </li>
            ))}
          </ul>
          {view.criteria.map(({ version, at, by, criteria }) => (
            <p key={version} className="soft small">
              第 {version} 版，{by}，{timeText(at)}
              {criteria.reason !== undefined && `，理由：${criteria.reason}`}
            </p>
          ))}
        </>
      ) : (
        <p className="soft">项目管理人先确定需要哪些专家，再由另一位同事冻结名单和抽取。</p>
      )}
      {view.exclusions.map(({ name, unit, reason }) => (
        <p key={`${name}${unit}`}>
          申报方申请回避：{name}（{unit}），{reason}
        </p>
      ))}
    </section>
  )
}

function Draw({ draw }: { readonly draw: PanelDraw }) {
  const facts: readonly (readonly [string, string])[] = [
    ['承诺值', draw.root],
    ['公开号码', `${draw.seedName}，${timeText(draw.seedAt)} 公布`],
    ['录入的号码', draw.seed ?? '公布后由两人分别录入'],
    ['来源', draw.seedSource ?? '—'],
    ['冻结人', `${draw.frozenBy}，${timeText(draw.frozenAt)}`],
    ['操作人和核对人', `${draw.operator ?? '—'}、${draw.witness ?? '—'}`],
    ['算法', draw.algorithm],
    [
      '抽取前排除',
      Object.entries(draw.leftOut)
        .map(([why, n]) => `${why}：${n} 名`)
        .join('；') || '无',
    ],
    ...(draw.reason === null ? [] : [['因何重抽', draw.reason] as const]),
    ...(draw.replacedReason === null ? [] : [['作废理由', draw.replacedReason] as const]),
  ]
  return (
    <section className="card" aria-label={`第 ${draw.round} 次抽取`}>
      <h2>
        第 {draw.round} 次抽取{draw.replacedAt !== null && '（已作废，保留备查）'}
      </h2>
      <ul>
        {draw.rows.map((row, at) => (
          <li key={`${row.type}${row.place}`}>
            {row.type} · {row.place}：{row.seats} 席，候选 {draw.counts[at] ?? 0} 名
          </li>
        ))}
      </ul>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd className="pre">{value}</dd>
          </Fragment>
        ))}
      </dl>
      <a href={`/draws/${draw.publicId}`}>公开复算页面</a>
    </section>
  )
}

function Result({ view }: { readonly view: PanelReply }) {
  const { result } = view
  if (!result) return null
  return (
    <section className="card" aria-label="结论">
      <h2>结论：{result.passes ? '通过' : '不通过'}</h2>
      {result.mean !== null && <p>平均分 {result.mean}</p>}
      {Object.entries(result.yes).map(([name, yes]) => (
        <p key={name}>
          {view.labels[name]}：同意 {yes} 票，共 {result.count} 票（弃权按不同意计）
        </p>
      ))}
      <p className="pre">{view.opinion}</p>
    </section>
  )
}

function Papers({ view }: { readonly view: PanelReply }) {
  if (view.draws.length === 0) return null
  const met = ['reviewing', 'decided', 'closed'].includes(view.state)
  return (
    <section className="card" aria-label="文书">
      <h2>文书</h2>
      <ul className="plain stack-s">
        {PAPERS.filter(([kind]) => met || kind === 'draw').map(([kind, title]) => (
          <li key={kind}>
            {title}：
            {(['pdf', 'docx'] as const).map((ending) => (
              <a key={ending} href={urlOf(`/panels/${view.id}/papers/${kind}`, { ending })} download>
                {ending === 'pdf' ? 'PDF' : 'Word'}{' '}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Events({ view }: { readonly view: PanelReply }) {
  return (
    <section className="card" aria-label="经过">
      <h2>经过</h2>
      <ol className="plain stack-s">
        {view.events.map(({ at, who, words }, index) => (
          <li key={index} className="pre">
            <span className="soft small num">{timeText(at)}</span> {who !== null && `${who}：`}
            {words}
          </li>
        ))}
      </ol>
    </section>
  )
}
