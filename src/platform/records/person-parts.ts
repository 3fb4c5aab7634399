import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { RecordWith } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * Profiles of persons. Nearly all of such a record is personal, so it stands beside the versions; what the public
 * reads is a copy (`open`) made when a version is approved and destroyed when the person withdraws (PIPL 13, 15).
 */
export function personParts<Form>(tables: Tables) {
  return { isPersonal: tables.isPersonal, ...shownParts<Form>(tables), ...profiles<Form>(tables) }
}

/** The copy the public reads. */
function shownParts<Form>({ parts, head, consentFields, isPersonal, one, run }: Tables) {
  const shown = sql`coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(p.parts) e
    where e.key = any (${[...consentFields]}::text[])), '{}'::jsonb)`
  return {
    /** Makes the fields the person agreed to public, as they are now. */
    showParts: async (tx: Tx, id: string) => {
      if (isPersonal) await run(tx, sql`update ${parts} p set open = ${shown} where p.record_id = ${id}`)
    },

    /** The same for every record a batch publishes; call after its parts count and before the heads forget it. */
    showBatch: async (tx: Tx, batchId: string) => {
      if (isPersonal)
        await run(
          tx,
          sql`update ${parts} p set open = ${shown} from ${head} r
            where r.staged_batch = ${batchId} and r.id = p.record_id`,
        )
    },

    hideParts: async (tx: Tx, id: string) => {
      if (isPersonal) await run(tx, sql`update ${parts} set open = null where record_id = ${id}`)
    },

    /** What the public reads of the person now; nothing for a record that is not public. */
    shownParts: async (tx: Tx, id: string): Promise<Partial<Form>> => {
      if (!isPersonal) return {}
      const row = await one(
        tx,
        sql<{ open: Partial<Form> | null }>`select open from ${parts} where record_id = ${id}`,
      )
      return row?.open ?? {}
    },
  }
}

/** Whose profile is whose. */
function profiles<Form>({ parts, head, latest, columns, one, all, run }: Tables) {
  return {
    /** The person's own profile in one of these states, the newest first. */
    profileOf: (tx: Tx, personId: string, states: readonly string[]) =>
      one(
        tx,
        sql<RecordWith<Form>>`select ${columns} from ${latest}
          where r.visible and r.person_id = ${personId} and r.state = any (${[...states]}::text[])
          order by r.id desc limit 1`,
      ),

    /** Profiles that an import brought for this organisation and nobody has taken as their own, by the name in them. */
    unclaimed: (tx: Tx, orgId: string, name: string) =>
      all(
        tx,
        sql<RecordWith<Form>>`select ${columns} from ${latest}
          where r.visible and r.owner_org_id = ${orgId} and r.person_id is null and p.parts->>'name' = ${name}
          order by r.id limit 20`,
      ),

    /** Every profile of the person, for erasure. */
    allOf: (tx: Tx, personId: string) =>
      all(
        tx,
        sql<RecordWith<Form>>`select ${columns} from ${latest} where r.person_id = ${personId} order by r.id`,
      ),

    /** Nothing of the person is left in the record; its number and the fact that it was there stay. */
    emptyParts: async (tx: Tx, id: string) => {
      await run(tx, sql`delete from ${parts} where record_id = ${id}`)
      await run(
        tx,
        sql`update ${head} set person_id = null, created_by = null, review = null where id = ${id}`,
      )
    },
  }
}
