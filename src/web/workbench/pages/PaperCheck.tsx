import { Alert, Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { send } from '../api.ts'
import { asked } from '../parts/ActionBar.tsx'
import { PaperFindings } from '../parts/contract/Signing.tsx'
import type { ContractView, Paper } from '../parts/contract/types.ts'
import { useDossier } from '../parts/RecordPage.tsx'
import { SchemaForm } from '../parts/SchemaForm.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { DossierView, NextAction } from '../types.ts'
import { useContract } from './ContractPage.tsx'

/** The second person's screen: the picture beside the fields, page by page. */
export function PaperCheck() {
  const { id = '', paperId = '' } = useParams()
  const contract = useContract(id)
  return (
    <Show query={contract} rows={10} whole>
      {(found) => {
        const paper = found.papers.find((one) => one.id === paperId)
        return (
          <Page title="核对纸质文本" lead={<Link to={`/contracts/${found.id}`}>{found.title}</Link>}>
            {paper ? <Checking contract={found} paper={paper} /> : <Empty title="没有找到这份交回件" />}
          </Page>
        )
      }}
    </Show>
  )
}

function Checking({ contract, paper }: { readonly contract: ContractView; readonly paper: Paper }) {
  const dossier = useDossier(contract.dossierId)
  return (
    <div className="stack">
      <PaperFindings paper={paper} />
      <div className="grid-2">
        <Pictures paper={paper} />
        <div className="stack">
          <Show query={dossier}>{(view) => <Compare contract={contract} paper={paper} view={view} />}</Show>
        </div>
      </div>
    </div>
  )
}

/** Steps of the zoom in per cent of the frame. */
const ZOOMS = [100, 150, 200, 300] as const

function Pictures({ paper }: { readonly paper: Paper }) {
  // Seals and signatures stand on the last sheet.
  const pictures = paper.reading?.pictures ?? []
  const [chosen, setChosen] = useState<number | null>(null)
  const [zoom, setZoom] = useState(0)
  const at = Math.min(chosen ?? pictures.length - 1, pictures.length - 1)
  const picture = pictures[at]
  if (picture === undefined)
    return (
      <Empty title="还没有页面图">
        <a href={paper.file} target="_blank" rel="noreferrer">
          下载交回件
        </a>
      </Empty>
    )
  const page = paper.reading?.marks[at]?.page
  return (
    <section className="card stack-s papers" aria-label="交回件的页面">
      <div className="row">
        <Button disabled={at === 0} onClick={() => setChosen(at - 1)}>
          上一张
        </Button>
        <span className="num" aria-live="polite">
          第 {at + 1} 张，共 {pictures.length} 张
          {page === null || page === undefined ? '，没有识别到页码' : `，是文本第 ${String(page)} 页`}
        </span>
        <Button disabled={at === pictures.length - 1} onClick={() => setChosen(at + 1)}>
          下一张
        </Button>
        <Button disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          放大
        </Button>
        <Button disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          缩小
        </Button>
      </div>
      {/* Scrolled by keyboard too: a seal is looked at closely. */}
      <div className="paperview" tabIndex={0} role="region" aria-label="页面图，可滚动">
        <img
          src={picture}
          alt={`交回件第 ${String(at + 1)} 张`}
          style={{ width: `${String(ZOOMS[zoom] ?? 100)}%` }}
        />
      </div>
      <a href={paper.file} target="_blank" rel="noreferrer">
        下载交回件原件
      </a>
    </section>
  )
}

function Compare(props: {
  readonly contract: ContractView
  readonly paper: Paper
  readonly view: DossierView
}) {
  const { contract, paper, view } = props
  const [next] = paper.open
  const act = view.next.find((action) => action.name === 'checkPaper')
  const back = view.next.find((action) => action.name === 'sendBackPaper')
  if (!next)
    return (
      <Alert
        type={paper.sentBack === null ? 'success' : 'warning'}
        showIcon
        title={paper.sentBack === null ? '各方都已核对通过。' : `已退回：${paper.sentBack}`}
      />
    )
  return (
    <>
      {act?.allowed === false && <Alert type="warning" showIcon title={act.reason ?? ''} />}
      {act?.allowed === true && (
        <section className="card stack-s" aria-label={`核对${next.name}`}>
          <h2>
            核对 {next.role} {next.name}
          </h2>
          <p className="soft">
            照着图上抄写，平台与登记名称“{next.name}”比对。共 {paper.open.length} 方待核对。
          </p>
          <Act
            key={next.id}
            view={view}
            action={act}
            given={{ paperId: paper.id, signatoryId: next.id }}
            // Asked only where the machine left something to look at.
            hides={paper.findings?.complete === true ? ['pagesSeen'] : []}
            title="核对通过"
          />
        </section>
      )}
      {back?.allowed === true && (
        <section className="card stack-s" aria-label="退回">
          <h2>{paper.mine ? '撤回交回件' : '不符，退回'}</h2>
          <Act
            view={view}
            action={back}
            given={{ paperId: paper.id }}
            title={paper.mine ? '撤回' : '退回'}
            danger
          />
        </section>
      )}
      <p className="soft">
        共 {contract.signatories.length} 个签署方。核对人不能是交回的人；核对人和核对内容都留有记录。
      </p>
    </>
  )
}

function Act(props: {
  readonly view: DossierView
  readonly action: NextAction
  readonly given: Readonly<Record<string, string>>
  readonly hides?: readonly string[]
  readonly title: string
  readonly danger?: true
}) {
  const { view, action, given } = props
  const client = useQueryClient()
  const submit = async (values: Record<string, unknown>, key: string) => {
    const { id, procedure, visit } = view.dossier
    await send('POST', `/procedures/${procedure}/${id}/${action.name}`, { ...values, ...given, visit }, key)
    await client.invalidateQueries()
  }
  return (
    <SchemaForm
      schema={asked(action.form, { hides: [...Object.keys(given), ...(props.hides ?? [])] })}
      name={`paper-${action.name}`}
      onSubmit={submit}
      submitTitle={props.title}
      danger={props.danger ?? false}
      keeps={false}
    />
  )
}
