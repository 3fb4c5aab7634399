import { Alert, App, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, send, urlOf } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly matter: string
  readonly org: string
  readonly unit: string
  readonly paperOn: string
  readonly openedAt: string
  readonly closedAt: string | null
}

interface Listed extends Row {
  readonly returned: boolean
}

interface Case extends Row {
  readonly publicId: string
  readonly clerk: string
  readonly broughtBy: string
  readonly delegationId: string | null
  /** Why the paper went back with nothing handed in. */
  readonly returned: string | null
  /** Seen from the seat lent for it. */
  readonly inSeat: boolean
  readonly scans: readonly { readonly id: string; readonly name: string }[]
  readonly dossiers: readonly {
    readonly id: string
    readonly title: string
    readonly procedureTitle: string
    readonly stateTitle: string
    readonly receivedAt: string | null
  }[]
  readonly objections: readonly {
    readonly id: string
    readonly reason: string
    readonly at: string
    readonly words: string | null
  }[]
  readonly next: {
    readonly enter: boolean
    readonly fill: readonly { readonly title: string; readonly page: string }[]
    readonly return: boolean
    readonly close: boolean
    readonly receipt: boolean
    readonly object: boolean
    readonly answer: boolean
  }
}

/** The clerk's desk: paper applications entered for others; an applicant sees those entered for it. */
export function Counter() {
  const { may } = useMe()
  const isClerk = may.includes('counter.open')
  return (
    <ListPage<Listed>
      title="窗口代录"
      lead={
        isClerk
          ? '为到窗口递交纸质材料的单位代录申请：先登记并上传扫描件，再以该单位的身份填写同一张表。'
          : '窗口为本单位代录的纸质申请；与纸质申请不符的，可以提出异议。'
      }
      path="/counter-cases"
      idOf={(row) => row.id}
      extra={
        isClerk && (
          <FormDialog title="代录一件" form="counter-case" path="/counter-cases" primary next={NEXT} />
        )
      }
      columns={[
        { title: '申请事项', draw: (row) => <Link to={`/counter/${row.id}`}>{row.matter}</Link> },
        { title: '申请单位', draw: (row) => row.org },
        { title: '受理单位', draw: (row) => row.unit },
        { title: '纸质日期', draw: (row) => <span className="num">{row.paperOn}</span>, width: 120 },
        {
          title: '状态',
          draw: (row) => <StateTag title={stateText(row.closedAt, row.returned)} />,
          width: 110,
        },
      ]}
      empty={<Empty title="还没有代录" />}
    />
  )
}

function stateText(closedAt: string | null, returned: boolean): string {
  if (closedAt === null) return '代录中'
  return returned ? '已退回纸质材料' : '已办完'
}

const NEXT = '在列表中打开这一件，按“以该单位身份填写”继续。'

/** One paper application. */
export function CounterCase() {
  const { id = '' } = useParams()
  const found = useQuery({ queryKey: ['counter', id], queryFn: () => get<Case>(`/counter-cases/${id}`) })
  return (
    <Show query={found} rows={8} whole>
      {(one) => <Whole one={one} />}
    </Show>
  )
}

function Whole({ one }: { readonly one: Case }) {
  return (
    <Page
      title={one.matter}
      lead={
        <span className="num">
          {one.org} · 编号 {one.publicId}
        </span>
      }
      extra={
        <>
          <StateTag title={stateText(one.closedAt, one.returned !== null)} />
          {one.delegationId !== null && one.next.enter && (
            <TakeSeat one={one} delegationId={one.delegationId} />
          )}
          {one.inSeat && <LeaveSeat one={one} />}
          {one.next.return && (
            <FormDialog
              title="退回纸质材料"
              form={wordsOf('reason', '未提交的原因')}
              path={`/counter-cases/${one.id}/return`}
              warning="没有提交任何申请，纸质材料退回申请单位；原因会告知申请单位。"
            />
          )}
          {one.next.close && (
            <FormDialog
              title="办完代录"
              form={NOTHING}
              path={`/counter-cases/${one.id}/close`}
              warning="办完后不能再以该单位的身份填写；申请单位会收到核对的提醒。"
              primary
            />
          )}
          {one.next.receipt && (
            <Button href={urlOf(`/counter-cases/${one.id}/receipt.pdf`)}>受理回执（PDF）</Button>
          )}
          {one.next.object && (
            <FormDialog
              title="提出异议"
              form={wordsOf('reason', '与纸质申请不符之处')}
              path={`/counter-cases/${one.id}/object`}
            />
          )}
          {one.next.answer && (
            <FormDialog
              title="答复异议"
              form={wordsOf('words', '答复')}
              path={`/counter-cases/${one.id}/answer`}
              primary
            />
          )}
        </>
      }
    >
      {one.returned !== null && <Alert type="info" title={`没有提交申请，纸质材料已退回：${one.returned}`} />}
      {one.inSeat && <Fill one={one} />}
      <Content one={one} />
    </Page>
  )
}

