import { z } from 'zod'
import { ofOrg, reachedByQuery, type Permissions } from '#platform/access/access.ts'
import { bookingQueue } from '#platform/booking/booking.ts'
import { blockForm } from '#platform/booking/forms.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import { dayText } from '#platform/forms/text.ts'
import { Refusal } from '#platform/refusal.ts'
import { requestRun } from './booking.ts'
import { publicStatistics } from './figures.ts'
import { findServices } from './finder.ts'
import { findForm, requestForm, returnForm } from './forms.ts'
import { printContract, printReport } from './papers.ts'
import { keepFigures } from './keeping.ts'
import { passServices } from './passing.ts'
import { CLIENTS, KEEPERS } from './procedure.ts'
import { confirmRaise, declineRaise, listRaises } from './raise.ts'
import {
  baseCalendar,
  blockLine,
  bookingList,
  figuresOf,
  freeBusy,
  showBooking,
  unblockLine,
} from './reading.ts'
import { serviceListed } from './service.ts'

const parties = [...new Set([...CLIENTS, ...KEEPERS])]
/** Who speaks for the owner of an achievement; as who may edit it. */
const OWNERS = ['tto', 'researcher', 'researchOffice', 'secretary', 'firm', 'serviceBody'] as const

export const permissions: Permissions = {
  ...serviceListed.permissions,
  'pilot-booking.request': ofOrg(CLIENTS),
  'pilot-booking.block': ofOrg(KEEPERS),
  'pilot-booking.calendar': ofOrg(KEEPERS),
  'pilot-booking.list': { ...ofOrg(parties), leader: 'org', orgAdmin: 'org' },
  'pilot-booking.show': Object.fromEntries(parties.map((role) => [role, 'party'])),
  'pilot-service.figures': {
    ...ofOrg(KEEPERS),
    leader: 'org',
    orgAdmin: 'org',
    officer: 'any',
    decider: 'any',
  },
  'pilot-service.pass': { clock: 'any' },
  'pilot-service.keep': { clock: 'any' },
  'pilot-raise.list': ofOrg(OWNERS),
  'pilot-raise.decide': ofOrg(OWNERS),
}

const { write, read } = routesOf('pilot-services')
const id = z.uuid()
/** Years a calendar may name. */
const YEAR_MIN = 2000
const YEAR_MAX = 2200
/** A calendar shows six weeks at most. */
const DAYS_MAX = 42
/** Each question cuts words and looks through every line: a person types no faster. */
const FINDS_A_MINUTE = 60
/** Setting a page of type takes a tenth of a second. */
const PRINTS_A_MINUTE = 20
const window = { from: dayText().optional(), days: z.coerce.number().int().min(1).max(DAYS_MAX).default(7) }
const printing = z.object({ id, as: z.enum(['pdf', 'docx']).default('pdf') })

const catalogue = [
  read({
    path: '/pilot-services/find',
    permission: 'pilot-service.read',
    journal: 'pilot-service.find',
    title: '谁能做：按成熟度、工艺、物料和批量找中试服务',
    input: findForm,
    perMinute: FINDS_A_MINUTE,
    verb: (tx, actor, input, now) => {
      reachedByQuery(actor)
      return findServices(tx, input, now)
    },
  }),
  read({
    path: '/pilot-services/statistics',
    permission: 'pilot-service.read',
    journal: 'pilot-service.statistics',
    title: '中试服务统计（近一年）',
    input: z.object({}),
    verb: (tx, actor, _input, now) => {
      reachedByQuery(actor)
      return publicStatistics(tx, now)
    },
  }),
  read({
    path: '/pilot-services/{id}/calendar',
    permission: 'pilot-service.read',
    journal: 'pilot-service.calendar',
    title: '中试产线预约日历（只示忙闲）',
    input: z.object({ id: z.string().max(40), ...window }),
    verb: async (tx, actor, query, now) => {
      reachedByQuery(actor)
      const found = await freeBusy(tx, query, now)
      if (!found) throw new Refusal('absent', '这条产线不在平台上接受预约，或已下架。')
      return found
    },
  }),
  read({
    path: '/my/pilot-services/{id}/calendar',
    permission: 'pilot-booking.calendar',
    journal: 'pilot-booking.calendar',
    title: '本基地产线的预约日历',
    input: z.object({ id, ...window }),
    verb: baseCalendar,
  }),
  read({
    path: '/pilot-service-figures',
    permission: 'pilot-service.figures',
    journal: 'pilot-service.figures',
    title: '中试服务业绩（由预约记录统计）',
    input: z.object({
      from: dayText().optional(),
      until: dayText().optional(),
      orgId: id.optional(),
      dossierId: id.optional(),
    }),
    verb: figuresOf,
  }),
]

