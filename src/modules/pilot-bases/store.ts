import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import { draftToJudge, type Draft, type Existing, type Typed } from './forms.ts'

export interface ApplicationRow {
  id: string
  public_id: string
  dossier_id: string
  kind: 'recognition' | 'renewal' | 'registration'
  base_id: string | null
  org_id: string
  title: string
  /** What can be judged of what was typed. */
  form: Draft
  /** What was typed, with rows that are filled in half. */
  typed: Typed
  /** Of a registration: what stands on paper. */
  existing: Existing | null
  explanation: string | null
  state: string
  made_by: string
  made_at: string
  submitted_at: string | null
  sample: boolean
}

export type FindingKind =
  | 'return'
  | 'recommendation'
  | 'formal'
  | 'accident'
  | 'site'
  | 'meeting'
  | 'lease'
  | 'refusal'

export interface FindingRow {
  id: string
  application_id: string
  kind: FindingKind
  content: Readonly<Record<string, unknown>>
  org_id: string | null
  person_id: string | null
  at: string
  journal_id: string
}

export interface BaseRow {
  id: string
  public_id: string
  application_id: string
  dossier_id: string
  /** Of a base recognised on paper before. */
  document_no: string | null
  org_id: string
  name: string
  field: string
  region: string
  address: string
  site_m2: number
  equipment_fen: number
  staff: number
  cert_no: string
  plate_no: string
  from_day: string
  until_day: string
  status: 'valid' | 'correcting' | 'revoked'
  revoked_on: string | null
  barred_until: string | null
  reminded_for: string | null
  recognised_at: string
  sample: boolean
}

export interface EventRow {
  id: string
  base_id: string
  kind: string
  says: string
  on_day: string
  dossier_id: string | null
  at: string
  journal_id: string
}

interface Tables {
  'pilot_bases.application': Omit<ApplicationRow, 'form' | 'typed' | 'existing'> & {
    form: unknown
    existing: unknown
  }
  'pilot_bases.full_time': { application_id: string; person_digest: string }
  'pilot_bases.finding': Omit<FindingRow, 'content'> & { content: unknown }
  'pilot_bases.base': BaseRow
  'pilot_bases.event': EventRow
}

const bases = (tx: Tx) => tx.as<Tables>('pilot-bases')

const applicationOf = (row: Tables['pilot_bases.application']): ApplicationRow => ({
  ...row,
  form: draftToJudge(row.form as Typed),
  typed: row.form as Typed,
  existing: row.existing as Existing | null,
})

export async function insertApplication(tx: Tx, given: Omit<ApplicationRow, 'form'>): Promise<void> {
  const { typed, ...row } = given
  await bases(tx)
    .insertInto('pilot_bases.application')
    .values({
      ...row,
      form: JSON.stringify(typed),
      existing: row.existing === null ? null : JSON.stringify(row.existing),
    })
    .execute()
}

export async function updateApplication(
  tx: Tx,
  id: string,
  to: Partial<Pick<ApplicationRow, 'state' | 'typed' | 'title' | 'explanation' | 'submitted_at'>>,
): Promise<void> {
  const { typed, ...rest } = to
  await bases(tx)
    .updateTable('pilot_bases.application')
    .set({ ...rest, ...(typed !== undefined && { form: JSON.stringify(typed) }) })
    .where('id', '=', id)
    .execute()
}