function Content({ one }: { readonly one: Case }) {
  return (
    <div className="grid-2">
      <section className="card stack" aria-label="办件">
        <h2>代录的办件</h2>
        {one.dossiers.length === 0 && (
          <p className="soft">{one.closedAt === null ? '还没有填写。' : '没有填写。'}</p>
        )}
        <ul className="plain stack-s">
          {one.dossiers.map((dossier) => (
            <li key={dossier.id}>
              <Link to={`/dossiers/${dossier.id}`}>
                {dossier.procedureTitle}《{dossier.title}》
              </Link>{' '}
              <StateTag title={dossier.stateTitle} />
              <div className="soft small num">
                {dossier.receivedAt === null ? '尚未提交' : `受理时间 ${timeText(dossier.receivedAt)}`}
              </div>
            </li>
          ))}
        </ul>
        {one.objections.map((objection) => (
          <Alert
            key={objection.id}
            type="warning"
            title={`${timeText(objection.at)} 异议：${objection.reason}`}
            description={objection.words === null ? '待答复' : `答复：${objection.words}`}
          />
        ))}
      </section>
      <section className="card stack" aria-label="纸质申请">
        <h2>纸质申请</h2>
        <dl className="facts">
          <dt>申请单位</dt>
          <dd>{one.org}</dd>
          <dt>递交人</dt>
          <dd>{one.broughtBy}</dd>
          <dt>纸质日期</dt>
          <dd className="num">{one.paperOn}</dd>
          <dt>受理单位</dt>
          <dd>{one.unit}</dd>
          <dt>代录人</dt>
          <dd>{one.clerk}</dd>
          <dt>登记时间</dt>
          <dd className="num">{timeText(one.openedAt)}</dd>
        </dl>
        <ul className="plain">
          {one.scans.map((scan) => (
            <li key={scan.id}>
              <a href={urlOf(`/files/${scan.id}`)}>{scan.name}</a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

/** From the seat: the same forms the applicant would fill in, and nothing else. */
function Fill({ one }: { readonly one: Case }) {
  return (
    <section className="card stack" aria-label="填写">
      <h2>照纸质申请填写</h2>
      <p className="soft">
        您正以{one.org}的身份代录。选与纸质申请相同的一张表，填完并提交后，回到窗口身份办完代录。
      </p>
      <ul className="plain stack-s">
        {one.next.fill.map(({ title, page }) => (
          <li key={page}>
            <Link to={page}>{title}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Acts from another place and comes back to this case. */
function useSeat(one: Case) {
  const client = useQueryClient()
  const { message } = App.useApp()
  return async (seat: { readonly membershipId: string | null; readonly delegationId: string | null }) => {
    try {
      await send('POST', '/session/act-as', seat)
      client.clear()
      window.location.assign(`/app/counter/${one.id}`)
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
}

/** Takes the seat lent for this case; the workbench then is the applicant's, for entering the paper only. */
function TakeSeat({ one, delegationId }: { readonly one: Case; readonly delegationId: string }) {
  const act = useSeat(one)
  return <Button onClick={() => void act({ membershipId: null, delegationId })}>以该单位身份填写</Button>
}

function LeaveSeat({ one }: { readonly one: Case }) {
  const act = useSeat(one)
  const own = useMe().memberships.find(({ roles }) => roles.includes('clerk'))
  if (!own) return null
  return <Button onClick={() => void act({ membershipId: own.id, delegationId: null })}>回到窗口身份</Button>
}

const NOTHING = { type: 'object', properties: {} } as const

function wordsOf(name: string, title: string) {
  return {
    type: 'object',
    properties: { [name]: { type: 'string', title, widget: 'textarea', minLength: 1, maxLength: 1000 } },
    required: [name],
  } as const
}
