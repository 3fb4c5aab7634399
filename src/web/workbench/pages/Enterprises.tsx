import { Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { get } from '../api.ts'
import { plainText } from '../helpers/format.ts'
import { ExportButton } from '../parts/ExportButton.tsx'
import { ListPage, type ListSpec } from '../parts/ListPage.tsx'
import { RegionName } from '../parts/regions.tsx'
import { useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'
import type { Page } from '../types.ts'

export interface EnterpriseRow {
  readonly id: string
  readonly name: string
  readonly creditCode: string | null
  readonly region: string | null
  readonly scale: string | null
  readonly techFields: readonly string[]
  readonly highTechYear: number | null
  readonly smeYear: number | null
  readonly registered: boolean
  readonly sample: boolean
}

const YES_NO = [
  { value: 'true', label: '是' },
  { value: 'false', label: '否' },
] as const
const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
const FIELDS = [
  '电子信息',
  '生物与新医药',
  '航空航天',
  '新材料',
  '高技术服务',
  '新能源与节能',
  '资源与环境',
  '先进制造与自动化',
]

const COLUMNS: ListSpec<EnterpriseRow>['columns'] = [
  {
    title: '企业',
    draw: (row) => (
      <>
        <Link to={`/enterprises/${row.id}`}>{row.name}</Link> {row.sample && <Tag>示例</Tag>}
      </>
    ),
  },
  {
    title: '统一社会信用代码',
    draw: (row) => <span className="num">{row.creditCode ?? '待补充'}</span>,
    width: 190,
  },
  { title: '县区', draw: (row) => <RegionName code={row.region} />, width: 120 },
  { title: '规模', draw: (row) => row.scale ?? '—', width: 70 },
  { title: '技术领域', draw: (row) => plainText(row.techFields), width: 160 },
  { title: '资格', draw: (row) => <Titles row={row} />, width: 150 },
  { title: '平台', draw: (row) => (row.registered ? '已登记' : '—'), width: 80 },
]

/** The register of enterprises for the unit that keeps it. */
export function Enterprises() {
  const navigate = useNavigate()
  const { may } = useMe()
  const regions = useQuery({
    queryKey: ['regions'],
    queryFn: () => get<Page<{ code: string; name: string }>>('/regions'),
  })
  return (
    <ListPage<EnterpriseRow>
      title="企业库"
      lead="全市企业的登记册：只有负责的单位能看。企业登记并通过核验后，按统一社会信用代码自动对上。"
      extra={
        may.includes('enterprise.edit') && (
          <>
            <Button type="primary" onClick={() => void navigate('/enterprises/new')}>
              登记企业
            </Button>
            <Button onClick={() => void navigate('/import?kind=enterprises')}>批量导入</Button>
            <ExportButton kind="enterprises" />
            <Button onClick={() => void navigate('/enterprises/twins')}>疑似重复</Button>
          </>
        )
      }
      path="/enterprises"
      idOf={(row) => row.id}
      searches="名称、信用代码或产品"
      filters={[
        {
          name: 'region',
          title: '县区',
          options: (regions.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
        },
        { name: 'scale', title: '规模', options: choices(['大型', '中型', '小型', '微型']) },
        { name: 'techField', title: '技术领域', options: choices(FIELDS) },
        { name: 'highTech', title: '高企', options: YES_NO },
        { name: 'sme', title: '科小', options: YES_NO },
        { name: 'registered', title: '已在平台登记', options: YES_NO },
      ]}
      columns={COLUMNS}
      empty={<Empty title="企业库还是空的">可以用现成的企业名单批量导入，也可以逐家登记。</Empty>}
    />
  )
}

function Titles({ row }: { readonly row: EnterpriseRow }) {
  return (
    <>
      {row.highTechYear !== null && <Tag>高企 {row.highTechYear}</Tag>}
      {row.smeYear !== null && <Tag>科小 {row.smeYear}</Tag>}
      {row.highTechYear === null && row.smeYear === null && '—'}
    </>
  )
}
