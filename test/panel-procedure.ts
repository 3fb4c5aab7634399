import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import { prose } from '#platform/forms/text.ts'
import { vote } from '#platform/panel/rules.ts'
import type { PanelDef } from '#platform/procedure/facet.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'

export const scoring: PanelDef = {
  title: '示例评审专家组',
  seatsRule: 'pilotbase.panel.seats',
  composition: [
    { types: ['技术'], shareRule: 'experts.technicalShare' },
    { types: ['财务'], atLeastRule: 'experts.financeSeats' },
  ],
  apartFrom: ['bring'],
  ballot: z.object({
    site: z.int().min(0).max(5_000).meta({ title: '场地' }),
    team: z.int().min(0).max(5_000).meta({ title: '队伍' }),
    reason: prose(500).meta({ title: '理由' }),
  }),
  decision: { by: 'mean', passRule: 'pilotbase.panel.passPoints' },
}

export const voting: PanelDef = {
  ...scoring,
  ballot: z.object({ agree: vote('同意通过'), reason: prose(500).meta({ title: '理由' }) }),
  decision: { by: 'majority' },
}

/** A procedure with a panel that needs no change of the ground. */
export function panelProcedure(panel: PanelDef = scoring, id = 'panelled', isDealing = false) {
  return defineProcedure<null>()({
    id,
    module: 'platform',
    version: 1,
    title: '示例评审事项',
    basis: ['测试'],
    planItems: [],
    ...(isDealing && { dealing: true as const }),
    parts: {
      owner: { title: '申请人', hold: ['firm'], within: 'org' },
      officer: { title: '经办人', hold: ['officer'], within: 'unit' },
    },
    guards: {
      passes: (_facts, { standings }) =>
        standings.panel?.decided === true
          ? standings.panel.passes
            ? undefined
            : '专家评审没有通过。'
          : '专家评审还没有结束。',
    },
    start: 'application',
    states: {
      application: { title: '待评审' },
      review: { title: '专家评审', panel },
      granted: { title: '已同意', end: 'granted' },
      refused: { title: '未同意', end: 'refused' },
    },
    actions: {
      bring: { title: '提交评审', by: 'officer', from: 'application', to: 'review' },
      again: { title: '退回重评', by: 'officer', from: 'review', to: 'application' },
      grant: { title: '同意', by: 'officer', from: 'review', to: 'granted', when: ['passes'] },
      refuse: { title: '不予同意', by: 'officer', from: 'review', to: 'refused' },
    },
  })
}

export function panelBinding(procedure: ReturnType<typeof panelProcedure>): Binding {
  return {
    procedure,
    facts: async () => null,
    effects: {},
    entered: async () => {},
    panel: { material: async () => [{ label: '申报内容', value: '示例内容' }] },
  }
}

export const panelledPermissions = { 'panelled.open': { firm: 'org' } } satisfies Permissions

/** Opens a dossier of the procedure for the actor's own organisation. */
export function openPanelled(binding: Binding) {
  const { id } = binding.procedure
  return routesOf('platform').write({
    method: 'POST',
    path: `/${id}`,
    permission: 'panelled.open',
    journal: `${id}.open`,
    says: '{actor}提出申请',
    input: z.object({ title: z.string(), follows: z.uuid().optional() }),
    gate: { none: '测试' },
    verb: async (tx, actor, { title, follows }, now) => {
      mustReach(actor, { orgId: actor.orgId })
      const subject = { kind: id, id: v7() }
      const opening = { title, subject, orgId: actor.orgId ?? '', ...(follows && { follows }) }
      return { dossierId: (await openDossier(tx, binding, opening, actor, now)).id }
    },
  })
}
