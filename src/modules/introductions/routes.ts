import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { introduce } from './commands.ts'
import { introductionForm } from './forms.ts'
import { printReceipt } from './receipt.ts'
import { brokerRecordOf, listIntroductions, listQuery, showIntroduction } from './view.ts'

export const permissions = {
  'introduction.make': { broker: 'org', serviceBody: 'org' },
  'introduction.read': {
    broker: 'org',
    serviceBody: 'party',
    tto: 'party',
    firm: 'party',
    leader: 'party',
    auditor: 'any',
  },
  'introduction.record': { visitor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('introductions')
/** Id or public id. */
const one = z.object({ id: z.string().max(64) })

export const routes = [
  write({
    method: 'POST',
    path: '/introductions',
    permission: 'introduction.make',
    journal: 'introduction.make',
    says: '{actor}就“{title}”引荐双方接洽',
    input: introductionForm,
    gate: { subjects: 'actor' },
    verb: introduce,
  }),
  read({
    path: '/introductions',
    permission: 'introduction.read',
    journal: 'introduction.list',
    title: '引荐',
    input: listQuery,
    verb: listIntroductions,
  }),
  read({
    path: '/introductions/{id}',
    permission: 'introduction.read',
    journal: 'introduction.show',
    title: '引荐',
    input: one,
    verb: showIntroduction,
  }),
  read({
    path: '/introductions/{id}/receipt.pdf',
    permission: 'introduction.read',
    journal: 'introduction.receipt',
    title: '引荐回执（PDF）',
    input: one,
    verb: printReceipt,
  }),
  read({
    path: '/brokers/{orgId}/record',
    permission: 'introduction.record',
    journal: 'introduction.record',
    title: '经纪机构的引荐记录（只有数量）',
    input: z.object({ orgId: z.uuid() }),
    verb: brokerRecordOf,
  }),
]
