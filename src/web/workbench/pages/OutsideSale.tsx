import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Attempts } from '../parts/lot/Attempts.tsx'
import type { OutsideView } from '../parts/lot/outside.ts'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply } from '../types.ts'

/** One sale at an exchange outside: what is announced there, the result, and the way on to the contract. */
export function OutsideSale() {
  const { id = '' } = useParams()
  const sale = useQuery({
    queryKey: ['outside-sale', id],
    queryFn: () => get<OutsideView>(`/outside-sales/${id}`),
  })
  return (
    <Show query={sale} rows={8} whole>
      {(found) => <Body sale={found} />}
    </Show>
  )
}

function Body({ sale }: { readonly sale: OutsideView }) {
  const content = (
    <>
      <Result sale={sale} />
      <Announced sale={sale} />
      <Attempts id={sale.id} attempts={sale.chain} />
    </>
  )
  return (
    <Page
      title={`场外交易：${sale.name}`}
      lead={
        <>
          {sale.owner} · {sale.exchange} · 编号 <span className="num">{sale.publicId.toUpperCase()}</span> ·{' '}
          <Link to={`/achievements/${sale.achievementId}${sale.isOwner ? '' : '?view=public'}`}>
            查看成果
          </Link>
        </>
      }
      extra={
        <>
          <StateTag title={sale.stateTitle} />
          {sale.next.map((next) => (
            <Next key={next.name} next={next} sale={sale} />
          ))}
        </>
      }
    >
      {sale.state === 'outside' && (
        <Alert
          type="info"
          showIcon
          title="把下载的表格交给交易机构公告；交易结束后，请它填好“结果”一页，上传回来，或照交易凭证录入。"
          description="底价和条款已固定；录入的结果由录入人以外的同事核对确认。"
        />
      )}
      {sale.dossierId === null ? content : <WithDossier id={sale.dossierId}>{content}</WithDossier>}
    </Page>
  )
}

function Result({ sale: { result, contractId } }: { readonly sale: OutsideView }) {
  if (!result) return null
  const file = (id: string, title: string) => (
    <a href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
      {title}
    </a>
  )
  return (
    <section className="card stack-s" aria-label="结果">
      <h2>结果</h2>
      <dl className="facts">
        <dt>结果</dt>
        <dd>{result.outcome}</dd>
        {result.priceFen !== null && (
          <>
            <dt>受让方</dt>
            <dd>{result.winner}</dd>
            <dt>成交价</dt>
            <dd className="num">{yuanReading(result.priceFen)}</dd>
            <dt>交易凭证号</dt>
            <dd className="num">{result.receipt}</dd>
          </>
        )}
        <dt>参加家数</dt>
        <dd className="num">{result.bidders}</dd>
        <dt>{result.priceFen === null ? '公告结束' : '成交日期'}</dt>
        <dd className="num">{result.doneOn}</dd>
        <dt>凭证</dt>
        <dd>
          {file(result.certificateFileId, '交易凭证')}
          {result.sourceFileId !== null && <> · {file(result.sourceFileId, '交易机构填的表格')}</>}
        </dd>
      </dl>
      {contractId !== null && (
        <p>
          <Link to={`/contracts/${contractId}`}>打开合同</Link>
        </p>
      )}
    </section>
  )
}

function Announced({ sale }: { readonly sale: OutsideView }) {
  const form = useQuery({
    queryKey: ['form', 'outside-sale'],
    queryFn: () => get<FormReply>('/forms/outside-sale'),
  })
  return (
    <section className="card stack" aria-label="交易信息">
      <Show query={form} rows={6}>
        {({ schema }) => <RecordFacts schema={schema} record={{ ...sale.form, achievementId: undefined }} />}
      </Show>
      <p className="soft small">
        保证金由交易机构收取；未成交的，在结果公布后 {sale.returnWorkingDays}{' '}
        个工作日内由交易机构退还，平台不经手。
      </p>
    </section>
  )
}

function Next({ next, sale }: { readonly next: OutsideView['next'][number]; readonly sale: OutsideView }) {
  const path = `/outside-sales/${sale.id}`
  if (next.name === 'file')
    return (
      <Button href={urlOf(`${path}/file.xlsx`)} download>
        {next.title}
      </Button>
    )
  if (next.name === 'again')
    return <Link to={`/outside-sales/new?achievement=${sale.achievementId}`}>{next.title}</Link>
  if (next.name === 'edit')
    return (
      <FormDialog
        title={next.title}
        form="outside-sale"
        method="PUT"
        path={path}
        initial={sale.form}
        also={{ achievementId: sale.achievementId }}
        submitTitle="保存"
      />
    )
  if (next.name === 'accept')
    return (
      <FormDialog
        title={next.title}
        primary
        form="lot-accept"
        path={`${path}/accept`}
        lead={<p>与转让方有持股、任职、近亲属或雇佣关系的，请写明；没有的可以不填。</p>}
        next="合同文本已按公告的条款和成交价生成，请核对签订。"
      />
    )
  return next.name === 'bring' ? (
    <FormDialog
      title={next.title}
      primary
      form="outside-result-file"
      path={`${path}/result-file`}
      next="请录入人以外的同事对照交易凭证核对确认。"
    />
  ) : (
    <FormDialog
      title={next.title}
      form="outside-result"
      path={`${path}/result`}
      lead={<p className="num">底价 {yuanReading(sale.floorFen)}</p>}
      next="请录入人以外的同事对照交易凭证核对确认。"
    />
  )
}
