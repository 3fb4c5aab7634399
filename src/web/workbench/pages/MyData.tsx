import { Alert, Button, Modal, Switch } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send, urlOf } from '../api.ts'
import { dayText, plainText, timeText } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface MyDataReply {
  readonly kinds: readonly {
    readonly title: string
    readonly why: string
    readonly basis: string
    readonly until: string
    readonly since: string | null
    readonly value: unknown
  }[]
  readonly readBy: readonly {
    readonly at: string
    readonly what: string
    readonly reader: string | null
    readonly org: string | null
  }[]
  readonly readTotal: number
}

/** What the city keeps about this person, why, since, until, and who read it (P18). */
export function MyData() {
  const data = useQuery({ queryKey: ['my-data'], queryFn: () => get<MyDataReply>('/my-data') })
  return (
    <Page
      title="我的数据"
      lead="平台保存了您的哪些信息、为什么、存到何时、谁看过。"
      extra={
        <Button href={urlOf('/my-data/copy')} download="my-data.json">
          下载副本
        </Button>
      }
    >
      <Show query={data} rows={10}>
        {(mine) => (
          <>
            {mine.kinds.map((kind) => (
              <section key={kind.title} className="card" aria-label={kind.title}>
                <h2>{kind.title}</h2>
                <dl className="facts">
                  <dt>用途</dt>
                  <dd>{kind.why}</dd>
                  <dt>依据</dt>
                  <dd>{kind.basis}</dd>
                  <dt>保存</dt>
                  <dd>
                    {kind.since !== null && `${dayText(kind.since)} 起，`}
                    {kind.until}
                  </dd>
                </dl>
                <Values value={kind.value} />
              </section>
            ))}
            <Readers data={mine} />
          </>
        )}
      </Show>
      <Service />
      <Rights />
    </Page>
  )
}

/** Entries shown before the rest is folded away; the copy has them all. */
const SHOWN = 5

function Values({ value }: { readonly value: unknown }) {
  if (!Array.isArray(value)) return <p>{plainText(value)}</p>
  const rows = value as readonly unknown[]
  if (rows.length === 0) return <p className="soft">没有。</p>
  return (
    <details>
      <summary>{rows.length} 条</summary>
      <ul>
        {rows.slice(0, SHOWN * 10).map((row, index) => (
          <li key={index} className="small">
            {plainText(row)}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Readers({ data }: { readonly data: MyDataReply }) {
  return (
    <section className="card" aria-label="谁看过">
      <h2>谁看过（共 {data.readTotal} 次）</h2>
      {data.readBy.length === 0 && <p className="soft">还没有人查看过您的个人信息。</p>}
      <ul className="plain stack-s">
        {data.readBy.slice(0, SHOWN * 4).map((one, index) => (
          <li key={index}>
            <span className="num">{timeText(one.at)}</span> {one.org} {one.reader ?? '系统'}{' '}
            <span className="mono soft">{one.what}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Letters may be served electronically only after consent (P9). */
function Service() {
  const client = useQueryClient()
  const consent = useQuery({
    queryKey: ['my-data', 'service'],
    queryFn: () => get<{ given: boolean; at: string | null }>('/my-data/electronic-service'),
  })
  const change = async (given: boolean) => {
    await send('POST', '/my-data/electronic-service', { given })
    await client.invalidateQueries({ queryKey: ['my-data', 'service'] })
  }
  return (
    <section className="card" aria-label="电子送达">
      <h2>电子送达</h2>
      <Show query={consent} rows={1}>
        {({ given }) => (
          <label className="row">
            <Switch checked={given} onChange={(next) => void change(next)} aria-label="同意电子送达" />
            同意以电子方式收取文书；送达之日起计算期限，可以随时撤回。
          </label>
        )}
      </Show>
    </section>
  )
}

const correctSchema: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: '姓名', transient: true },
    phone: { type: 'string', title: '手机号', widget: 'phone', transient: true },
    email: { type: 'string', title: '电子邮箱', transient: true },
  },
}

const eraseSchema: JsonSchema = {
  type: 'object',
  required: ['confirm'],
  properties: { confirm: { type: 'string', title: '确认', help: '请输入“注销”二字', transient: true } },
}

function Rights() {
  const client = useQueryClient()
  const [open, setOpen] = useState<'correct' | 'erase' | null>(null)
  const correct = async (values: Record<string, unknown>, key: string) => {
    await send('PUT', '/my-data', values, key)
    await client.invalidateQueries()
    setOpen(null)
  }
  const erase = async (values: Record<string, unknown>, key: string) => {
    await send('POST', '/my-data/erase', values, key)
    window.location.assign('/')
  }
  return (
    <div className="row no-print">
      <Button onClick={() => setOpen('correct')}>更正</Button>
      <Button danger onClick={() => setOpen('erase')}>
        注销账号并删除
      </Button>
      <Modal
        open={open === 'correct'}
        title="更正个人信息"
        footer={null}
        onCancel={() => setOpen(null)}
        destroyOnHidden
      >
        <SchemaForm
          schema={correctSchema}
          name="correct"
          keeps={false}
          onSubmit={correct}
          onCancel={() => setOpen(null)}
          submitTitle="更正"
        />
      </Modal>
      <Modal
        open={open === 'erase'}
        title="注销账号并删除个人信息"
        footer={null}
        onCancel={() => setOpen(null)}
        destroyOnHidden
      >
        <Alert
          type="warning"
          showIcon
          title="注销不能恢复。账目和存证保持有效，但不再与您关联。"
          style={{ marginBottom: 16 }}
        />
        <SchemaForm
          schema={eraseSchema}
          name="erase"
          keeps={false}
          danger
          onSubmit={erase}
          onCancel={() => setOpen(null)}
          submitTitle="注销"
        />
      </Modal>
    </div>
  )
}
