import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { dataOf, type MarketRecord, type RecordKind } from '../records.ts'
import { Show } from '../shell/states.tsx'

/** New record or new version of one: saved as a draft first, submitted from its page. */
export function RecordEdit({ kind }: { readonly kind: RecordKind }) {
  const { id } = useParams()
  const record = useQuery({
    queryKey: ['record', kind.kind, id],
    queryFn: () => get<MarketRecord>(`/my/${kind.path}/${id ?? ''}`),
    enabled: id !== undefined,
  })
  if (id === undefined) return <Form kind={kind} />
  return (
    <Show query={record} whole>
      {(found) => <Form key={id} kind={kind} record={found} />}
    </Show>
  )
}

function Form({ kind, record }: { readonly kind: RecordKind; readonly record?: MarketRecord }) {
  return (
    <FormPage<{ id: string }>
      title={record ? `修改${kind.title}` : kind.add}
      lead={`除${kind.personal ? '姓名' : '名称'}外都可以以后再补；保存的是草稿，提交审核前只有${kind.personal ? '您' : '本单位'}能看到。内容在本机自动暂存。`}
      form={kind.draftForm}
      // Whoever writes a profile agrees when submitting it; the field is for files brought by others.
      {...(kind.personal && { hides: ['agreed'] })}
      draft={`${kind.kind}-${record?.id ?? 'new'}`}
      method={record ? 'PUT' : 'POST'}
      path={record ? `/${kind.path}/${record.id}` : `/${kind.path}`}
      submitTitle="保存草稿"
      initial={record ? { ...dataOf(record) } : { secrecy: '公开' }}
      {...(record && { also: { version: record.version } })}
      done={(result) => ({
        title: '草稿已保存',
        next: (
          <>
            接下来请<Link to={`/${kind.path}/${result.id}`}>查看{kind.title}页面</Link>
            ，核对无误后提交审核；还没有填的内容也在那里列出。
          </>
        ),
      })}
    />
  )
}
