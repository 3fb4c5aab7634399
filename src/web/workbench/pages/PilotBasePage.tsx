import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { dayText } from '../helpers/format.ts'
import { shortReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { RegionName } from '../parts/regions.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page as PageOf } from '../types.ts'
import type { PilotBase } from './PilotBases.tsx'

interface Shown extends PilotBase {
  readonly capability: string
  readonly mine: boolean
  readonly grades: readonly { readonly year: number; readonly grade: string; readonly points: string }[]
  readonly events: readonly { readonly kind: string; readonly says: string; readonly on: string }[]
}

interface Matter {
  readonly id: string
  readonly dossierId: string
  readonly kindTitle: string
  readonly year: number | null
  readonly stateTitle: string
  readonly grade: string | null
  readonly points: string | null
  readonly madeAt: string
}

/** One base: certificate, life, and what is under way. */
export function PilotBasePage() {
  const { id = '' } = useParams()
  const base = useQuery({ queryKey: ['pilot-base', id], queryFn: () => get<Shown>(`/pilot-bases/${id}`) })
  return (
    <Show query={base} rows={8} whole>
      {(found) => (
        <RecordPage
          title={found.name}
          code={found.certNo}
          state={found.statusTitle}
          extra={<Acts base={found} />}
        >
          <div className="stack">
            <Facts base={found} />
            <Matters base={found} />
            <Life base={found} />
          </div>
        </RecordPage>
      )}
    </Show>
  )
}

/** What one may begin here; each is a dossier of its own. */
function Acts({ base }: { readonly base: Shown }) {
  const me = useMe()
  const navigate = useNavigate()
  const toDossier = (result: Record<string, unknown>) => (
    <Link to={`/dossiers/${String(result['dossierId'])}`}>打开办件</Link>
  )
  const isOver = base.status === 'revoked'
  return (
    <>
      {base.mine && !isOver && holds(me, ['pilot-base.report-change']) && (
        <>
          <ActButton
            title="申请续期"
            path={`/pilot-bases/${base.id}/renewals`}
            lead={<p>以认定时的申报表为底稿，更新后提交；到期前几个月内受理。</p>}
            next={(result) => (
              <Link to={`/pilot-bases/applications/${String(result['id'])}`}>打开续期申请</Link>
            )}
          />
          <FormDialog
            title="报告变更"
            form="pilot-base-change"
            path={`/pilot-bases/${base.id}/changes`}
            also={{ baseId: base.id }}
            next={toDossier}
          />
        </>
      )}
      {!isOver && holds(me, ['pilot-base.begin-revocation']) && (
        <FormDialog
          title="启动撤销"
          danger
          form="pilot-base-revocation"
          path={`/pilot-bases/${base.id}/revocations`}
          also={{ baseId: base.id }}
          warning="撤销须先告知事实和理由，听取陈述申辩，由另一人决定。"
          next={toDossier}
        />
      )}
      <Button href={`/api/v1/pilot-bases/${base.id}/certificate.pdf`}>证书（PDF）</Button>
      <Button onClick={() => void navigate('/pilot-bases')}>全部基地</Button>
    </>
  )
}

function Facts({ base }: { readonly base: Shown }) {
  const rows: readonly (readonly [string, string])[] = [
    ['建设单位', base.unit],
    ['技术领域', base.field],
    ['地址', base.address],
    ['场地面积', `${base.siteM2} 平方米`],
    ['设备原值', shortReading(base.equipmentFen)],
    ['专职技术人员', `${base.staff} 人`],
    ['证书编号', base.certNo],
    ['牌匾编号', base.plateNo],
    ...(base.documentNo === null ? [] : [['认定文件', base.documentNo] as const]),
    ['有效期', `${base.from} 至 ${base.until}`],
  ]
  return (
    <dl className="facts">
      {rows.map(([title, text]) => (
        <div key={title} style={{ display: 'contents' }}>
          <dt>{title}</dt>
          <dd className="num">{text}</dd>
        </div>
      ))}
      <dt>地区</dt>
      <dd>
        <RegionName code={base.region} />
      </dd>
    </dl>
  )
}

function Matters({ base }: { readonly base: Shown }) {
  const me = useMe()
  // From the seat of a paper application one sees what was entered there, on the page of its case.
  const mayRead =
    (base.mine && !me.atCounter) || holds(me, ['pilot-base.begin-revocation', 'pilot-base.register-existing'])
  const matters = useQuery({
    queryKey: ['pilot-matters', base.id],
    queryFn: () => get<PageOf<Matter>>(`/pilot-bases/${base.id}/matters`),
    enabled: mayRead,
  })
  if (!mayRead) return null
  return (
    <section aria-label="考核、变更和撤销">
      <h2>考核、变更和撤销</h2>
      <Show query={matters}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="还没有办件" />
          ) : (
            <ul className="plain stack-s">
              {items.map((one) => (
                <li key={one.id} className="listitem">
                  <Link to={`/dossiers/${one.dossierId}`}>
                    {one.kindTitle}
                    {one.year === null ? '' : `（${one.year} 年度）`}
                  </Link>{' '}
                  <StateTag title={one.stateTitle} />{' '}
                  {one.grade !== null && (
                    <span className="num">
                      {one.grade} {one.points} 分
                    </span>
                  )}{' '}
                  <span className="soft small num">{dayText(one.madeAt)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}

function Life({ base }: { readonly base: Shown }) {
  return (
    <section aria-label="经过">
      <h2>经过</h2>
      <ol className="plain">
        {base.events.map((one) => (
          <li key={`${one.on} ${one.says}`}>
            <span className="num soft">{one.on}</span> {one.says}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A base recognised on paper before, taken into the register. */
export function PilotExisting() {
  return (
    <FormPage<{ id: string }>
      title="登记既有基地"
      lead="平台启用前已经认定的中试基地，按认定文件登记，之后的考核、续期和变更在平台办理。"
      form="pilot-base-existing"
      path="/pilot-bases"
      submitTitle="登记"
      done={(result) => ({ title: '已登记', next: <Link to={`/pilot-bases/${result.id}`}>打开基地</Link> })}
    />
  )
}