export async function findApplication(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<ApplicationRow | undefined> {
  const all = bases(tx).selectFrom('pilot_bases.application').selectAll()
  const one = 'id' in by ? all.where('id', '=', by.id) : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && applicationOf(row)
}

export interface Reach {
  /** Null: whatever belongs to nobody in particular may be seen. */
  readonly orgId: string | null
  readonly unitId: string | null
  readonly all: boolean
}

/** Applications of an organisation, or brought to a unit, newest first. A draft is its owner's alone. */
export async function applicationsOf(
  tx: Tx,
  reach: Reach,
  query: { readonly state?: string | undefined; readonly limit: number },
): Promise<ApplicationRow[]> {
  let rows = bases(tx).selectFrom('pilot_bases.application').selectAll()
  if (!reach.all)
    rows = rows.where((where) =>
      where.or([
        where('org_id', '=', reach.orgId),
        where.and([
          where('submitted_at', 'is not', null),
          sql<boolean>`(exists (select from platform.dossier d where d.id = dossier_id
              and (d.unit_id = ${reach.unitId}::uuid or ${reach.unitId}::uuid = any(d.asked_org_ids)))
            or exists (select from pilot_bases.finding f where f.application_id = pilot_bases.application.id
              and f.org_id = ${reach.unitId}::uuid))`,
        ]),
      ]),
    )
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  const found = await rows.orderBy('made_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
  return found.map(applicationOf)
}

/** An application of the organisation that is under way. */
export async function openApplication(
  tx: Tx,
  orgId: string,
  kind: ApplicationRow['kind'],
): Promise<ApplicationRow | undefined> {
  const row = await bases(tx)
    .selectFrom('pilot_bases.application')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('kind', '=', kind)
    .where(
      sql<boolean>`exists (select from platform.dossier d where d.id = dossier_id and d.closed_at is null)`,
    )
    .limit(1)
    .executeTakeFirst()
  return row && applicationOf(row)
}

/** Replaces the digests of full-time people of an application. */
export async function keepFullTime(tx: Tx, applicationId: string, digests: readonly string[]): Promise<void> {
  await bases(tx).deleteFrom('pilot_bases.full_time').where('application_id', '=', applicationId).execute()
  if (digests.length === 0) return
  const rows = digests.map((digest) => ({ application_id: applicationId, person_digest: digest }))
  await bases(tx).insertInto('pilot_bases.full_time').values(rows).execute()
}

/** The application a base was last granted by. */
function grantedLast(base: RawBuilder<unknown>): RawBuilder<string> {
  return sql`coalesce((select r.id from pilot_bases.application r where r.base_id = ${base}.id and r.state = 'renewed'
    order by r.submitted_at desc limit 1), ${base}.application_id)`
}

/** What a base was last judged by. */
export async function applicationGranted(tx: Tx, baseId: string): Promise<ApplicationRow | undefined> {
  const row = await bases(tx)
    .selectFrom('pilot_bases.application')
    .selectAll()
    .where(
      'id',
      '=',
      sql<string>`(select ${grantedLast(sql`b`)} from pilot_bases.base b where b.id = ${baseId})`,
    )
    .executeTakeFirst()
  return row && applicationOf(row)
}

/**
 * Digests that stand in another organisation's application under review, or in the one a base in force was last granted
 * by: its latest renewal, else its recognition. Whom an older one named may have left; a base that expired holds nobody.
 * What was granted is the organisation's that has the base now.
 */
export async function fullTimeElsewhere(
  tx: Tx,
  orgId: string,
  digests: readonly string[],
  today: string,
): Promise<readonly string[]> {
  if (digests.length === 0) return []
  const { rows } = await sql<{ person_digest: string }>`
    select distinct f.person_digest from pilot_bases.full_time f
    join pilot_bases.application a on a.id = f.application_id
    join platform.dossier d on d.id = a.dossier_id
    left join pilot_bases.base b on b.application_id = a.id or b.id = a.base_id
    where f.person_digest = any(${digests})
      and ((d.closed_at is null and a.org_id <> ${orgId}) or (b.status in ('valid', 'correcting')
        and b.until_day >= ${today}::date and b.org_id <> ${orgId} and a.id = ${grantedLast(sql`b`)}))`.execute(
    tx.as('pilot-bases'),
  )
  return rows.map((row) => row.person_digest)
}

export async function insertFinding(tx: Tx, row: FindingRow): Promise<void> {
  await bases(tx)
    .insertInto('pilot_bases.finding')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute()
}

export async function findingsOf(tx: Tx, applicationId: string): Promise<FindingRow[]> {
  const rows = await bases(tx)
    .selectFrom('pilot_bases.finding')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, content: row.content as FindingRow['content'] }))
}

