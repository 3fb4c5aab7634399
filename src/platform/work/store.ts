import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'
import type { LetterSlot } from '../letters/waiting.ts'
import type { WorkSlot } from './slots.ts'

/** When work is due, as one chooses by it; of a day nobody knows yet (P1) only that it is provisional. */
export const DUE = ['late', 'today', 'week', 'later', 'provisional', 'none'] as const
export type DueBucket = (typeof DUE)[number]

/** Who of the organisation deals with it. */
export const HANDLED = ['mine', 'free', 'others'] as const
export type Handled = (typeof HANDLED)[number]

/** What one looks for in a work list; every part may be left out. */
export interface WorkAsked {
  readonly q?: string | undefined
  readonly procedure?: string | undefined
  /** `procedure.state`: names of states repeat. */
  readonly state?: string | undefined
  readonly unit?: string | undefined
  readonly due?: DueBucket | undefined
  readonly handled?: Handled | undefined
}

export interface WorkPlace {
  readonly key: string
  readonly enteredAt: string
  readonly id: string
}

export interface WorkRow extends DossierRow {
  readonly seat: number
  readonly due_on: string | null
  readonly nominal_on: string | null
  readonly provisional: boolean | null
  readonly sort_key: string
  readonly handler_id: string | null
  readonly handler_name: string | null
  /** Letters of the dossier that wait for the seat; null when none does. */
  readonly letters: readonly { readonly id: string; readonly title: string }[] | null
  /** Whether its notice was withdrawn, and none followed. */
  readonly withdrawn: boolean
  readonly total: number
}

/** All that the seats of somebody could act on. */
export interface WorkSlots {
  readonly procedures: readonly string[]
  readonly slots: readonly WorkSlot[]
  readonly letters: readonly LetterSlot[]
}

export interface WorkDay {
  readonly today: string
  /** Last day of what counts as this week. */
  readonly weekEnd: string
}

/**
 * All open dossiers that wait for one of the slots, and dossiers, ended ones too, with a letter that does, with the
 * earliest term and who of the organisation deals with it. One branch a way of belonging, so that each uses its own
 * index; a dossier that waits for several seats is shown from the first, the person's own.
 */
function work(
  { procedures, slots, letters }: WorkSlots,
  personId: string | null,
  day: WorkDay,
): RawBuilder<unknown> {
  return sql`
    with slot as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(slots)}::jsonb)
        as s(seat int, procedure text, state text, within text, org uuid, person uuid)
    ), letter_slot as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(letters)}::jsonb)
        as s(seat int, state text, countersigned boolean, step text, title text, apart text[], org uuid, people uuid[])
    ), part as (
      select d.id, s.seat, s.org from slot s join platform.dossier d
        on d.unit_id = s.org and d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'unit'
      union all
      select d.id, s.seat, s.org from slot s join platform.dossier d
        on d.org_id = s.org and d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'org'
      union all
      select d.id, s.seat, s.org from slot s join platform.dossier d
        on d.party_org_ids @> array[s.org] and d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'party' and s.org is not null
      union all
      select d.id, s.seat, s.org from slot s join platform.dossier d
        on d.opened_by = s.person and d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'own'
      union all
      select d.id, s.seat, s.org from slot s join platform.dossier d
        on d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'any'
    ), found as (
      select p.id, p.seat, p.org, true as timed, null::uuid as letter, null::text as act, null::uuid as asked
        from part p where not ${opinionsAwaited(sql`p.id`, day.today)}
      union all
      select d.id, s.seat, s.org, true, null, null, a.id from slot s
        join platform.opinion_asked a on a.unit_org_id = s.org
        join platform.dossier d on d.id = a.dossier_id and d.visit = a.visit
          and d.procedure = s.procedure and d.state = s.state and d.closed_at is null
        where s.within = 'asked' and not exists (select 1 from platform.opinion o where o.asked_id = a.id)
      union all
      select d.id, s.seat, s.org, true, null, null, null from slot s
        join platform.dossier d on d.unit_id = s.org and d.procedure = s.procedure and d.state = s.state
          and d.closed_at is null
        join platform.notice n on n.dossier_id = d.id and n.visit = d.visit
        where s.within = 'objected' and ${noticeWaits}
      union all
      select d.id, s.seat, s.org, true, null, null, null from slot s
        join platform.dossier d on d.org_id = s.org and d.procedure = s.procedure and d.state = s.state
          and d.closed_at is null
        join platform.notice n on n.dossier_id = d.id and n.visit = d.visit and n.by_org
        where s.within = 'objectedOwn' and ${noticeWaits}
      union all ${lettersFound(procedures)}
    ), work as materialized (${found(personId, day)}
    )`
}

/** A notice with an objection to answer; and a withdrawn one, which only a new one or another act lets go on. */
const noticeWaits = sql`(n.state = 'withdrawn' or (n.state = 'open' and exists (
          select 1 from platform.objection o where o.notice_id = n.id and o.state = 'open')))`

/**
 * Dossiers with a letter that waits: ended ones too, and never for whoever a step must be apart from. The term of the
 * state is the letter's only while the dossier is where the letter's action brought it; the term of service is its own.
 */
