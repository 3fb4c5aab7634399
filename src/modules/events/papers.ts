import { toString as qrText } from 'qrcode'
import { visitor, type Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { stationeryOf } from '#platform/documents/stationery.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { orgNames } from '#platform/identity/names.ts'
import { csvOf } from '#platform/text/csv.ts'
import { dateTime } from '#platform/text/format.ts'
import { icsOf } from '#platform/text/ics.ts'
import { ownEvent } from './commands.ts'
import { ANSWERS } from './forms.ts'
import { pairsOf, wordsOf } from './store-pairs.ts'
import type { EventRow } from './store.ts'
import { latestAnswer, visibleEvent } from './view.ts'

/** Where a telephone that reads the QR code of the day goes. */
async function signInAddress(tx: Tx, event: EventRow): Promise<string> {
  const { origin } = await stationeryOf(tx, event.sample)
  return `${origin}/events/${event.public_id}/sign-in?code=${event.code}`
}

/** The QR code of the day, to be shown on a screen. */
export async function signInQr(tx: Tx, actor: Actor, { id }: { readonly id: string }): Promise<Response> {
  const event = await ownEvent(tx, actor, id)
  const svg = await qrText(await signInAddress(tx, event), { type: 'svg', errorCorrectionLevel: 'M' })
  return new Response(svg, {
    headers: {
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  })
}

/** The poster of the day: title, time, place and the QR code to sign in by. */
export async function poster(tx: Tx, actor: Actor, { id }: { readonly id: string }): Promise<Response> {
  const event = await ownEvent(tx, actor, id)
  const { mark } = await stationeryOf(tx, event.sample)
  const printed = await printPdf({
    title: '活动签到',
    version: event.title,
    at: event.made_at,
    ...(mark !== undefined && { mark }),
    blocks: [
      { kind: 'title', text: event.title, subtitle: event.kind },
      {
        kind: 'pairs',
        rows: [
          ['时间', `${dateTime(event.starts_at)} 至 ${dateTime(event.ends_at)}`],
          ['地点', event.place],
        ],
      },
      { kind: 'qr', url: await signInAddress(tx, event), caption: '用手机扫码签到（不用下载应用）' },
      { kind: 'paragraph', text: event.agenda },
    ],
  })
  return fileResponse(printed.bytes, `活动签到-${event.public_id}.pdf`, 'application/pdf')
}

/** The event for a calendar. */
export function eventIcs(event: EventRow, origin: string, at: Instant): string {
  return icsOf({
    uid: event.id,
    title: event.title,
    description: event.agenda,
    place: event.place,
    startsAt: event.starts_at,
    endsAt: event.ends_at,
    at,
    sequence: event.changes,
    cancelled: event.state === 'cancelled',
    url: `${origin}/events/${event.public_id}`,
  })
}

export async function eventCalendar(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<Response> {
  const event = await visibleEvent(tx, actor, id)
  const { origin } = await stationeryOf(tx, event.sample)
  const text = eventIcs(event, origin, now)
  return fileResponse(Buffer.from(text), `活动-${event.public_id}.ics`, 'text/calendar; charset=utf-8')
}

/** What came of it: every pair with time, whether they met, what each side said, whether they deal. */
export async function resultSheet(tx: Tx, actor: Actor, { id }: { readonly id: string }): Promise<Response> {
  const event = await ownEvent(tx, actor, id)
  const pairs = await pairsOf(tx, event.id)
  const words = await wordsOf(
    tx,
    pairs.map((pair) => pair.id),
  )
  const names = await orgNames(
    tx,
    pairs.flatMap((pair) => [pair.seller_org_id, pair.buyer_org_id]),
  )
  const said = (pair: (typeof pairs)[number], orgId: string) => {
    const answer = latestAnswer(words, pair, orgId)
    if (!answer?.answer) return '未答复'
    return answer.reason === null ? ANSWERS[answer.answer] : `${ANSWERS[answer.answer]}（${answer.reason}）`
  }
  const text = csvOf(
    ['成果方', '需求方', '成果', '需求', '时间', '桌号', '见面', '成果方答复', '需求方答复', '已开始洽谈'],
    pairs.map((pair) => [
      names.get(pair.seller_org_id) ?? '',
      names.get(pair.buyer_org_id) ?? '',
      pair.achievement_name,
      pair.demand_name,
      pair.starts_at === null ? '' : dateTime(pair.starts_at),
      pair.table_no,
      pair.met_at === null ? '否' : '是',
      said(pair, pair.seller_org_id),
      said(pair, pair.buyer_org_id),
      pair.deal_id === null ? '否' : '是',
    ]),
  )
  return fileResponse(Buffer.from(text), `活动成效-${event.public_id}.csv`, 'text/csv')
}

/** What the portal shows of an event to nobody in particular; undefined when it is not public. */
export async function publicEventIcs(
  tx: Tx,
  publicId: string,
  origin: string,
  now: Instant,
): Promise<string> {
  return eventIcs(await visibleEvent(tx, visitor, publicId), origin, now)
}
