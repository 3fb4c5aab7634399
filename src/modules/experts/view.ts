import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { EXPERT_TYPES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { serviceOf, type Service } from '#platform/panel/store-seats.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { Refusal } from '#platform/refusal.ts'
import { checkedOf } from './commands.ts'
import type { Declared } from './forms.ts'
import { namesOf } from './pool.ts'
import { admission } from './procedure.ts'
import { CHECKED, changedOf, textOf } from './rules.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = admission.states

export const listQuery = z.object({
  q: z.string().max(100).default(''),
  type: z.enum(EXPERT_TYPES).optional(),
  field: z.enum(TECH_FIELDS).optional(),
  place: z.enum(['本市', '本市以外']).optional(),
  state: z.enum(Object.keys(admission.states) as [string, ...string[]]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** How many come before. */
  cursor: z
    .string()
    .regex(/^\d{1,5}$/)
    .optional(),
})

export interface PoolItem {
  readonly id: string
  readonly code: string
  readonly dossierId: string
  readonly name: string
  readonly unit: string
  readonly title: string
  readonly level: string | null
  readonly type: string | null
  readonly fields: readonly string[]
  readonly place: string
  readonly region: string
  readonly state: string
  readonly stateTitle: string
  readonly validUntil: string | null
  /** Panels that met this year; who is drawn for one to come is told to nobody. */
  readonly met: number
  readonly absences: number
  readonly meanRating: number | null
  readonly sample: boolean
}

function itemOf(row: store.ExpertRow, name: string, service: Service | undefined): PoolItem {
  const ratings = service?.ratings ?? []
  return {
    id: row.id,
    code: row.code,
    dossierId: row.dossier_id,
    name,
    unit: row.unit,
    title: row.title,
    level: row.level,
    type: row.type,
    fields: row.fields,
    place: row.is_local ? '本市' : '本市以外',
    region: row.region,
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    validUntil: row.valid_until,
    met: service?.met ?? 0,
    absences: service?.absences ?? 0,
    meanRating: ratings.length === 0 ? null : ratings.reduce((a, b) => a + b, 0) / ratings.length,
    sample: row.sample,
  }
}

/** First instant of the year in Asia/Shanghai. */
function yearBegin(now: Instant): Instant {
  return `${Number(dayOf(now).slice(0, 4)) - 1}-12-31T16:00:00.000Z`
}

async function mustBeKeeper(tx: Tx, actor: Actor, now: Instant): Promise<void> {
  mustReach(actor, { unitId: await competentUnit(tx, admission, dayOf(now)) })
}

/** The pool, for the unit that keeps it and for auditors. */
export async function listPool(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>, now: Instant) {
  await mustBeKeeper(tx, actor, now)
  const offset = Number(query.cursor ?? 0)
  const { rows, total } = await store.poolPage(tx, { ...query, offset })
  const names = await namesOf(tx, rows)
  const service = await serviceOf(
    tx,
    rows.map(({ person_id }) => person_id),
    yearBegin(now),
  )
  const items = rows.map((row) =>
    itemOf(row, names.get(row.person_id) ?? row.name, service.get(row.person_id)),
  )
  const end = offset + items.length
  return { items, total, totalIsCapped: false, next: end < total ? String(end) : null }
}

export interface PoolEntry extends PoolItem {
  readonly dept: string | null
  readonly degree: string | null
  readonly declared: Declared
  /** What a renewal asks to have changed, until it is checked. */
  readonly proposed: readonly { readonly label: string; readonly from: string; readonly to: string }[]
  /** Entries of the same person that are over. */
  readonly earlier: readonly {
    readonly code: string
    readonly stateTitle: string
    readonly removedOn: string | null
    readonly removedFor: string | null
  }[]
  /** Whether the secret fields are filled in; what they hold is shown to nobody. */
  readonly hasIdNo: boolean
  readonly hasBankAccount: boolean
}

async function entryView(tx: Tx, row: store.ExpertRow, now: Instant): Promise<PoolEntry> {
  const names = await namesOf(tx, [row])
  const service = await serviceOf(tx, [row.person_id], yearBegin(now))
  const earlier = (await store.earlierEntries(tx, row.person_id)).filter(({ id }) => id !== row.id)
  const [counts, asked] = [checkedOf(row), row.proposed ?? {}]
  return {
    ...itemOf(row, names.get(row.person_id) ?? row.name, service.get(row.person_id)),
    dept: row.dept,
    degree: row.degree,
    declared: row.declared,
    proposed: changedOf(counts, asked).map((name) => ({
      label: CHECKED[name],
      from: textOf(counts[name]),
      to: textOf(asked[name]),
    })),
    earlier: earlier.map(({ code, state, removed_at: at, removed_for: why }) => ({
      code,
      stateTitle: states[state]?.title ?? state,
      removedOn: at === null ? null : dayOf(at),
      removedFor: why,
    })),
    hasIdNo: row.id_no !== null,
    hasBankAccount: row.bank_account !== null,
  }
}

/** One expert with the declarations, for the unit that keeps the pool. */
export async function showExpert(
  tx: Tx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
): Promise<PoolEntry> {
  await mustBeKeeper(tx, actor, now)
  const row = await store.findExpert(tx, { id })
  if (!row) throw new Refusal('absent', '没有找到这位专家。')
  return entryView(tx, row, now)
}

/** The signed-in person's own entry; null for who never applied. */
export async function ownEntry(tx: Tx, actor: Actor, _input: object, now: Instant) {
  reachedByQuery(actor)
  const row = actor.personId === null ? undefined : await store.newestEntry(tx, actor.personId)
  return { entry: row ? await entryView(tx, row, now) : null }
}