/** Whether an organisation reviewed an application: it found or decided something on the way. */
export async function reviewedBy(tx: Tx, applicationId: string, orgId: string): Promise<boolean> {
  const row = await bases(tx)
    .selectFrom('pilot_bases.finding')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('org_id', '=', orgId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function insertBase(tx: Tx, row: BaseRow): Promise<void> {
  await bases(tx).insertInto('pilot_bases.base').values(row).execute()
}

export async function updateBase(
  tx: Tx,
  id: string,
  to: Partial<Omit<BaseRow, 'id' | 'public_id' | 'cert_no' | 'plate_no'>>,
): Promise<void> {
  await bases(tx).updateTable('pilot_bases.base').set(to).where('id', '=', id).execute()
}

export async function findBase(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string } | { readonly applicationId: string },
): Promise<BaseRow | undefined> {
  const all = bases(tx).selectFrom('pilot_bases.base').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'publicId' in by
        ? all.where('public_id', '=', by.publicId)
        : all.where('application_id', '=', by.applicationId)
  return one.executeTakeFirst()
}

/** Bases of an organisation, newest first; a revoked one stays on record. */
export async function basesOfOrg(tx: Tx, orgId: string): Promise<BaseRow[]> {
  return bases(tx)
    .selectFrom('pilot_bases.base')
    .selectAll()
    .where('org_id', '=', orgId)
    .orderBy('recognised_at', 'desc')
    .execute()
}

/** Which of two numbers is taken by another base. */
export async function numberTaken(
  tx: Tx,
  numbers: { readonly certNo: string; readonly plateNo: string },
): Promise<'cert' | 'plate' | undefined> {
  const row = await bases(tx)
    .selectFrom('pilot_bases.base')
    .select(['cert_no'])
    .where((where) =>
      where.or([where('cert_no', '=', numbers.certNo), where('plate_no', '=', numbers.plateNo)]),
    )
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  return row.cert_no === numbers.certNo ? 'cert' : 'plate'
}

export interface BaseQuery {
  readonly region?: string | undefined
  readonly field?: string | undefined
  readonly q?: string | undefined
  readonly orgId?: string | undefined
  readonly limit: number
}

/** Recognised bases, also those that were revoked or have run out, newest first. */
export async function basesBy(tx: Tx, query: BaseQuery): Promise<BaseRow[]> {
  let rows = bases(tx).selectFrom('pilot_bases.base').selectAll()
  if (query.region !== undefined) rows = rows.where('region', '=', query.region)
  if (query.field !== undefined) rows = rows.where('field', '=', query.field)
  if (query.orgId !== undefined) rows = rows.where('org_id', '=', query.orgId)
  if (query.q !== undefined) rows = rows.where(sql<boolean>`strpos(lower(name), lower(${query.q})) > 0`)
  return rows.orderBy('recognised_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
}

/** Bases in force whose renewal window has opened and whose organisation was not yet reminded of this end. */
export async function basesToRemind(
  tx: Tx,
  days: { readonly today: string; readonly endingBy: string },
  limit: number,
): Promise<BaseRow[]> {
  return bases(tx)
    .selectFrom('pilot_bases.base')
    .selectAll()
    .where('status', '<>', 'revoked')
    .where('until_day', '>=', days.today)
    .where('until_day', '<=', days.endingBy)
    .where(sql<boolean>`reminded_for is distinct from until_day`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function insertEvent(tx: Tx, row: EventRow): Promise<void> {
  await bases(tx).insertInto('pilot_bases.event').values(row).execute()
}

export async function eventsOf(tx: Tx, baseId: string): Promise<EventRow[]> {
  return bases(tx)
    .selectFrom('pilot_bases.event')
    .selectAll()
    .where('base_id', '=', baseId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}
