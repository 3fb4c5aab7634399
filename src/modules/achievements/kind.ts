import { findOrganisation } from '#platform/identity/organisations.ts'
import type { RecordKind } from '#platform/records/kind.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { Achievement } from './forms.ts'
import type { CoOwner } from './ownership.ts'
import { registerWarnings } from './patents.ts'
import { faultsOf, gapsOf, ipNumbers, rightEnding, warningsOf } from './rules.ts'
import { keepIpNumbers, othersWithRights, reservationOf, store } from './store.ts'
import type { Tx } from '#platform/db/database.ts'

/** A record in one of these states is live: it may be found, or is on its way to be. */
const LIVE = ['draft', 'reviewing', 'published', 'checking']

export const achievementKind: RecordKind<Achievement> = {
  kind: 'achievement',
  title: '成果',
  module: 'achievements',
  codePrefix: 'CG',
  store,
  liveStates: LIVE,
  publishedState: 'published',
  validityRule: 'listing.validity.months',
  link: (id) => `/app/achievements/${id}`,
  faults: faultsOf,
  gaps: gapsOf,
  warnings: async (tx, id, form, today) => [
    ...warningsOf(form, today),
    ...(await ownerLeftOut(tx, id, form)),
    ...(await sharedRights(tx, id, form)),
    ...(await registerWarnings(tx, id, form, today)),
  ],
  lastDayField: 'validUntil',
  statistics: { field: 'techField' },
  rightEnding,
  held: async (tx, id) => {
    const reserved = await reservationOf(tx, id)
    return reserved
      ? `这项成果正在${reserved.by}，结束以前不能下架；要收回的，先撤回${reserved.by}。`
      : undefined
  },
  saved: (tx, records) =>
    keepIpNumbers(
      tx,
      records.map(({ id, form }) => ({ id, numbers: ipNumbers(form) })),
    ),
}

/** Shown, not refused: who sold its whole share is rightly none of them (practice.md P28). */
async function ownerLeftOut(tx: Tx, id: string, { coOwners }: Achievement): Promise<FieldFault[]> {
  const record = await store.find(tx, id)
  const owner = record && (await findOrganisation(tx, record.owner_org_id))
  if (!owner || !coOwners?.length || coOwners.some((one) => isOwner(one, owner))) return []
  return [
    {
      field: 'coOwners',
      message: `共有人里没有“${owner.name}”，按此登记单位没有份额，转化收入不由它分配；仍有份额的，请把它的全称写进去。`,
    },
  ]
}

const isOwner = (one: CoOwner, owner: { readonly id: string; readonly name: string }) =>
  one.orgId === owner.id || one.name === owner.name

/** The same right on two live achievements is not refused (parts of one patent may be offered apart) but shown. */
async function sharedRights(tx: Tx, id: string, form: Achievement): Promise<FieldFault[]> {
  const others = await othersWithRights(tx, id, ipNumbers(form), LIVE)
  return others.map(({ number, code, name, owner }) => ({
    field: 'ip',
    message: `知识产权 ${number} 同时列在${owner}的《${name}》（编号 ${code}）上，请确认两条成果是否重复。`,
  }))
}
