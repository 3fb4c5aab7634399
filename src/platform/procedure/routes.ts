import { z } from 'zod'
import { reachedByQuery, type Actor, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { dayText } from '../forms/text.ts'
import { orgNames, personNames } from '../identity/names.ts'
import { procedurePage } from './derive.ts'
import type { Binding } from './perform.ts'
import type { Procedure } from './procedure.ts'
import { spanOf, termBook, termStatistics } from './statistics.ts'
import { viewDossier } from './view.ts'

export const permissions = {
  'dossier.show': { person: 'own' },
  'dossier.statistics': { officer: 'unit', decider: 'unit', auditor: 'any', admin: 'any' },
  'procedure.list': { visitor: 'any', clock: 'any', console: 'any' },
} satisfies Permissions

const { read } = routesOf('platform')

const span = z.object({ from: dayText().optional(), until: dayText().optional() })

/** Dossier and generated procedure pages over all procedures of the installation. */
export function dossierRoutes(bindings: readonly Binding[]): Route[] {
  const statistics = (tx: Tx, actor: Actor, asked: z.infer<typeof span>, now: string) => {
    reachedByQuery(actor)
    return termStatistics(tx, bindings, actor, spanOf(asked, now), dayOf(now))
  }
  return [
    read({
      path: '/dossiers/{id}',
      permission: 'dossier.show',
      journal: 'dossier.show',
      title: '办件',
      input: z.object({ id: z.uuid() }),
      verb: async (tx, actor, { id }, now) => {
        const view = await viewDossier(tx, bindings, id, actor, await loadCalendar(tx), dayOf(now))
        reachedByQuery(actor)
        return { ...view, entries: await named(tx, view.entries) }
      },
    }),
    read({
      path: '/statistics/terms',
      permission: 'dossier.statistics',
      journal: 'dossier.statistics',
      title: '办理时限统计',
      input: span,
      verb: (tx, actor, asked, now) => statistics(tx, actor, asked, now),
    }),
    read({
      path: '/statistics/terms.xlsx',
      permission: 'dossier.statistics',
      journal: 'dossier.statistics-file',
      title: '办理时限统计（Excel）',
      input: span,
      verb: async (tx, actor, asked, now) => termBook(await statistics(tx, actor, asked, now)),
    }),
    read({
      path: '/procedures',
      permission: 'procedure.list',
      journal: 'procedure.list',
      title: '办事程序',
      input: z.object({}),
      verb: async () => ({
        items: bindings.map(({ procedure }) => ({
          id: procedure.id,
          title: procedure.title,
          version: procedure.version,
          basis: procedure.basis,
          steps: stepTitles(procedure),
          page: procedurePage(procedure),
        })),
      }),
    }),
  ]
}

/** What the steps of a procedure are called that have units of their own: by their first state, or what is asked for. */
function stepTitles({ states }: Procedure): Readonly<Record<string, string>> {
  const titles = Object.values(states).flatMap(({ step, title, consent }) => [
    ...(step === undefined ? [] : [[step, title] as const]),
    ...(consent === undefined ? [] : [[consent.step, consent.title] as const]),
  ])
  return Object.fromEntries(titles.toReversed())
}

interface Acted {
  readonly personId: string | null
  readonly orgId: string | null
  readonly agentFor: string | null
  readonly actorKind: string
  readonly veiled: string | null
}

async function named<E extends Acted>(tx: Tx, entries: readonly E[]): Promise<(E & { by: string })[]> {
  const people = await personNames(
    tx,
    entries.flatMap((entry) => [entry.personId, entry.agentFor]),
  )
  const orgs = await orgNames(
    tx,
    entries.flatMap((entry) => entry.orgId ?? []),
  )
  return entries.map((entry) => {
    const self = entry.personId ? people.get(entry.personId) : undefined
    const represented = entry.agentFor ? people.get(entry.agentFor) : undefined
    const person = represented === undefined ? self : `${self ?? ''}（代${represented}）`
    const org = entry.orgId ? orgs.get(entry.orgId) : undefined
    const machine = entry.actorKind === 'clock' ? '系统时钟' : '控制台'
    return { ...entry, by: entry.veiled ?? ([org, person].filter(Boolean).join(' ') || machine) }
  })
}
