import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import { bindingOf } from '../procedure/perform.ts'
import type { DossierRow } from '../procedure/store.ts'
import { ENGINE_ACTS } from '../procedure/view.ts'
import { Refusal } from '../refusal.ts'
import type { WorkView } from './list.ts'
import { slotsOf } from './slots.ts'
import { opinionsAwaited } from './store.ts'

/** What somebody did, or waits for others to do. */
export interface PastItem {
  readonly dossierId: string
  readonly procedureTitle: string
  readonly title: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly stateTitle: string
  readonly closed: boolean
  /** The last thing this person did there, and when. */
  readonly acted: string
  readonly at: string
  /** For whom, where it was done for somebody else. */
  readonly forName: string | null
}

export interface PastPage {
  readonly items: readonly PastItem[]
  readonly total: number
  readonly totalIsCapped: boolean
  readonly next: string | null
}

interface PastRow extends DossierRow {
  readonly action: string
  readonly acted_at: string
  readonly for_name: string | null
}

/** Nobody counts further than this by eye; more is told as “以上”. */
const COUNTED_MAX = 1_000

/**
 * 已办: dossiers in which this person did something, the latest first. 跟踪: those of them still open that now wait for
 * somebody else. What was done for a represented colleague is on both people's lists.
 */
export async function pastWork(
  tx: Tx,
  view: WorkView,
  box: 'done' | 'tracked',
  page: { readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
): Promise<PastPage> {
  const { actor } = view.seats[0] ?? {}
  if (!actor || actor.personId === null) return { items: [], total: 0, totalIsCapped: false, next: null }
  const after = placeOf(page.cursor)
  const waiting = slotsOf(
    view.bindings.map(({ procedure }) => procedure),
    view.seats,
  )
  const org = actor.orgId
  // A published listing waits for nobody.
  const resting = view.bindings.flatMap(({ procedure }) =>
    Object.entries(procedure.states)
      .filter(([, state]) => state.rests === true)
      .map(([state]) => `${procedure.id}.${state}`),
  )
  const { rows } = await sql<PastRow & { total: number }>`
    with slot as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb)
        as s(procedure text, state text, within text, org uuid, person uuid)
    ), mine as (
      select distinct on (dossier_id) dossier_id, action, at, agent_for, person_id from (
        select dossier_id, action, at, agent_for, person_id from platform.dossier_entry where person_id = ${actor.personId}
        union all
        select dossier_id, action, at, agent_for, person_id from platform.dossier_entry where agent_for = ${actor.personId}
      ) e order by dossier_id, at desc
    ), past as (
      select d.*, m.action, m.at as acted_at, m.agent_for, m.person_id as acted_by
      from mine m join platform.dossier d on d.id = m.dossier_id
      where (${box === 'done'} or (d.closed_at is null and d.procedure || '.' || d.state <> all (${resting}::text[])
          and (${opinionsAwaited(sql`d.id`, view.today)} or not exists (
          select from slot s where s.procedure = d.procedure and s.state = d.state and (s.within = 'any'
            or (s.within = 'org' and s.org = d.org_id) or (s.within = 'unit' and s.org = d.unit_id)
            or (s.within = 'party' and s.org = any (d.party_org_ids)) or (s.within = 'own' and s.person = d.opened_by))))))
        and (${page.q ?? ''} = '' or position(lower(${page.q ?? ''}::text) in lower(d.title)) > 0)
        and (${org}::uuid is null or d.org_id = ${org}::uuid or d.unit_id = ${org}::uuid
          or ${org}::uuid = any (d.party_org_ids) or d.opened_by = ${actor.personId})
    )
    select p.*, case when p.agent_for is null then null when p.agent_for = ${actor.personId} then '本人（由同事代办）'
        else f.name end as for_name,
      (select count(*)::int from (select from past limit ${COUNTED_MAX + 1}) c) as total
    from past p left join platform.person f on f.id = p.agent_for
    where ${after === null}::boolean or (p.acted_at, p.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid)
    order by p.acted_at desc, p.id desc limit ${page.limit + 1}`.execute(tx.as('platform'))
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const total = rows[0]?.total ?? 0
  return {
    items: shown.flatMap((row) => itemOf(view, row) ?? []),
    total: Math.min(total, COUNTED_MAX),
    totalIsCapped: total > COUNTED_MAX,
    next: rows.length > page.limit && last ? `${last.acted_at}_${last.id}` : null,
  }
}

function itemOf({ bindings }: WorkView, row: PastRow): PastItem | undefined {
  const newest = bindings.find(({ procedure }) => procedure.id === row.procedure)
  if (!newest) return undefined
  const { procedure } = bindingOf(newest, row)
  return {
    dossierId: row.id,
    procedureTitle: procedure.title,
    title: row.title,
    subject: { kind: row.subject_kind, id: row.subject_id },
    stateTitle: procedure.states[row.state]?.title ?? row.state,
    closed: row.closed_at !== null,
    acted: ENGINE_ACTS[row.action] ?? procedure.actions[row.action]?.title ?? row.action,
    at: row.acted_at,
    forName: row.for_name,
  }
}

function placeOf(cursor: string | undefined): { readonly at: string; readonly id: string } | null {
  if (cursor === undefined || cursor === '') return null
  const [, at, id] = /^([0-9TZ:.+-]{20,32})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw new Refusal('badRequest', '翻页标记无效，请从第一页重新开始。')
  return { at, id }
}
