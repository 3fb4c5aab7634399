import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly title: string
  /** 1, or the place of a later volume. */
  readonly part: number
  readonly org: string
  readonly closedOn: string
  readonly retention: string
  readonly keepUntil: string | null
  readonly destroyedAt: string | null
}

interface Volume extends Omit<Row, 'org' | 'destroyedAt'> {
  readonly dossierId: string
  readonly others: readonly { readonly id: string; readonly part: number }[]
  readonly items: readonly {
    readonly order: number
    readonly title: string
    readonly name: string
    readonly size: number
    readonly sha256: string
  }[]
  readonly sha256: string
  readonly madeAt: string
  readonly proposal: { readonly by: string; readonly at: string; readonly reason: string } | null
  readonly destruction: { readonly by: string; readonly at: string } | null
  readonly next: { readonly propose: boolean; readonly destroy: boolean }
}

function keptText({ retention, keepUntil }: Pick<Row, 'retention' | 'keepUntil'>): string {
  return retention === '永久' ? '永久' : `${retention} 年，至 ${keepUntil ?? ''}`
}

function partText(part: number): string {
  return part === 1 ? '' : `（第 ${String(part - 1)} 补充卷）`
}

/** Volumes of dossiers that ended. */
export function Archive() {
  return (
    <ListPage<Row>
      title="档案"
      lead="办件办结、文书归档后自动成卷，之后的材料另成补充卷。到期的案卷由两人先后鉴定才能销毁，销毁记录和摘要清单一直保存。"
      path="/archive-volumes"
      idOf={(row) => row.id}
      filters={[{ name: 'due', title: '全部', options: [{ value: 'true', label: '已满保管期限' }] }]}
      columns={[
        {
          title: '案卷',
          draw: (row) => <Link to={`/archive/${row.id}`}>{row.title + partText(row.part)}</Link>,
        },
        { title: '申请单位', draw: (row) => row.org, width: 220 },
        { title: '办结或成卷', draw: (row) => <span className="num">{row.closedOn}</span>, width: 120 },
        { title: '保管期限', draw: (row) => <span className="num">{keptText(row)}</span>, width: 200 },
        {
          title: '状态',
          draw: (row) => <StateTag title={row.destroyedAt === null ? '保管中' : '已销毁'} />,
          width: 110,
        },
      ]}
      empty={<Empty title="还没有案卷" />}
    />
  )
}

/** One volume: its list, digests, and how it may end. */
export function ArchiveVolume() {
  const { id = '' } = useParams()
  const volume = useQuery({ queryKey: ['volume', id], queryFn: () => get<Volume>(`/archive-volumes/${id}`) })
  return (
    <Show query={volume} rows={8} whole>
      {(found) => <Whole volume={found} />}
    </Show>
  )
}

function Whole({ volume }: { readonly volume: Volume }) {
  return (
    <Page
      title={volume.title + partText(volume.part)}
      lead={<span className="num">保管期限 {keptText(volume)}</span>}
      extra={
        <>
          {volume.destruction === null && (
            <Button href={urlOf(`/archive-volumes/${volume.id}/volume.zip`)}>下载案卷（zip）</Button>
          )}
          {volume.next.propose && (
            <FormDialog
              title="提出销毁"
              form={REASON}
              path={`/archive-volumes/${volume.id}/propose`}
              warning="提出后由另一位同事复核，复核通过即销毁。"
              danger
            />
          )}
          {volume.next.destroy && (
            <FormDialog
              title="复核并销毁"
              form={NOTHING}
              path={`/archive-volumes/${volume.id}/destroy`}
              warning="销毁后不能恢复；销毁记录和摘要清单一直保存。"
              danger
            />
          )}
        </>
      }
    >
      {volume.proposal && (
        <Alert
          type="warning"
          title={`${volume.proposal.by}于 ${timeText(volume.proposal.at)} 提出销毁：${volume.proposal.reason}`}
        />
      )}
      {volume.destruction && (
        <Alert
          type="info"
          title={`${volume.destruction.by}于 ${timeText(volume.destruction.at)} 复核并销毁；下面的摘要清单仍可用来核对别处的副本。`}
        />
      )}
      <Contents volume={volume} />
    </Page>
  )
}

/** 卷内目录, with the digests the volume can be checked by. */
function Contents({ volume }: { readonly volume: Volume }) {
  return (
    <section className="card stack" aria-label="卷内目录">
      <h2>卷内目录</h2>
      <ol className="plain stack-s">
        {volume.items.map((item) => (
          <li key={item.name}>
            <strong>
              {item.order}. {item.title}
            </strong>{' '}
            <span className="soft">{item.name}</span>
            <div className="soft small wrap-anywhere">SHA-256 {item.sha256}</div>
          </li>
        ))}
      </ol>
      <p className="soft small wrap-anywhere">
        整卷 SHA-256 {volume.sha256}，<span className="num">{timeText(volume.madeAt)}</span> 成卷。
        <Link to={`/dossiers/${volume.dossierId}`}>打开办件</Link>
      </p>
      {volume.others.map((one) => (
        <p key={one.id}>
          <Link to={`/archive/${one.id}`}>同一办件的{one.part === 1 ? '首卷' : partText(one.part)}</Link>
        </p>
      ))}
    </section>
  )
}

const NOTHING = { type: 'object', properties: {} } as const
const REASON = {
  type: 'object',
  properties: {
    reason: { type: 'string', title: '鉴定意见', widget: 'textarea', minLength: 1, maxLength: 500 },
  },
  required: ['reason'],
} as const
