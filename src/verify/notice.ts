import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'
import type { Fault } from './report.ts'

/** What `/api/v1/notices/{id}` answers, as far as it is checked. */
export interface PublishedNotice {
  readonly id: string
  /** The title, and behind a colon what it is about where that may be read. */
  readonly name: string
  readonly openedAt: string
  readonly state: string
  readonly fields: readonly { readonly label: string; readonly value: string }[] | null
  readonly versions: readonly PublishedVersion[]
  readonly end: { readonly at: string; readonly leaf: string; readonly leafBody: string } | null
}

interface PublishedVersion {
  readonly version: number
  readonly at: string
  readonly digest: string
  readonly text: string
  readonly leaf: string
  readonly leafBody: string
}

interface Said {
  readonly notice?: string
  readonly version?: number
  readonly title?: string
  readonly opened?: string
  readonly fields?: readonly { readonly label: string; readonly value?: string }[]
}

/** Whether a file or an answer is a published notice. */
export function isNotice(value: unknown): value is PublishedNotice {
  const { versions, openedAt, id } = (value ?? {}) as Partial<Record<keyof PublishedNotice, unknown>>
  return Array.isArray(versions) && typeof openedAt === 'string' && typeof id === 'string'
}

/**
 * Faults of a notice in itself: each version's text has its digest, its leaf names the digest at the version's time, no
 * version is left out, and what is shown now is what the last version says. That the leaves are in the log is checked
 * beside.
 */
export function noticeFaults(notice: PublishedNotice): Fault[] {
  if (notice.versions.length === 0) return [{ record: `notice ${notice.id}`, why: '公示没有任何版本。' }]
  const faults = notice.versions.flatMap((version, at) => versionFaults(notice, version, at))
  const { end } = notice
  const [first] = notice.versions
  if (first && Date.parse(first.at) !== Date.parse(notice.openedAt))
    faults.push({
      record: `notice ${notice.id}`,
      why: '公示的开始时间不是第一版的存证时间：时间被提前或推后。',
    })
  if (end)
    faults.push(...leafFaults(`notice ${notice.id} end`, end, `notice:${notice.id}/end`, endDigest(notice)))
  const last = notice.versions.at(-1)
  return [...faults, ...(last ? shownFaults(notice, last) : [])]
}

/** Leaf hashes a notice rests on. */
export function leavesOfNotice({ versions, end }: PublishedNotice): string[] {
  return [...versions.map(({ leaf }) => leaf), ...(end ? [end.leaf] : [])]
}

/** What the leaf of the end names: the state it ended in, when, and every version there was. */
function endDigest({ id, state, end, versions }: PublishedNotice): string {
  const said = { v: 1, notice: id, state, closed: end?.at, versions: versions.map(({ digest }) => digest) }
  return createHash('sha256').update(canonicalJson(said)).digest('hex')
}

function versionFaults(notice: PublishedNotice, version: PublishedVersion, at: number): Fault[] {
  const record = `notice ${notice.id} version ${version.version}`
  const digest = createHash('sha256').update(version.text).digest('hex')
  if (version.version !== at + 1) return [{ record, why: `缺少第 ${at + 1} 版。` }]
  if (digest !== version.digest) return [{ record, why: '公示的文字与摘要不符：内容被改动。' }]
  const said = JSON.parse(version.text) as Said
  if (said.notice !== notice.id || said.version !== version.version || said.opened !== notice.openedAt)
    return [{ record, why: '摘要所指的是另一期公示、另一版，或公示的开始时间被改动。' }]
  return leafFaults(record, version, `notice:${notice.id}/${version.version}`, digest)
}

function leafFaults(
  record: string,
  { at, leaf, leafBody }: { readonly at: string; readonly leaf: string; readonly leafBody: string },
  name: string,
  digest?: string,
): Fault[] {
  if (leafHash(leafBody).toString('hex') !== leaf) return [{ record, why: '存证的内容与叶子哈希不符。' }]
  const body = JSON.parse(leafBody) as { at?: string; attested?: { name: string; hash: string }[] }
  const named = body.attested?.find((one) => one.name === name)
  if (!named || (digest !== undefined && named.hash !== digest))
    return [{ record, why: '存证里写明的不是这一版的摘要。' }]
  if (body.at !== at)
    return [{ record, why: `存证的时间是 ${body.at ?? '?'}，公示写的是 ${at}：时间被改动。` }]
  return []
}

/** Lines shown in clear must be those of the last version; a line that is only committed to may be a name or taken down. */
function shownFaults({ id, name, fields }: PublishedNotice, last: PublishedVersion): Fault[] {
  const said = JSON.parse(last.text) as Said
  const record = `notice ${id}`
  if (name !== said.title && !name.startsWith(`${said.title}：`))
    return [{ record, why: '公示的标题与存证的不同。' }]
  if (fields === null) return []
  const isSame =
    said.fields?.length === fields.length &&
    said.fields.every(({ label, value }, place) => {
      const shown = fields[place]
      return shown?.label === label && (value === undefined || value === shown.value)
    })
  return isSame ? [] : [{ record, why: '页面上的公示内容与最后一版存证的不同。' }]
}
