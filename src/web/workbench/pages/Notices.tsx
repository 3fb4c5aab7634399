import { Link } from 'react-router'
import { leftText, type NoticeRow } from '../helpers/notice.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

/** Public notices the own organisation gives or has to do with. */
export function Notices() {
  return (
    <ListPage<NoticeRow>
      title="公示"
      lead="本单位承办和与本单位有关的公示。异议要在期限内书面答复，答复之前公示不能办结。"
      path="/my/notices"
      idOf={(row) => row.id}
      searches="标题"
      filters={[
        {
          name: 'state',
          title: '状态',
          options: [
            { value: 'open', label: '公示中' },
            { value: 'ended', label: '已结束' },
          ],
        },
        {
          name: 'term',
          title: '期限类型',
          options: [
            { value: 'noticeDays', label: '自然日' },
            { value: 'noticeWorkingDays', label: '工作日' },
          ],
        },
      ]}
      columns={[
        { title: '公示', draw: (row) => <Link to={`/notices/${row.id}`}>{row.name}</Link> },
        { title: '范围', draw: (row) => row.audienceTitle, width: 120 },
        {
          title: '公示期',
          draw: (row) => (
            <span className="num">
              {row.startsOn} 至 {row.lastDay}
            </span>
          ),
          width: 220,
        },
        { title: '期限', draw: leftText, width: 240 },
        {
          title: '待答复异议',
          draw: (row) => (row.openObjections === 0 ? '' : `${String(row.openObjections)} 件`),
          width: 110,
        },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 120 },
      ]}
      empty={<Empty title="还没有公示" />}
    />
  )
}
