import { sql } from 'kysely'
import { roleTitles, type Role } from '../access/access.ts'
import type { CommandTx, Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { MembershipRow } from './tables.ts'

/** What a leaver may hold (P6): matters to hand over, rights to end, and what ends by itself and is only shown. */
export const HOLDING_KINDS = {
  dossier: '未办结的办件',
  handler: '认领或分派到名下的待办',
  draft: '等待确认的代拟稿',
  delegation: '代理授权',
  role: '只有本人持有的角色',
  factor: '登录用的第二因素',
} as const
export type HoldingKind = keyof typeof HOLDING_KINDS

export interface Holding {
  readonly kind: HoldingKind
  readonly id: string
  readonly title: string
  /** What becomes of it: a colleague takes it over, somebody ends it, or it ends with the membership. */
  readonly ends: 'passes' | 'ended' | 'alone'
}

/** A sentence names this many; the page lists all. */
const NAMED = 3
const LISTED_MAX = 500

export type HeldSeat = Pick<MembershipRow, 'person_id' | 'org_id'>

/** Everything the person holds for the organisation, what must be handed over or ended first. */
export async function holdings(tx: Tx, seat: HeldSeat, today: Day): Promise<Holding[]> {
  const { rows } = await sql<Holding>`
    ${mattersOf(seat)}
    union all
    select 4, 'delegation', d.id, case when d.from_person = ${seat.person_id} then '授权' || t.name || '代为办理'
      else '代' || f.name || '办理' end || '，至 ' || d.until_day, 'ended', d.created_at
    from platform.delegation d join platform.person f on f.id = d.from_person join platform.person t on t.id = d.to_person
    where ${seat.person_id} in (d.from_person, d.to_person) and d.org_id is not distinct from ${seat.org_id}::uuid
      and d.ended_at is null and d.until_day >= ${today}
    union all
    select 6, 'factor', s.id, case s.kind when 'totp' then '动态口令' else '短信验证码' end, 'alone', s.created_at
    from platform.second_factor s
    where s.person_id = ${seat.person_id} and s.confirmed_at is not null and s.removed_at is null
    order by 1, 6, 3 limit ${LISTED_MAX}`.execute(tx.as('platform'))
  return [
    ...rows.map(({ kind, id, title, ends }) => ({ kind, id, title, ends })),
    ...(await soleRoles(tx, seat, today)),
  ]
}

/** Dossiers, taken work and drafts of the person; the draft of an own profile concerns nobody else. */
function mattersOf(seat: HeldSeat) {
  return sql`
    select 1 as place, 'dossier' as kind, id, title, case when of_person then 'ended' else 'passes' end as ends, opened_at as at from platform.dossier
    where opened_by = ${seat.person_id} and org_id is not distinct from ${seat.org_id}::uuid and closed_at is null
      and not (of_person and state = 'draft')
    union all
    select 2, 'handler', d.id, d.title, 'passes', h.at from platform.dossier_handler h
    join platform.dossier d on d.id = h.dossier_id and d.visit = h.visit and d.closed_at is null
    where h.person_id = ${seat.person_id} and h.org_id = ${seat.org_id}::uuid
    union all
    select 3, 'draft', r.id, r.title, 'passes', r.asked_at from platform.drafting r
    where ${seat.person_id} in (r.drafted_by, r.for_person) and r.org_id = ${seat.org_id}::uuid and r.answer is null`
}

/** Roles nobody else of the organisation has: shown, so that somebody is found in time. */
async function soleRoles(tx: Tx, seat: HeldSeat, today: Day): Promise<Holding[]> {
  const { rows } = await sql<{ role: Role }>`
    select distinct r as role from platform.membership m cross join unnest(m.roles) as r
    where m.person_id = ${seat.person_id} and m.org_id is not distinct from ${seat.org_id}::uuid
      and (m.until_day is null or m.until_day >= ${today})
      and not exists (select from platform.membership o where o.org_id is not distinct from m.org_id
        and o.person_id <> m.person_id and (o.until_day is null or o.until_day >= ${today}) and r = any (o.roles))
    order by 1`.execute(tx.as('platform'))
  return rows.map(({ role }) => ({ kind: 'role', id: role, title: roleTitles[role], ends: 'alone' }))
}

/** What is the organisation's business and not only the person's: what a closing account must hand over too. */
export function matters(held: readonly Holding[]): Holding[] {
  return held.filter(({ kind }) => kind === 'dossier' || kind === 'handler' || kind === 'draft')
}

/** Refuses with the first titles when something is still held. */
export function mustHoldNothing(held: readonly Holding[]): void {
  const blocking = held.filter(({ ends }) => ends !== 'alone')
  if (blocking.length === 0) return
  const dossiers = blocking.filter(({ kind }) => kind === 'dossier')
  const isAll = dossiers.length === blocking.length
  const titles = blocking
    .slice(0, NAMED)
    .map(({ kind, title }) => (kind === 'delegation' ? title : `《${title}》`))
  throw new Refusal('conflict', '该成员名下还有 {n} 个{what}（{titles}{more}），请先交接再办理离岗。', {
    n: blocking.length,
    what: isAll ? '未办结的办件' : '未交接的事项',
    titles: titles.join('、'),
    more: blocking.length > NAMED ? ' 等' : '',
  })
}

/** Gives one held matter to a colleague; answers its title, undefined when the person does not hold it (any more). */
export async function passOn(
  tx: CommandTx,
  seat: HeldSeat,
  what: { readonly kind: HoldingKind; readonly id: string; readonly toPerson: string },
): Promise<string | undefined> {
  const { rows } = await passing(seat, what).execute(tx.as('platform'))
  return rows[0]?.title
}

function passing(
  seat: HeldSeat,
  { kind, id, toPerson }: { readonly kind: HoldingKind; readonly id: string; readonly toPerson: string },
) {
  // Who opened a dossier stays in its entries and the journal.
  if (kind === 'dossier')
    return sql<{ title: string }>`update platform.dossier set opened_by = ${toPerson}
      where id = ${id} and opened_by = ${seat.person_id} and org_id is not distinct from ${seat.org_id}::uuid
        and closed_at is null and not of_person returning title`
  if (kind === 'handler')
    return sql<{ title: string }>`update platform.dossier_handler h set person_id = ${toPerson}
      from platform.dossier d
      where h.dossier_id = ${id} and h.person_id = ${seat.person_id} and h.org_id = ${seat.org_id}::uuid
        and d.id = h.dossier_id returning d.title`
  if (kind === 'draft')
    return sql<{ title: string }>`update platform.drafting set
        drafted_by = case when drafted_by = ${seat.person_id} then ${toPerson}::uuid else drafted_by end,
        for_person = case when for_person = ${seat.person_id} then ${toPerson}::uuid else for_person end
      where id = ${id} and ${seat.person_id} in (drafted_by, for_person) and org_id = ${seat.org_id}::uuid
        and answer is null and ${toPerson}::uuid not in (drafted_by, for_person) returning title`
  throw new Refusal('invalid', '“{what}”不能移交，请终止或另行安排。', { what: HOLDING_KINDS[kind] })
}
