import { Alert, Checkbox, Form } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import { plainText } from '../helpers/format.ts'
import type { Proposed, Reading } from '../helpers/reading.ts'
import type { Field } from '../helpers/schema.ts'
import { FieldRow, FoldedFields } from '../parts/Fields.tsx'
import { NearBy, Proposals, Questions, TellingNote, useReading } from '../parts/Reading.tsx'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply, Prefill, Reply } from '../types.ts'

const FORM = 'demand-post'
/** Not asked: whoever ticks the declaration at the end says it. A form sends only what it draws, so it is added. */
const OPEN: Readonly<Record<string, unknown>> = { secrecy: '公开' }

interface Sent {
  readonly reply: Reply<{ id: string }>
  readonly isDraft: boolean
}

/** A demand in a minute: one box to write in, the rest is read from it and optional. */
export function DemandNew() {
  const client = useQueryClient()
  const [sent, setSent] = useState<Sent | null>(null)
  const form = useQuery({ queryKey: ['form', FORM], queryFn: () => get<FormReply>(`/forms/${FORM}`) })
  const sender = (path: string, isDraft: boolean) => async (values: Record<string, unknown>, key: string) => {
    const { declaresOpen, ...draft } = { ...OPEN, ...values }
    const body = isDraft ? draft : { ...draft, declaresOpen }
    setSent({ reply: await send<{ id: string }>('POST', path, body, key), isDraft })
    await client.invalidateQueries()
  }
  if (sent) return <Saved {...sent} />
  return (
    <Page title="发布需求" lead="用自己的话写一段，平台读出其余各项，您核对后提交；一分钟就够。">
      <Show query={form} rows={8}>
        {({ schema, prefill }) => (
          <div className="card">
            <SchemaForm
              schema={schema}
              name={FORM}
              {...(prefill && { prefill })}
              onSubmit={sender('/demands/post', false)}
              submitTitle="提交审核"
              second={{ title: '存为草稿', onSubmit: sender('/demands', true) }}
              body={(fields) => <Body fields={fields} prefill={prefill ?? {}} />}
            />
          </div>
        )}
      </Show>
    </Page>
  )
}

function Saved({ reply, isDraft }: Sent) {
  const { id } = reply.result
  return (
    <Page title="发布需求">
      <Done title={isDraft ? '草稿已保存' : '需求已提交审核'} reply={reply}>
        {isDraft ? (
          <>
            接下来：<Link to={`/demands/${id}`}>核对并提交审核</Link>。
          </>
        ) : (
          <>
            审核通过后公开，并自动与成果匹配。<Link to={`/demands/${id}`}>查看这项需求</Link>
          </>
        )}
      </Done>
    </Page>
  )
}

/** Fields drawn apart from the folded ones. */
const OWN = ['problem', 'blind', 'declaresOpen', 'secrecy']

interface BodyProps {
  readonly fields: readonly Field[]
  readonly prefill: Readonly<Record<string, Prefill>>
}

function Body({ fields, prefill }: BodyProps) {
  const text = Form.useWatch<string | undefined>('problem') ?? ''
  const { reading, fault } = useReading(text)
  const one = (name: string) => fields.find((field) => field.name === name)
  const problem = one('problem')
  const items = useMemo(() => itemsOf(reading, fields, prefill), [reading, fields, prefill])
  const titleOf = (name: string, value: unknown) =>
    one(name)?.options.find(
      (option) => option.value === (Array.isArray(value) ? (value as unknown[])[0] : value),
    )?.label
  return (
    <>
      {problem && (
        <div>
          <FieldRow field={asked(problem)} path={['problem']} prefill={undefined} />
        </div>
      )}
      {fault !== null && <Alert type="info" showIcon title={fault} />}
      {reading && (
        <>
          <NearBy near={reading.near} />
          <Proposals name={FORM} items={items} titleOf={titleOf} />
          <Questions name={FORM} questions={reading.questions} />
        </>
      )}
      <h2 className="h3">其余内容（存为草稿时都可以不填）</h2>
      <p className="soft small">提交审核时，还缺的必填项会逐项指出。</p>
      <FoldedFields fields={fields.filter(({ name }) => !OWN.includes(name))} />
      <Ends blind={one('blind')} declares={one('declaresOpen')} telling={reading?.telling ?? []} />
    </>
  )
}

/** What is known of the firm comes before what its words may mean. */
function itemsOf(
  reading: Reading | null,
  fields: readonly Field[],
  prefill: BodyProps['prefill'],
): readonly Proposed[] {
  const facts = Object.entries(prefill).map(([name, { value, source }]) => ({
    key: `fact.${name}`,
    title: fields.find((field) => field.name === name)?.title ?? name,
    fill: { [name]: value },
    shown: plainText(value),
    words: [],
    why: `本单位资料带出：${source ?? '已登记'}`,
  }))
  const read = (reading?.items ?? []).filter(({ fill }) => !Object.keys(fill).some((name) => name in prefill))
  return [...facts, ...read]
}

/** The first box, asked as one asks a person. */
function asked(problem: Field): Field {
  return {
    ...problem,
    title: '您想解决什么问题？',
    required: true,
    help: '例如：荔枝采后三天就褐变，想找常温保鲜一周以上、成本每斤五毛以内的办法，预算 50 万左右，年底前试用。不要写配方等技术秘密。',
  }
}

/** What is decided at the end: whether the firm shows itself, and that nothing secret is in it. */
function Ends(props: {
  readonly blind: Field | undefined
  readonly declares: Field | undefined
  readonly telling: Reading['telling']
}) {
  const isBlind = Form.useWatch<boolean | undefined>('blind') === true
  return (
    <div className="ends">
      <Form.Item name="blind" valuePropName="checked" extra={props.blind?.help}>
        <Checkbox>{props.blind?.title}</Checkbox>
      </Form.Item>
      {isBlind && <TellingNote telling={props.telling} />}
      <Form.Item name="declaresOpen" valuePropName="checked">
        <Checkbox>{props.declares?.title}</Checkbox>
      </Form.Item>
    </div>
  )
}
