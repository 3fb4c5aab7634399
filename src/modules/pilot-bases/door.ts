import { visitor } from '#platform/access/access.ts'
import type { Day } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { isInForce, statusOn } from './rules.ts'
import { BASES_MAX } from './statistics.ts'
import * as store from './store.ts'
import { baseQuery, listBases, showBase } from './view.ts'

/** What other modules may know of a base. */
export interface RecognisedBase {
  readonly id: string
  readonly publicId: string
  readonly orgId: string
  readonly name: string
  readonly field: string
  readonly region: string
  readonly from: Day
  readonly until: Day
  /** Expired and revoked ones offer nothing; one under correction still serves. */
  readonly status: ReturnType<typeof statusOn>
  readonly sample: boolean
}

function known(row: store.BaseRow, today: Day): RecognisedBase {
  return {
    id: row.id,
    publicId: row.public_id,
    orgId: row.org_id,
    name: row.name,
    field: row.field,
    region: row.region,
    from: row.from_day,
    until: row.until_day,
    status: statusOn(row, today),
    sample: row.sample,
  }
}

/** Bases in force on a day: valid, or under correction. */
export async function recognisedBases(tx: Tx, today: Day): Promise<RecognisedBase[]> {
  const rows = await store.basesBy(tx, { limit: BASES_MAX })
  return rows.filter((row) => isInForce(row, today)).map((row) => known(row, today))
}

/** The base of an organisation that is in force on a day; undefined when it has none. */
export async function baseOf(tx: Tx, orgId: string, today: Day): Promise<RecognisedBase | undefined> {
  const rows = await store.basesOfOrg(tx, orgId)
  const row = rows.find((one) => isInForce(one, today))
  return row && known(row, today)
}

/** The public register, for the portal. */
export async function publicBases(
  tx: Tx,
  query: { readonly region?: string; readonly field?: string; readonly q?: string },
  now: string,
) {
  return listBases(tx, { ...visitor, scopes: ['any'] }, baseQuery.parse(query), now)
}

/** A base as the public sees it; undefined when there is none of this public id. */
export async function publicBaseOf(tx: Tx, publicId: string, now: string) {
  const row = await store.findBase(tx, { publicId })
  return row && showBase(tx, { ...visitor, scopes: ['any'] }, { id: publicId }, now)
}
