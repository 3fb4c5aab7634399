import { z } from 'zod'
import type { Permissions } from '../access/access.ts'
import { routesOf, type Route } from '../command/command.ts'
import { dayText, line, prose } from '../forms/text.ts'
import type { Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import { answerObjection, closeCase, objectToCase, openCase, returnCase } from './commands.ts'
import { mattersFor, type CounterMatter } from './matters.ts'
import { listCases, listQuery, printCase, publicReceipt, showCase } from './view.ts'

/** Who of an organisation sees what was entered for it, and may object. */
const applicants = { firm: 'org', tto: 'org', serviceBody: 'org', leader: 'org', orgAdmin: 'org' } as const
export const permissions = {
  'counter.open': { clerk: 'org' },
  'counter.close': { clerk: 'org' },
  'counter.object': applicants,
  'counter.answer': { clerk: 'org', officer: 'org', decider: 'org' },
  // A scan may show personal data: those who work on it, and those who answer for the applicant.
  'counter.read': {
    clerk: 'party',
    officer: 'party',
    decider: 'party',
    firm: 'party',
    tto: 'party',
    serviceBody: 'party',
    leader: 'party',
    orgAdmin: 'party',
    auditor: 'any',
  },
  'counter.public': { visitor: 'any' },
} satisfies Permissions

export const counterForm = z.object({
  orgId: z.uuid().meta({ title: '申请单位', widget: 'org', help: '没有登记的，请先登记单位' }),
  broughtBy: line(30, 2).meta({ title: '递交人', help: '纸质申请上的经办人姓名', personal: true }),
  phone: z
    .string()
    .trim()
    .regex(/^(?:1\d{10})?$/, '应为 11 位手机号。')
    .default('')
    .meta({ title: '联系电话', widget: 'phone', personal: true }),
  matter: line(80, 2).meta({ title: '申请事项', help: '例如 成果登记' }),
  paperOn: dayText().meta({
    title: '纸质申请的日期',
    widget: 'date',
    help: '受理时间以平台收到为准，这里另行记录',
  }),
  scanFileId: z.uuid().meta({ title: '纸质申请的扫描件', widget: 'scan', help: '扫描件，或用手机逐页拍照' }),
})

const { read, write } = routesOf('platform')
const one = z.object({ id: z.uuid() })
const returnForm = one.extend({
  reason: prose(500).meta({
    title: '未提交的原因',
    widget: 'textarea',
    help: '例如 材料不齐、不属于本窗口受理；会告知申请单位',
  }),
})

/** What the city's counters work with: its procedures, who may what, and what may be entered. */
export interface CounterParts {
  readonly bindings: readonly Binding[]
  readonly permissions: Permissions
  readonly matters: readonly CounterMatter[]
}

/** The clerk's desk, and the applicant's view of it. */
export function counterRoutes(parts: CounterParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/counter-cases',
      permission: 'counter.open',
      journal: 'counter.open',
      says: '{actor}为{org}代录纸质申请“{matter}”',
      input: counterForm,
      gate: { subjects: async (_tx, _actor, { orgId }) => [{ kind: 'org', id: orgId }] },
      verb: openCase,
    }),
    write({
      method: 'POST',
      path: '/counter-cases/{id}/close',
      permission: 'counter.close',
      journal: 'counter.close',
      says: '{actor}办完代录“{matter}”',
      input: one,
      gate: { none: '申请已由各程序检查，这里只结束代录' },
      verb: closeCase,
    }),
    write({
      method: 'POST',
      path: '/counter-cases/{id}/return',
      permission: 'counter.close',
      journal: 'counter.return',
      says: '{actor}未提交代录“{matter}”，退回纸质材料',
      input: returnForm,
      gate: { none: '没有提交任何申请，这里只结束代录' },
      verb: returnCase,
    }),
    write({
      method: 'POST',
      path: '/counter-cases/{id}/object',
      permission: 'counter.object',
      journal: 'counter.object',
      says: '{actor}对代录“{matter}”提出异议',
      input: one.extend({ reason: prose(1000).meta({ title: '与纸质申请不符之处', widget: 'textarea' }) }),
      gate: { none: '提出异议是权利，不设关卡' },
      verb: objectToCase,
    }),
    write({
      method: 'POST',
      path: '/counter-cases/{id}/answer',
      permission: 'counter.answer',
      journal: 'counter.answer',
      says: '{actor}答复对代录“{matter}”的异议',
      input: one.extend({ words: prose(1000).meta({ title: '答复', widget: 'textarea' }) }),
      gate: { none: '答复异议' },
      verb: answerObjection,
    }),
    ...reads(parts),
  ]
}

function reads({ bindings, permissions, matters }: CounterParts): Route[] {
  return [
    read({
      path: '/counter-cases',
      permission: 'counter.read',
      journal: 'counter.list',
      title: '窗口代录',
      input: listQuery,
      verb: listCases,
    }),
    read({
      path: '/counter-cases/{id}',
      permission: 'counter.read',
      journal: 'counter.show',
      title: '一件代录',
      input: one,
      verb: async (tx, actor, input) => {
        const shown = await showCase(tx, bindings, actor, input)
        const fill = shown.inSeat ? mattersFor(matters, permissions, actor) : []
        return { ...shown, next: { ...shown.next, fill } }
      },
    }),
    read({
      path: '/counter-cases/{id}/receipt.pdf',
      permission: 'counter.read',
      journal: 'counter.receipt',
      title: '受理回执（PDF）',
      input: one,
      verb: (tx, actor, input) => printCase(tx, bindings, actor, input),
    }),
    read({
      path: '/public-receipts/{id}',
      permission: 'counter.public',
      journal: 'counter.public',
      title: '按受理回执查询进度',
      input: z.object({ id: z.string().max(40) }),
      verb: async (tx, _actor, { id }) => {
        const found = await publicReceipt(tx, bindings, id)
        if (!found) throw new Refusal('absent', '没有这份回执，请核对二维码或编号是否完整。')
        return found
      },
    }),
  ]
}
