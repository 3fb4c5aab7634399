import { Alert, Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { Figures, figureText, type Figure } from '../parts/Figures.tsx'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { FormReply, Reply, Row } from '../types.ts'

interface Own {
  readonly enterprise: {
    readonly id: string
    readonly name: string
    readonly source: string
    readonly form: Row
    readonly figures: readonly Figure[]
  } | null
}

/** What the city knows of the own firm: confirmed or corrected here, it prefills the firm's forms (practice.md P34). */
export function MyEnterprise() {
  const own = useQuery({ queryKey: ['my-enterprise'], queryFn: () => get<Own>('/my/enterprise') })
  return (
    <Page
      title="企业库里的本单位"
      lead="这是城市掌握的本单位情况。确认或更正后成为本单位自己的资料，以后的表格会自动带出。"
    >
      <Show query={own} rows={8}>
        {({ enterprise }) =>
          enterprise === null ? (
            <div className="card">
              <Empty title="企业库里还没有本单位的记录">
                <p>本单位登记统一社会信用代码并通过核验后，会自动对上企业库的记录。</p>
              </Empty>
            </div>
          ) : (
            <Known key={enterprise.id} enterprise={enterprise} />
          )
        }
      </Show>
    </Page>
  )
}

const sourceText = (source: string) => `来源：${source}。联系人和年度数据不公开。`

function Known({ enterprise }: { readonly enterprise: NonNullable<Own['enterprise']> }) {
  const client = useQueryClient()
  const { may } = useMe()
  const writes = may.includes('enterprise.correct')
  const [reply, setReply] = useState<Reply<{ changed: boolean }> | null>(null)
  const [figure, setFigure] = useState<Figure | null>(null)
  const form = useQuery({
    queryKey: ['form', 'enterprise-correction'],
    queryFn: () => get<FormReply>('/forms/enterprise-correction'),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send<{ changed: boolean }>('PUT', '/my/enterprise', values, key))
    await client.invalidateQueries()
  }
  return (
    <>
      <Alert type="info" showIcon role="note" title={sourceText(enterprise.source)} />
      {reply && (
        <Done title={reply.result.changed ? '已更正' : '已确认'} reply={reply}>
          以后的表格会自动带出这些内容。
        </Done>
      )}
      <section className="card">
        <h2>年度数据</h2>
        <Figures
          figures={enterprise.figures}
          {...(writes && {
            ask: (row: Figure) =>
              row.word === null && (
                <Button size="small" onClick={() => setFigure(row)}>
                  确认或更正
                </Button>
              ),
          })}
        />
      </section>
      {writes && (
        <Show query={form}>
          {({ schema }) => (
            <div className="card">
              <h2>{enterprise.name}</h2>
              <SchemaForm
                schema={schema}
                name="enterprise-correction"
                initial={{ ...enterprise.form }}
                onSubmit={submit}
                submitTitle="确认以上内容"
              />
            </div>
          )}
        </Show>
      )}
      {figure && <Word figure={figure} close={() => setFigure(null)} />}
    </>
  )
}

/** The firm's word on one figure. */
function Word({ figure, close }: { readonly figure: Figure; readonly close: () => void }) {
  const client = useQueryClient()
  const form = useQuery({
    queryKey: ['form', 'figure-word'],
    queryFn: () => get<FormReply>('/forms/figure-word'),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    await send('POST', `/my/enterprise/figures/${figure.id}`, values, key)
    await client.invalidateQueries()
    close()
  }
  return (
    <Modal open title="确认或更正" footer={null} onCancel={close} destroyOnHidden>
      <p>
        {figure.year} 年{figure.title}：<b className="num">{figureText(figure)}</b>（{figure.source}）
      </p>
      <Show query={form}>
        {({ schema }) => (
          <SchemaForm
            schema={asked(schema, figure)}
            name="figure-word"
            onSubmit={submit}
            submitTitle="确认"
            onCancel={close}
            keeps={false}
          />
        )}
      </Show>
    </Modal>
  )
}

/** Amounts are typed with their unit. */
function asked(schema: FormReply['schema'], figure: Figure): FormReply['schema'] {
  if (figure.unit !== '分') return schema
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      { ...field, widget: 'money', unit: '元', help: '数据无误的不填，直接确认' },
    ]),
  )
  return { ...schema, properties }
}
