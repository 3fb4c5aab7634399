import { Button, Modal, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, send } from '../api.ts'
import { dayText, plainText } from '../helpers/format.ts'
import { feeReading } from '../helpers/money.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { holds, useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'
import { RegionName } from './regions.tsx'
import { SchemaForm } from './SchemaForm.tsx'

interface Fact {
  readonly id: string | null
  readonly key: string
  readonly value: unknown
  readonly unit: string
  readonly from: string
  readonly until: string | null
  readonly source: string
  readonly proofFileId: string | null
}

interface Proof {
  readonly id: string
  readonly owner: 'org' | 'person'
  readonly kind: string
  readonly title: string
  readonly fileId: string
  readonly validUntil: string | null
  readonly validity: string
}

/** What forms prefill from (P34), and the library of proofs that is used by reference (P33). */
export function FactsAndProofs() {
  const me = useMe()
  return (
    <div className="stack">
      {holds(me, ['fact.read']) && <Facts />}
      <Proofs />
    </div>
  )
}

/** Facts people know by name; others show their key. */
const TITLES: Readonly<Record<string, string>> = {
  'org.name': '单位名称',
  'org.creditCode': '统一社会信用代码',
  'org.address': '地址',
  'org.business': '主要业务',
  'org.industrySection': '行业门类',
  'org.industryDivision': '行业大类',
  'org.region': '所在地区',
  'org.kind': '单位类型',
  'org.revenue': '营业收入',
  'org.rdExpense': '研发费用',
  'org.totalAssets': '资产总额',
  'org.employees': '职工人数',
  'org.staff': '职工总数',
  'org.techStaff': '科技人员数',
  'org.foundedOn': '成立日期',
  'org.scale': '规模',
  'org.products': '主要产品',
  'org.techFields': '技术领域',
  'org.contact': '联系方式',
}

function Facts() {
  const facts = useQuery({ queryKey: ['facts'], queryFn: () => get<Page<Fact>>('/facts') })
  return (
    <section aria-label="资料">
      <h2>资料</h2>
      <p className="soft">填过一次的资料，以后的表格自动带出，并注明日期和来源。</p>
      <Show query={facts} rows={3}>
        {({ items }) => (
          <dl className="facts">
            {items.map((fact) => (
              <div key={fact.key + fact.from} style={{ display: 'contents' }}>
                <dt>{TITLES[fact.key] ?? fact.key}</dt>
                <dd>
                  <FactValue fact={fact} />{' '}
                  <span className="soft small">
                    {dayText(fact.from)}
                    {fact.until === null ? ' 起' : ` 至 ${dayText(fact.until)}`} {fact.source}
                  </span>
                  {fact.proofFileId !== null && <a href={`/api/v1/files/${fact.proofFileId}`}> 证明材料</a>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Show>
    </section>
  )
}

function FactValue({ fact }: { readonly fact: Fact }) {
  if (fact.key === 'org.region') return <RegionName code={fact.value} />
  if (fact.unit === '分' && typeof fact.value === 'number') return <>{feeReading(fact.value)}</>
  return (
    <>
      {plainText(fact.value)} {fact.unit}
    </>
  )
}

const KINDS = ['营业执照', '审计报告', '专利证书', '社保清单', '其他'] as const

const schema: JsonSchema = {
  type: 'object',
  required: ['owner', 'kind', 'title', 'fileId'],
  properties: {
    owner: {
      type: 'string',
      title: '材料属于',
      enum: ['org', 'person'],
      options: { org: '本单位', person: '本人' },
    },
    kind: { type: 'string', title: '种类', enum: KINDS },
    title: { type: 'string', title: '名称', maxLength: 100, help: '例如：2025 年度审计报告' },
    fileId: { type: 'string', title: '文件', widget: 'file' },
    validUntil: { type: 'string', title: '有效期至（含当日）', widget: 'date', help: '长期有效的不填' },
  },
}

const VALIDITY: Readonly<Record<string, string>> = { 已过期: 'error', 即将到期: 'warning', 未生效: 'warning' }

function Proofs() {
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const proofs = useQuery({ queryKey: ['proofs'], queryFn: () => get<Page<Proof>>('/evidence-library') })
  const add = async (values: Record<string, unknown>, key: string) => {
    await send('POST', '/evidence-library', values, key)
    await client.invalidateQueries({ queryKey: ['proofs'] })
    setAdding(false)
  }
  const withdraw = async (id: string) => {
    await send('POST', `/evidence-library/${id}/withdraw`, {})
    await client.invalidateQueries({ queryKey: ['proofs'] })
  }
  return (
    <section aria-label="证照与材料">
      <h2>证照与材料</h2>
      <Show query={proofs} rows={2}>
        {({ items }) => (
          <ul className="plain worklist">
            {items.length === 0 && (
              <li className="soft">还没有材料。上传一次，以后各处引用，到期前会提醒。</li>
            )}
            {items.map((proof) => (
              <li key={proof.id}>
                <span className="grow soft">
                  <a href={`/api/v1/files/${proof.fileId}`}>{proof.title}</a>{' '}
                  <span>
                    {proof.kind}，{proof.owner === 'org' ? '本单位' : '本人'}
                    {proof.validUntil !== null && `，有效期至 ${proof.validUntil}`}
                  </span>
                </span>
                <Tag color={VALIDITY[proof.validity] ?? 'success'}>{proof.validity}</Tag>
                <Button
                  size="small"
                  onClick={() => void withdraw(proof.id)}
                  aria-label={`移出：${proof.title}`}
                >
                  移出
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Show>
      <Button onClick={() => setAdding(true)}>存入材料</Button>
      <Modal open={adding} title="存入材料" footer={null} onCancel={() => setAdding(false)} destroyOnHidden>
        <SchemaForm
          schema={schema}
          name="proof"
          initial={{ owner: 'org' }}
          keeps={false}
          onSubmit={add}
          onCancel={() => setAdding(false)}
          submitTitle="存入"
        />
      </Modal>
    </section>
  )
}
