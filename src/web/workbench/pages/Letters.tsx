import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

export interface LetterRow {
  readonly id: string
  readonly title: string
  readonly stateTitle: string
  readonly number: string | null
  readonly issuedOn: string | null
  readonly issuer: string
  readonly addressees: readonly string[]
  readonly movedAt: string
}

const BOXES = [
  { value: 'unit', label: '本单位办理的' },
  { value: 'countersign', label: '请本单位会签的' },
  { value: 'received', label: '送达本单位或本人的' },
]

/** Letters: those the unit issues or countersigns, and those served on the viewer. */
export function Letters() {
  const { may } = useMe()
  const isUnit = may.includes('letter.register')
  return (
    <ListPage<LetterRow>
      title="文书"
      lead="通知、决定等文书从拟稿到归档的办理，以及送达本单位或本人的文书。"
      path="/letters"
      idOf={(row) => row.id}
      {...(isUnit ? {} : { fixed: { box: 'received' } })}
      filters={[
        ...(isUnit ? [{ name: 'box', title: '本单位办理的', options: BOXES }] : []),
        ...(isUnit ? [{ name: 'open', title: '全部', options: [{ value: 'true', label: '未办完的' }] }] : []),
      ]}
      extra={isUnit && <Link to="/letter-registers">文号和用印登记簿</Link>}
      above={!isUnit && may.includes('service-consent.give') && <ElectronicService />}
      columns={[
        { title: '文书', draw: (row) => <Link to={`/letters/${row.id}`}>{row.title}</Link> },
        { title: '文号', draw: (row) => row.number ?? '未编号', width: 180 },
        { title: '发文单位', draw: (row) => row.issuer, width: 180 },
        { title: '收件人', draw: (row) => row.addressees.join('、'), width: 180 },
        { title: '环节', draw: (row) => <StateTag title={row.stateTitle} />, width: 110 },
        {
          title: '最近办理',
          draw: (row) => <span className="num">{timeText(row.movedAt)}</span>,
          width: 150,
        },
      ]}
      empty={<Empty title="还没有文书" />}
    />
  )
}

interface Consents {
  readonly org: string | null
  readonly self: string | null
  /** For whom this person may say so. */
  readonly for: 'org' | 'self'
}

/** Consent to electronic service: given and withdrawn here; without it letters come by post or in hand. */
function ElectronicService() {
  const consents = useQuery({ queryKey: ['consents'], queryFn: () => get<Consents>('/service-consents') })
  return (
    <Show query={consents} rows={1}>
      {(given) => {
        const whose = given.for
        const since = given[whose]
        const name = whose === 'org' ? '本单位' : '本人'
        return (
          <Alert
            type="info"
            title={
              since === null
                ? `${name}没有同意电子送达：文书邮寄或直接送达。同意后，文书送到本平台的当日即为送达日期，救济期限从这一天起算。`
                : `${name}已于 ${timeText(since)} 同意电子送达，可以随时撤回；已经送达的不受影响。`
            }
            action={
              <FormDialog
                title={since === null ? '同意电子送达' : '撤回同意'}
                form={{ type: 'object', properties: {} }}
                path={since === null ? '/service-consents' : '/service-consents/withdraw'}
                also={{ for: whose }}
                small
              />
            }
          />
        )
      }}
    </Show>
  )
}
