import type { Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { csvOf } from '#platform/text/csv.ts'
import { dateTime, dayOf } from '#platform/text/format.ts'
import { listOpenings, partiesOf } from './view.ts'

type Of = { readonly id: string }

/** 资料查阅记录 on paper, with the evidence leaf of every opening. */
export async function printRecord(tx: Tx, actor: Actor, of: Of, now: Instant): Promise<Response> {
  const { items } = await listOpenings(tx, actor, of)
  const parties = await partiesOf(tx, of.id)
  const { mark } = await stationeryOf(tx, parties.isSample)
  const printed = await printPdf({
    title: '资料查阅记录',
    version: `打印于 ${dateTime(now)}`,
    at: now,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: '资料查阅记录', subtitle: parties.name },
      {
        kind: 'pairs',
        rows: [
          ['成果方', parties.seller],
          ['需求方', parties.buyer],
        ],
      },
      ...(items.length === 0
        ? [{ kind: 'paragraph' as const, text: '没有查阅记录。' }]
        : items.toReversed().flatMap((one) => [
            { kind: 'heading' as const, text: `${one.title}（第 ${String(one.version)} 版）` },
            {
              kind: 'pairs' as const,
              rows: [
                ['查阅', `${one.org} ${one.by}`],
                ['时间（北京时间）', dateTime(one.at)],
                ['方式', one.modeTitle],
                ['回执号', one.receiptNo.toUpperCase()],
                ['资料摘要（SHA-256）', one.sha256],
                ['存证回执（叶摘要）', one.leaf ?? ''],
              ] as const,
            },
          ])),
      {
        kind: 'paragraph',
        text: '每次开启资料都由查阅人本人操作，平台即时留存；存证回执可以用平台公开的核验工具离线核对。',
      },
    ],
  })
  return fileResponse(printed.bytes, `资料查阅记录-${dayOf(now)}.pdf`, 'application/pdf')
}

export async function exportRecord(tx: Tx, actor: Actor, of: Of, now: Instant): Promise<Response> {
  const { items } = await listOpenings(tx, actor, of)
  const text = csvOf(
    [
      '资料',
      '版本',
      '放资料的单位',
      '查阅单位',
      '查阅人',
      '时间（北京时间）',
      '方式',
      '回执号',
      'SHA-256',
      '存证叶摘要',
    ],
    items
      .toReversed()
      .map((one) => [
        one.title,
        one.version,
        one.owner,
        one.org,
        one.by,
        dateTime(one.at),
        one.modeTitle,
        one.receiptNo.toUpperCase(),
        one.sha256,
        one.leaf,
      ]),
  )
  return fileResponse(Buffer.from(text), `资料查阅记录-${dayOf(now)}.csv`, 'text/csv')
}