const bookings = [
  write({
    method: 'POST',
    path: '/pilot-services/{id}/bookings',
    permission: 'pilot-booking.request',
    journal: 'pilot-booking.request',
    says: '{actor}预约《{title}》',
    input: requestForm.extend({ id }),
    gate: { subjects: 'actor' },
    queue: ({ id: line }) => bookingQueue(line),
    verb: requestRun,
  }),
  write({
    method: 'POST',
    path: '/pilot-services/{id}/blocks',
    permission: 'pilot-booking.block',
    journal: 'pilot-booking.block',
    says: '{actor}登记《{title}》停用或自用（{when}）',
    input: blockForm.extend({ id }),
    gate: { none: '基地安排自己的产线' },
    queue: ({ id: line }) => bookingQueue(line),
    verb: blockLine,
  }),
  write({
    method: 'POST',
    path: '/pilot-services/{id}/blocks/{blockId}/lift',
    permission: 'pilot-booking.block',
    journal: 'pilot-booking.unblock',
    says: '{actor}取消《{title}》的停用（{when}）',
    input: z.object({ id, blockId: id }),
    gate: { none: '基地安排自己的产线' },
    verb: unblockLine,
  }),
  read({
    path: '/my/pilot-bookings',
    permission: 'pilot-booking.list',
    journal: 'pilot-booking.list',
    title: '中试预约',
    input: z.object({
      side: z.enum(['client', 'base']).default('client'),
      state: z.string().max(30).optional(),
      cursor: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    verb: bookingList,
  }),
  read({
    path: '/pilot-bookings/{id}',
    permission: 'pilot-booking.show',
    journal: 'pilot-booking.show',
    title: '一次中试预约',
    input: z.object({ id }),
    verb: showBooking,
  }),
  read({
    path: '/pilot-bookings/{id}/contract',
    permission: 'pilot-booking.show',
    journal: 'pilot-booking.contract',
    title: '中试服务合同（PDF、Word）',
    input: printing,
    perMinute: PRINTS_A_MINUTE,
    verb: printContract,
  }),
  read({
    path: '/pilot-bookings/{id}/report',
    permission: 'pilot-booking.show',
    journal: 'pilot-booking.report',
    title: '中试报告（PDF、Word）',
    input: printing,
    perMinute: PRINTS_A_MINUTE,
    verb: printReport,
  }),
]

/** What follows the change of a base's body. */
const following = [
  write({
    method: 'POST',
    path: '/pilot-services/pass',
    permission: 'pilot-service.pass',
    journal: 'pilot-service.pass',
    says: '中试基地的建设主体变更，其中试服务随基地转给新的单位',
    input: z.object({ from: id, to: id }),
    gate: { none: '由系统执行，无当事人' },
    verb: passServices,
  }),
  write({
    method: 'POST',
    path: '/pilot-services/keep',
    permission: 'pilot-service.keep',
    journal: 'pilot-service.keep',
    says: '中试基地提交年度考核报告，当时的预约记录统计随报告留存',
    input: z.object({ dossierId: id, orgId: id, year: z.number().int().min(YEAR_MIN).max(YEAR_MAX) }),
    gate: { none: '由系统执行，无当事人' },
    verb: keepFigures,
  }),
]

const raises = [
  read({
    path: '/my/pilot-raises',
    permission: 'pilot-raise.list',
    journal: 'pilot-raise.list',
    title: '中试报告提出的成熟度提高',
    input: z.object({}),
    verb: listRaises,
  }),
  write({
    method: 'POST',
    path: '/pilot-raises/{id}/confirm',
    permission: 'pilot-raise.decide',
    journal: 'pilot-raise.confirm',
    says: '{actor}依中试报告确认成果《{title}》的成熟度由 {before} 级提高到 {after} 级',
    input: z.object({ id }),
    gate: { subjects: 'actor' },
    verb: confirmRaise,
  }),
  write({
    method: 'POST',
    path: '/pilot-raises/{id}/decline',
    permission: 'pilot-raise.decide',
    journal: 'pilot-raise.decline',
    says: '{actor}没有采纳中试报告对成果《{title}》成熟度的提议',
    input: returnForm.extend({ id }),
    gate: { none: '单位对自己成果的说明，不产生法律效果' },
    verb: declineRaise,
  }),
]

// The fixed addresses come before the record's own.
export const routes: readonly Route[] = [
  ...catalogue,
  ...following,
  ...serviceListed.routes,
  ...bookings,
  ...raises,
]
