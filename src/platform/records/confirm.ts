import { z } from 'zod'
import { reachedByQuery, type Actor, type Permissions, type Scope } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Day, type Instant, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { formSchema } from '../forms/form.ts'
import { prose } from '../forms/text.ts'
import { isHeldBy, perform, type Binding } from '../procedure/perform.ts'
import { inputOf, leaves, partsOf, type Procedure } from '../procedure/procedure.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { shelfOf, type ShelfRow, type ShelfSet } from './life.ts'
import { OUTCOMES } from './forms.ts'

/** Listings one command confirms or explains: each is a move of its dossier, and a transaction stays short. */
const MOST = 100

const items = z
  .array(z.object({ dossierId: z.uuid(), visit: z.int().min(1) }))
  .min(1)
  .max(MOST)

type Chosen = z.infer<typeof items>

/** What one command did to the chosen listings; those it could not do say why. */
export interface Done {
  readonly done: number
  readonly refused: readonly { readonly dossierId: string; readonly title: string; readonly reason: string }[]
}

const { read, write } = routesOf('platform')

/** Whoever may confirm a listing of any kind reaches the page of listings to confirm. */
export function shelfPermissions(bindings: readonly Binding[]): Permissions {
  const row: Record<string, Scope> = {}
  for (const { procedure } of bindings) {
    const action = procedure.actions[heartbeatOf(procedure, 'published') ?? '']
    for (const part of action ? partsOf(action) : [])
      for (const role of procedure.parts[part]?.hold ?? []) row[role] = 'org'
  }
  return { 'listing.confirm': row }
}

/** The page of listings an organisation has to confirm or to explain, over all listed kinds. */
export function shelfRoutes(bindings: readonly Binding[]): Route[] {
  const permission = 'listing.confirm'
  return [
    read({
      path: '/my/listings',
      permission,
      journal: 'listing.list',
      title: '待确认的信息',
      input: z.object({
        set: z.enum(['due', 'live', 'unanswered']).default('due'),
        cursor: z.uuid().optional(),
        limit: z.coerce.number().int().min(1).max(MOST).default(MOST),
      }),
      verb: (tx, actor, query, now) => shelf(tx, bindings, actor, query, dayOf(now)),
    }),
    write({
      method: 'POST',
      path: '/my/listings/confirm',
      permission,
      journal: 'listing.confirm',
      says: '{actor}确认 {count} 项信息仍然有效',
      input: z.object({ items }),
      gate: { subjects: 'actor' },
      verb: (tx, actor, input, now) => confirmListings(tx, bindings, actor, input.items, now),
    }),
    write({
      method: 'POST',
      path: '/my/listings/explain',
      permission,
      journal: 'listing.explain',
      says: '{actor}说明了 {count} 项已下架信息的去向',
      input: z.object({
        items,
        outcome: z.enum(OUTCOMES).meta({ title: '去向', widget: 'select' }),
        reason: prose(500).meta({ title: '说明', widget: 'textarea' }),
      }),
      gate: { subjects: 'actor' },
      verb: async (tx, actor, { items: chosen, outcome, reason }, now) =>
        each(tx, bindings, actor, chosen, now, () => ({
          action: 'explain',
          input: { outcome, reason },
        })),
    }),
  ]
}

/** The owner's own action that says the listing still holds, in this state. */
function heartbeatOf(procedure: Procedure, state: string): string | undefined {
  if (!procedure.states[state]?.rests) return undefined
  const found = Object.entries(procedure.actions).find(
    ([, action]) => action.to === state && leaves(action, state) && partsOf(action).length > 0,
  )
  return found?.[0]
}

/** Confirms the chosen listings as this actor; also behind the link of a message. */
export async function confirmListings(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  chosen: Chosen,
  now: Instant,
): Promise<Done> {
  return each(tx, bindings, actor, chosen, now, (procedure, state) => {
    const action = heartbeatOf(procedure, state)
    if (action === undefined) throw new Refusal('conflict', '它现在不在架，不用确认。')
    return { action, input: {} }
  })
}

