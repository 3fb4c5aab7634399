import { Alert, Button, Checkbox, Form, Progress, Radio, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get, newKey, sendFiles, urlOf } from '../api.ts'
import { sizeText } from '../helpers/format.ts'
import { Outcome, type ImportState } from '../parts/ImportOutcome.tsx'
import { ExportButton } from '../parts/ExportButton.tsx'
import { Page } from '../shell/Page.tsx'
import { Failure } from '../shell/states.tsx'

const KINDS = [
  { value: 'achievements', label: '成果' },
  { value: 'demands', label: '需求' },
]

/** Largest table the server takes, in bytes; told before choosing. */
const MAX_BYTES = 200 * 1024 * 1024

/** How often a running import is asked how far it is, in ms. */
const POLL = 700

/** A table of records: first a dry run that says what is wrong in words, then the import itself. */
export function ImportPage() {
  const [search, setSearch] = useSearchParams()
  const kind = search.get('kind') ?? 'achievements'
  const [file, setFile] = useState<File | null>(null)
  const [goodRows, setGoodRows] = useState(false)
  const [publish, setPublish] = useState(false)
  const [batch, setBatch] = useState<{ id: string; dryRun: boolean } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const state = useQuery({
    queryKey: ['import', batch?.id],
    queryFn: () => get<ImportState>(`/import/${batch?.id ?? ''}`),
    enabled: batch !== null,
    refetchInterval: (query) => (isOver(query.state.data) ? false : POLL),
  })
  const start = async (dryRun: boolean) => {
    if (!file) return
    setError(null)
    setBatch(null)
    try {
      const options = { dryRun: String(dryRun), goodRows: String(goodRows), publish: String(publish) }
      const reply = await sendFiles<{ batchId?: string; result?: { batchId: string } }>(
        `/import/${kind}`,
        { ...options, file },
        newKey(),
      )
      setBatch({ id: reply.batchId ?? reply.result?.batchId ?? '', dryRun })
    } catch (fault) {
      setError(fault)
    }
  }
  const checked = batch?.dryRun === true && isOver(state.data)
  return (
    <Page
      title="导入导出"
      lead="用现成的 CSV 表格。先试导入：逐格说明哪里要改，不保存任何内容。"
      extra={<ExportButton kind={kind} />}
    >
      <div className="card">
        <Form layout="vertical" requiredMark={false}>
          <Kind kind={kind} choose={(next) => (setSearch({ kind: next }), setBatch(null))} />
          <ChooseFile file={file} choose={(next) => (setFile(next), setBatch(null))} />
          <Options goodRows={goodRows} setGoodRows={setGoodRows} publish={publish} setPublish={setPublish} />
          <div className="row">
            <Button type={checked ? 'default' : 'primary'} disabled={!file} onClick={() => void start(true)}>
              试导入
            </Button>
            <Button
              type={checked ? 'primary' : 'default'}
              disabled={!file || !checked}
              onClick={() => void start(false)}
            >
              正式导入
            </Button>
            {!checked && <span className="soft">先试导入，再正式导入。</span>}
          </div>
        </Form>
      </div>
      {error !== null && <Failure error={error} />}
      {batch && state.error && <Failure error={state.error} retry={() => void state.refetch()} />}
      {batch && state.data && !isOver(state.data) && <Running state={state.data} />}
      {batch && state.data && isOver(state.data) && (
        <Outcome state={state.data} dryRun={batch.dryRun} kind={kind} file={file?.name ?? ''} />
      )}
    </Page>
  )
}

function isOver(state: ImportState | undefined): boolean {
  return state?.state === 'done' || state?.state === 'failed'
}

function Kind({ kind, choose }: { readonly kind: string; readonly choose: (kind: string) => void }) {
  return (
    <Form.Item label="导入什么" htmlFor="import-kind">
      <div className="row">
        <Select id="import-kind" value={kind} options={KINDS} onChange={choose} style={{ width: 160 }} />
        <a href={urlOf(`/import/${kind}/template.csv`)} download>
          下载表头模板
        </a>
      </div>
    </Form.Item>
  )
}

function ChooseFile({
  file,
  choose,
}: {
  readonly file: File | null
  readonly choose: (file: File | null) => void
}) {
  return (
    <Form.Item
      label="文件"
      htmlFor="import-file"
      extra={`CSV，UTF-8 或 GB18030 编码，不超过 ${sizeText(MAX_BYTES)}、100,000 行。表头用中文名称或英文字段名都可以；只有“编号、名称、简介”三列也可以。`}
    >
      <input
        id="import-file"
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => choose(event.target.files?.[0] ?? null)}
      />
      {file && <span className="soft"> {sizeText(file.size)}</span>}
    </Form.Item>
  )
}

interface OptionProps {
  readonly goodRows: boolean
  readonly setGoodRows: (on: boolean) => void
  readonly publish: boolean
  readonly setPublish: (on: boolean) => void
}

function Options({ goodRows, setGoodRows, publish, setPublish }: OptionProps) {
  return (
    <>
      <div role="radiogroup" aria-label="有错误的行怎么办" style={{ marginBottom: 16 }}>
        <Radio checked={!goodRows} onChange={() => setGoodRows(false)}>
          有一处错误就全部不导入
        </Radio>
        <Radio checked={goodRows} onChange={() => setGoodRows(true)}>
          只导入没有错误的行
        </Radio>
      </div>
      <Form.Item>
        <Checkbox checked={publish} onChange={(event) => setPublish(event.target.checked)}>
          导入后直接公开（我确认内容可以公开，并已通过本单位保密审查）
        </Checkbox>
      </Form.Item>
    </>
  )
}

function Running({ state }: { readonly state: ImportState }) {
  const total = state.total ?? 0
  const percent = total > 0 ? Math.min(99, Math.floor(((state.read ?? 0) / total) * 100)) : 0
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      title={`正在处理，已读 ${String(state.read ?? 0)} 行`}
      description={total > 0 && <Progress percent={percent} aria-label="导入进度" />}
    />
  )
}
