import type { Tx } from '../db/database.ts'
import type { PaperDocument } from '../documents/blocks.ts'
import { stationeryOf } from '../documents/stationery.ts'
import { fileView, findFiles } from '../files/files.ts'
import { permanentAddress } from '../identifiers/identifiers.ts'
import { orgNames, personNames } from '../identity/names.ts'
import type { Binding } from '../procedure/perform.ts'
import { dateTime } from '../text/format.ts'
import { dossiersOfCase, type CaseRow } from './store.ts'

export function procedureOf(bindings: readonly Binding[], id: string) {
  return bindings.find(({ procedure }) => procedure.id === id)?.procedure
}

/**
 * 受理回执: what was handed in, when it was received by the clock, and the day on the paper. `at` is when the case ended,
 * whenever it is printed: the same receipt has the same bytes, in the applicant's hand and in the volume.
 */
export async function receiptPaper(
  tx: Tx,
  bindings: readonly Binding[],
  found: CaseRow,
  at: string,
): Promise<PaperDocument> {
  const orgs = await orgNames(tx, [found.org_id, found.unit_org_id])
  const people = await personNames(tx, [found.clerk_person])
  const dossiers = await dossiersOfCase(tx, found.id)
  const scans = (await findFiles(tx, [found.scan_file_id])).map(fileView)
  const { origin, mark } = await stationeryOf(tx, false)
  return {
    title: '受理回执',
    version: '窗口代录',
    at,
    blocks: [
      { kind: 'title', text: '受理回执', subtitle: `编号 ${found.public_id.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['申请单位', orgs.get(found.org_id) ?? ''],
          ['申请事项', found.matter],
          ['纸质申请的日期', found.paper_on],
          ['受理单位', orgs.get(found.unit_org_id) ?? ''],
          ['代录人', people.get(found.clerk_person) ?? ''],
        ],
      },
      {
        kind: 'table',
        head: ['办件', '事项', '受理时间（北京时间）'],
        widths: [4, 3, 3],
        rows: dossiers.flatMap((one) => {
          if (one.received_at === null) return []
          const matter = procedureOf(bindings, one.procedure)?.title ?? one.procedure
          return [[one.title, matter, dateTime(one.received_at)]]
        }),
      },
      { kind: 'heading', text: '收到的材料' },
      {
        kind: 'table',
        head: ['文件', 'SHA-256'],
        widths: [3, 6],
        rows: scans.map((file) => [file.name, file.sha256]),
      },
      {
        kind: 'paragraph',
        text: '受理时间是平台收到申请的时间，期限从这一时间起算；纸质申请上的日期另行记录。申请单位登录后可以核对代录的内容，与纸质申请不符的，可以提出异议。',
      },
    ],
    ...(mark !== undefined && { mark }),
    address: { url: permanentAddress(origin, 'receipt', found.public_id), caption: '扫码查询办理进度' },
  }
}
