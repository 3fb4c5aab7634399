import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { FieldFault } from '../refusal.ts'
import { outsideStore } from './outside-store.ts'
import { personParts } from './person-parts.ts'
import { keepParts, openData, privateParts } from './private-parts.ts'
import { shelfRows } from './life.ts'
import { tablesOf, type RecordTables, type Tables } from './tables.ts'

/** A listed record (achievement, demand): its head. What it says is in its versions. */
export interface RecordRow {
  id: string
  public_id: string
  owner_org_id: string
  code: string
  name: string
  state: string
  visible: boolean
  version: number
  /** Highest version there is; later ones than `version` belong to an unflipped or discarded batch. */
  last_version: number
  public_version: number | null
  review: unknown
  dossier_id: string | null
  revision_id: string | null
  staged_version: number | null
  staged_batch: string | null
  deal_id: string | null
  sample: boolean
  /** Whose profile it is; only kinds about a person have it. */
  person_id?: string | null
  published_at: string | null
  valid_until: string | null
  created_by: string | null
  created_at: string
  updated_at: string
}

export interface VersionRow<Form = Readonly<Record<string, unknown>>> {
  record_id: string
  version: number
  name: string
  data: Form
  gaps: FieldFault[]
  faults: FieldFault[]
  batch_id: string | null
  person_id: string | null
  org_id: string | null
  at: string
  journal_id: string
}

/** A record together with one of its versions and what is public of its owner. */
export type RecordWith<Form> = RecordRow &
  Pick<VersionRow<Form>, 'data' | 'gaps' | 'faults'> & {
    owner_name: string
    owner_kind: string
    owner_region: string | null
    owner_public_id: string
    owner_verified: boolean
    /** Of its life on the shelf (life.ts); null before it was first listed. */
    listed_on: string | null
    confirmed_on: string | null
    ended_on: string | null
    outcome: string | null
  }

export interface ListFilter {
  readonly orgId: string
  /** Only the records that are this person's own profile; null takes all of the organisation. */
  readonly personId: string | null
  readonly state?: string | undefined
  readonly q?: string | undefined
  readonly after: string | null
  readonly limit: number
}

/** All reading and writing of one kind of record; modules bind it to their tables in `store.ts`. */
export function recordStore<Form>(tables: RecordTables) {
  const t = tablesOf(tables)
  return {
    ...readers<Form>(t),
    ...listing<Form>(t),
    ...writers<Form>(t),
    ...history<Form>(t),
    ...staging(t),
    ...links(t),
    ...outsideStore<Form>(t),
    ...privateParts(t),
    ...shelfRows(t),
    ...personParts<Form>(t),
  }
}

/** What is read of single records and for the index. */
function readers<Form>({ head, columns, openColumns, latest, open, one, all }: Tables) {
  return {
    /** The record with its latest version. */
    find: (tx: Tx, id: string) =>
      one(
        tx,
        sql<RecordWith<Form>>`
        select ${columns} from ${latest} where r.id = ${id}`,
      ),

    /** What is public now of this id or public id; undefined when nothing is. */
    findPublic: (tx: Tx, key: string) =>
      one(
        tx,
        sql<RecordWith<Form>>`
        select ${openColumns} from ${open}
        where r.visible and ${isUuid(key) ? sql`r.id = ${key}` : sql`r.public_id = ${key}`}`,
      ),

    /** Public records among these ids, for the search index. */
    publicOf: (tx: Tx, ids: readonly string[]) =>
      all(
        tx,
        sql<RecordWith<Form>>`
        select ${openColumns} from ${open}
        where r.visible and r.id = any (${[...ids]}::uuid[])`,
      ),

    publicIds: async (tx: Tx, after: string | null, limit: number, ownerOrgId: string | null = null) =>
      (
        await all(
          tx,
          sql<{ id: string }>`
          select id from ${head} where visible and public_version is not null
            and (${ownerOrgId}::uuid is null or owner_org_id = ${ownerOrgId}::uuid)
            and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${limit}`,
        )
      ).map(({ id }) => id),

    /** Visible records with their latest version in id order, of one organisation or of all. */
    exportPage: (tx: Tx, orgId: string | null, after: string | null, limit: number) =>
      all(
        tx,
        sql<RecordWith<Form>>`select ${columns} from ${latest}
          where r.visible and (${orgId}::uuid is null or r.owner_org_id = ${orgId}::uuid)
            and (${after}::uuid is null or r.id > ${after}::uuid) order by r.id limit ${limit}`,
      ),
  }
}

