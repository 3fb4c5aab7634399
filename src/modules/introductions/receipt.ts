import type { Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime, dayOf } from '#platform/text/format.ts'
import { reachedIntroduction, showIntroduction } from './view.ts'

type Shown = Awaited<ReturnType<typeof showIntroduction>>

const SAID = { confirm: '确认', object: '异议', silence: '逾期未异议' } as const

/** 引荐回执: who introduced whom to what and until when, with the evidence of each word, to be printed. */
export async function printReceipt(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<Response> {
  const row = await reachedIntroduction(tx, actor, id)
  if (row.protected_on === null) throw new Refusal('conflict', '引荐成立后才有回执。')
  const shown = await showIntroduction(tx, actor, { id: row.id }, now)
  const { origin, mark } = await stationeryOf(tx, row.sample)
  const printed = await printPdf({
    ...paper(shown),
    ...(mark !== undefined && { mark }),
    address: {
      url: permanentAddress(origin, 'introduction', row.public_id),
      caption: '扫码核对本回执',
    },
  })
  return fileResponse(printed.bytes, `引荐回执-${row.public_id}.pdf`, 'application/pdf')
}

function paper(shown: Shown): PaperDocument {
  // Dated by the last word, whenever it is printed: the same receipt has the same bytes.
  const at = shown.answers.at(-1)?.at ?? shown.madeAt
  return {
    title: '引荐回执',
    version: `成立于 ${dayOf(at)}`,
    at,
    blocks: [
      { kind: 'title', text: '引荐回执', subtitle: `编号 ${shown.publicId.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['引荐人', `${shown.broker}　${shown.by}`],
          ['被引荐的成果方', shown.seller],
          ['被引荐的需求方', shown.buyer],
          ['成果', shown.achievementName ?? '未指定，双方接洽'],
          ['需求', shown.demandName ?? '未指定'],
          ['引荐时间（北京时间）', dateTime(shown.madeAt)],
          ['保护期', `${shown.protectedOn ?? ''} 至 ${shown.protectedUntil ?? ''}`],
        ],
      },
      { kind: 'heading', text: '各方的答复' },
      {
        kind: 'table',
        head: ['单位', '答复', '时间（北京时间）', '存证回执（叶摘要）'],
        widths: [4, 2, 3, 7],
        rows: shown.answers.map((answer) => [
          answer.org,
          SAID[answer.kind],
          dateTime(answer.at),
          answer.leaf ?? '',
        ]),
      },
      { kind: 'heading', text: '说明' },
      {
        kind: 'paragraph',
        text: '本回执记录“谁把谁介绍给谁、就什么事项、何时成立”这一事实。保护期内双方就所列事项开始洽谈的，平台自动与本次引荐关联。佣金由当事人另行约定并在平台外支付，平台不代收代付。',
      },
      {
        kind: 'paragraph',
        text: '存证回执是平台存证日志中对应记录的叶摘要，可以用平台公开的核验工具离线核对。',
      },
    ],
  }
}
