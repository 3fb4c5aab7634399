import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

export interface RowFault {
  readonly row: number
  readonly column: string
  readonly message: string
}

export interface ImportResult {
  readonly read: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly errors: readonly RowFault[]
  /** Headers nobody knows; their cells were not read. */
  readonly ignored: readonly string[]
  /** What was left out or read in a special way. */
  readonly notes: readonly string[]
}

interface Props {
  readonly result: ImportResult
  readonly dryRun: boolean
  readonly goodRows: boolean
  readonly kind: string
  /** Fetches the own sheet with the red column. */
  readonly saveErrors: () => Promise<void>
}

/** What came of an import or a dry run, and each cell that has to be changed, in words. */
export function Outcome({ result, dryRun, goodRows, kind, saveErrors }: Props) {
  const { errors, ignored, notes } = result
  const stored = !dryRun && result.created + result.updated > 0
  return (
    <section className="card stack" aria-label="结果" aria-live="polite">
      <Alert
        type={errors.length > 0 ? 'warning' : 'success'}
        showIcon
        title={headline(result, dryRun, goodRows)}
      />
      <p className="num">
        读入 {result.read} 行：{dryRun && '将'}新增 {result.created}，更新 {result.updated}，没有变化{' '}
        {result.unchanged}，有错误 {result.rejected}。
      </p>
      {(ignored.length > 0 || notes.length > 0) && (
        <ul className="soft">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {ignored.length > 0 && <li>没有读取的列：{ignored.join('、')}。</li>}
        </ul>
      )}
      {stored && <Link to={`/${kind}`}>查看导入的记录</Link>}
      {errors.length > 0 && (
        <>
          <ErrorFile save={saveErrors} />
          <Errors errors={errors} />
        </>
      )}
    </section>
  )
}

function headline({ rejected, errors }: ImportResult, dryRun: boolean, goodRows: boolean): string {
  const bad = errors.length > 0
  if (dryRun && !bad) return '试导入完成：没有发现错误，可以正式导入'
  if (dryRun) return `试导入完成：${String(rejected)} 行需要修改，没有保存任何内容`
  if (!bad) return '导入完成'
  return goodRows ? `已导入没有错误的行，${String(rejected)} 行没有导入` : '有错误，没有导入任何内容'
}

function ErrorFile({ save }: { readonly save: () => Promise<void> }) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const start = async () => {
    setBusy(true)
    setFault(null)
    try {
      await save()
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有下载成功，请重试。')
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="row">
      <Button loading={busy} onClick={() => void start()}>
        下载标好问题的表格
      </Button>
      <span className="soft grow">
        还是您自己的表格，右边多一列红色的“导入问题”，有问题的格子已涂色；改好后可以直接再导入。
      </span>
      {fault !== null && (
        <div role="alert" className="sum-bad">
          {fault}
        </div>
      )}
    </div>
  )
}

/** Faults shown on the page; the sheet to download has them all. */
const SHOWN = 200

function Errors({ errors }: { readonly errors: readonly RowFault[] }) {
  return (
    <div className="scroll-x" role="region" aria-label="错误清单" tabIndex={0}>
      <table className="list fit">
        <thead>
          <tr>
            <th scope="col" style={{ width: 48 }}>
              行
            </th>
            <th scope="col" style={{ width: 112 }}>
              列
            </th>
            <th scope="col">问题</th>
          </tr>
        </thead>
        <tbody>
          {errors.slice(0, SHOWN).map((fault, index) => (
            <tr key={index}>
              <td className="num">{fault.row}</td>
              <td>{fault.column}</td>
              <td>{fault.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {errors.length > SHOWN && <p className="soft">这里显示前 {SHOWN} 条，下载的表格里有全部。</p>}
    </div>
  )
}
