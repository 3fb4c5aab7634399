import { Alert, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get, send } from '../api.ts'
import { plainText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { FactsAndProofs } from '../parts/Facts.tsx'
import { Delegations } from '../parts/Delegations.tsx'
import { Members } from '../parts/Members.tsx'
import { Done } from '../parts/Receipt.tsx'
import { RegionName } from '../parts/regions.tsx'
import { RecordPage } from '../parts/RecordPage.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply, Reply, Row } from '../types.ts'

export interface OrganisationView extends Row {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly verified: boolean
  readonly creditCode?: string | null
  readonly region?: string | null
  readonly address?: string
  readonly business?: string
  /** Dossier of the latest verification, for members and officers. */
  readonly dossierId?: string | null
}

/** The own organisation, or any other by its address. */
export function Organisation() {
  const me = useMe()
  const { id = me.org?.id } = useParams()
  if (id === undefined) return <NoOrganisation />
  return <Profile key={id} id={id} own={id === me.org?.id} />
}

function Profile({ id, own }: { readonly id: string; readonly own: boolean }) {
  const me = useMe()
  const org = useQuery({
    queryKey: ['organisation', id],
    queryFn: () => get<OrganisationView>(`/organisations/${id}`),
  })
  // Inside one's own organisation everybody sees who does what; managing is asked of the server row by row.
  const sees =
    holds(me, ['member.read']) && (own || me.roles.some((role) => role === 'admin' || role === 'auditor'))
  const manages = holds(me, ['member.manage']) && (own || me.roles.includes('admin'))
  const tabs = [
    ...(own ? [{ key: 'facts', label: '资料与材料', children: <FactsAndProofs /> }] : []),
    ...(sees
      ? [{ key: 'members', label: '成员与角色', children: <Members orgId={id} manages={manages} /> }]
      : []),
    ...(own ? [{ key: 'delegations', label: '代理授权', children: <Delegations /> }] : []),
  ]
  return (
    <Show query={org} rows={8} whole>
      {(found) => (
        <RecordPage
          title={found.name}
          state={found.verified ? '已核验' : '未核验'}
          dossierId={found.dossierId ?? null}
          tabs={tabs}
          notes={
            !found.verified && (
              <Alert
                type="warning"
                showIcon
                title="单位尚未核验"
                description="核验前可以存草稿，不能发布、洽谈和签约。请补齐资料，在页面下方提交核验。"
              />
            )
          }
        >
          <Details org={found} edits={own && holds(me, ['organisation.edit'])} />
        </RecordPage>
      )}
    </Show>
  )
}

const FIELDS: readonly (readonly [string, string])[] = [
  ['kind', '单位类型'],
  ['creditCode', '统一社会信用代码'],
  ['region', '所在县（市、区）'],
  ['address', '地址'],
  ['business', '主要业务'],
]

const editSchema: JsonSchema = {
  type: 'object',
  properties: {
    region: { type: 'string', title: '所在县（市、区）', widget: 'region' },
    address: { type: 'string', title: '地址', maxLength: 200 },
    business: { type: 'string', title: '主要业务', widget: 'textarea', maxLength: 500 },
    evidenceFileId: { type: 'string', title: '营业执照或法人证书', widget: 'file' },
  },
}

function Details({ org, edits }: { readonly org: OrganisationView; readonly edits: boolean }) {
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('PUT', `/organisations/${org.id}`, values, key)
    await client.invalidateQueries({ queryKey: ['organisation'] })
    setEditing(false)
  }
  if (editing) {
    const initial = Object.fromEntries(
      Object.keys(editSchema.properties ?? {}).map((name) => [name, org[name]]),
    )
    return (
      <SchemaForm
        schema={editSchema}
        name="organisation-edit"
        initial={initial}
        onSubmit={submit}
        submitTitle="保存"
        onCancel={() => setEditing(false)}
      />
    )
  }
  return (
    <div className="stack">
      <dl className="facts">
        {FIELDS.map(([name, title]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{name === 'region' ? <RegionName code={org.region} /> : plainText(org[name])}</dd>
          </div>
        ))}
      </dl>
      {edits && (
        <div>
          <Button onClick={() => setEditing(true)}>更正资料</Button>
        </div>
      )}
    </div>
  )
}

/** Somebody without an organisation registers one or joins by an invitation. */
function NoOrganisation() {
  const [reply, setReply] = useState<Reply<Row> | null>(null)
  const form = useQuery({
    queryKey: ['form', 'organisation'],
    queryFn: () => get<FormReply>('/forms/organisation'),
  })
  const join: JsonSchema = {
    type: 'object',
    required: ['code'],
    properties: {
      code: { type: 'string', title: '邀请码', widget: 'code', transient: true, help: '由单位管理员发给您' },
    },
  }
  return (
    <Page title="加入单位" lead="办理成果、需求和签约都以单位名义进行。">
      {reply ? (
        <Done title="已加入" reply={reply}>
          请在右上角切换到该单位的身份。
        </Done>
      ) : (
        <>
          <section className="card" aria-label="凭邀请码加入">
            <h2>凭邀请码加入</h2>
            <SchemaForm
              schema={join}
              name="join"
              keeps={false}
              submitTitle="加入"
              onSubmit={async (values, key) =>
                setReply(await send('POST', '/invitations/accept', values, key))
              }
            />
          </section>
          <section className="card" aria-label="登记新单位">
            <h2>登记新单位</h2>
            <Show query={form}>
              {({ schema }) => (
                <SchemaForm
                  schema={schema}
                  name="organisation-new"
                  submitTitle="登记"
                  onSubmit={async (values, key) =>
                    setReply(await send('POST', '/organisations', values, key))
                  }
                />
              )}
            </Show>
          </section>
        </>
      )}
    </Page>
  )
}
