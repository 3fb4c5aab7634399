import { Alert, Button, Checkbox, Form, Radio, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { sendAndFollow, urlOf, type Progress } from '../api.ts'
import { sizeText } from '../helpers/format.ts'
import { ExportButton } from '../parts/ExportButton.tsx'
import { Outcome, type ImportResult } from '../parts/ImportOutcome.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Failure } from '../shell/states.tsx'

const KINDS = [
  { value: 'achievements', label: '成果' },
  { value: 'demands', label: '需求' },
  { value: 'service-bodies', label: '服务机构' },
  { value: 'instruments', label: '仪器设备' },
  { value: 'brokers', label: '技术经纪人' },
  { value: 'experts', label: '专家' },
  { value: 'enterprises', label: '企业' },
]

/** Largest table the server takes, in millions of bytes (LARGEST_FILE_BYTES there); told before choosing. */
const MAX_MB = 50

interface Run {
  readonly dryRun: boolean
  readonly progress?: Progress
  readonly result?: ImportResult
  readonly error?: unknown
}

/** A table of records: first a dry run that says what is wrong in words, then the import itself. */
export function ImportPage() {
  const me = useMe()
  const client = useQueryClient()
  const [search, setSearch] = useSearchParams()
  const kind = search.get('kind') ?? 'achievements'
  const [file, setFile] = useState<File | null>(null)
  const [options, setOptions] = useState<Choices>({ goodRows: false, publish: false })
  const [run, setRun] = useState<Run | null>(null)
  const running = run !== null && run.result === undefined && run.error === undefined
  const checked = run?.dryRun === true && run.result !== undefined
  const start = async (dryRun: boolean) => {
    if (!file) return
    setRun({ dryRun })
    try {
      const { goodRows, publish } = options
      const parts = { dryRun: String(dryRun), goodRows: String(goodRows), publish: String(publish), file }
      const result = await sendAndFollow<ImportResult>(`/import/${kind}`, parts, (progress) =>
        setRun({ dryRun, progress }),
      )
      setRun({ dryRun, result })
      if (!dryRun) await client.invalidateQueries()
    } catch (error) {
      setRun({ dryRun, error })
    }
  }
  return (
    <Page
      title="导入导出"
      lead="用现成的 CSV 表格。先试导入：逐格说明哪里要改，不保存任何内容。"
      extra={<ExportButton kind={kind} />}
    >
      {holds(me, ['bulk.import']) && (
        <div className="card">
          <Form layout="vertical" requiredMark={false}>
            <Kind kind={kind} choose={(next) => (setSearch({ kind: next }), setRun(null))} />
            <ChooseFile file={file} choose={(next) => (setFile(next), setRun(null))} />
            <ChooseOptions options={options} choose={setOptions} publishes={holds(me, ['bulk.publish'])} />
            <Starts
              ready={file !== null && !running}
              checked={checked}
              start={(dryRun) => void start(dryRun)}
            />
          </Form>
        </div>
      )}
      {running && <Running progress={run.progress} />}
      {run?.error !== undefined && <Failure error={run.error} />}
      {run?.result && (
        <Outcome
          result={run.result}
          dryRun={run.dryRun}
          goodRows={options.goodRows}
          kind={kind}
          file={file?.name ?? ''}
        />
      )}
    </Page>
  )
}

interface StartProps {
  readonly ready: boolean
  /** The dry run of this very file is done. */
  readonly checked: boolean
  readonly start: (dryRun: boolean) => void
}

function Starts({ ready, checked, start }: StartProps) {
  return (
    <div className="row">
      <Button type={checked ? 'default' : 'primary'} disabled={!ready} onClick={() => start(true)}>
        试导入
      </Button>
      <Button
        type={checked ? 'primary' : 'default'}
        disabled={!ready || !checked}
        onClick={() => start(false)}
      >
        正式导入
      </Button>
      {!checked && <span className="soft">先试导入，再正式导入。</span>}
    </div>
  )
}

function Kind({ kind, choose }: { readonly kind: string; readonly choose: (kind: string) => void }) {
  const label = KINDS.find((one) => one.value === kind)?.label ?? ''
  return (
    <Form.Item label="导入什么" htmlFor="import-kind">
      <div className="row">
        <Select id="import-kind" value={kind} options={KINDS} onChange={choose} style={{ width: 160 }} />
        <Button href={urlOf(`/import/${kind}/template.csv`)} download={`${label}导入模板.csv`}>
          下载表头模板
        </Button>
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
      extra={`CSV，UTF-8 或 GB18030 编码，不超过 ${String(MAX_MB)} MB。表头用中文名称或英文字段名都可以；只有“编号、名称、简介”三列也可以。`}
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

interface Choices {
  readonly goodRows: boolean
  readonly publish: boolean
}

interface OptionProps {
  readonly options: Choices
  readonly choose: (options: Choices) => void
  readonly publishes: boolean
}

function ChooseOptions({ options, choose, publishes }: OptionProps) {
  return (
    <>
      <div role="radiogroup" aria-label="有错误的行怎么办" style={{ marginBottom: 16 }}>
        <Radio checked={!options.goodRows} onChange={() => choose({ ...options, goodRows: false })}>
          有一处错误就全部不导入
        </Radio>
        <Radio checked={options.goodRows} onChange={() => choose({ ...options, goodRows: true })}>
          只导入没有错误的行
        </Radio>
      </div>
      {publishes && (
        <Form.Item>
          <Checkbox
            checked={options.publish}
            onChange={(event) => choose({ ...options, publish: event.target.checked })}
          >
            导入后直接公开（确认内容可以公开，并已通过保密审查）
          </Checkbox>
        </Form.Item>
      )}
    </>
  )
}

function Running({ progress }: { readonly progress: Progress | undefined }) {
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      title={progress ? progressText(progress) : '正在上传…'}
      description={
        <progress
          aria-label="导入进度"
          style={{ width: '100%' }}
          max={progress?.total}
          value={progress?.total === undefined ? undefined : progress.rows}
        />
      }
    />
  )
}

/** The last phase has no rows of its own; the first one does not know yet how many there are. */
function progressText({ phase, rows, total }: Progress): string {
  if (phase === '生效') return '全部写入，正在生效…'
  const all = total === undefined ? '' : ` / 共 ${String(total)}`
  return `正在${phase}：${String(rows)}${all} 行`
}
