import { z } from 'zod'
import { mustReach, ofOrg, type Permissions } from '../access/access.ts'
import { routesOf, type Route } from '../command/command.ts'
import * as draws from './draw-commands.ts'
import * as forms from './forms.ts'
import type { PanelParts } from './on-panel.ts'
import { PAPERS, panelPaper } from './papers.ts'
import * as review from './review.ts'
import * as seats from './seats.ts'
import { answerProposal, proposeRedraw, proposeRemoval } from './proposals.ts'
import { findPanel } from './store.ts'
import { publicDraws } from './view-draws.ts'
import { publicDraw } from './view-public.ts'
import { ownProofs, ownSeats, ownSeatView } from './view-seat.ts'
import { panelsOfDossier, unitPanel } from './view.ts'

export const panelPermissions = {
  'panel.list': { person: 'own' },
  'panel.show': { officer: 'unit', decider: 'unit', auditor: 'any' },
  'panel.manage': { officer: 'unit', decider: 'unit' },
  'panel.pass': { officer: 'unit', decider: 'unit', clock: 'any' },
  'panel.exclude': ofOrg(['firm', 'tto', 'researchOffice', 'leader', 'serviceBody', 'researcher']),
  'panel.serve': { person: 'own' },
  'draw.read': { visitor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')
const panel = z.object({ panelId: z.uuid() })
const seat = z.object({ seatId: z.uuid() })
const gate = { none: '专家组内部程序，不设前置核验' } as const
const queue = ({ panelId }: { readonly panelId: string }) => `panel:${panelId}`

/** Panels of all procedures, drawn from the pool of one module. */
export function panelRoutes(parts: PanelParts): Route[] {
  return [
    ...readRoutes(parts),
    ...publicRoutes(parts),
    ...drawRoutes(parts),
    ...unitRoutes(parts),
    ...proposalRoutes(parts),
    ...expertRoutes(parts),
    ...judgingRoutes(parts),
  ]
}

function readRoutes(parts: PanelParts): Route[] {
  return [
    read({
      path: '/dossiers/{id}/panels',
      permission: 'panel.list',
      journal: 'panel.list',
      title: '办件的专家组',
      input: z.object({ id: z.uuid() }),
      verb: (tx, actor, { id }) => panelsOfDossier(tx, parts, actor, id),
    }),
    read({
      path: '/panels/{panelId}',
      permission: 'panel.show',
      journal: 'panel.show',
      title: '专家组',
      input: panel,
      verb: (tx, actor, { panelId }, now) => unitPanel(tx, parts, actor, panelId, now),
    }),
    read({
      path: '/panels/{panelId}/papers/{kind}',
      permission: 'panel.show',
      journal: 'panel.paper',
      title: '专家组文书',
      input: panel.extend({ kind: z.enum(PAPERS), ending: z.enum(['pdf', 'docx']).default('pdf') }),
      verb: (tx, actor, input, now) => panelPaper(tx, parts, actor, input, now),
    }),
    read({
      path: '/my/panels',
      permission: 'panel.serve',
      journal: 'panel.own-list',
      title: '我的评审',
      input: z.object({}),
      verb: (tx, actor, _input, now) => ownSeats(tx, actor, now),
    }),
    read({
      path: '/my/panels/{id}',
      permission: 'panel.serve',
      journal: 'panel.own-show',
      title: '我的一次评审',
      input: z.object({ id: z.uuid() }),
      verb: (tx, actor, { id }, now) => ownSeatView(tx, parts, actor, id, now),
    }),
    read({
      path: '/my/pool-proofs',
      permission: 'panel.serve',
      journal: 'panel.own-proofs',
      title: '我在候选名单中的证明',
      input: z.object({}),
      verb: (tx, actor) => ownProofs(tx, actor),
    }),
  ]
}

/** What everybody reads of draws. */
function publicRoutes(parts: PanelParts): Route[] {
  return [
    read({
      path: '/draws',
      permission: 'draw.read',
      journal: 'draw.list',
      title: '专家抽取目录',
      input: z.object({}),
      verb: async (tx) => {
        const items = await publicDraws(tx, parts.bindings)
        return { items, total: items.length }
      },
    }),
    read({
      path: '/draws/{id}',
      permission: 'draw.read',
      journal: 'draw.show',
      title: '专家抽取（公开复算）',
      input: z.object({ id: z.string().max(40) }),
      verb: (tx, _actor, { id }, now) => publicDraw(tx, parts, id, now),
    }),
  ]
}

function drawRoutes(parts: PanelParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/panels/{panelId}/criteria',
      permission: 'panel.manage',
      journal: 'panel.criteria',
      says: '{actor}确定《{title}》专家组的组建条件',
      input: forms.criteriaForm.extend(panel.shape),
      gate,
      queue,
      verb: (tx, actor, input, now) => draws.fixCriteria(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panels/{panelId}/exclusions',
      permission: 'panel.exclude',
      journal: 'panel.exclude',
      says: '{actor}就《{title}》申请一名专家回避',
      input: forms.exclusionForm.extend(panel.shape),
      gate,
      queue,
      verb: (tx, actor, input, now) => draws.exclude(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panels/{panelId}/freeze',
      permission: 'panel.manage',
      journal: 'panel.freeze',
      says: '{actor}冻结《{title}》的候选人名单，承诺值 {root}',
      input: forms.freezeForm.extend(panel.shape),
      gate,
      queue,
      verb: (tx, actor, input, now) => draws.freeze(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panels/{panelId}/seed',
      permission: 'panel.manage',
      journal: 'panel.seed',
      says: '{actor}录入《{title}》专家抽取的公开号码',
      input: forms.seedForm.extend(panel.shape),
      gate,
      queue,
      verb: (tx, actor, input, now) => draws.typeSeed(tx, parts, actor, input, now),
    }),
  ]
}

function unitRoutes(parts: PanelParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/panels/{panelId}/pass-silent',
      permission: 'panel.pass',
      journal: 'panel.pass-silent',
      says: '《{title}》的专家邀请到时未答复，按顺序联系下一位',
      input: panel,
      gate,
      queue,
      verb: async (tx, actor, input, now) => {
        mustReach(actor, { unitId: (await findPanel(tx, input.panelId))?.unit_id ?? null })
        return seats.passSilent(tx, parts, input, now)
      },
    }),
    write({
      method: 'POST',
      path: '/panels/{panelId}/open',
      permission: 'panel.manage',
      journal: 'panel.open',
      says: '{actor}开始《{title}》的专家评审',
      input: panel,
      gate,
      queue,
      verb: (tx, actor, input, now) => review.openMeeting(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/pay',
      permission: 'panel.manage',
      journal: 'panel.pay',
      says: '{actor}记录《{title}》一位专家的咨询费',
      input: forms.payForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => review.pay(tx, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/rate',
      permission: 'panel.manage',
      journal: 'panel.rate',
      says: '{actor}评价《{title}》一位专家的履职',
      input: forms.rateForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => review.rate(tx, actor, input, now),
    }),
  ]
}

/** What two people decide. */
function proposalRoutes(parts: PanelParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/panels/{panelId}/redraw',
      permission: 'panel.manage',
      journal: 'panel.redraw',
      says: '{actor}提出作废《{title}》的专家抽取，重新抽取',
      input: forms.redrawForm.extend(panel.shape),
      gate,
      queue,
      verb: (tx, actor, input, now) => proposeRedraw(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/remove',
      permission: 'panel.manage',
      journal: 'panel.remove',
      says: '{actor}提出更换《{title}》的一位评审专家',
      input: forms.removeForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => proposeRemoval(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-proposals/{proposalId}/answer',
      permission: 'panel.manage',
      journal: 'panel.answer',
      says: '{actor}{answer}《{title}》{what}',
      input: forms.answerForm.extend({ proposalId: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => answerProposal(tx, parts, actor, input, now),
    }),
  ]
}

function expertRoutes(parts: PanelParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/reply',
      permission: 'panel.serve',
      journal: 'panel.reply',
      says: '{actor}答复《{title}》的评审邀请',
      input: forms.replyForm.extend(seat.shape),
      gate: { subjects: 'actor' },
      verb: (tx, actor, input, now) => seats.reply(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/commit',
      permission: 'panel.serve',
      journal: 'panel.commit',
      says: '{actor}签署《{title}》的保密和无利益冲突承诺',
      input: forms.commitForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => seats.commitSeat(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{mine}/chair',
      permission: 'panel.serve',
      journal: 'panel.chair',
      says: '{actor}推选《{title}》专家组的组长',
      input: forms.chairForm.extend({ mine: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => review.voteChair(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{mine}/soft',
      permission: 'panel.serve',
      journal: 'panel.soft',
      says: '{actor}决定《{title}》一位专家申报的其他关系',
      input: forms.softForm.extend({ mine: z.uuid(), seatId: z.uuid() }),
      gate,
      verb: (tx, actor, input, now) => review.decideSoft(tx, parts, actor, input, now),
    }),
  ]
}

/** From the ballot on. */
function judgingRoutes(parts: PanelParts): Route[] {
  return [
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/ballot',
      permission: 'panel.serve',
      journal: 'panel.ballot',
      says: '{actor}提交《{title}》的评审意见',
      // The journal keeps only a commitment: others read a ballot when all are in.
      input: seat.extend({
        ballot: z.record(z.string(), z.unknown()).meta({ title: '评审意见', personal: true }),
      }),
      gate: { subjects: 'actor' },
      verb: (tx, actor, input, now) => review.castBallot(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/opinion',
      permission: 'panel.serve',
      journal: 'panel.opinion',
      says: '{actor}形成《{title}》的专家组意见',
      input: forms.opinionForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => review.writeOpinion(tx, parts, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/panel-seats/{seatId}/confirm',
      permission: 'panel.serve',
      journal: 'panel.confirm',
      says: '{actor}确认《{title}》的专家组意见',
      input: forms.confirmForm.extend(seat.shape),
      gate,
      verb: (tx, actor, input, now) => review.confirm(tx, parts, actor, input, now),
    }),
  ]
}
