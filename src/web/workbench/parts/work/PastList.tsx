import { Tag } from 'antd'
import { Link } from 'react-router'
import { timeText } from '../../helpers/format.ts'
import { Empty } from '../../shell/states.tsx'
import { StateTag } from '../DeadlineBadge.tsx'
import { ListView } from '../ListPage.tsx'
import { pageOf } from '../WorkList.tsx'
import type { PastItem } from './types.ts'

const NONE = { done: '您还没有办过事项', tracked: '没有等别人办理的事项' } as const

/** 已办: what this person did. 跟踪: what of it now waits for others. */
export function PastList({ box }: { readonly box: 'done' | 'tracked' }) {
  return (
    <ListView<PastItem>
      path={`/work/${box}`}
      idOf={(item) => item.dossierId}
      searches="按名称查找"
      empty={<Empty title={NONE[box]} />}
      columns={[
        { title: '名称', draw: (item) => <Link to={pageOf(item)}>{item.title}</Link> },
        { title: '事项', draw: (item) => item.procedureTitle },
        {
          title: '我办的',
          draw: (item) => (
            <>
              {item.acted}
              {item.forName !== null && <Tag>代 {item.forName}</Tag>}
            </>
          ),
        },
        { title: '时间', draw: (item) => <span className="num">{timeText(item.at)}</span> },
        {
          title: '现在',
          draw: (item) => (
            <>
              <StateTag title={item.stateTitle} />
              {item.closed && <span className="soft small">已办结</span>}
            </>
          ),
        },
      ]}
    />
  )
}
