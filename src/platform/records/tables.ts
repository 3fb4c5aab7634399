import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../db/database.ts'

/** Tables of a kind of record: `<schema>.<table>`, `…_version`, `…_private`, `<schema>.number_series`. */
export interface RecordTables {
  readonly module: string
  readonly schema: string
  /** Also the subject kind in journal and index. */
  readonly table: string
  /** Fields of the form that may hold a person's data; never in a version. */
  readonly privateFields: readonly string[]
  /** Of a person's own profile: those of the private fields that are public while the person agrees. */
  readonly consentFields?: readonly string[]
  /** Number series of the codes; kinds that share a schema have one each. */
  readonly series?: string
  /** Identifiers tell the day at most, so that the order of making stands in `created_at`. */
  readonly dayIds?: true
}

/** Fragments and ways of one kind's tables, shared by the groups of its store. */
export function tablesOf(given: RecordTables) {
  const { module, schema, table, privateFields, consentFields = [], series = 'number_series', dayIds } = given
  const isPersonal = consentFields.length > 0
  const head = sql.table(`${schema}.${table}`)
  const versions = sql.table(`${schema}.${table}_version`)
  const parts = sql.table(`${schema}.${table}_private`)
  const owner = sql`join platform.pub_organisation o on o.id = r.owner_org_id
    left join platform.listing l on l.record_id = r.id`
  const rest = sql`v.gaps, v.faults, o.name as owner_name, o.kind as owner_kind, o.region as owner_region,
    o.public_id as owner_public_id, o.verified as owner_verified, l.listed_on, l.confirmed_on, l.ended_on, l.outcome`
  return {
    head,
    /** Newest first, and what stands after the row with this id in that order. */
    newest: dayIds ? sql`r.created_at desc, r.id desc` : sql`r.id desc`,
    olderThan: (after: string | null) =>
      dayIds
        ? sql`(r.created_at, r.id) < (select created_at, id from ${head} where id = ${after}::uuid)`
        : sql`r.id < ${after}::uuid`,
    versions,
    series: sql.table(`${schema}.${series}`),
    parts,
    privateFields,
    consentFields,
    isPersonal,
    subject: table.replaceAll('_', '-'),
    /** What the public may meet has no personal fields at all, but those a person agreed to have published. */
    openColumns: isPersonal
      ? sql`r.*, v.data || coalesce(p.open, '{}'::jsonb) as data, ${rest}`
      : sql`r.*, v.data, ${rest}`,
    columns: sql`r.*, v.data || coalesce(p.parts, '{}'::jsonb) as data, ${rest}`,
    latest: sql`${head} r join ${versions} v on v.record_id = r.id and v.version = r.version ${owner}
      left join ${parts} p on p.record_id = r.id`,
    open: sql`${head} r join ${versions} v on v.record_id = r.id and v.version = r.public_version ${owner}
      ${isPersonal ? sql`left join ${parts} p on p.record_id = r.id` : sql``}`,
    one: async <R>(tx: Tx, query: RawBuilder<R>) => (await query.execute(tx.as(module))).rows[0],
    all: async <R>(tx: Tx, query: RawBuilder<R>) => (await query.execute(tx.as(module))).rows,
    run: async (tx: Tx, query: RawBuilder<unknown>) => {
      await query.execute(tx.as(module))
    },
  }
}

/** A kind's tables as fragments. */
export type Tables = ReturnType<typeof tablesOf>
