import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'react-router'
import { get, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { OwnEntry } from '../parts/panel/PoolEntry.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

export interface OwnPanel {
  readonly id: string
  readonly title: string
  readonly stateTitle: string
  readonly answerBy: string
  readonly invitedAt: string
  readonly waits: boolean
}

interface Proof {
  readonly publicId: string
  readonly root: string
  readonly drawnAt: string
  readonly code: string
  readonly salt: string
  readonly stratum: number
  readonly leaf: string
  readonly path: readonly { readonly side: string; readonly hash: string }[]
}

/** An expert's own page: invitations and reviews, the entry in the pool, proofs of having stood in a draw. */
export function MyPanels() {
  const panels = useQuery({
    queryKey: ['my-panels'],
    queryFn: () => get<{ items: readonly OwnPanel[] }>('/my/panels'),
  })
  return (
    <Page title="专家评审" lead="被抽取为专家后在这里答复、签承诺、评分。会议之前请不要告诉别人您被抽取。">
      <div className="stack">
        <section className="card" aria-label="我的评审">
          <h2>我的评审</h2>
          <Show query={panels}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title="现在没有评审邀请" />
              ) : (
                <ul className="plain stack">
                  {items.map((item) => (
                    <li key={item.id} className="listcard stack-s">
                      <Link to={`/my-panels/${item.id}`}>{item.title}</Link>
                      <div>
                        <StateTag title={item.stateTitle} />
                      </div>
                      <span className="soft small num">
                        {timeText(item.invitedAt)} 邀请，{timeText(item.answerBy)} 前答复
                      </span>
                    </li>
                  ))}
                </ul>
              )
            }
          </Show>
        </section>
        <OwnEntry />
        <Proofs />
      </div>
    </Page>
  )
}

/** Anybody given salt and path can check with the public root that this expert stood in the pool. */
function Proofs() {
  const proofs = useQuery({
    queryKey: ['my-pool-proofs'],
    queryFn: () => get<{ items: readonly Proof[] }>('/my/pool-proofs'),
  })
  return (
    <section className="card" aria-label="在候选名单中的证明">
      <h2>在候选名单中的证明</h2>
      <p className="soft small">
        每次抽取前公布的承诺值包含您的一行。凭这里的盐值和路径，任何人都能验算您确在名单中；不给别人看，别人就认不出您。
      </p>
      <Show query={proofs}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有抽取过含您的名单。</p>
          ) : (
            <>
              <p>
                <a href={urlOf('/my/pool-proofs', {})} download="pool-proofs.json">
                  下载证明
                </a>{' '}
                <span className="soft small">
                  可用不含平台代码的命令行核验：keqiao verify pool-proofs.json --url 平台网址
                </span>
              </p>
              <ul className="plain stack">
                {items.map((proof) => (
                  <li key={proof.publicId} className="listcard">
                    <a href={`/draws/${proof.publicId}`}>{timeText(proof.drawnAt)} 的抽取</a>
                    <dl className="facts">
                      {proofFacts(proof).map(([label, value]) => (
                        <Fragment key={label}>
                          <dt>{label}</dt>
                          <dd className="mono">{value}</dd>
                        </Fragment>
                      ))}
                    </dl>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Show>
    </section>
  )
}

function proofFacts(proof: Proof): readonly (readonly [string, string])[] {
  return [
    ['专家编号', proof.code],
    ['组', String(proof.stratum + 1)],
    ['盐值', proof.salt],
    ['代号', proof.leaf],
    ['路径', proof.path.map(({ side, hash }) => `${side === 'left' ? '左' : '右'} ${hash}`).join('\n')],
    ['承诺值', proof.root],
  ]
}
