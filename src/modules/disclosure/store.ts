import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

export interface ItemRow {
  id: string
  achievement_id: string | null
  deal_id: string | null
  owner_org_id: string
  level: 'nda' | 'each'
  mode: 'view' | 'download'
  version: number
  made_at: string
  withdrawn_at: string | null
}

export interface VersionRow {
  item_id: string
  version: number
  title: string
  body: string | null
  file_id: string | null
  type: string
  size: number
  sha256: string
  person_id: string
  at: string
  journal_id: string
}

export interface AccessRow {
  id: string
  item_id: string
  deal_id: string
  kind: 'ask' | 'grant' | 'withdraw'
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

export interface OpeningRow {
  id: string
  public_id: string
  item_id: string
  version: number
  deal_id: string
  owner_org_id: string
  org_id: string
  org_name: string
  person_id: string
  person_name: string
  mode: 'view' | 'download'
  sha256: string
  at: string
  journal_id: string
}

export interface CopyRow {
  opening_id: string
  /** The page; 0 is the whole file. */
  n: number
  sha256: string
  type: string
  size: number
}

interface Tables {
  'disclosure.item': ItemRow
  'disclosure.item_version': VersionRow
  'disclosure.access': AccessRow
  'disclosure.opening': OpeningRow
  'disclosure.copy': CopyRow
}

const disclosure = (tx: Tx) => tx.as<Tables>('disclosure')

/** Items of one room, and openings one record shows; beyond it nobody reads a list. */
const ITEMS_MAX = 200
const OPENINGS_MAX = 2_000

export async function insertItem(tx: Tx, item: ItemRow, version: VersionRow): Promise<void> {
  await disclosure(tx).insertInto('disclosure.item').values(item).execute()
  await disclosure(tx).insertInto('disclosure.item_version').values(version).execute()
}

export async function insertVersion(tx: Tx, version: VersionRow, mode: ItemRow['mode']): Promise<void> {
  await disclosure(tx).insertInto('disclosure.item_version').values(version).execute()
  await disclosure(tx)
    .updateTable('disclosure.item')
    .set({ version: version.version, mode })
    .where('id', '=', version.item_id)
    .execute()
}

export async function withdrawItem(tx: Tx, id: string, at: string): Promise<void> {
  await disclosure(tx).updateTable('disclosure.item').set({ withdrawn_at: at }).where('id', '=', id).execute()
}

export type Item = ItemRow &
  Pick<VersionRow, 'title' | 'body' | 'file_id' | 'type' | 'size' | 'sha256' | 'at'>

const itemWithLatest = (tx: Tx) =>
  disclosure(tx)
    .selectFrom('disclosure.item as i')
    .innerJoin('disclosure.item_version as v', (join) =>
      join.onRef('v.item_id', '=', 'i.id').onRef('v.version', '=', 'i.version'),
    )
    .selectAll('i')
    .select(['v.title', 'v.body', 'v.file_id', 'v.type', 'v.size', 'v.sha256', 'v.at'])

export async function findItem(tx: Tx, id: string): Promise<Item | undefined> {
  return itemWithLatest(tx).where('i.id', '=', id).executeTakeFirst()
}

export async function countItems(
  tx: Tx,
  of: { readonly achievementId: string } | { readonly dealId: string },
): Promise<number> {
  return (await itemsOf(tx, of)).length
}

/** Items of an achievement's room, or of one deal alone, oldest first. */
export async function itemsOf(
  tx: Tx,
  of: { readonly achievementId: string } | { readonly dealId: string },
): Promise<Item[]> {
  const all = itemWithLatest(tx)
  const own =
    'dealId' in of
      ? all.where('i.deal_id', '=', of.dealId)
      : all.where('i.achievement_id', '=', of.achievementId)
  return own.orderBy('i.made_at').orderBy('i.id').limit(ITEMS_MAX).execute()
}

export async function insertAccess(tx: Tx, row: AccessRow): Promise<void> {
  await disclosure(tx).insertInto('disclosure.access').values(row).execute()
}

/** What was asked, granted and withdrawn in one deal, oldest first. */
export async function accessIn(tx: Tx, dealId: string): Promise<AccessRow[]> {
  return disclosure(tx)
    .selectFrom('disclosure.access')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .orderBy('id')
    .limit(OPENINGS_MAX)
    .execute()
}

export async function insertOpening(tx: Tx, row: OpeningRow, copies: readonly CopyRow[]): Promise<void> {
  await disclosure(tx).insertInto('disclosure.opening').values(row).execute()
  if (copies.length > 0)
    await disclosure(tx)
      .insertInto('disclosure.copy')
      .values([...copies])
      .execute()
}

export async function findOpening(tx: Tx, id: string): Promise<OpeningRow | undefined> {
  return disclosure(tx).selectFrom('disclosure.opening').selectAll().where('id', '=', id).executeTakeFirst()
}

export type Opened = OpeningRow & { title: string }

/** Openings in a deal, or of an achievement's room in all deals, newest first, with the title that was opened. */
export async function openingsOf(
  tx: Tx,
  of: { readonly dealId: string } | { readonly achievementId: string },
): Promise<Opened[]> {
  const where = 'dealId' in of ? sql`o.deal_id = ${of.dealId}` : sql`i.achievement_id = ${of.achievementId}`
  const { rows } = await sql<Opened>`
    select o.*, v.title from disclosure.opening o
    join disclosure.item i on i.id = o.item_id
    join disclosure.item_version v on v.item_id = o.item_id and v.version = o.version
    where ${where} order by o.at desc, o.id desc limit ${OPENINGS_MAX}`.execute(tx.as('disclosure'))
  return rows
}

export async function copiesOf(tx: Tx, openingId: string): Promise<CopyRow[]> {
  return disclosure(tx)
    .selectFrom('disclosure.copy')
    .selectAll()
    .where('opening_id', '=', openingId)
    .orderBy('n')
    .execute()
}

export async function versionOf(tx: Tx, itemId: string, version: number): Promise<VersionRow | undefined> {
  return disclosure(tx)
    .selectFrom('disclosure.item_version')
    .selectAll()
    .where('item_id', '=', itemId)
    .where('version', '=', version)
    .executeTakeFirst()
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('disclosure'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'an item has its latest version',
    rows: rowsOf(`select i.id from disclosure.item i left join disclosure.item_version v
      on v.item_id = i.id and v.version = i.version where v.item_id is null limit 20`),
  },
  {
    name: 'nobody opened an own item, and what needs the owner’s word was opened only after it',
    rows: rowsOf(`select o.id from disclosure.opening o join disclosure.item i on i.id = o.item_id
      where o.org_id = i.owner_org_id or (i.level = 'each' and not exists (
        select 1 from disclosure.access a where a.item_id = o.item_id and a.deal_id = o.deal_id
          and a.kind = 'grant' and a.at <= o.at)) limit 20`),
  },
  {
    name: 'the hash of an opening is that of the version opened',
    rows: rowsOf(`select o.id from disclosure.opening o join disclosure.item_version v
      on v.item_id = o.item_id and v.version = o.version where v.sha256 <> o.sha256 limit 20`),
  },
]
