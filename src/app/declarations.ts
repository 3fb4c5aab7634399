import { archiveRoutes } from '#platform/archive/routes.ts'
import { counterRoutes } from '#platform/counter/routes.ts'
import { joinPermissions, type Permissions } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'
import { basisRoutes, permissions as basisPermissions } from '#platform/basis/routes.ts'
import { opinionRoutes } from '#platform/consent/routes.ts'
import { formRoutes, formsOf } from '#platform/facts/routes.ts'
import { eraseRoute } from '#platform/identity/my-data-commands.ts'
import type { ChannelName } from '#platform/message/channels.ts'
import { digestRoutes } from '#platform/message/preferences.ts'
import type { Pack } from '#platform/pack/pack.ts'
import { upcomingRoutes } from '#platform/instance/upcoming.ts'
import { noticePermissions, noticeRoutes } from '#platform/notice/routes.ts'
import { panelPermissions, panelRoutes } from '#platform/panel/routes.ts'
import { procedurePermissions, procedureRoutes } from '#platform/procedure/derive.ts'
import type { Binding } from '#platform/procedure/perform.ts'
import { dossierRoutes } from '#platform/procedure/routes.ts'
import { letterFaults } from '#platform/letters/letter.ts'
import { letterRoutes } from '#platform/letters/routes.ts'
import { printRoutes } from '#platform/print/routes.ts'
import { shelfPermissions, shelfRoutes } from '#platform/records/confirm.ts'
import { handledRoutes, signingCommands, type SigningCommands } from '#platform/signing/routes.ts'
import { webhookRoutes } from '#platform/webhook/routes.ts'
import { workRoutes } from '#platform/work/routes.ts'
import { counterMatters, counterSeat } from './counter-seat.ts'
import { goLivePermissions, goLiveRoutes } from './go-live.ts'
import { modules } from './modules.ts'
import { poolOf } from './pool.ts'
import { regionPermissions, regionRoutes } from './regions.ts'

/** Everything the modules declare, joined and checked; needs no database. */
export interface Declarations {
  readonly bindings: readonly Binding[]
  readonly routes: readonly Route[]
  /** Routes called only by handlers of their own; part of the access matrix. */
  readonly handled: readonly Route[]
  readonly permissions: Permissions
  /** Permissions of the seat of a paper application. */
  readonly counterSeat: readonly string[]
  /** Commands of signing past a procedure, for their handlers. */
  readonly signing: SigningCommands
}

export function declarations(pack: Pack, channels: readonly ChannelName[] = []): Declarations {
  const bindings = modules.flatMap((module) => module.bindings ?? [])
  const faults = bindings.flatMap(letterFaults)
  if (faults.length > 0) throw new Error(faults.join('; '))
  const procedures = bindings.map(({ procedure }) => procedure)
  const permissions = joinPermissions([
    goLivePermissions,
    basisPermissions,
    noticePermissions,
    panelPermissions,
    regionPermissions,
    ...modules.map((module) => module.permissions),
    procedurePermissions(bindings.map((binding) => binding.procedure)),
    shelfPermissions(bindings),
  ])
  const routes: Route[] = [
    ...modules.flatMap((module) => module.routes),
    ...procedureRoutes(bindings),
    ...dossierRoutes(bindings),
    ...letterRoutes(bindings),
    ...archiveRoutes(bindings),
    ...counterRoutes({ bindings, permissions, matters: counterMatters }),
    ...printRoutes(modules, bindings),
    ...opinionRoutes(bindings),
    ...noticeRoutes(bindings),
    ...workRoutes(bindings),
    ...upcomingRoutes(bindings),
    ...webhookRoutes(bindings.map(({ procedure }) => procedure)),
    ...panelRoutes({ bindings, pool: poolOf(modules) }),
    ...shelfRoutes(bindings),
    ...digestRoutes(channels),
    ...goLiveRoutes(pack, procedures),
    ...basisRoutes(procedures),
    ...regionRoutes(pack),
    ...formRoutes(modules),
    eraseRoute(modules.flatMap((module) => module.forgets ?? [])),
  ]
  const signing = signingCommands(modules.flatMap((module) => module.signs ?? []))
  const handled = [...modules.flatMap((module) => module.handled ?? []), ...handledRoutes(signing)]
  const forms = formsOf(modules)
  for (const { procedure } of bindings)
    if (procedure.form !== undefined && !forms.has(procedure.form))
      throw new Error(`${procedure.id} begins with form ${procedure.form}, which no module declares`)
  const names = new Set<string>()
  for (const route of [...routes, ...handled]) {
    if (!permissions[route.permission])
      throw new Error(`${route.journal} names permission ${route.permission}`)
    if (names.has(route.journal)) throw new Error(`journal name ${route.journal} is used twice`)
    names.add(route.journal)
  }
  return {
    bindings,
    routes,
    handled,
    permissions,
    counterSeat: counterSeat(permissions, [...routes, ...handled]),
    signing,
  }
}
