import { z } from 'zod'
import { reachedByQuery, type Actor, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Binding } from '../procedure/perform.ts'
import { askedForm } from './asked.ts'
import { workBook } from './export.ts'
import { handlerRoutes } from './handlers.ts'
import { WORK_LIMIT, workList, workSummary, type WorkView } from './list.ts'
import { pastWork } from './past.ts'
import { previewRoute } from './preview.ts'
import { workSeats } from './seats.ts'
import { viewRoutes } from './views.ts'

export const permissions = {
  'work.list': { person: 'own' },
  'work.claim': { person: 'own' },
  'work.assign': { person: 'own', orgAdmin: 'org', decider: 'org' },
  'work.view': { person: 'own' },
} satisfies Permissions

const { read } = routesOf('platform')

const page = {
  limit: z.coerce.number().int().min(1).max(WORK_LIMIT).default(WORK_LIMIT),
  cursor: z.string().max(120).optional(),
}
const past = z.object({ q: z.string().trim().max(60).optional(), ...page })

/** Work lists over all procedures of the installation: 待办, 已办, 跟踪, their numbers, who deals with what. */
export function workRoutes(bindings: readonly Binding[]): Route[] {
  const view = (tx: Tx, actor: Actor, now: string) => viewOf(tx, bindings, actor, now)
  return [
    read({
      path: '/work',
      permission: 'work.list',
      journal: 'work.list',
      title: '待办',
      input: askedForm.extend(page),
      verb: async (tx, actor, { limit, cursor, ...asked }, now) =>
        workList(tx, await view(tx, actor, now), asked, { cursor, limit }),
    }),
    read({
      path: '/work/summary',
      permission: 'work.list',
      journal: 'work.summary',
      title: '待办的数量',
      input: z.object({}),
      verb: async (tx, actor, _input, now) => workSummary(tx, await view(tx, actor, now)),
    }),
    read({
      path: '/work/export.xlsx',
      permission: 'work.list',
      journal: 'work.export',
      title: '待办清单（Excel）',
      input: askedForm,
      verb: async (tx, actor, asked, now) => workBook(tx, await view(tx, actor, now), asked),
    }),
    read({
      path: '/work/done',
      permission: 'work.list',
      journal: 'work.done',
      title: '已办',
      input: past,
      verb: async (tx, actor, asked, now) => pastWork(tx, await view(tx, actor, now), 'done', asked),
    }),
    read({
      path: '/work/tracked',
      permission: 'work.list',
      journal: 'work.tracked',
      title: '跟踪',
      input: past,
      verb: async (tx, actor, asked, now) => pastWork(tx, await view(tx, actor, now), 'tracked', asked),
    }),
    previewRoute(bindings),
    ...handlerRoutes(bindings),
    ...viewRoutes,
  ]
}

/** The lists hold by themselves what an actor may see: only what waits for their seats, or what they did. */
export async function viewOf(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  now: string,
): Promise<WorkView> {
  reachedByQuery(actor)
  const today = dayOf(now)
  return { bindings, seats: await workSeats(tx, actor, today), calendar: await loadCalendar(tx), today }
}
