import { Alert, Button, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../api.ts'
import { piecesOf } from '../../helpers/diff.ts'
import { timeText } from '../../helpers/format.ts'
import { Show } from '../../shell/states.tsx'
import type { ContractView, TextVersion } from './types.ts'

const POINTS: Readonly<Record<string, string>> = {
  name: '项目的名称',
  subject: '标的的内容、范围和要求',
  performance: '履行的计划、地点和方式',
  secrecy: '技术信息和资料的保密',
  ownership: '技术成果的归属和收益的分配办法',
  acceptance: '验收标准和方法',
  terms: '名词和术语的解释',
  documents: '作为合同组成部分的技术文档',
  patents: '涉及专利的事项',
}

/** The text itself in each format with its hash, what was found in it, and how versions differ. */
export function ContractTextCard({ contract }: { readonly contract: ContractView }) {
  const text = contract.documents.find((one) => one.version === contract.version)
  if (!text) return null
  return (
    <section className="card stack" aria-label="合同文本">
      <h2>合同文本</h2>
      <dl className="facts">
        <dt>第 {text.version} 版</dt>
        <dd>
          <Files contract={contract} text={text} />
        </dd>
        <dt>文本摘要</dt>
        <dd className="mono">SHA-256 {text.sha256}</dd>
        <dt>页数</dt>
        <dd className="num">
          {contract.pages === null ? '以打印为准' : `${String(contract.pages)} 页`}
          {text.source === 'own' && '（含封面）'}
        </dd>
      </dl>
      {text.source === 'own' && <Points points={text.points ?? {}} />}
      <Findings text={text} />
      {contract.documents.length > 1 && <Versions contract={contract} />}
    </section>
  )
}

function Files({ contract, text }: { readonly contract: ContractView; readonly text: TextVersion }) {
  const own = text.source === 'own'
  return (
    <div className="row">
      <FileLink to={text.link}>
        {own ? '打开双方的文本' : `打开第 ${String(contract.version)} 版 PDF`}
      </FileLink>
      {text.cover !== null && <FileLink to={text.cover}>打开封面（带二维码）</FileLink>}
      {text.docx && <FileLink to={text.docx.link}>下载 docx（供阅读，以 PDF 为准）</FileLink>}
      {text.chinese !== null && <FileLink to={text.chinese}>打开中文文本</FileLink>}
    </div>
  )
}

function FileLink({ to, children }: { readonly to: string; readonly children: React.ReactNode }) {
  return (
    <a href={to} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}

function Points({ points }: { readonly points: Readonly<Record<string, string>> }) {
  return (
    <details>
      <summary>民法典第八百四十五条各项在文本中的位置</summary>
      <dl className="facts">
        {Object.entries(POINTS).map(([point, title]) => (
          <div key={point} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{points[point] ?? '无'}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** Doubts, not refusals: the parties decide, and know what a registration office will say. */
function Findings({ text }: { readonly text: TextVersion }) {
  const serious = text.findings.filter((one) => one.level === 'serious')
  if (text.findings.length === 0) return null
  return (
    <Alert
      type={serious.length > 0 ? 'warning' : 'info'}
      showIcon
      role="note"
      title={`文本中有 ${String(text.findings.length)} 处请留意（不妨碍签订，由双方决定）`}
      description={
        <ul>
          {text.findings.map((one) => (
            <li key={one.rule + one.at + one.says}>
              {one.at}：{one.says}
              <span className="soft">（{one.basis}）</span>
            </li>
          ))}
        </ul>
      }
    />
  )
}

interface Compared {
  readonly changes: readonly {
    readonly id: string
    readonly heading: string
    readonly number: string
    readonly before: string | null
    readonly after: string | null
  }[]
}

function Versions({ contract }: { readonly contract: ContractView }) {
  const generated = contract.documents.filter((one) => one.source === 'generated')
  const [newest, before] = generated
  const [from, setFrom] = useState(before?.version ?? 0)
  const [shown, setShown] = useState(false)
  const compared = useQuery({
    queryKey: ['contract compared', contract.id, from, newest?.version],
    queryFn: () => get<Compared>(`/contracts/${contract.id}/compare`, { from, to: newest?.version ?? 0 }),
    enabled: shown && newest !== undefined && from > 0,
  })
  return (
    <details>
      <summary>各版文本（{contract.documents.length} 版）</summary>
      <ul>
        {contract.documents.map((one) => (
          <li key={one.version}>
            <FileLink to={one.link}>第 {one.version} 版</FileLink>{' '}
            {one.source === 'own' ? '双方的文本' : '平台生成'}，
            <span className="num">{timeText(one.at)}</span>
          </li>
        ))}
      </ul>
      {newest && before && (
        <div className="row">
          <label htmlFor="compare-from">与第 {newest.version} 版比较：</label>
          <Select
            id="compare-from"
            value={from}
            onChange={setFrom}
            options={generated
              .filter((one) => one.version < newest.version)
              .map((one) => ({ value: one.version, label: `第 ${String(one.version)} 版` }))}
          />
          <Button onClick={() => setShown(true)}>查看不同</Button>
        </div>
      )}
      {shown && <Show query={compared}>{({ changes }) => <Changes changes={changes} />}</Show>}
    </details>
  )
}

function Changes({ changes }: Compared) {
  if (changes.length === 0) return <p>两版条款相同。</p>
  return (
    <dl className="stack-s diff" aria-label="不同的条款">
      {changes.map((one) => (
        <div key={one.id}>
          <dt>
            {one.heading} {one.number}
          </dt>
          <dd>
            {piecesOf(one.before ?? '', one.after ?? '').map((piece, i) =>
              piece.kind === 'added' ? (
                <ins key={i}>{piece.text}</ins>
              ) : piece.kind === 'removed' ? (
                <del key={i}>{piece.text}</del>
              ) : (
                <span key={i}>{piece.text}</span>
              ),
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