async function each(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  chosen: Chosen,
  now: Instant,
  actOf: (procedure: Procedure, state: string) => { action: string; input: object },
): Promise<Done> {
  reachedByQuery(actor)
  const refused: { dossierId: string; title: string; reason: string }[] = []
  for (const { dossierId, visit } of chosen) {
    const dossier = await findDossier(tx, 'platform', dossierId)
    const binding = bindings.find(({ procedure }) => procedure.id === dossier?.procedure)
    const isOwn = dossier !== undefined && dossier.org_id === actor.orgId
    try {
      // Every refusal of `perform` comes before its first write: the others of the set go on.
      if (!isOwn || !binding) throw new Refusal('absent', '没有找到这条信息，或您无权办理。')
      const { action, input } = actOf(binding.procedure, dossier.state)
      mustFit(binding.procedure, action, input)
      await perform(tx, binding, { dossierId, action, visit, input }, actor, now)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push({ dossierId, title: isOwn ? dossier.title : '', reason: error.message })
    }
  }
  const done = chosen.length - refused.length
  tx.about('listing', null, { count: done })
  return { done, refused }
}

/** The answer must be one of the kind's own. */
function mustFit(procedure: Procedure, name: string, input: object): void {
  const action = procedure.actions[name]
  if (!action) throw new Refusal('conflict', '这类信息没有此项操作。')
  const parsed = inputOf(action).safeParse(input)
  if (!parsed.success)
    throw new Refusal('invalid', '{message}', { message: parsed.error.issues[0]?.message ?? '' })
}

interface ShelfQuery {
  readonly set: ShelfSet
  readonly cursor?: string | undefined
  readonly limit: number
}

async function shelf(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  { set, cursor, limit }: ShelfQuery,
  today: Day,
) {
  reachedByQuery(actor)
  const counts = { due: 0, live: 0, unanswered: 0 }
  if (actor.orgId === null) return { items: [], forms: {}, counts, total: 0, next: null }
  const remindDays = (await loadRuleset(tx)).number('listing.reminder.days', today)
  const own = { orgId: actor.orgId, today, remindDays }
  const { rows, counted } = await shelfOf(tx, { ...own, set, after: cursor ?? null, limit })
  const found = rows.map((row) => itemOf(bindings, actor, row))
  return {
    items: found,
    /** What is asked of whoever explains a listing, by procedure. */
    forms: set === 'unanswered' ? formsOf(bindings, found) : {},
    counts: counted,
    total: counted[set],
    next: rows.length === limit ? (rows.at(-1)?.record_id ?? null) : null,
  }
}

function formsOf(bindings: readonly Binding[], items: readonly { readonly procedure: string }[]) {
  return Object.fromEntries(
    bindings.flatMap(({ procedure }) => {
      const action = procedure.actions['explain']
      const isAsked = action !== undefined && items.some((item) => item.procedure === procedure.id)
      return isAsked ? [[procedure.id, formSchema(inputOf(action))]] : []
    }),
  )
}

function itemOf(bindings: readonly Binding[], actor: Actor, row: ShelfRow) {
  const procedure = bindings.find((binding) => binding.procedure.id === row.procedure)?.procedure
  const name = procedure && (row.ended_on === null ? heartbeatOf(procedure, row.state) : 'explain')
  const action = name === undefined ? undefined : procedure?.actions[name]
  const may =
    procedure !== undefined &&
    action !== undefined &&
    leaves(action, row.state) &&
    isHeldBy(procedure, action, row, actor)
  return {
    recordId: row.record_id,
    kind: row.kind,
    dossierId: row.id,
    visit: row.visit,
    title: row.title,
    procedure: row.procedure,
    procedureTitle: procedure?.title ?? '',
    stateTitle: procedure?.states[row.state]?.title ?? row.state,
    listedOn: row.listed_on,
    confirmedOn: row.confirmed_on,
    validUntil: row.valid_until,
    endedOn: row.ended_on,
    due: row.due,
    /** What this person may do with it; null shows it only. */
    next: may ? { title: action.title } : null,
  }
}
