import { achievementsModule } from '#modules/achievements/module.ts'
import { auctionsModule } from '#modules/auctions/module.ts'
import { commissionsModule } from '#modules/commissions/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { dealsModule } from '#modules/deals/module.ts'
import { directoriesModule } from '#modules/directories/module.ts'
import { disclosureModule } from '#modules/disclosure/module.ts'
import { enterprisesModule } from '#modules/enterprises/module.ts'
import { eventsModule } from '#modules/events/module.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { expertsModule } from '#modules/experts/module.ts'
import { funnelModule } from '#modules/funnel/module.ts'
import { incomeModule } from '#modules/income/module.ts'
import { introductionsModule } from '#modules/introductions/module.ts'
import { licencesModule } from '#modules/licences/module.ts'
import { matchingModule } from '#modules/matching/module.ts'
import { partnersModule } from '#modules/partners/module.ts'
import { pilotBasesModule } from '#modules/pilot-bases/module.ts'
import { pilotServicesModule } from '#modules/pilot-services/module.ts'
import { portalModule } from '#modules/portal/module.ts'
import { registrationsModule } from '#modules/registrations/module.ts'
import { relationsModule } from '#modules/relations/module.ts'
import { settlementModule } from '#modules/settlement/module.ts'
import { subscriptionsModule } from '#modules/subscriptions/module.ts'
import type { ModuleDef } from '#platform/module.ts'
import { platformModule } from './platform-module.ts'

/** Modules with records, procedures and facts of their own. */
const market: readonly ModuleDef[] = [
  platformModule,
  achievementsModule,
  exchangeModule,
  matchingModule,
  introductionsModule,
  dealsModule,
  contractsModule,
  settlementModule,
  disclosureModule,
  licencesModule,
  auctionsModule,
  eventsModule,
  directoriesModule,
  expertsModule,
  enterprisesModule,
  partnersModule,
  pilotBasesModule,
  pilotServicesModule,
  incomeModule,
  commissionsModule,
  registrationsModule,
  relationsModule,
]

/** What the city is made of. The ground comes first; the order of the rest carries no meaning. */
export const modules: readonly ModuleDef[] = [
  ...market,
  funnelModule,
  subscriptionsModule(market.flatMap(({ search }) => search ?? [])),
  portalModule,
]
