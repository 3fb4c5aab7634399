import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Permissions } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import type { NoticeContent, NoticeDef } from '#platform/procedure/facet.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { defineProcedure, type Term } from '#platform/procedure/procedure.ts'

/**
 * A second procedure that needs no change of the ground: an application, its public notice, and what comes of it. What
 * the notice says is set by the test.
 */
export function secondProcedure(
  options: { readonly term?: Term; readonly audience?: NoticeDef['audience']; readonly id?: string } = {},
) {
  return defineProcedure<null>()({
    id: options.id ?? 'second',
    module: 'platform',
    version: 1,
    title: '示例事项',
    basis: ['测试'],
    planItems: [],
    parts: {
      owner: { title: '申请人', hold: ['firm'], within: 'org' },
      officer: { title: '经办人', hold: ['officer'], within: 'unit' },
    },
    guards: {},
    start: 'application',
    states: {
      application: { title: '待公示' },
      notice: {
        title: '公示中',
        due: {
          term: options.term ?? { rule: 'notice.agreedPrice.days', unit: 'noticeDays' },
          performs: 'grant',
          onReturn: 'restart',
        },
        notice: {
          title: '示例事项公示',
          audience: options.audience ?? 'public',
          objections: {
            identity: 'named',
            answer: { rule: 'notice.objection.workingDays', unit: 'workingDays' },
            apartFrom: ['announce'],
          },
          passes: ['sendBack'],
        },
      },
      granted: { title: '已同意', end: 'granted' },
      refused: { title: '未同意', end: 'refused' },
    },
    actions: {
      announce: { title: '公示', by: 'officer', from: 'application', to: 'notice' },
      sendBack: { title: '退回', by: 'officer', from: 'notice', to: 'application' },
      grantEarly: { title: '提前同意', by: 'officer', from: 'notice', to: 'granted' },
      grant: { title: '公示期满同意', by: 'clock', from: 'notice', to: 'granted' },
      refuse: { title: '不予同意', by: 'officer', from: ['application', 'notice'], to: 'refused' },
    },
  })
}

/** The procedure bound to what its notice says. */
export function secondBinding(
  procedure: ReturnType<typeof secondProcedure>,
  notice: () => NoticeContent,
  amends: NonNullable<Binding['amends']> = {},
): Binding {
  return {
    procedure,
    facts: async () => null,
    effects: {},
    entered: async () => {},
    notice: async () => notice(),
    amends,
  }
}

export const secondPermissions = { 'second.open': { firm: 'org', officer: 'any' } } satisfies Permissions

/** Opens a dossier of the procedure for the actor's own organisation. */
export function openSecond(binding: Binding) {
  const { id } = binding.procedure
  return routesOf('platform').write({
    method: 'POST',
    path: `/${id}`,
    permission: 'second.open',
    journal: `${id}.open`,
    says: '{actor}提出申请',
    input: z.object({ title: z.string(), orgId: z.uuid() }),
    gate: { none: '测试' },
    verb: async (tx, actor, { title, orgId }, now) => {
      mustReach(actor, { orgId })
      const subject = { kind: id, id: v7() }
      return { dossierId: (await openDossier(tx, binding, { title, subject, orgId }, actor, now)).id }
    },
  })
}
