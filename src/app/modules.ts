import { achievementsModule } from '#modules/achievements/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { disclosureModule } from '#modules/disclosure/module.ts'
import { eventsModule } from '#modules/events/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { introductionsModule } from '#modules/introductions/module.ts'
import { licencesModule } from '#modules/licences/module.ts'
import { portalModule } from '#modules/portal/module.ts'
import type { ModuleDef } from '#platform/module.ts'
import { platformModule } from './platform-module.ts'

/** What the city is made of. The ground comes first; the order of the rest carries no meaning. */
export const modules: readonly ModuleDef[] = [
  platformModule,
  achievementsModule,
  exchangeModule,
  introductionsModule,
  dealsModule,
  contractsModule,
  disclosureModule,
  licencesModule,
  eventsModule,
  portalModule,
]
