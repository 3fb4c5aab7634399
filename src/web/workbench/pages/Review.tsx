import { Segmented } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { PastList } from '../parts/work/PastList.tsx'
import { WorkBoard } from '../parts/work/WorkBoard.tsx'
import { Page } from '../shell/Page.tsx'
import { useWorkSummary } from '../shell/Shell.tsx'

const BOXES = ['todo', 'done', 'tracked'] as const
const LEADS = {
  todo: '等您办理的全部事项，超期和先到期的在前。点开可查看材料、经过，并在页面底部办理。',
  done: '您办过的事项，最近的在前；代同事办的也在这里。',
  tracked: '您办过、现在等别人办理的事项。',
} as const

/** 待办、已办、跟踪: the whole work list. */
export function Review() {
  const navigate = useNavigate()
  const params = useParams()
  const summary = useWorkSummary()
  const box = BOXES.find((one) => one === params['box']) ?? 'todo'
  const total = summary.data ? ` ${String(summary.data.total)}` : ''
  return (
    <Page title="待办与审核" lead={LEADS[box]}>
      <Segmented
        className="no-print"
        aria-label="看哪些"
        options={[
          { value: 'todo', label: `待办${total}` },
          { value: 'done', label: '已办' },
          { value: 'tracked', label: '跟踪' },
        ]}
        value={box}
        onChange={(value) => void navigate(value === 'todo' ? '/review' : `/review/${value}`)}
        style={{ alignSelf: 'flex-start' }}
      />
      {box === 'todo' ? <WorkBoard /> : <PastList key={box} box={box} />}
    </Page>
  )
}
