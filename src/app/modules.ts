import { achievementsModule } from '#modules/achievements/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { matchingModule } from '#modules/matching/module.ts'
import { partnersModule } from '#modules/partners/module.ts'
import { portalModule } from '#modules/portal/module.ts'
import type { ModuleDef } from '#platform/module.ts'
import { platformModule } from './platform-module.ts'

/** What the city is made of. The ground comes first; the order of the rest carries no meaning. */
export const modules: readonly ModuleDef[] = [
  platformModule,
  achievementsModule,
  exchangeModule,
  matchingModule,
  dealsModule,
  contractsModule,
  partnersModule,
  portalModule,
]
