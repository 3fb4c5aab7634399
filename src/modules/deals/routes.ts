import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import {
  addPoint,
  discloseIdentity,
  letBrokerIn,
  offerDeal,
  openDeal,
  sendMessage,
  settlePoint,
} from './commands.ts'
import { printCourse } from './course.ts'
import { reachedDeal, sideOf } from './doors.ts'
import {
  brokerAccessForm,
  discloseForm,
  intentForm,
  messageForm,
  offerForm,
  pointAnswerForm,
  pointForm,
} from './forms.ts'
import { askForHelp, listHelp, showHelp } from './help/commands.ts'
import { helpForm } from './help/forms.ts'
import { exportDeals, exportQuery, listDeals, listQuery, reasons } from './lists.ts'
import { proposeMeeting } from './meetings/commands.ts'
import { meetingForm } from './meetings/forms.ts'
import { dealOfMeeting, meetingIcs, meetingsShown } from './meetings/view.ts'
import { messagesOf } from './store.ts'
import { shown } from './view.ts'

const { read, write } = routesOf('deals')
const id = z.uuid()

const talks = [
  write({
    method: 'POST',
    path: '/deals',
    permission: 'deal.open',
    journal: 'deal.open',
    says: '{actor}对《{title}》提出合作意向',
    input: intentForm,
    gate: { subjects: 'actor' },
    verb: openDeal,
  }),
  write({
    method: 'POST',
    path: '/deals/offers',
    permission: 'deal.offer',
    journal: 'deal.offer',
    says: '{actor}提出用《{title}》解决需求',
    input: offerForm,
    gate: { subjects: 'actor' },
    verb: offerDeal,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/messages',
    permission: 'deal.message',
    journal: 'deal.message',
    says: '{actor}在《{title}》洽谈中留言',
    input: messageForm.extend({ id }),
    gate: { none: '留言不产生法律效果' },
    verb: sendMessage,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/disclose',
    permission: 'deal.negotiate',
    journal: 'deal.disclose',
    says: '{actor}在《{title}》洽谈中公开身份',
    input: discloseForm.extend({ id }),
    gate: { subjects: 'actor' },
    verb: discloseIdentity,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/broker-access',
    permission: 'deal.negotiate',
    journal: 'deal.broker-access',
    says: '{actor}决定经纪人可否查看《{title}》的条款',
    input: brokerAccessForm.extend({ id }),
    gate: { none: '授权查看不产生法律效果' },
    verb: letBrokerIn,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/points',
    permission: 'deal.negotiate',
    journal: 'deal.add-point',
    says: '{actor}就《{title}》的条款提出待议事项',
    input: pointForm.extend({ id }),
    gate: { none: '待议事项不产生法律效果' },
    verb: addPoint,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/points/{pointId}/settle',
    permission: 'deal.negotiate',
    journal: 'deal.settle-point',
    says: '{actor}把《{title}》条款的一个待议事项标为解决',
    input: pointAnswerForm.extend({ id, pointId: z.uuid() }),
    gate: { none: '待议事项不产生法律效果' },
    verb: settlePoint,
  }),
  write({
    method: 'POST',
    path: '/deals/{id}/meetings',
    permission: 'deal.message',
    journal: 'deal.propose-meeting',
    says: '{actor}就《{title}》洽谈约会面',
    input: meetingForm.extend({ id }),
    gate: { none: '约会面不产生法律效果' },
    verb: proposeMeeting,
  }),
]

const readings = [
  read({
    path: '/deals',
    permission: 'deal.read',
    journal: 'deal.list',
    title: '洽谈列表',
    input: listQuery,
    verb: listDeals,
  }),
  read({
    path: '/deals/export.csv',
    permission: 'deal.read',
    journal: 'deal.export',
    title: '洽谈列表（CSV）',
    input: exportQuery,
    verb: exportDeals,
  }),
  read({
    path: '/deals/reasons',
    permission: 'deal.reasons',
    journal: 'deal.reasons',
    title: '洽谈为什么结束',
    input: z.object({}),
    verb: reasons,
  }),
  read({
    path: '/deals/{id}',
    permission: 'deal.read',
    journal: 'deal.show',
    title: '洽谈',
    input: z.object({ id }),
    verb: async (tx, actor, { id: dealId }) => {
      const deal = await reachedDeal(tx, actor, dealId)
      const isParty = sideOf(deal, actor) !== null || actor.scopes.includes('any')
      const course = await shown(tx, actor, deal, isParty ? await messagesOf(tx, deal.id) : [])
      return { ...course, meetings: await meetingsShown(tx, actor, deal) }
    },
  }),
  read({
    path: '/deals/{id}/course.pdf',
    permission: 'deal.read',
    journal: 'deal.course',
    title: '洽谈记录（PDF）',
    input: z.object({ id }),
    verb: printCourse,
  }),
  read({
    path: '/deal-meetings/{id}',
    permission: 'deal.read',
    journal: 'deal.meeting',
    title: '会面属于哪次洽谈',
    input: z.object({ id }),
    verb: dealOfMeeting,
  }),
  read({
    path: '/deals/{id}/meetings/{meetingId}/ics',
    permission: 'deal.read',
    journal: 'deal.meeting-ics',
    title: '会面（日历文件）',
    input: z.object({ id, meetingId: z.uuid() }),
    verb: meetingIcs,
  }),
]

const help = [
  write({
    method: 'POST',
    path: '/help-requests',
    permission: 'help.ask',
    journal: 'help.ask',
    says: '{actor}就“{title}”请平台协助',
    input: helpForm,
    gate: { none: '请求协助不产生法律效果' },
    verb: askForHelp,
  }),
  read({
    path: '/help-requests',
    permission: 'help.read',
    journal: 'help.list',
    title: '协助请求',
    input: z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) }),
    verb: listHelp,
  }),
  read({
    path: '/help-requests/{id}',
    permission: 'help.read',
    journal: 'help.show',
    title: '协助请求',
    input: z.object({ id }),
    verb: showHelp,
  }),
]

export const routes = [...talks, ...readings, ...help]
