import { z } from 'zod'
import { ofOrg, type Permissions } from '../access/access.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Binding } from '../procedure/perform.ts'
import * as commands from './commands.ts'
import { answerForm, CODE_LENGTH, LINE_MAX, objectForm, photoForm, reasonForm } from './forms.ts'
import { poster } from './poster.ts'
import * as reading from './reading.ts'

export const noticePermissions = {
  'notice.read': { visitor: 'any' },
  'notice.own': { person: 'own' },
  'notice.object': { visitor: 'any' },
  // Those of an organisation only answer to notices that it gives itself.
  'notice.answer': {
    officer: 'unit',
    decider: 'unit',
    tto: 'unit',
    researchOffice: 'unit',
    leader: 'unit',
  },
  'notice.amend': { officer: 'unit', decider: 'unit' },
  'notice.photo': {
    ...ofOrg([
      'researcher',
      'tto',
      'researchOffice',
      'hr',
      'assets',
      'secretary',
      'firm',
      'serviceBody',
      'orgAdmin',
    ]),
    officer: 'unit',
    decider: 'unit',
  },
  'notice.clock': { clock: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')

/** People type an objection in minutes; more from one source is a flood. */
const OBJECTIONS_PER_MINUTE = 6
const CODES_PER_MINUTE = 20

const query = z.object({
  q: z.string().max(200).default(''),
  state: z.enum(['open', 'ended', 'all']).default('all'),
  term: z.enum(['noticeDays', 'noticeWorkingDays']).optional(),
  procedure: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(300).optional(),
})

const timed = z.object({ deadlineId: z.uuid(), subjectId: z.uuid(), startsOn: z.iso.date() })

/** Public notices of all procedures. */
export function noticeRoutes(bindings: readonly Binding[]): Route[] {
  return [...readRoutes(bindings), ...objectionRoutes(bindings), ...unitRoutes(bindings), ...clockRoutes]
}

function readRoutes(bindings: readonly Binding[]): Route[] {
  return [
    read({
      path: '/notices',
      permission: 'notice.read',
      journal: 'notice.list',
      title: '公示',
      input: query,
      verb: (tx, _actor, input, now) => reading.noticePage(tx, bindings, input, null, now),
    }),
    read({
      path: '/notices/{id}',
      permission: 'notice.read',
      journal: 'notice.show',
      title: '一期公示',
      input: z.object({ id: z.string().max(40) }),
      verb: (tx, _actor, { id }, now) => reading.publicNotice(tx, bindings, id, now),
    }),
    read({
      method: 'POST',
      path: '/objections/find',
      permission: 'notice.read',
      journal: 'notice.find-objection',
      title: '凭查询码看异议的答复',
      input: z.object({ code: z.string().max(60) }),
      perMinute: CODES_PER_MINUTE,
      verb: (tx, _actor, { code }) => reading.objectionByCode(tx, code),
    }),
    read({
      path: '/my/notices',
      permission: 'notice.own',
      journal: 'notice.own-list',
      title: '本单位的公示',
      input: query.extend({ dossier: z.uuid().optional() }),
      verb: (tx, actor, input, now) => reading.ownPage(tx, bindings, input, actor, now),
    }),
    read({
      path: '/my/notices/{id}',
      permission: 'notice.own',
      journal: 'notice.own-show',
      title: '本单位的一期公示',
      input: z.object({ id: z.string().max(40) }),
      verb: (tx, actor, { id }, now) => reading.ownNotice(tx, bindings, actor, id, now),
    }),
    ...(['pdf', 'docx'] as const).map((ending) =>
      read({
        path: `/my/notices/{id}/poster.${ending}`,
        permission: 'notice.own',
        journal: `notice.poster-${ending}`,
        title: '公示张贴稿',
        input: z.object({ id: z.string().max(40) }),
        verb: (tx, actor, { id }, now) => poster(tx, bindings, actor, { id, ending }, now),
      }),
    ),
  ]
}

const gate = { none: '公示程序本身不设前置核验' } as const

function objectionRoutes(bindings: readonly Binding[]): Route[] {
  return [
    write({
      method: 'POST',
      path: '/notices/{publicId}/objections',
      permission: 'notice.object',
      journal: 'notice.object',
      says: '对公示《{title}》提出意见',
      perMinute: OBJECTIONS_PER_MINUTE,
      input: objectForm.extend({
        publicId: z.string().max(40),
        // Made by the page, so that no reply kept here tells it.
        code: z
          .string()
          .regex(new RegExp(`^[0-9a-hjkmnp-tv-z]{${CODE_LENGTH}}$`))
          .meta({ title: '查询码', transient: true }),
      }),
      gate,
      verb: (tx, actor, input, now) => commands.object(tx, bindings, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/objections/{objectionId}/answer',
      permission: 'notice.answer',
      journal: 'notice.answer',
      says: '{actor}答复对公示《{title}》的异议',
      input: answerForm.extend({ objectionId: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => commands.answer(tx, bindings, actor, input, now),
    }),
  ]
}

/** What the competent unit, or the organisation, does with a notice. */
function unitRoutes(bindings: readonly Binding[]): Route[] {
  return [
    write({
      method: 'POST',
      path: '/notices/{noticeId}/amend',
      permission: 'notice.amend',
      journal: 'notice.amend',
      says: '{actor}更正公示《{title}》',
      input: reasonForm.extend({
        noticeId: z.uuid(),
        version: z.int().min(1),
        changes: z
          .array(z.object({ label: z.string().max(200), value: z.string().trim().min(1).max(LINE_MAX) }))
          .max(200)
          .meta({ title: '更正的内容', personal: true }),
      }),
      gate,
      verb: (tx, actor, input, now) => commands.amend(tx, bindings, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/notices/{noticeId}/withdraw',
      permission: 'notice.amend',
      journal: 'notice.withdraw',
      says: '{actor}撤回公示《{title}》',
      input: reasonForm.extend({ noticeId: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => commands.withdraw(tx, bindings, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/notices/{noticeId}/photos',
      permission: 'notice.photo',
      journal: 'notice.photo',
      says: '{actor}为公示《{title}》添加张贴照片',
      input: photoForm.extend({ noticeId: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => commands.addPhoto(tx, actor, input, now),
    }),
  ]
}

const clockRoutes: readonly Route[] = [
  write({
    method: 'POST',
    path: '/notices/{subjectId}/end-names',
    permission: 'notice.clock',
    journal: 'notice.end-names',
    says: '公示《{title}》期满，个人信息撤下',
    input: timed,
    gate: { none: '由时钟执行，无当事人' },
    verb: commands.endNames,
  }),
  write({
    method: 'POST',
    path: '/notices/{subjectId}/forget-objectors',
    permission: 'notice.clock',
    journal: 'notice.forget-objectors',
    says: '公示《{title}》结束已久，异议人身份信息删除',
    input: timed,
    gate: { none: '由时钟执行，无当事人' },
    verb: commands.forgetObjectors,
  }),
]