function lettersFound(procedures: readonly string[]): RawBuilder<unknown> {
  return sql`
      select d.id, s.seat, s.org, l.visit = d.visit, l.id, s.title, null from letter_slot s
        join platform.letter l on l.state = s.state and (cardinality(l.countersign_org_ids) > 0) = s.countersigned
        join platform.dossier d on d.id = l.dossier_id
        where l.state not in ('file', 'cancelled') and d.procedure = any (${[...procedures]}::text[])
          and case when s.step = 'countersign'
            then s.org = any (l.countersign_org_ids) and not exists (select 1 from platform.letter_step p
              where p.letter_id = l.id and p.version = l.version and p.step = s.step and p.org_id = s.org)
            else coalesce(l.unit_org_id, d.unit_id) = s.org end
          and not exists (select 1 from platform.letter_step p where p.letter_id = l.id and p.step = any (s.apart)
            and (p.person_id = any (s.people) or p.agent_for = any (s.people)))`
}

/** What the list says of each dossier found. */
function found(personId: string | null, day: WorkDay): RawBuilder<unknown> {
  return sql`
      select d.*, f.seat, t.due_on, t.nominal_on, t.provisional,
        coalesce(t.due_on, t.nominal_on, 'infinity'::date) as sort_key,
        h.person_id as handler_id, p.name as handler_name, ls.letters,
        case when t.nominal_on is null then 'none' when t.provisional or t.due_on is null then 'provisional'
          when t.due_on < ${day.today}::date then 'late' when t.due_on = ${day.today}::date then 'today'
          when t.due_on <= ${day.weekEnd}::date then 'week' else 'later' end as due,
        case when h.person_id is null then 'free' when h.person_id = ${personId}::uuid then 'mine' else 'others' end as handled
      from (select distinct on (id) id, seat, org, asked from found order by id, seat, asked) f
      join platform.dossier d on d.id = f.id
      left join (
        select id, seat, bool_or(timed) as timed,
          jsonb_agg(distinct jsonb_build_object('id', letter, 'title', act)) filter (where letter is not null) as letters
        from found group by id, seat
      ) ls on ls.id = f.id and ls.seat = f.seat
      left join lateral (
        select due_on, nominal_on, provisional from platform.deadline
        where dossier_id = d.id and state = 'open' and ls.timed
          and case when f.asked is null then kind in ('term', 'overall') else kind = 'opinion' and subject_id = f.asked end
        union all
        select due_on, nominal_on, provisional from platform.deadline
        where kind = 'letter' and subject_kind = 'letter' and state = 'open' and ls.letters is not null
          and subject_id in (select (one->>'id')::uuid from jsonb_array_elements(ls.letters) one)
        order by nominal_on limit 1
      ) t on true
      left join platform.dossier_handler h on h.dossier_id = d.id and h.org_id = f.org and h.visit = d.visit
      left join platform.person p on p.id = h.person_id`
}

/** Whether a unit that was asked for its opinion on a dossier still has time: until then nobody else has work there. */
export function opinionsAwaited(dossierId: RawBuilder<unknown>, today: string): RawBuilder<unknown> {
  return sql`exists (select from platform.deadline a where a.dossier_id = ${dossierId} and a.kind = 'opinion'
    and a.state = 'open' and (a.due_on is null or a.due_on >= ${today}::date))`
}

/** A part of the list, the earliest term first; `total` counts all that were asked for. */
export async function workPage(
  tx: Tx,
  slots: WorkSlots,
  personId: string | null,
  day: WorkDay,
  asked: WorkAsked,
  page: { readonly after: WorkPlace | null; readonly limit: number },
): Promise<WorkRow[]> {
  if (slots.slots.length + slots.letters.length === 0) return []
  const { after } = page
  const { rows } = await sql<WorkRow>`
    ${work(slots, personId, day)}, asked as (
      select w.* from work w where ${wanted(asked)}
    )
    select a.*, exists (select 1 from platform.notice n
        where n.dossier_id = a.id and n.visit = a.visit and n.state = 'withdrawn') as withdrawn,
      a.sort_key::text as sort_key, (select count(*)::int from asked) as total from asked a
    where ${after === null}::boolean or (a.sort_key, a.entered_at, a.id)
      > (${after?.key ?? null}::date, ${after?.enteredAt ?? null}::timestamptz, ${after?.id ?? null}::uuid)
    order by a.sort_key, a.entered_at, a.id limit ${page.limit}`.execute(tx.as('platform'))
  return rows
}

export interface WorkCount {
  readonly procedure: string
  readonly state: string
  readonly unit_id: string | null
  readonly unit_name: string | null
  readonly due: DueBucket
  readonly handled: Handled
  readonly n: number
}

/** How much work there is of each sort: numbers of the menu, and what filters offer. */
export async function workCounts(
  tx: Tx,
  slots: WorkSlots,
  personId: string | null,
  day: WorkDay,
): Promise<WorkCount[]> {
  if (slots.slots.length + slots.letters.length === 0) return []
  const { rows } = await sql<WorkCount>`
    ${work(slots, personId, day)}
    select c.*, o.name as unit_name from (
      select procedure, state, unit_id, due, handled, count(*)::int as n from work
      group by procedure, state, unit_id, due, handled
    ) c left join platform.organisation o on o.id = c.unit_id
    order by c.procedure, c.state, o.name`.execute(tx.as('platform'))
  return rows
}

function wanted({ q, procedure, state, unit, due, handled }: WorkAsked): RawBuilder<unknown> {
  const parts = [
    q === undefined || q === '' ? undefined : sql`position(lower(${q}::text) in lower(w.title)) > 0`,
    procedure === undefined ? undefined : sql`w.procedure = ${procedure}`,
    state === undefined ? undefined : sql`w.procedure || '.' || w.state = ${state}`,
    unit === undefined ? undefined : sql`w.unit_id = ${unit}::uuid`,
    due === undefined ? undefined : sql`w.due = ${due}`,
    handled === undefined ? undefined : sql`w.handled = ${handled}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}
