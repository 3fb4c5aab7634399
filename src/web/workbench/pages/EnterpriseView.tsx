import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { Figures, type Figure } from '../parts/Figures.tsx'
import { Findings } from '../parts/Findings.tsx'
import { FormPage } from '../parts/FormPage.tsx'
import { RecordFacts } from '../parts/RecordFacts.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { FieldFault, FormReply, Row } from '../types.ts'

interface Enterprise {
  readonly id: string
  readonly name: string
  readonly creditCode: string | null
  readonly registered: boolean
  readonly sample: boolean
  readonly source: string
  readonly form: Row
  readonly figures: readonly Figure[]
  readonly warnings: readonly FieldFault[]
  readonly mergedInto: string | null
  readonly orgId: string | null
  readonly deeds: readonly { readonly title: string; readonly open: number; readonly all: number }[]
}

function useEnterprise(id: string) {
  return useQuery({ queryKey: ['enterprise', id], queryFn: () => get<Enterprise>(`/enterprises/${id}`) })
}

/** One enterprise with everything the city knows of it. */
export function EnterpriseView() {
  const { id = '' } = useParams()
  const enterprise = useEnterprise(id)
  const form = useQuery({
    queryKey: ['form', 'enterprise'],
    queryFn: () => get<FormReply>('/forms/enterprise'),
  })
  return (
    <Show query={enterprise} rows={10} whole>
      {(found) => (
        <Show query={form} rows={10} whole>
          {(reply) => <View enterprise={found} form={reply} />}
        </Show>
      )}
    </Show>
  )
}

function View({ enterprise, form }: { readonly enterprise: Enterprise; readonly form: FormReply }) {
  const navigate = useNavigate()
  const { may } = useMe()
  const { id, name, mergedInto, warnings, deeds } = enterprise
  return (
    <Page
      title={name}
      lead={`来源：${enterprise.source}${enterprise.registered ? '；已在平台登记并通过核验' : '；还没有在平台登记'}`}
      extra={
        may.includes('enterprise.edit') &&
        mergedInto === null && <Button onClick={() => void navigate(`/enterprises/${id}/edit`)}>修改</Button>
      }
    >
      {mergedInto !== null && (
        <Alert
          type="warning"
          showIcon
          role="note"
          title={
            <>
              这条记录已并入<Link to={`/enterprises/${mergedInto}`}>另一条</Link>。
            </>
          }
        />
      )}
      <Findings record={{ id, publicId: '', code: '', version: 0, warnings }} schema={form.schema} />
      <div className="card">
        <RecordFacts schema={form.schema} record={enterprise.form} />
      </div>
      <section className="card">
        <h2>年度数据（不公开）</h2>
        <Figures figures={enterprise.figures} />
      </section>
      <section className="card">
        <h2>在平台上的办理</h2>
        {deeds.length === 0 ? (
          <p className="soft">还没有记录。</p>
        ) : (
          <ul>
            {deeds.map((deed) => (
              <li key={deed.title}>
                {deed.title}：{deed.all} 件，其中 {deed.open} 件未结束
              </li>
            ))}
          </ul>
        )}
        {enterprise.orgId !== null && <Link to={`/organisations/${enterprise.orgId}`}>打开单位页面</Link>}
      </section>
    </Page>
  )
}

/** A new enterprise, or a change of one by the bureau. */
export function EnterpriseEdit() {
  const { id } = useParams()
  if (id === undefined) return <Form />
  return <Change id={id} />
}

function Change({ id }: { readonly id: string }) {
  const enterprise = useEnterprise(id)
  return (
    <Show query={enterprise} whole>
      {(found) => <Form enterprise={found} />}
    </Show>
  )
}

function Form({ enterprise }: { readonly enterprise?: Enterprise }) {
  return (
    <FormPage<{ id: string }>
      title={enterprise ? `修改“${enterprise.name}”` : '登记企业'}
      lead="年度数据和联系人不公开；同一年度再填一次的，以新的为准，原来的留存。"
      form="enterprise"
      draft={`enterprise-${enterprise?.id ?? 'new'}`}
      method={enterprise ? 'PUT' : 'POST'}
      path={enterprise ? `/enterprises/${enterprise.id}` : '/enterprises'}
      {...(enterprise && { initial: { ...enterprise.form } })}
      done={(result) => ({
        title: '已保存',
        next: <Link to={`/enterprises/${result.id}`}>查看这家企业</Link>,
      })}
    />
  )
}
