import type { Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { yuanText } from '#platform/forms/money.ts'
import { dateTime } from '#platform/text/format.ts'
import { showCommission } from './view.ts'

/** The record as a paper, with every hash whole: what somebody brings to mediation, arbitration or a court. */
export async function printRecord(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<Response> {
  const shown = await showCommission(tx, actor, { id }, now)
  const { mark } = await stationeryOf(tx, shown.sample)
  const { dueFen, paidFen, openFen } = shown.standing
  const printed = await printPdf({
    title: '经纪佣金记录',
    version: `截至 ${dateTime(now)}（北京时间）`,
    at: now,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: '经纪佣金记录', subtitle: `编号 ${shown.publicId.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['经纪机构', `${shown.broker}　${shown.by}`],
          ['付款方', shown.payer],
          ['被引荐的另一方', shown.other],
          ['约定', shown.terms],
          [
            '合同',
            shown.contractTitle === null
              ? '还没有签订'
              : `《${shown.contractTitle}》，${shown.contractOn ?? ''} 签订`,
          ],
          ['状态', shown.stateTitle],
          ['应付、已付、未付', [dueFen, paidFen, openFen].map(yuanText).join('；')],
        ],
      },
      { kind: 'heading', text: '记录说明了什么' },
      ...shown.record.findings.map((text) => ({ kind: 'paragraph', text }) as const),
      { kind: 'heading', text: '按时间排列的记录' },
      {
        kind: 'table',
        head: ['时间（北京时间）', '事项', '谁', '存证回执（叶摘要）或文本摘要'],
        widths: [3, 6, 3, 6],
        rows: shown.record.entries.map((one) => [
          dateTime(one.at),
          one.what,
          one.who,
          one.leaf ?? one.sha256 ?? '',
        ]),
      },
      {
        kind: 'paragraph',
        text: '叶摘要是平台存证日志中对应记录的哈希，可以用平台公开的核验工具离线核对。平台以外的往来不在记录中。',
      },
    ],
  })
  return fileResponse(printed.bytes, `经纪佣金记录-${shown.publicId}.pdf`, 'application/pdf')
}
