import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Answer, RefusalReason } from './forms.ts'
import type { About, Said } from './rules.ts'

export type Side = 'demand' | 'achievement'

export interface AnswerRow {
  id: string
  demand_id: string
  achievement_id: string
  side: Side
  answer: Answer
  reason: RefusalReason | null
  note: string | null
  person_id: string | null
  org_id: string
  at: string
  about: About | null
}

interface Tables {
  'matching.answer': Omit<AnswerRow, 'about'> & { about: string | null }
}

const ON = sql`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "on"`

export async function insertAnswer(tx: Tx, row: AnswerRow): Promise<void> {
  await tx
    .as<Tables>('matching')
    .insertInto('matching.answer')
    .values({ ...row, about: row.about === null ? null : JSON.stringify(row.about) })
    .execute()
}

type Of = { readonly demandId: string } | { readonly achievementId: string }

/** The latest answer of each side to the pairs of one demand or one achievement, day of the answer beside it. */
export async function latestAnswers(tx: Tx, of: Of): Promise<(AnswerRow & { on: string })[]> {
  const which = 'demandId' in of ? sql`demand_id = ${of.demandId}` : sql`achievement_id = ${of.achievementId}`
  const { rows } = await sql<AnswerRow & { on: string }>`
    select distinct on (demand_id, achievement_id, side) *, ${ON} from matching.answer where ${which}
    order by demand_id, achievement_id, side, at desc, id desc`.execute(tx.as('matching'))
  return rows
}

/** Answers of one demander that count: an organisation with more pairs has its latest ones looked at. */
const SAID_MAX = 5_000

/** The latest answer of a demander to each pair, newest first; those undone are left out. */
export async function saidBy(tx: Tx, orgId: string): Promise<Said[]> {
  const { rows } = await sql<Said>`
    select demand_id as "demandId", achievement_id as "achievementId", answer, reason, about, "on",
      at::text as at from (
        select distinct on (demand_id, achievement_id) *, ${ON} from matching.answer
        where org_id = ${orgId} and side = 'demand'
        order by demand_id, achievement_id, at desc, id desc) latest
    where answer <> 'undone' order by latest.at desc, id desc limit ${SAID_MAX}`.execute(tx.as('matching'))
  return rows
}

/** Achievements that demanders last found unclear, each with the text they read and how many they are. */
export async function foundUnclear(
  tx: Tx,
  reasons: readonly RefusalReason[],
): Promise<{ achievementId: string; textKey: string; demanders: number }[]> {
  const { rows } = await sql<{ achievementId: string; textKey: string; demanders: number }>`
    select achievement_id as "achievementId", about->>'textKey' as "textKey", count(distinct org_id)::int as demanders
    from (
      select distinct on (demand_id, achievement_id) * from matching.answer where side = 'demand'
      order by demand_id, achievement_id, at desc, id desc) latest
    where answer = 'no' and reason = any (${[...reasons]}) and about->>'textKey' is not null
    group by 1, 2`.execute(tx.as('matching'))
  return rows
}

/** Pairs of which at least one side has said something. */
export async function countAnsweredPairs(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select distinct demand_id, achievement_id from matching.answer) p`.execute(
    tx.as('matching'),
  )
  return rows[0]?.n ?? 0
}

/** How often each reason was given, and by how many organisations; of one achievement or of all. */
export async function reasonCounts(
  tx: Tx,
  achievementId: string | null = null,
): Promise<{ reason: RefusalReason; count: number; orgs: number }[]> {
  const { rows } = await sql<{ reason: RefusalReason; count: number; orgs: number }>`
    select reason, count(*)::int as count, count(distinct org_id)::int as orgs from (
      select distinct on (demand_id, achievement_id, side) * from matching.answer
      where ${achievementId}::uuid is null or achievement_id = ${achievementId}::uuid
      order by demand_id, achievement_id, side, at desc, id desc) latest
    where answer = 'no' and side = 'demand' group by reason`.execute(tx.as('matching'))
  return rows
}

/** "Later" answers of an organisation on a day that still stand; what `match.remind` speaks of. */
export async function latersOf(
  tx: Tx,
  orgId: string,
  on: string,
): Promise<{ demand_id: string; achievement_id: string }[]> {
  const { rows } = await sql<{ demand_id: string; achievement_id: string }>`
    select demand_id, achievement_id from (
      select distinct on (demand_id, achievement_id) *, ${ON} from matching.answer where org_id = ${orgId}
      order by demand_id, achievement_id, at desc, id desc) latest
    where answer = 'later' and "on" = ${on} order by at`.execute(tx.as('matching'))
  return rows
}

/** Whether a reminder of that day waits for the organisation already. */
export async function hasLaterReminder(tx: Tx, orgId: string, dueOn: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from platform.deadline where performs = 'match.remind' and subject_id = ${orgId} and due_on = ${dueOn}
      and state = 'open' limit 1`.execute(tx.as('matching'))
  return rows.length > 0
}
