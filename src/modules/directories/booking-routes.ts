import { z } from 'zod'
import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { bookingQueue } from '#platform/booking/booking.ts'
import { blockForm } from '#platform/booking/forms.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { dayText } from '#platform/forms/text.ts'
import { Refusal } from '#platform/refusal.ts'
import { blockInstrument, requestBooking, unblockInstrument } from './booking.ts'
import {
  bookingFile,
  bookingList,
  freeBusy,
  instrumentStatistics,
  keeperCalendar,
  showBooking,
} from './booking-calendar.ts'
import { bookingForm } from './forms.ts'
import { BOOKERS, KEEPERS } from './procedure.ts'

const parties = [...new Set([...BOOKERS, ...KEEPERS])]

export const bookingPermissions = {
  'booking.request': ofOrg(BOOKERS),
  'booking.block': ofOrg(KEEPERS),
  'booking.calendar': ofOrg(KEEPERS),
  'booking.list': { ...ofOrg(parties), leader: 'org', orgAdmin: 'org' },
  'booking.show': Object.fromEntries(parties.map((role) => [role, 'party'])),
  'booking.statistics': { ...ofOrg(KEEPERS), leader: 'org', orgAdmin: 'org', officer: 'any', decider: 'any' },
} satisfies Permissions

const { write, read } = routesOf('directories')
const id = z.uuid()
/** A calendar shows six weeks at most. */
const DAYS_MAX = 42
const window = { from: dayText().optional(), days: z.coerce.number().int().min(1).max(DAYS_MAX).default(7) }

export const bookingRoutes: readonly Route[] = [
  read({
    path: '/instruments/{id}/calendar',
    permission: 'instrument.read',
    journal: 'instrument.calendar',
    title: '仪器预约日历（只示忙闲）',
    input: z.object({ id: z.string().max(40), ...window }),
    verb: async (tx, _actor, query, now) => {
      const found = await freeBusy(tx, query, now)
      if (!found) throw new Refusal('absent', '这台仪器不在平台上接受预约，或已下架。')
      return found
    },
  }),
  write({
    method: 'POST',
    path: '/instruments/{id}/bookings',
    permission: 'booking.request',
    journal: 'booking.request',
    says: '{actor}预约《{title}》',
    input: bookingForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: ({ id: instrument }) => bookingQueue(instrument),
    verb: requestBooking,
  }),
  write({
    method: 'POST',
    path: '/instruments/{id}/blocks',
    permission: 'booking.block',
    journal: 'booking.block',
    says: '{actor}登记《{title}》停用或自用（{when}）',
    input: blockForm.extend({ id }),
    gate: { none: '单位安排自己的仪器' },
    queue: ({ id: instrument }) => bookingQueue(instrument),
    verb: blockInstrument,
  }),
  write({
    method: 'POST',
    path: '/instruments/{id}/blocks/{blockId}/lift',
    permission: 'booking.block',
    journal: 'booking.unblock',
    says: '{actor}取消《{title}》的停用（{when}）',
    input: z.object({ id, blockId: id }),
    gate: { none: '单位安排自己的仪器' },
    verb: unblockInstrument,
  }),
  read({
    path: '/my/instruments/{id}/calendar',
    permission: 'booking.calendar',
    journal: 'booking.calendar',
    title: '本单位仪器的预约日历',
    input: z.object({ id, ...window }),
    verb: keeperCalendar,
  }),
  read({
    path: '/my/bookings',
    permission: 'booking.list',
    journal: 'booking.list',
    title: '仪器预约',
    input: z.object({
      side: z.enum(['user', 'keeper']).default('user'),
      state: z.string().max(30).optional(),
      cursor: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    verb: bookingList,
  }),
  read({
    path: '/bookings/{id}',
    permission: 'booking.show',
    journal: 'booking.show',
    title: '一次仪器预约',
    input: z.object({ id }),
    verb: showBooking,
  }),
  read({
    path: '/bookings/{id}/ics',
    permission: 'booking.show',
    journal: 'booking.ics',
    title: '预约的日历文件',
    input: z.object({ id }),
    verb: async (tx, actor, query, now) => {
      const { name, text } = await bookingFile(tx, actor, query.id, now)
      return fileResponse(Buffer.from(text), name, 'text/calendar; charset=utf-8')
    },
  }),
  read({
    path: '/instrument-statistics',
    permission: 'booking.statistics',
    journal: 'booking.statistics',
    title: '仪器共享机时统计',
    input: z.object({ from: dayText().optional(), until: dayText().optional() }),
    verb: instrumentStatistics,
  }),
]
