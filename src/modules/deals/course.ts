import type { Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Block, PaperDocument } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime } from '#platform/text/format.ts'
import { meetingsShown } from './meetings/view.ts'
import { reachedDeal, sideOf } from './doors.ts'
import { messagesOf, type DealRow } from './store.ts'
import { shown } from './view.ts'

/** Messages the printed course holds; a longer talk is printed from its beginning and says so. */
const MESSAGES_PRINTED = 2_000

type Shown = Awaited<ReturnType<typeof shown>>
type Meetings = Awaited<ReturnType<typeof meetingsShown>>

/** 洽谈记录: what happened between the two sides, as either of them may read it, on paper. */
export async function printCourse(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<Response> {
  const deal = await reachedDeal(tx, actor, id)
  if (sideOf(deal, actor) === null && !actor.scopes.includes('any'))
    throw new Refusal('absent', '洽谈记录只供双方打印。')
  const course = await shown(tx, actor, deal, await messagesOf(tx, deal.id, MESSAGES_PRINTED))
  const meetings = await meetingsShown(tx, actor, deal)
  const { origin, mark } = await stationeryOf(tx, await isSample(tx, deal))
  const printed = await printPdf({
    ...paper(course, meetings, now),
    ...(mark !== undefined && { mark }),
    address: {
      url: permanentAddress(origin, 'deal', deal.public_id),
      caption: '扫码打开本次洽谈',
    },
  })
  return fileResponse(printed.bytes, `洽谈记录-${deal.public_id}.pdf`, 'application/pdf')
}

async function isSample(tx: Tx, deal: DealRow): Promise<boolean> {
  const seller = await findOrganisation(tx, deal.seller_org_id)
  const buyer = await findOrganisation(tx, deal.buyer_org_id)
  return seller?.sample === true || buyer?.sample === true
}

function paper(course: Shown, meetings: Meetings, now: Instant): PaperDocument {
  return {
    title: '洽谈记录',
    version: `打印于 ${dateTime(now)}`,
    at: now,
    blocks: [
      { kind: 'title', text: '洽谈记录', subtitle: `编号 ${course.publicId.toUpperCase()}` },
      {
        kind: 'pairs',
        rows: [
          ['成果', course.name],
          ['成果方', course.seller.name],
          ['需求方', course.buyer.name],
          ['开始（北京时间）', `${dateTime(course.openedAt)}，${openedBy(course)}`],
          ['现在', course.stateTitle],
          ...endingRow(course),
        ],
      },
      ...termsBlocks(course),
      ...pointBlocks(course),
      ...meetingBlocks(meetings),
      { kind: 'heading', text: '留言' },
      ...course.messages.flatMap((message): Block[] => [
        {
          kind: 'paragraph',
          flush: true,
          text: `${dateTime(message.at)}　${message.org} ${message.by}`,
        },
        { kind: 'paragraph', text: message.body },
        ...message.files.map((file): Block => ({
          kind: 'paragraph',
          text: `附件：${file.name}（SHA-256 ${file.sha256}）`,
        })),
      ]),
      {
        kind: 'paragraph',
        flush: true,
        text: '本记录由平台按双方的操作生成，供双方留存；条款全文和合同以平台所存版本为准。',
      },
    ],
  }
}

const OPENED = {
  intent: '需求方提出意向',
  offer: '成果方提出方案',
  posted: '需求方按公布的条件取得许可',
  trial: '需求方申请试用',
} as const

function openedBy(course: Shown): string {
  return OPENED[course.openedAs]
}

function endingRow({ ending }: Shown): [string, string][] {
  if (!ending) return []
  return [
    [
      '结束',
      `${dateTime(ending.at)}　${ending.by}：${ending.reason}${ending.explanation && `，${ending.explanation}`}`,
    ],
  ]
}

function termsBlocks(course: Shown): Block[] {
  if (course.terms.length === 0) return []
  return [
    { kind: 'heading', text: '条款版本' },
    {
      kind: 'table',
      head: ['版本', '提出', '时间', '同意'],
      widths: [1, 4, 3, 5],
      rows: course.terms.toReversed().map((version) => [
        `第 ${String(version.version)} 版`,
        `${version.org} ${version.by}`,
        dateTime(version.at),
        course.agreements
          .filter((one) => one.version === version.version)
          .map((one) => `${one.org} ${one.by} ${dateTime(one.at)}${one.related ? `（${one.related}）` : ''}`)
          .join('；'),
      ]),
    },
  ]
}

function pointBlocks({ points }: Shown): Block[] {
  if (points.length === 0) return []
  return [
    { kind: 'heading', text: '待议事项' },
    {
      kind: 'table',
      head: ['事项', '提出', '解决'],
      widths: [5, 3, 4],
      rows: points.map((point) => [
        point.body,
        `${point.org} ${dateTime(point.at)}`,
        point.answer ? `${point.answer.org} ${dateTime(point.answer.at)} ${point.answer.body}` : '未解决',
      ]),
    },
  ]
}

function meetingBlocks(meetings: Meetings): Block[] {
  if (meetings.length === 0) return []
  return [
    { kind: 'heading', text: '会面' },
    ...meetings.toReversed().flatMap((meeting): Block[] => [
      {
        kind: 'paragraph',
        flush: true,
        text: `${meeting.topic}（${meeting.way}，${meeting.place}）　${meeting.stateTitle}${
          meeting.startsAt === null ? '' : `　${dateTime(meeting.startsAt)}`
        }`,
      },
      ...meeting.minutes.slice(0, 1).map((minutes): Block => ({
        kind: 'paragraph',
        text: `纪要（${minutes.org} ${minutes.by}）：${minutes.body}`,
      })),
    ]),
  ]
}
