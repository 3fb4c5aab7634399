import { sql } from 'kysely'
import type { Day } from '../calendar/calendar.ts'
import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'

/** Every open dossier of the same procedure that was handed in: they compete with this one. */
export async function competingDossiers(tx: Tx, dossier: DossierRow, start: string): Promise<DossierRow[]> {
  return tx
    .as<{ 'platform.dossier': DossierRow }>('platform')
    .selectFrom('platform.dossier')
    .selectAll()
    .where('procedure', '=', dossier.procedure)
    .where('state', '<>', start)
    .where('closed_at', 'is', null)
    .where('id', '<>', dossier.id)
    .execute()
}

/** Who opened these dossiers, and who acted on them for one of their organisations. */
export async function actedFor(tx: Tx, dossierIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with dossier as (select * from platform.dossier where id = any (${[...dossierIds]}::uuid[]))
    select opened_by as id from dossier where opened_by is not null
    union select e.person_id from platform.dossier_entry e join dossier d on d.id = e.dossier_id
      where e.person_id is not null and e.org_id = any (d.party_org_ids || d.org_id)`.execute(
    tx.as('platform'),
  )
  return rows.map(({ id }) => id)
}

/** A procedure whose dossiers are dealings, with the states in which one holds. */
export interface DealingKind {
  readonly procedure: string
  readonly states: readonly string[]
}

/** The other side of dealings: organisations, and the people who acted for them. */
export interface Dealings {
  readonly orgIds: ReadonlySet<string>
  readonly personIds: ReadonlySet<string>
}

/** With whom these organisations had dealings that had not ended before a day. */
export async function dealingsOf(
  tx: Tx,
  kinds: readonly DealingKind[],
  orgs: readonly { readonly id?: string; readonly name: string }[],
  since: Day,
): Promise<Dealings> {
  const pairs = kinds.flatMap(({ procedure, states }) => states.map((state) => [procedure, state] as const))
  const ids = orgs.flatMap(({ id }) => id ?? [])
  const { rows } = await sql<{ org_id: string | null; person_id: string | null }>`
    with own as (select coalesce(array_agg(id), '{}') as ids from platform.organisation
      where id = any (${ids}::uuid[]) or name = any (${orgs.map(({ name }) => name)}::text[])),
    dealt as (select d.id, d.party_org_ids || d.org_id as parties from platform.dossier d cross join own
      where (d.procedure, d.state) in (select * from unnest(${pairs.map(([one]) => one)}::text[], ${pairs.map(([, one]) => one)}::text[]))
        and (d.org_id = any (own.ids) or d.party_org_ids && own.ids)
        and (d.closed_at is null or d.closed_at >= ${since}::date::timestamp at time zone 'Asia/Shanghai'))
    select p.org_id, null::uuid as person_id from dealt cross join own cross join unnest(dealt.parties) as p(org_id)
      where p.org_id <> all (own.ids)
    union select null, e.person_id from dealt cross join own join platform.dossier_entry e on e.dossier_id = dealt.id
      where e.person_id is not null and e.org_id = any (dealt.parties) and e.org_id <> all (own.ids)`.execute(
    tx.as('platform'),
  )
  return {
    orgIds: new Set(rows.flatMap(({ org_id }) => org_id ?? [])),
    personIds: new Set(rows.flatMap(({ person_id }) => person_id ?? [])),
  }
}