/** What is read of one organisation. */
function listing<Form>({ head, columns, latest, newest, olderThan, isPersonal, one, all }: Tables) {
  const ofPerson = (personId: string | null) =>
    isPersonal ? sql`and (${personId}::uuid is null or r.person_id = ${personId}::uuid)` : sql``
  return {
    /** An organisation's own records, newest first; `after` is the last id of the page before. */
    list: (tx: Tx, { orgId, personId, state, q, after, limit }: ListFilter) =>
      all(
        tx,
        sql<RecordWith<Form>>`
        select ${columns} from ${latest}
        where r.visible and r.owner_org_id = ${orgId} ${ofPerson(personId)}
          and (${state ?? null}::text is null or r.state = ${state ?? null})
          and (${q ?? null}::text is null or strpos(lower(r.name || ' ' || r.code), lower(${q ?? null}::text)) > 0)
          and (${after}::uuid is null or ${olderThan(after)})
        order by ${newest} limit ${limit}`,
      ),

    count: async (tx: Tx, { orgId, personId, state, q }: Omit<ListFilter, 'after' | 'limit'>) =>
      (
        await one(
          tx,
          sql<{ n: number }>`
          select count(*)::int as n from ${head} r where r.visible and r.owner_org_id = ${orgId} ${ofPerson(personId)}
            and (${state ?? null}::text is null or r.state = ${state ?? null})
            and (${q ?? null}::text is null or strpos(lower(r.name || ' ' || r.code), lower(${q ?? null}::text)) > 0)`,
        )
      )?.n ?? 0,

    /** Records of the owner with these codes, staged and invisible ones too, with the latest version. */
    byCodes: (tx: Tx, orgId: string, codes: readonly string[]) =>
      all(
        tx,
        sql<RecordWith<Form>>`
        select ${columns} from ${latest}
        where r.owner_org_id = ${orgId} and r.code = any (${[...codes]}::text[])`,
      ),

    /** The owner's live records with one of these names, oldest first. */
    byNames: (tx: Tx, orgId: string, names: readonly string[], live: readonly string[]) =>
      all(
        tx,
        sql<RecordWith<Form>>`
        select ${columns} from ${latest}
        where r.visible and r.owner_org_id = ${orgId}
          and ${isPersonal ? sql`p.parts->>'name'` : sql`r.name`} = any (${[...names]}::text[])
          and r.state = any (${[...live]}::text[]) order by r.id`,
      ),

    /** Another live record of the owner with this name. */
    sameName: (tx: Tx, orgId: string, name: string, exceptId: string | null, live: readonly string[]) =>
      one(
        tx,
        sql<RecordRow>`
        select * from ${head} where visible and owner_org_id = ${orgId} and name = ${name}
          and state = any (${[...live]}::text[]) and (${exceptId}::uuid is null or id <> ${exceptId}::uuid) limit 1`,
      ),
  }
}

/** Writing heads and versions. */
function writers<Form>(tables: Tables) {
  const { head, versions, run } = tables
  return {
    /** Inserts heads; columns not given are as for a new draft. */
    insert: async (tx: Tx, rows: readonly NewRecord[]) => {
      if (rows.length === 0) return
      await run(
        tx,
        sql`insert into ${head} (id, public_id, owner_org_id, code, name, state, dossier_id, visible, version,
          last_version, sample, created_by, created_at, updated_at, staged_version, staged_batch)
        select id, public_id, owner_org_id, code, name, state, dossier_id, visible, 1, 1, sample, created_by, at, at,
          case when staged_batch is null then null else 1 end, staged_batch
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, public_id text, owner_org_id uuid, code text,
          name text, state text, dossier_id uuid, visible boolean, sample boolean, created_by uuid, at timestamptz,
          staged_batch uuid)`,
      )
    },

    /** Appends versions; their personal fields go where they can be changed. */
    insertVersions: async (tx: Tx, rows: readonly VersionRow<Form>[]) => {
      if (rows.length === 0) return
      const open = rows.map((row) => ({ ...row, data: openData(tables, row.data) }))
      await run(
        tx,
        sql`insert into ${versions} (record_id, version, name, data, gaps, faults, batch_id, person_id, org_id, at, journal_id)
        select record_id, version, name, data, gaps, faults, batch_id, person_id, org_id, at, journal_id
        from jsonb_to_recordset(${JSON.stringify(open)}::jsonb) as x(record_id uuid, version int, name text, data jsonb,
          gaps jsonb, faults jsonb, batch_id uuid, person_id uuid, org_id uuid, at timestamptz, journal_id uuid)`,
      )
      await keepParts(tables, tx, rows)
    },

    /** Changes columns of one head. */
    update: async (tx: Tx, id: string, patch: RecordPatch) => {
      const sets = Object.entries(patch).map(([column, value]) =>
        column === 'review'
          ? sql`review = ${JSON.stringify(value)}::jsonb`
          : sql`${sql.ref(column)} = ${value}`,
      )
      await run(tx, sql`update ${head} set ${sql.join(sets)} where id = ${id}`)
    },
  }
}

