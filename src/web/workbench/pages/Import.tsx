import { Alert, Button, Checkbox, Radio, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { get, urlOf, type Progress } from '../api.ts'
import { mappingFaults } from '../helpers/mapping.ts'
import { ExportButton } from '../parts/ExportButton.tsx'
import { ImportFile } from '../parts/ImportFile.tsx'
import { KeptMappings, MappingStep } from '../parts/ImportMapping.tsx'
import { Outcome } from '../parts/ImportOutcome.tsx'
import { useImport, type Choices, type Run } from '../parts/importing.ts'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Failure, Show } from '../shell/states.tsx'

interface BulkInfo {
  readonly kinds: readonly {
    readonly kind: string
    readonly title: string
    readonly imports: boolean
    readonly exports: boolean
  }[]
  readonly maxBytes: number
  readonly says: string
}

/** A table of records: what is in it, a dry run that says what is wrong in words, then the import itself. */
export function ImportPage() {
  const me = useMe()
  const [search, setSearch] = useSearchParams()
  const kind = search.get('kind') ?? 'achievements'
  const owner = search.get('owner')
  const info = useQuery({
    queryKey: ['bulk kinds'],
    queryFn: () => get<BulkInfo>('/bulk'),
    staleTime: Infinity,
  })
  const chosen = info.data?.kinds.find((one) => one.kind === kind)
  const titleOf = (name: string) => info.data?.kinds.find((one) => one.kind === name)?.title ?? name
  return (
    <Page
      title="导入导出"
      lead="用现成的表格就行。先试导入：逐格说明哪里要改，不保存任何内容。"
      extra={
        chosen?.exports === true && (
          <>
            <ExportButton kind={kind} />
            <ExportButton kind={kind} format="csv" />
          </>
        )
      }
    >
      <Show query={info}>
        {(known) => (
          <>
            <div className="card">
              <div className="row">
                <label htmlFor="import-kind">导入什么</label>
                <Select
                  id="import-kind"
                  value={kind}
                  options={known.kinds.map((one) => ({ value: one.kind, label: one.title }))}
                  onChange={(next: string) => setSearch({ kind: next })}
                  style={{ width: 180 }}
                />
                {chosen?.imports === true && (
                  <>
                    <Button href={urlOf(`/bulk/${kind}/template`)} download>
                      下载{titleOf(kind)}导入模板
                    </Button>
                    <span className="soft">模板带下拉列表和填写说明；用自己的表格也可以。</span>
                  </>
                )}
              </div>
            </div>
            {chosen?.imports === true && <ImportSteps key={kind} kind={kind} owner={owner} info={known} />}
            {holds(me, ['bulk.import']) && <KeptMappings titleOf={titleOf} />}
          </>
        )}
      </Show>
    </Page>
  )
}

/** File, columns, options, and what came of them. */
function ImportSteps({
  kind,
  owner,
  info,
}: {
  readonly kind: string
  readonly owner: string | null
  readonly info: BulkInfo
}) {
  const me = useMe()
  const step = useImport(kind, owner)
  const [options, setOptions] = useState<Choices>({ goodRows: false, publish: false })
  const { run, look, mapping } = step
  const running = run !== null && run.result === undefined && run.error === undefined
  const ready = look !== null && mappingFaults(look, mapping).length === 0 && !running
  return (
    <>
      <div className="card stack">
        {owner !== null && <Alert type="info" showIcon title={`为“${owner}”导入`} />}
        <ImportFile
          file={step.file}
          says={info.says}
          maxBytes={info.maxBytes}
          choose={(file) => void step.choose(file, undefined)}
        />
        <ChooseOptions options={options} choose={setOptions} publishes={holds(me, ['bulk.publish'])} />
      </div>
      {step.looking && <Alert type="info" showIcon role="status" title="正在看这个表格…" />}
      {look && (
        <MappingStep
          look={look}
          mapping={mapping}
          choose={step.map}
          remember={step.remember}
          setRemember={step.setRemember}
          chooseSheet={(sheet) => void step.choose(step.file, sheet)}
          forget={() => void step.forget()}
        />
      )}
      {look && (
        <Starts
          ready={ready}
          run={run}
          goodRows={options.goodRows}
          start={(dryRun) => void step.start(dryRun, options)}
        />
      )}
      {run && (
        <CameOf run={run} goodRows={options.goodRows} kind={kind} save={() => step.saveErrors(options)} />
      )}
    </>
  )
}

interface CameProps {
  readonly run: Run
  readonly goodRows: boolean
  readonly kind: string
  readonly save: () => Promise<void>
}

/** How far a run is, why it was refused, or what came of it. */
function CameOf({ run, goodRows, kind, save }: CameProps) {
  if (run.error !== undefined) return <Failure error={run.error} />
  if (!run.result) return <Running progress={run.progress} />
  return <Outcome result={run.result} dryRun={run.dryRun} goodRows={goodRows} kind={kind} saveErrors={save} />
}

interface StartProps {
  readonly ready: boolean
  readonly run: Run | null
  readonly goodRows: boolean
  readonly start: (dryRun: boolean) => void
}

/** First the dry run; the import itself once that found nothing, or the good rows alone are wanted. */
function Starts({ ready, run, goodRows, start }: StartProps) {
  const checked = run?.dryRun === true && run.result !== undefined
  const blocked = checked && (run.result?.errors.length ?? 0) > 0 && !goodRows
  return (
    <div className="row">
      <Button
        type={checked && !blocked ? 'default' : 'primary'}
        disabled={!ready}
        onClick={() => start(true)}
      >
        试导入
      </Button>
      <Button
        type={checked && !blocked ? 'primary' : 'default'}
        disabled={!ready || !checked || blocked}
        onClick={() => start(false)}
      >
        正式导入
      </Button>
      {!checked && <span className="soft">先试导入，再正式导入。</span>}
      {blocked && <span className="soft">改好表格再选一次，或者选“只导入没有错误的行”。</span>}
    </div>
  )
}

interface OptionProps {
  readonly options: Choices
  readonly choose: (options: Choices) => void
  readonly publishes: boolean
}

function ChooseOptions({ options, choose, publishes }: OptionProps) {
  return (
    <div>
      <div role="radiogroup" aria-label="有错误的行怎么办">
        <Radio checked={!options.goodRows} onChange={() => choose({ ...options, goodRows: false })}>
          有一处错误就全部不导入
        </Radio>
        <Radio checked={options.goodRows} onChange={() => choose({ ...options, goodRows: true })}>
          只导入没有错误的行
        </Radio>
      </div>
      {publishes && (
        <Checkbox
          checked={options.publish}
          onChange={(event) => choose({ ...options, publish: event.target.checked })}
        >
          导入后直接公开（确认内容可以公开，并已通过保密审查）
        </Checkbox>
      )}
    </div>
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
