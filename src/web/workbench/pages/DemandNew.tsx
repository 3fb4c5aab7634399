import { Button, Form, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, send } from '../api.ts'
import { lettersOf } from '../helpers/format.ts'
import type { JsonSchema } from '../helpers/schema.ts'
import { Done } from '../parts/Receipt.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { demands } from '../records.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { FormReply, Reply } from '../types.ts'

/** Longest name taken from the sentence; the rest stays in the problem. */
const NAME_MAX = 40

/** A demand in a minute: one sentence first, everything else optional and after it. */
export function DemandNew() {
  const client = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const [reply, setReply] = useState<Reply<{ id: string }> | null>(null)
  const form = useQuery({
    queryKey: ['form', demands.draftForm],
    queryFn: () => get<FormReply>(`/forms/${demands.draftForm}`),
  })
  const submit = async (values: Record<string, unknown>, key: string) => {
    setReply(await send<{ id: string }>('POST', '/demands', values, key))
    await client.invalidateQueries()
  }
  if (reply) {
    const id = reply.result.id
    return (
      <Page title="发布需求">
        <Done title="需求已保存" reply={reply}>
          接下来：<Link to={`/demands/${id}`}>核对并提交审核</Link>，或先
          <Link to={`/matches?demand=${id}`}>看看匹配到的成果</Link>。
        </Done>
      </Page>
    )
  }
  return (
    <Page
      title="发布需求"
      lead={
        problem === null
          ? '第 1 步，共 2 步：用自己的话说，不用专业格式。'
          : '第 2 步，共 2 步：知道多少填多少，其余可以以后再补。'
      }
    >
      {problem === null ? (
        <Sentence go={setProblem} />
      ) : (
        <Show query={form} rows={8}>
          {({ schema, prefill }) => (
            <div className="card">
              <SchemaForm
                schema={problemFirst(schema)}
                name="demand-new"
                initial={{ problem, name: nameOf(problem), secrecy: '公开' }}
                {...(prefill && { prefill })}
                onSubmit={submit}
                submitTitle="保存需求"
                onCancel={() => setProblem(null)}
              />
            </div>
          )}
        </Show>
      )}
    </Page>
  )
}

function Sentence({ go }: { readonly go: (problem: string) => void }) {
  return (
    <div className="card">
      <Form<{ problem: string }>
        name="sentence"
        layout="vertical"
        onFinish={({ problem }) => go(problem.trim())}
        requiredMark={false}
      >
        <Form.Item
          name="problem"
          label="您想解决什么问题？"
          extra="例如：荔枝采后三天就褐变，想找常温保鲜一周以上、成本每斤五毛以内的办法。不要写配方等技术秘密。"
          rules={[{ required: true, whitespace: true, message: '请用一句话写下要解决的问题。' }]}
        >
          <Input.TextArea rows={5} maxLength={2000} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          下一步
        </Button>
      </Form>
    </div>
  )
}

/** Up to the first stop, at most 40 letters; people may change it on the next step. */
function nameOf(problem: string): string {
  const first = problem.split(/[。！？；\n]/)[0] ?? problem
  return lettersOf(first).slice(0, NAME_MAX).join('')
}

/** Name and problem, which are known already, come first and under no heading. */
function problemFirst(schema: JsonSchema): JsonSchema {
  const { name, problem, ...rest } = schema.properties ?? {}
  return { ...schema, properties: { ...(name && { name }), ...(problem && { problem }), ...rest } }
}
