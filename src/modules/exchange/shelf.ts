import { outsideShelf } from '#platform/records/outside.ts'
import { demandBulk } from './bulk.ts'
import type { Demand } from './forms.ts'
import { demandKind } from './kind.ts'
import { demandListing } from './procedure.ts'
import { publicDemandView } from './rules.ts'

/** Demands as outside platforms exchange them. */
export const demandShelf = outsideShelf<Demand>({
  bulk: demandBulk,
  kind: demandKind,
  listing: demandListing,
  shelf: 'closed',
  publicView: (form) => ({ fields: publicDemandView(form), withheld: null }),
})