/** Versions and the number series. */
function history<Form>({ versions, series, one, all }: Tables) {
  return {
    versions: (tx: Tx, id: string) =>
      all(
        tx,
        sql<
          VersionRow<Form>
        >`select * from ${versions} where record_id = ${id} order by version desc limit 200`,
      ),

    version: (tx: Tx, id: string, version: number) =>
      one(
        tx,
        sql<VersionRow<Form>>`select * from ${versions} where record_id = ${id} and version = ${version}`,
      ),

    /** Takes `count` numbers of the year's series; only in commands queued for the series (design.md 5). Answers the first. */
    takeNumbers: async (tx: Tx, year: number, count: number) => {
      const row = await one(
        tx,
        sql<{ last: number }>`
        insert into ${series} as s (year, last) values (${year}, ${count})
        on conflict (year) do update set last = s.last + ${count} returning last`,
      )
      return (row?.last ?? count) - count + 1
    },
  }
}

/** What an import stages, makes count or takes back. */
function staging({ head, versions, isPersonal, all, run }: Tables) {
  const person = isPersonal ? sql`person_id` : sql`null::uuid as person_id`
  return {
    /** Marks the versions a batch brings; they count from its flip on. */
    stage: async (tx: Tx, batchId: string, rows: readonly { id: string; version: number }[]) => {
      if (rows.length === 0) return
      await run(
        tx,
        sql`update ${head} r set staged_version = x.version, last_version = x.version, staged_batch = ${batchId}
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, version int) where r.id = x.id`,
      )
    },

    /** Heads a batch has staged, in id order. */
    staged: (tx: Tx, batchId: string) =>
      all(
        tx,
        sql<StagedRow>`
        select id, owner_org_id, name, state, visible, dossier_id, revision_id, public_version, staged_version, ${person}
        from ${head} where staged_batch = ${batchId} order by id`,
      ),

    /** Makes staged versions the latest ones, and the public ones when `publish`; answers nothing. */
    flip: async (tx: Tx, batchId: string, to: FlipTo) => {
      await run(
        tx,
        sql`update ${head} r set name = v.name, version = r.staged_version, visible = true,
          public_version = case when ${to.publish} then r.staged_version else r.public_version end,
          state = case when ${to.publish} then ${to.liveState} else r.state end,
          review = case when ${to.publish} then ${JSON.stringify(to.review)}::jsonb else r.review end,
          published_at = case when ${to.publish} then coalesce(r.published_at, ${to.at}::timestamptz) else r.published_at end,
          valid_until = case when ${to.publish} then least(${to.validUntil}::date, (v.data->>${to.lastDayField})::date) else r.valid_until end,
          updated_at = ${to.at}, staged_version = null, staged_batch = null
        from ${versions} v where r.staged_batch = ${batchId} and v.record_id = r.id and v.version = r.staged_version`,
      )
    },

    unstage: async (tx: Tx, batchId: string) => {
      await run(
        tx,
        sql`update ${head} set staged_version = null, staged_batch = null where staged_batch = ${batchId}`,
      )
    },
  }
}

/** Links from heads to dossiers, many at once. */
function links({ head, run }: Tables) {
  return {
    /** Gives heads the dossiers opened for them. */
    setDossiers: async (tx: Tx, rows: readonly { id: string; dossier_id: string; state: string }[]) => {
      if (rows.length === 0) return
      await run(
        tx,
        sql`update ${head} r set dossier_id = x.dossier_id, state = x.state
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, dossier_id uuid, state text)
        where r.id = x.id`,
      )
    },

    /** Gives heads the revision dossiers opened for them, or takes them away (null). */
    setRevisions: async (tx: Tx, rows: readonly { id: string; revision_id: string | null }[]) => {
      if (rows.length === 0) return
      await run(
        tx,
        sql`update ${head} r set revision_id = x.revision_id
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, revision_id uuid) where r.id = x.id`,
      )
    },
  }
}

export type RecordStore<Form> = ReturnType<typeof recordStore<Form>>

export interface NewRecord {
  readonly id: string
  readonly public_id: string
  readonly owner_org_id: string
  readonly code: string
  readonly name: string
  readonly state: string
  readonly dossier_id: string | null
  readonly visible: boolean
  readonly sample: boolean
  readonly created_by: string | null
  readonly at: string
  readonly staged_batch: string | null
}

export type RecordPatch = Partial<
  Omit<RecordRow, 'id' | 'public_id' | 'owner_org_id' | 'code' | 'created_at' | 'created_by'>
>

export type StagedRow = Pick<
  RecordRow,
  | 'id'
  | 'owner_org_id'
  | 'name'
  | 'state'
  | 'visible'
  | 'dossier_id'
  | 'revision_id'
  | 'public_version'
  | 'staged_version'
> & { readonly person_id: string | null }

export interface FlipTo {
  readonly publish: boolean
  readonly liveState: string
  readonly review: unknown
  readonly validUntil: string
  readonly lastDayField: string
  readonly at: string
}

/** True for the text of a UUID; anything else is looked up as a public identifier. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
