import { Link } from 'react-router'
import { plainText } from '../helpers/format.ts'
import { RegionName } from '../parts/regions.tsx'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'
import type { OrganisationView } from './Organisation.tsx'

export function Organisations() {
  return (
    <ListPage<OrganisationView>
      title="单位名录"
      path="/organisations"
      idOf={(org) => org.id}
      searches="单位名称或统一社会信用代码"
      columns={[
        { title: '名称', draw: (org) => <Link to={`/organisations/${org.id}`}>{org.name}</Link> },
        { title: '类型', draw: (org) => org.kind, width: 160 },
        { title: '地区', draw: (org) => <RegionName code={org.region} />, width: 130 },
        {
          title: '统一社会信用代码',
          draw: (org) => <span className="num">{plainText(org.creditCode)}</span>,
          width: 200,
        },
        { title: '核验', draw: (org) => <StateTag title={org.verified ? '已核验' : '未核验'} />, width: 100 },
      ]}
      filters={[
        {
          name: 'verified',
          title: '核验情况',
          options: [
            { value: 'true', label: '已核验' },
            { value: 'false', label: '未核验' },
          ],
        },
      ]}
      empty={<Empty title="还没有单位" />}
    />
  )
}
