import { Button } from 'antd'
import { useRef, useState } from 'react'
import { sizeText } from '../helpers/format.ts'

interface Props {
  readonly file: File | null
  /** Limits and kinds, told before choosing. */
  readonly says: string
  readonly maxBytes: number
  readonly choose: (file: File | null) => void
}

/** Drag a table in, or choose it with the button. */
export function ImportFile({ file, says, maxBytes, choose }: Props) {
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const take = (next: File | undefined) => {
    const large = next !== undefined && maxBytes > 0 && next.size >= maxBytes
    setFault(large ? `文件有 ${sizeText(next.size)}，应小于 ${sizeText(maxBytes)}，请按行拆成几份。` : null)
    choose(large ? null : (next ?? null))
  }
  return (
    <div>
      <div
        className={over ? 'dropzone over' : 'dropzone'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files[0])
        }}
      >
        <span className="grow">
          <b>{file ? file.name : '把表格拖到这里'}</b>
          <span className="soft">{file ? ` ${sizeText(file.size)}` : '，或者'}</span>
        </span>
        <Button aria-describedby="import-limits" onClick={() => picker.current?.click()}>
          {file ? '换一个文件' : '选择文件'}
        </Button>
        <input
          ref={picker}
          id="import-file"
          type="file"
          hidden
          tabIndex={-1}
          aria-label="选择文件"
          accept=".xlsx,.xls,.et,.csv,.wps,text/csv"
          onChange={(event) => {
            take(event.target.files?.[0])
            // The same file, corrected, may be chosen again.
            event.target.value = ''
          }}
        />
      </div>
      <p className="readings" id="import-limits">
        {says} 标题行、合并单元格、合计行、各种日期写法都认；表头用自己的名称也可以，下一步对应。
      </p>
      {fault !== null && (
        <div role="alert" className="sum-bad">
          {fault}
        </div>
      )}
    </div>
  )
}
