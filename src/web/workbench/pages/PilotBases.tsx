import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { RegionName } from '../parts/regions.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

export interface PilotBase {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly unit: string
  readonly field: string
  readonly region: string
  readonly address: string
  readonly siteM2: number
  readonly equipmentFen: number
  readonly staff: number
  readonly certNo: string
  readonly plateNo: string
  readonly documentNo: string | null
  readonly from: string
  readonly until: string
  readonly status: string
  readonly statusTitle: string
}

/** The register of recognised bases. */
export function PilotBases() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <ListPage<PilotBase>
      title="中试基地"
      lead="已认定的中试基地：证书状态、考核、续期、变更和撤销都在各基地的页面上办理。"
      path="/pilot-bases"
      idOf={(row) => row.id}
      searches="按基地名称查找"
      extra={
        <>
          {holds(me, ['pilot-base.apply']) && (
            <Button type="primary" onClick={() => void navigate('/pilot-bases/applications/new')}>
              申报认定
            </Button>
          )}
          {holds(me, ['pilot-base.register-existing']) && (
            <Button onClick={() => void navigate('/pilot-bases/existing')}>登记既有基地</Button>
          )}
        </>
      }
      columns={[
        { title: '基地', draw: (row) => <Link to={`/pilot-bases/${row.id}`}>{row.name}</Link> },
        { title: '建设单位', draw: (row) => row.unit, width: 250 },
        { title: '地区', draw: (row) => <RegionName code={row.region} />, width: 120 },
        { title: '技术领域', draw: (row) => row.field, width: 140 },
        { title: '状态', draw: (row) => <StateTag title={row.statusTitle} />, width: 100 },
        { title: '有效期至', draw: (row) => <span className="num">{row.until}</span>, width: 120 },
      ]}
      empty={<Empty title="还没有认定的中试基地">有单位通过认定后会出现在这里。</Empty>}
    />
  )
}

interface Application {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly kindTitle: string
  readonly stateTitle: string
  readonly field: string | null
  readonly madeAt: string
  readonly submittedAt: string | null
}

/** Applications of one's own organisation, or brought to one's unit. */
export function PilotApplications() {
  const me = useMe()
  const navigate = useNavigate()
  const applies = holds(me, ['pilot-base.apply'])
  return (
    <ListPage<Application>
      title="中试基地申报"
      lead="认定和续期的申报，从草稿到证书。提交前可以逐项看到是否达到条件。"
      path="/pilot-bases/applications"
      idOf={(row) => row.id}
      extra={
        applies && (
          <Button type="primary" onClick={() => void navigate('/pilot-bases/applications/new')}>
            申报认定
          </Button>
        )
      }
      columns={[
        {
          title: '基地名称',
          draw: (row) => <Link to={`/pilot-bases/applications/${row.id}`}>{row.title}</Link>,
        },
        { title: '申报单位', draw: (row) => row.unit, width: 250 },
        { title: '事项', draw: (row) => row.kindTitle, width: 190 },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 140 },
        {
          title: '提交',
          draw: (row) => (
            <span className="num">{row.submittedAt === null ? '—' : dayText(row.submittedAt)}</span>
          ),
          width: 120,
        },
      ]}
      empty={
        <Empty title="还没有申报">
          {applies ? (
            <Link to="/pilot-bases/applications/new">起草第一份申报</Link>
          ) : (
            '提交到本单位的申报会出现在这里。'
          )}
        </Empty>
      }
    />
  )
}
