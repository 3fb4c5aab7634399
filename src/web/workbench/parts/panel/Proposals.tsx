import { timeText } from '../../helpers/format.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { Acts } from './Acts.tsx'
import type { PanelReply } from './types.ts'

/** Changes of members and new draws: what one person proposed and another answered. */
export function Proposals({ view }: { readonly view: PanelReply }) {
  return (
    <section className="card" aria-label="更换和重抽的提议">
      <h2>更换和重抽的提议</h2>
      <p className="soft small">一人提出、另一人核准；项目管理人不能核准。</p>
      <ul className="plain stack">
        {view.proposals.map((one) => (
          <li key={one.id} className="listcard stack-s">
            <div>
              <b>{one.kind === 'redraw' ? '作废并重新抽取' : `更换 ${one.who ?? ''}`}</b>{' '}
              <StateTag title={one.answer === null ? '等核准' : one.answer.agrees ? '已核准' : '已否决'} />
            </div>
            <div>
              {one.conflict !== null && `${one.conflict}：`}
              {one.reason}
            </div>
            <div className="soft small">
              {one.by} 提出，{timeText(one.at)}
              {one.answer &&
                `；${one.answer.by} ${one.answer.agrees ? '核准' : '否决'}，${timeText(one.answer.at)}：${one.answer.words}`}
            </div>
            {one.next.length > 0 && (
              <div className="row">
                <Acts next={one.next} small />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
