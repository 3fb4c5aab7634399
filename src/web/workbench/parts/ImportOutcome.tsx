import { Alert, Button, Table } from 'antd'
import { Link } from 'react-router'
import { csvOf } from '../helpers/csv.ts'
import { useNarrow } from '../shell/TopBar.tsx'

export interface RowFault {
  readonly row: number
  readonly column: string
  readonly message: string
}

export interface ImportState {
  readonly state: 'running' | 'done' | 'failed'
  readonly total?: number
  readonly read?: number
  readonly created?: number
  readonly updated?: number
  readonly unchanged?: number
  readonly rejected?: number
  readonly errors?: readonly RowFault[]
  /** Why the file as a whole was refused. */
  readonly fault?: string | null
}

interface Props {
  readonly state: ImportState
  readonly dryRun: boolean
  readonly kind: string
  readonly file: string
}

/** What came of an import or a dry run, and each cell that has to be changed, in words. */
export function Outcome({ state, dryRun, kind, file }: Props) {
  const errors = state.errors ?? []
  const bad = state.state === 'failed' || (state.rejected ?? 0) > 0
  return (
    <section className="card stack" aria-label="结果" aria-live="polite">
      <Alert
        type={bad ? 'warning' : 'success'}
        showIcon
        title={headline(state, dryRun)}
        description={state.fault ?? undefined}
      />
      <p className="num">
        读入 {state.read ?? 0} 行：新增 {state.created ?? 0}，更新 {state.updated ?? 0}，没有变化{' '}
        {state.unchanged ?? 0}，有错误 {state.rejected ?? 0}。
      </p>
      {!dryRun && (state.created ?? 0) + (state.updated ?? 0) > 0 && (
        <Link to={`/${kind}`}>查看导入的记录</Link>
      )}
      {errors.length > 0 && (
        <>
          <div>
            <Button onClick={() => download(errors, file)}>下载错误清单</Button>
          </div>
          <Errors errors={errors} />
        </>
      )}
    </section>
  )
}

function headline(state: ImportState, dryRun: boolean): string {
  const bad = state.rejected ?? 0
  if (state.state === 'failed') return dryRun ? '这个文件还不能导入' : '没有导入任何内容'
  if (dryRun)
    return bad > 0
      ? `试导入完成：${String(bad)} 行需要修改，没有保存任何内容`
      : '试导入完成：没有发现错误，可以正式导入'
  return bad > 0 ? `已导入没有错误的行，${String(bad)} 行没有导入` : '导入完成'
}

function Errors({ errors }: { readonly errors: readonly RowFault[] }) {
  const narrow = useNarrow()
  if (narrow) {
    return (
      <ul className="plain listcards">
        {errors.slice(0, 100).map((fault, index) => (
          <li key={index} className="listcard">
            <b>
              第 {fault.row} 行 {fault.column}
            </b>
            <div>{fault.message}</div>
          </li>
        ))}
      </ul>
    )
  }
  return (
    <Table<RowFault & { readonly key: number }>
      size="small"
      dataSource={errors.map((fault, index) => ({ ...fault, key: index }))}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: '行', dataIndex: 'row', width: 80, className: 'num' },
        { title: '列', dataIndex: 'column', width: 180 },
        { title: '问题', dataIndex: 'message' },
      ]}
    />
  )
}

function download(errors: readonly RowFault[], file: string): void {
  const text = csvOf([
    ['行', '列', '问题'],
    ...errors.map((fault) => [String(fault.row), fault.column, fault.message]),
  ])
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = `${file.replace(/\.csv$/i, '')}-错误清单.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
