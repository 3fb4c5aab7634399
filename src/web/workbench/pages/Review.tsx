import { Segmented } from 'antd'
import { useState } from 'react'
import { WorkList } from '../parts/WorkList.tsx'
import { Page } from '../shell/Page.tsx'
import { useWork } from '../shell/Shell.tsx'
import { Show } from '../shell/states.tsx'

/** The whole work list, by procedure. */
export function Review() {
  const work = useWork()
  const [chosen, setChosen] = useState('全部')
  return (
    <Page
      title="待办与审核"
      lead="等您办理的全部事项，先到期的在前。点开可查看材料、经过，并在页面底部办理。"
    >
      <Show query={work} rows={8}>
        {({ items }) => {
          const kinds = ['全部', ...new Set(items.map((item) => item.procedureTitle))]
          const shown = items.filter((item) => chosen === '全部' || item.procedureTitle === chosen)
          return (
            <div className="card">
              {kinds.length > 2 && (
                <div className="scroll-x">
                  <Segmented aria-label="事项类别" options={kinds} value={chosen} onChange={setChosen} />
                </div>
              )}
              <WorkList items={shown} none="没有等您办理的事项" />
            </div>
          )
        }}
      </Show>
    </Page>
  )
}
