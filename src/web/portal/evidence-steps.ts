import { canonicalText, hash, hex, utf8 } from './evidence-log.ts'

interface Step {
  readonly at: string
  readonly leaf: string
  readonly leafBody: string
}

/** What `/api/v1/notices/{id}` answers, as far as it is checked. */
export interface Notice {
  readonly id: string
  readonly name: string
  readonly openedAt: string
  readonly state: string
  readonly fields: readonly { readonly label: string; readonly value: string }[] | null
  readonly versions: readonly (Step & {
    readonly version: number
    readonly text: string
    readonly digest: string
  })[]
  readonly end: Step | null
}

interface Said {
  readonly notice?: string
  readonly version?: number
  readonly title?: string
  readonly opened?: string
  readonly fields?: readonly { readonly label: string; readonly value?: string }[]
}

/** One thing checked of a notice; a leaf still has to be looked up in the log. */
export interface NoticeStep {
  readonly what: 'version' | 'opened' | 'shown' | 'end'
  readonly n: number
  readonly at: string
  readonly is: boolean
  readonly leaf?: string
}

/**
 * A notice, as `src/verify/notice.ts` checks it: each version's text has its digest, its leaf names the digest at the
 * version's time, the first is as old as the notice says, the page shows the last one, and the end names them all.
 */
export async function noticeSteps(notice: Notice): Promise<NoticeStep[]> {
  const { versions, end, openedAt } = notice
  const steps: NoticeStep[] = []
  for (const [at, version] of versions.entries()) {
    const is = await isVersion(notice, version, at + 1)
    steps.push({ what: 'version', n: at + 1, at: version.at, is, leaf: version.leaf })
  }
  const [first] = versions
  const last = versions[versions.length - 1]
  const opened = first !== undefined && Date.parse(first.at) === Date.parse(openedAt)
  steps.push({ what: 'opened', n: 1, at: openedAt, is: opened })
  if (last !== undefined)
    steps.push({ what: 'shown', n: versions.length, at: last.at, is: isShown(notice, last.text) })
  if (end !== null) {
    const digests = versions.map(({ digest }) => digest)
    const said = { v: 1, notice: notice.id, state: notice.state, closed: end.at, versions: digests }
    const is = await isAttested(end, `notice:${notice.id}/end`, hex(await hash(utf8(canonicalText(said)))))
    steps.push({ what: 'end', n: versions.length, at: end.at, is, leaf: end.leaf })
  }
  return steps
}

async function isVersion(notice: Notice, version: Notice['versions'][number], n: number) {
  const digest = hex(await hash(utf8(version.text)))
  const said = JSON.parse(version.text) as Said
  return (
    version.version === n &&
    version.digest === digest &&
    said.notice === notice.id &&
    said.version === n &&
    said.opened === notice.openedAt &&
    (await isAttested(version, `notice:${notice.id}/${n}`, digest))
  )
}

/** Title and lines on the page are those of the last version; a line that is only committed to may be a name or taken down. */
function isShown({ name, fields: shown }: Notice, text: string) {
  const { title, fields = [] } = JSON.parse(text) as Said
  if (name !== title && !name.startsWith(`${title}：`)) return false
  return (
    shown === null ||
    (fields.length === shown.length &&
      fields.every(({ label, value }, place) => {
        const line = shown[place]
        return line?.label === label && (value === undefined || value === line.value)
      }))
  )
}

async function isAttested(step: Step, name: string, digest: string) {
  const body = JSON.parse(step.leafBody) as { at?: string; attested?: { name: string; hash: string }[] }
  const named = (body.attested ?? []).find((one) => one.name === name)
  const isLeaf = hex(await hash(Uint8Array.of(0), utf8(step.leafBody))) === step.leaf
  return isLeaf && body.at === step.at && named?.hash === digest
}

/** What a page says of a draw's commitment. */
export interface Commitment {
  readonly id: string
  readonly algorithm: string
  readonly root: string
  readonly counts: readonly number[]
  readonly seedName: string
  readonly seedAt: string
  readonly leaf: string
  readonly leafBody: string
}

/** Whether the leaf names this commitment and is older than the public number, as `src/verify/draw.ts` asks. */
export async function isCommitted({ id, leaf, leafBody, ...said }: Commitment) {
  const seedAt = new Date(said.seedAt).toISOString()
  const body = JSON.parse(leafBody) as { at?: string }
  const digest = hex(await hash(utf8(canonicalText({ ...said, seedAt }))))
  const isNamed = await isAttested({ at: body.at ?? '', leaf, leafBody }, `draw:${id}`, digest)
  return isNamed && Date.parse(body.at ?? '') < Date.parse(seedAt)
}
