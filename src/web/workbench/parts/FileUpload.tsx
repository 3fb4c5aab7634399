import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { get, storeFile, storePhotos } from '../api.ts'
import { sizeText } from '../helpers/format.ts'
import type { StoredFile } from '../types.ts'
import type { ControlProps } from './MoneyInput.tsx'

/** Kinds people may choose; the server looks into the file, not at its name. */
const ACCEPT = '.pdf,.jpg,.jpeg,.png,.heic,.heif,.docx,.xlsx,.csv,.txt'
/** A signed paper: one PDF, or photographs of its pages. */
const SCAN = '.pdf,.jpg,.jpeg,.png,.heic,.heif'
const PHOTO = /\.(?:jpe?g|png|hei[cf])$/i

/**
 * One or several stored files: limits are told before choosing, name, size and SHA-256 after storing. The value
 * is the identifier of the file, or a list of them.
 */
export function FileUpload({
  id,
  value,
  onChange,
  many = false,
  scan = false,
  ...rest
}: ControlProps<string | string[]> & {
  readonly many?: boolean
  /** Several photographs may be chosen at once and become one PDF. */
  readonly scan?: boolean
}) {
  const picker = useRef<HTMLInputElement>(null)
  const ids = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]
  const give = (next: string[]) => onChange?.(many ? next : (next[0] ?? null))
  const upload = useUpload((stored) => give(many ? [...ids, stored] : [stored]))
  return (
    <div className="stack-s">
      <div className="readings" id={`${id ?? ''}-limits`}>
        {upload.says}
      </div>
      {ids.map((one) => (
        <StoredLine
          key={one}
          id={one}
          file={upload.known.find((file) => file.id === one)}
          remove={() => give(ids.filter((other) => other !== one))}
        />
      ))}
      <input
        ref={picker}
        type="file"
        aria-label="选择文件"
        tabIndex={-1}
        hidden
        accept={scan ? SCAN : ACCEPT}
        multiple={scan}
        onChange={(event) =>
          void upload.store([...(event.target.files ?? [])]).then(() => (event.target.value = ''))
        }
      />
      <div>
        <Button
          {...(id !== undefined && { id })}
          aria-describedby={`${id ?? ''}-limits ${rest['aria-describedby'] ?? ''}`.trim()}
          loading={upload.busy}
          disabled={rest.disabled ?? false}
          onClick={() => picker.current?.click()}
        >
          {ids.length > 0 && !many ? '换一个文件' : scan ? '选择扫描件或照片' : '选择文件'}
        </Button>
      </div>
      {upload.fault !== null && (
        <div role="alert" className="sum-bad">
          {upload.fault}
        </div>
      )}
    </div>
  )
}

/** Stores one file at a time, or photographs as one, after checking their size; `kept` gets the identifier. */
function useUpload(kept: (id: string) => void) {
  const [known, setKnown] = useState<readonly StoredFile[]>([])
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const limits = useQuery({
    queryKey: ['file limits'],
    queryFn: () => get<{ maxBytes: number; says: string }>('/files/limits'),
    staleTime: Infinity,
  })
  const store = async (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    const most = limits.data?.maxBytes ?? Infinity
    const size = files.reduce((sum, one) => sum + one.size, 0)
    if (size > most) {
      setFault(`文件有 ${sizeText(size)}，超过 ${sizeText(most)} 的上限。`)
      return
    }
    const photos = files.filter((one) => PHOTO.test(one.name))
    if (files.length > 1 && photos.length < files.length) {
      setFault('一次选一个 PDF，或者选几张照片；不要混选。')
      return
    }
    setBusy(true)
    setFault(null)
    try {
      const stored = files.length > 1 ? await storePhotos(inOrder(photos)) : await storeFile(file)
      setKnown([...known, stored])
      kept(stored.id)
    } catch (error) {
      setFault(error instanceof Error ? error.message : '没有传上，请重试。')
    } finally {
      setBusy(false)
    }
  }
  return { known, busy, fault, store, says: limits.data?.says ?? '正在读取可以上传的文件种类和大小…' }
}

/** Telephones number photographs as they are taken; browsers hand them over in any order. */
function inOrder(photos: readonly File[]): File[] {
  return [...photos].sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }))
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
