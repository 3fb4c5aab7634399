import { Link } from 'react-router'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly dossierId: string
  readonly aboutName: string
  readonly org: string
  readonly stateTitle: string
  readonly askedAt: string
}

/** Requests for the operator's help: own ones, and those the own unit answers. */
export function Help() {
  return (
    <ListPage<Row>
      title="协助请求"
      lead="在洽谈、需求或成果页面点“请平台协助”，主管单位在期限内答复，或交给服务机构办理。"
      path="/help-requests"
      idOf={(row) => row.id}
      columns={[
        { title: '事项', draw: (row) => <Link to={`/dossiers/${row.dossierId}`}>{row.aboutName}</Link> },
        { title: '提出单位', draw: (row) => row.org, width: 240 },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 140 },
        {
          title: '提出时间',
          draw: (row) => <span className="num">{timeText(row.askedAt)}</span>,
          width: 170,
        },
      ]}
      empty={<Empty title="还没有协助请求" />}
    />
  )
}
