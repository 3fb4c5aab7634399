import { reachedByQuery, type Actor } from '../access/access.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { PaperDocument } from '../documents/blocks.ts'
import { writeDocx } from '../documents/docx.ts'
import { printPdf } from '../documents/pdf.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { fileResponse } from '../files/respond.ts'
import { permanentAddress } from '../identifiers/identifiers.ts'
import type { Binding } from '../procedure/perform.ts'
import { dateTime } from '../text/format.ts'
import { ownNotice, type OwnNotice } from './reading.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The sheet that is posted: what the notice says today, its period, and the way to the page that proves it. */
export async function poster(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  asked: { readonly id: string; readonly ending: 'pdf' | 'docx' },
  now: Instant,
): Promise<Response> {
  reachedByQuery(actor)
  const notice = await ownNotice(tx, bindings, actor, asked.id, now)
  const { origin, mark } = await stationeryOf(tx, notice.sample)
  const paper: PaperDocument = { ...posterOf(notice, origin), ...(mark !== undefined && { mark }) }
  const name = `公示-${notice.id}.${asked.ending}`
  if (asked.ending === 'docx') return fileResponse((await writeDocx(paper)).bytes, name, DOCX)
  return fileResponse((await printPdf(paper)).bytes, name, 'application/pdf')
}

/** The sheet as data; names that came down are not printed again. */
export function posterOf(notice: OwnNotice, origin: string): PaperDocument {
  const last = notice.versions.at(-1)
  const { kind, days } = notice.term
  const until = notice.provisional ? `${notice.lastDay}（暂定，待节假日安排公布后确认）` : notice.lastDay
  return {
    title: notice.name,
    version: `第 ${notice.version} 版`,
    at: last?.at ?? notice.openedAt,
    address: { url: permanentAddress(origin, 'notice', notice.id), caption: '扫码查看和核验' },
    blocks: [
      { kind: 'title', text: notice.name },
      {
        kind: 'pairs',
        rows: [
          ['公示期', `${days} 个${kind}，自 ${notice.startsOn} 起（当日不计），到 ${until}`],
          ['公示范围', notice.audienceTitle],
          ...(notice.unit === null ? [] : [['承办单位', notice.unit] as const]),
        ],
      },
      {
        kind: 'table',
        head: ['公示事项', '内容'],
        widths: [1, 3],
        rows: (notice.fields ?? []).map(({ label, value }) => [label, value]),
      },
      {
        kind: 'paragraph',
        text:
          notice.audience === 'unit'
            ? '对公示内容有异议的，请在公示期内登录后在本单位公示页提出，或书面送承办部门，写明事实和理由；承办部门将书面答复。'
            : '对公示内容有异议的，请在公示期内扫描二维码，在公示页面写明事实、理由和联系方式提出；承办单位将书面答复。',
      },
      {
        kind: 'paragraph',
        flush: true,
        text: `开始时间 ${dateTime(notice.openedAt)}　公示编号 ${notice.id}\n存证 ${last?.leaf ?? ''}\n内容摘要 ${last?.digest ?? ''}`,
      },
    ],
  }
}
