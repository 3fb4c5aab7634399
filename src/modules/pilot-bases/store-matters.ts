import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { Grade, Scores } from './rules.ts'
import type { BaseRow } from './store.ts'

export interface MatterRow {
  id: string
  public_id: string
  dossier_id: string
  base_id: string
  kind: 'assessment' | 'change' | 'revocation'
  year: number | null
  form: Readonly<Record<string, unknown>>
  scores: Scores | null
  total: number | null
  grade: Grade | null
  state: string
  made_at: string
  closed_on: string | null
}

interface Tables {
  'pilot_bases.matter': Omit<MatterRow, 'form' | 'scores' | 'grade'> & {
    form: unknown
    scores: unknown
    grade: string | null
  }
  'pilot_bases.base': BaseRow
}

const matters = (tx: Tx) => tx.as<Tables>('pilot-bases')
const matterOf = (row: Tables['pilot_bases.matter']): MatterRow => ({
  ...row,
  form: row.form as MatterRow['form'],
  scores: row.scores as Scores | null,
  grade: row.grade as Grade | null,
})

export async function insertMatter(tx: Tx, row: MatterRow): Promise<void> {
  await matters(tx)
    .insertInto('pilot_bases.matter')
    .values({
      ...row,
      form: JSON.stringify(row.form),
      scores: row.scores === null ? null : JSON.stringify(row.scores),
    })
    .execute()
}

export async function updateMatter(
  tx: Tx,
  id: string,
  to: Partial<Pick<MatterRow, 'form' | 'scores' | 'total' | 'grade' | 'state' | 'closed_on'>>,
): Promise<void> {
  const { form, scores, ...rest } = to
  await matters(tx)
    .updateTable('pilot_bases.matter')
    .set({
      ...rest,
      ...(form !== undefined && { form: JSON.stringify(form) }),
      ...(scores !== undefined && { scores: JSON.stringify(scores) }),
    })
    .where('id', '=', id)
    .execute()
}

export async function findMatter(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<MatterRow | undefined> {
  const all = matters(tx).selectFrom('pilot_bases.matter').selectAll()
  const one = 'id' in by ? all.where('id', '=', by.id) : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && matterOf(row)
}

/** Matters of bases, newest first. */
export async function mattersOf(tx: Tx, baseIds: readonly string[]): Promise<MatterRow[]> {
  if (baseIds.length === 0) return []
  const rows = await matters(tx)
    .selectFrom('pilot_bases.matter')
    .selectAll()
    .where('base_id', 'in', [...baseIds])
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(matterOf)
}

/** The assessment of a base for a year. */
export async function assessmentOf(tx: Tx, baseId: string, year: number): Promise<MatterRow | undefined> {
  const row = await matters(tx)
    .selectFrom('pilot_bases.matter')
    .selectAll()
    .where('kind', '=', 'assessment')
    .where('base_id', '=', baseId)
    .where('year', '=', year)
    .executeTakeFirst()
  return row && matterOf(row)
}

/** A matter of this kind that is not closed. */
export async function openMatter(
  tx: Tx,
  baseId: string,
  kind: MatterRow['kind'],
): Promise<MatterRow | undefined> {
  const row = await matters(tx)
    .selectFrom('pilot_bases.matter')
    .selectAll()
    .where('base_id', '=', baseId)
    .where('kind', '=', kind)
    .where('closed_on', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row && matterOf(row)
}

/** Bases in force on a day that have no assessment for the year although they were recognised before its end. */
export async function basesToAssess(tx: Tx, year: number, day: string, limit: number): Promise<BaseRow[]> {
  return matters(tx)
    .selectFrom('pilot_bases.base')
    .selectAll()
    .where('status', '<>', 'revoked')
    .where('until_day', '>=', day)
    .where('from_day', '<=', `${year}-12-31`)
    .where(
      sql<boolean>`not exists (select from pilot_bases.matter m
        where m.base_id = pilot_bases.base.id and m.kind = 'assessment' and m.year = ${year})`,
    )
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** How many bases got which grade for a year, of assessments that are closed; newest year first. */
export async function gradesByYear(
  tx: Tx,
): Promise<{ readonly year: number; readonly grade: string; readonly bases: number }[]> {
  const { rows } = await sql<{ year: number; grade: string; bases: number }>`
    select year, grade, count(*)::int as bases from pilot_bases.matter
    where kind = 'assessment' and grade is not null and closed_on is not null
    group by year, grade order by year desc, grade`.execute(tx.as('pilot-bases'))
  return rows
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('pilot-bases'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'an application and a matter of a pilot base have the state of their dossier',
    rows: rowsOf(`select d.id from platform.dossier d
      join (select dossier_id, state from pilot_bases.application
        union all select dossier_id, state from pilot_bases.matter) r on r.dossier_id = d.id
      where d.state <> r.state limit 20`),
  },
  {
    name: 'a recognised pilot base comes of a recognition that ended so',
    rows: rowsOf(`select b.id from pilot_bases.base b join platform.dossier d on d.id = b.dossier_id
      where d.state not in ('recognised', 'registered') limit 20`),
  },
  {
    name: 'a revoked pilot base was revoked by a dossier that ended so',
    rows: rowsOf(`select b.id from pilot_bases.base b where b.status = 'revoked' and not exists (
      select from pilot_bases.matter m where m.base_id = b.id and m.kind = 'revocation' and m.state = 'revoked') limit 20`),
  },
  {
    name: 'an organisation has one pilot base in force',
    rows: rowsOf(`select b.org_id from pilot_bases.base b join platform.state s on b.until_day >=
      ((clock_timestamp() + s.clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai')::date
      where b.status <> 'revoked' group by b.org_id having count(*) > 1 limit 20`),
  },
  {
    name: 'the total of an assessment is the sum of its parts',
    rows: rowsOf(`select m.id from pilot_bases.matter m where m.scores is not null and m.total <>
      (select sum(value::int) from jsonb_each_text(m.scores)) limit 20`),
  },
]
