import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { RecordWith } from './store.ts'
import type { Tables } from './tables.ts'

/** A public record of an outside platform, as far as its coming and going is concerned. */
export interface ShelvedRow {
  readonly id: string
  readonly code: string
  readonly dossier_id: string | null
}

/** A record of another owner that a row may mean too. */
export interface TwinRow {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly owner: string
}

/** What the exchange with outside platforms reads and writes of a kind of listed record. */
export function outsideStore<Form>(tables: Tables) {
  return { ...shelves<Form>(tables), ...ownCodes(tables) }
}

function shelves<Form>({ head, versions, open, openColumns, all, run }: Tables) {
  return {
    /** Public records of our own owners in id order: none that came from an outside platform. */
    ownPublic: (tx: Tx, after: string | null, limit: number) =>
      all(
        tx,
        sql<RecordWith<Form>>`select ${openColumns} from ${open}
          where r.visible and not r.sample and v.data->'source' is null
            and (${after}::uuid is null or r.id > ${after}::uuid) order by r.id limit ${limit}`,
      ),

    /** What an outside platform has on the shelf here; not what an organisation of its name listed by itself. */
    listedOf: (tx: Tx, ownerOrgId: string) =>
      all(
        tx,
        sql<ShelvedRow>`select r.id, r.code, r.dossier_id from ${head} r
          join ${versions} v on v.record_id = r.id and v.version = r.version
          where r.owner_org_id = ${ownerOrgId} and r.visible and r.public_version is not null
            and v.data->'source' is not null order by r.id`,
      ),

    /**
     * Live records of other owners with the same name and owner as rows of a file; none whose owner hides, which
     * would confirm a guess.
     */
    twinsByName: (
      tx: Tx,
      exceptOrgId: string,
      rows: readonly { readonly row: number; readonly name: string; readonly owner: string }[],
      live: readonly string[],
    ) =>
      all(
        tx,
        sql<TwinRow>`select x.row, r.code, r.name, o.name as owner
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(row int, name text, owner text)
          join ${head} r on r.name = x.name
          join platform.pub_organisation o on o.id = r.owner_org_id and o.name = x.owner
          where r.visible and r.owner_org_id <> ${exceptOrgId} and r.state = any (${[...live]}::text[])
            and not exists (select from platform.listing l where l.record_id = r.id and l.hidden)`,
      ),

    /** Off the shelf, many at once. */
    takeDown: (tx: Tx, ids: readonly string[], state: string, at: string) =>
      run(
        tx,
        sql`update ${head} set state = ${state}, public_version = null, updated_at = ${at}
          where id = any (${[...ids]}::uuid[])`,
      ),

    /** Listed for another term, or until the day the record itself names. */
    extend: (tx: Tx, ids: readonly string[], until: string, lastDayField: string, at: string) =>
      run(
        tx,
        sql`update ${head} r set valid_until = least(${until}::date, (v.data->>${lastDayField})::date), updated_at = ${at}
          from ${versions} v where r.id = any (${[...ids]}::uuid[]) and v.record_id = r.id and v.version = r.version`,
      ),
  }
}

function ownCodes({ head, versions, all }: Tables) {
  return {
    /** Records that an organisation of the platform's name wrote itself, with the codes of rows of a file. */
    twinsByCode: (
      tx: Tx,
      ownerOrgId: string,
      rows: readonly { readonly row: number; readonly code: string }[],
    ) =>
      all(
        tx,
        sql<TwinRow>`select x.row, r.code, r.name, o.name as owner
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(row int, code text)
          join ${head} r on r.code = x.code
          join platform.pub_organisation o on o.id = r.owner_org_id
          join ${versions} v on v.record_id = r.id and v.version = r.version
          where r.visible and r.owner_org_id = ${ownerOrgId} and v.data->'source' is null`,
      ),
  }
}
