import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { get, storeFile } from '../api.ts'
import { sizeText } from '../helpers/format.ts'
import type { StoredFile } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'

/** Kinds people may choose; the server looks into the file, not at its name. */
const ACCEPT = '.pdf,.jpg,.jpeg,.png,.heic,.doc,.docx,.xls,.xlsx,.csv,.zip'

/**
 * One or several stored files: limits are told before choosing, name, size and SHA-256 after storing. The value
 * is the identifier of the file, or a list of them.
 */
export function FileUpload({
  id,
  value,
  onChange,
  many = false,
  ...rest
}: ControlProps<string | string[]> & { readonly many?: boolean }) {
  const picker = useRef<HTMLInputElement>(null)
  const [known, setKnown] = useState<readonly StoredFile[]>([])
  const [state, setState] = useState<{ busy: boolean; fault: string | null }>({ busy: false, fault: null })
  const limits = useQuery({
    queryKey: ['file limits'],
    queryFn: () => get<{ maxBytes: number; says: string }>('/files/limits'),
    staleTime: Infinity,
  })
  const ids = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]
  const give = (next: string[]) => onChange?.(many ? next : (next[0] ?? null))
  const store = async (file: File | undefined) => {
    if (!file) return
    const most = limits.data?.maxBytes ?? Infinity
    if (file.size > most)
      return setState({
        busy: false,
        fault: `文件有 ${sizeText(file.size)}，超过 ${sizeText(most)} 的上限。`,
      })
    setState({ busy: true, fault: null })
    try {
      const stored = await storeFile(file)
      setKnown([...known, stored])
      give(many ? [...ids, stored.id] : [stored.id])
      setState({ busy: false, fault: null })
    } catch (error) {
      setState({ busy: false, fault: error instanceof Error ? error.message : '没有传上，请重试。' })
    }
  }
  return (
    <div className="stack-s">
      <div className="readings" id={`${id ?? ''}-limits`}>
        {limits.data?.says ?? '正在读取可以上传的文件种类和大小…'}
      </div>
      {ids.map((one) => (
        <StoredLine
          key={one}
          id={one}
          file={known.find((file) => file.id === one)}
          remove={() => give(ids.filter((other) => other !== one))}
        />
      ))}
      <input
        ref={picker}
        type="file"
        aria-label="选择文件"
        tabIndex={-1}
        hidden
        accept={ACCEPT}
        onChange={(event) => void store(event.target.files?.[0]).then(() => (event.target.value = ''))}
      />
      <div>
        <Button
          {...(id !== undefined && { id })}
          aria-describedby={`${id ?? ''}-limits ${rest['aria-describedby'] ?? ''}`.trim()}
          loading={state.busy}
          disabled={rest.disabled ?? false}
          onClick={() => picker.current?.click()}
        >
          {ids.length === 0 || many ? '选择文件' : '换一个文件'}
        </Button>
      </div>
      {state.fault !== null && (
        <div role="alert" className="sum-bad">
          {state.fault}
        </div>
      )}
    </div>
  )
}

function StoredLine({
  id,
  file,
  remove,
}: {
  readonly id: string
  readonly file: StoredFile | undefined
  readonly remove: () => void
}) {
  return (
    <div className="listitem">
      <div className="row">
        <a className="grow" href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
          {file?.name ?? '已上传的文件'}
        </a>
        {file && <span className="readings">{sizeText(file.size)}</span>}
        <Button size="small" onClick={remove} aria-label={`移除 ${file?.name ?? '文件'}`}>
          移除
        </Button>
      </div>
      {file && <div className="mono soft">SHA-256 {file.sha256}</div>}
    </div>
  )
}
