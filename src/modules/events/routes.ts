import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { designate, draftEvent, editEvent, inviteToEvent } from './commands.ts'
import {
  answerForm,
  checkInForm,
  designateForm,
  eventForm,
  guestForm,
  inviteForm,
  pairForm,
  scheduleForm,
} from './forms.ts'
import { addPair, answerPair, dealOfPair, sayMet, schedulePairs } from './pairs.ts'
import { eventCalendar, poster, resultSheet, signInQr } from './papers.ts'
import { checkIn, checkInGuest, placesOf, register, unregister } from './people.ts'
import { listDesignated, listOpen, listOwn, listPairs, listPeople, showEvent, suggestPairs } from './view.ts'

const sides = { tto: 'party', firm: 'party', leader: 'party', serviceBody: 'party' } as const

export const permissions = {
  'event.organise': { officer: 'org', serviceBody: 'org' },
  'event.designate': { officer: 'unit', decider: 'unit' },
  'event.read': { visitor: 'any' },
  'event.register': { person: 'own' },
  'event.sign-in': { visitor: 'any' },
  'event.pairs': { ...sides, officer: 'org', researcher: 'party' },
  'event.meet': { ...sides, officer: 'party' },
  // What comes of a meeting binds the unit: the same people who open deals.
  'event.follow-up': sides,
} satisfies Permissions

const { read, write } = routesOf('events')
const id = z.uuid()
const pair = z.object({ id, pairId: z.uuid() })
const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) })
const one = z.object({ id: z.string().max(64) })

const organising = [
  write({
    method: 'POST',
    path: '/events',
    permission: 'event.organise',
    journal: 'event.draft',
    says: '{actor}起草了活动“{title}”',
    input: eventForm,
    gate: { subjects: 'actor' },
    verb: draftEvent,
  }),
  write({
    method: 'POST',
    path: '/events/organisers',
    permission: 'event.designate',
    journal: 'event.designate',
    says: '{actor}决定“{title}”可否举办活动',
    input: designateForm,
    gate: { subjects: 'actor' },
    verb: designate,
  }),
  write({
    method: 'PUT',
    path: '/events/{id}',
    permission: 'event.organise',
    journal: 'event.edit',
    says: '{actor}修改了活动“{title}”',
    input: eventForm.extend({ id }),
    gate: { none: '修改活动信息不办理业务' },
    queue: placesOf,
    verb: editEvent,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/invitations',
    permission: 'event.organise',
    journal: 'event.invite',
    says: '{actor}邀请单位参加活动“{title}”',
    input: inviteForm.extend({ id }),
    gate: { none: '邀请不产生法律效果' },
    verb: inviteToEvent,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/pairs',
    permission: 'event.organise',
    journal: 'event.add-pair',
    says: '{actor}在活动“{title}”安排了一次对接',
    input: pairForm.extend({ id }),
    gate: { none: '安排对接不产生法律效果' },
    verb: addPair,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/schedule',
    permission: 'event.organise',
    journal: 'event.schedule',
    says: '{actor}排定了活动“{title}”的对接时间',
    input: scheduleForm.extend({ id }),
    gate: { none: '排定时间不产生法律效果' },
    queue: placesOf,
    verb: schedulePairs,
  }),
]

const coming = [
  write({
    method: 'POST',
    path: '/events/{id}/register',
    permission: 'event.register',
    journal: 'event.register',
    says: '{actor}报名参加活动“{title}”',
    input: z.object({ id }),
    gate: { none: '报名不产生法律效果' },
    queue: placesOf,
    verb: register,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/unregister',
    permission: 'event.register',
    journal: 'event.unregister',
    says: '{actor}取消了活动“{title}”的报名',
    input: z.object({ id }),
    gate: { none: '取消报名不产生法律效果' },
    queue: placesOf,
    verb: unregister,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/check-in',
    permission: 'event.register',
    journal: 'event.check-in',
    says: '{actor}在活动“{title}”签到',
    input: checkInForm.extend({ id }),
    gate: { none: '签到不产生法律效果' },
    verb: checkIn,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/check-in-guest',
    permission: 'event.sign-in',
    journal: 'event.check-in-guest',
    says: '来宾在活动“{title}”签到',
    input: guestForm.extend({ id }),
    gate: { none: '签到不产生法律效果' },
    verb: checkInGuest,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/pairs/{pairId}/met',
    permission: 'event.meet',
    journal: 'event.met',
    says: '{actor}在活动“{title}”记录一对单位见过面',
    input: pair,
    gate: { none: '记录见面不产生法律效果' },
    verb: sayMet,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/pairs/{pairId}/answer',
    permission: 'event.follow-up',
    journal: 'event.answer',
    says: '{actor}答复了活动“{title}”上的见面',
    input: answerForm.extend(pair.shape),
    gate: { none: '答复不产生法律效果' },
    verb: answerPair,
  }),
  write({
    method: 'POST',
    path: '/events/{id}/pairs/{pairId}/deal',
    permission: 'event.follow-up',
    journal: 'event.open-deal',
    says: '{actor}由活动上的见面就《{title}》开始洽谈',
    input: pair,
    gate: { subjects: 'actor' },
    verb: dealOfPair,
  }),
]

const readings = [
  read({
    path: '/events',
    permission: 'event.read',
    journal: 'event.list',
    title: '活动',
    input: listQuery,
    verb: listOpen,
  }),
  read({
    path: '/events/own',
    permission: 'event.organise',
    journal: 'event.list-own',
    title: '本单位举办的活动',
    input: listQuery,
    verb: listOwn,
  }),
  read({
    path: '/events/organisers',
    permission: 'event.designate',
    journal: 'event.list-organisers',
    title: '可以举办活动的服务机构',
    input: z.object({}),
    verb: listDesignated,
  }),
  read({
    path: '/events/{id}',
    permission: 'event.read',
    journal: 'event.show',
    title: '活动',
    input: one,
    verb: showEvent,
  }),
  read({
    path: '/events/{id}/ics',
    permission: 'event.read',
    journal: 'event.ics',
    title: '活动（日历文件）',
    input: one,
    verb: eventCalendar,
  }),
  read({
    path: '/events/{id}/people',
    permission: 'event.organise',
    journal: 'event.people',
    title: '报名和签到',
    input: z.object({ id }),
    verb: listPeople,
  }),
  read({
    path: '/events/{id}/pairs',
    permission: 'event.pairs',
    journal: 'event.pairs',
    title: '一对一对接',
    input: z.object({ id }),
    verb: listPairs,
  }),
  read({
    path: '/events/{id}/suggestions',
    permission: 'event.organise',
    journal: 'event.suggestions',
    title: '对接建议',
    input: z.object({ id }),
    verb: suggestPairs,
  }),
  read({
    path: '/events/{id}/qr.svg',
    permission: 'event.organise',
    journal: 'event.qr',
    title: '签到二维码',
    input: z.object({ id }),
    verb: signInQr,
  }),
  read({
    path: '/events/{id}/poster.pdf',
    permission: 'event.organise',
    journal: 'event.poster',
    title: '签到海报（PDF）',
    input: z.object({ id }),
    verb: poster,
  }),
  read({
    path: '/events/{id}/result.csv',
    permission: 'event.organise',
    journal: 'event.result',
    title: '活动成效表（CSV）',
    input: z.object({ id }),
    verb: resultSheet,
  }),
]

export const routes = [...organising, ...coming, ...readings]
