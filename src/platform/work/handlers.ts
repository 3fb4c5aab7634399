import { sql } from 'kysely'
import { z } from 'zod'
import { reachedByQuery, type Actor } from '../access/access.ts'
import { routesOf, type CommandTx, type Instant, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import { separation } from '../procedure/separation.ts'
import { lockDossier, type DossierRow } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { actsOn } from './slots.ts'

const { read, write } = routesOf('platform')
const gate = { none: '单位内部分工，不改变办件' } as const

/** A unit has some dozens of people who may deal with one thing. */
const COLLEAGUES_MAX = 200

/** 认领、分派、交回: who of the organisation deals with a dossier until it moves. It bars nobody else who holds the part. */
export function handlerRoutes(bindings: readonly Binding[]): Route[] {
  return [
    write({
      method: 'POST',
      path: '/work/{dossierId}/claim',
      permission: 'work.claim',
      journal: 'work.claim',
      says: '{actor}认领了《{title}》',
      input: z.object({ dossierId: z.uuid(), visit: z.int().min(1) }),
      gate,
      verb: (tx, actor, input, now) => claim(tx, bindings, actor, input, now),
    }),
    write({
      method: 'POST',
      path: '/work/{dossierId}/assign',
      permission: 'work.assign',
      journal: 'work.assign',
      says: '{actor}把《{title}》分派给同事经办',
      input: z.object({
        dossierId: z.uuid(),
        visit: z.int().min(1),
        toPerson: z.uuid().meta({ title: '经办人', widget: 'person' }),
      }),
      gate,
      verb: (tx, actor, input, now) => assign(tx, bindings, actor, input, now),
    }),
    release,
    read({
      path: '/work/{dossierId}/colleagues',
      permission: 'work.assign',
      journal: 'work.colleagues',
      title: '可以经办的同事',
      input: z.object({ dossierId: z.uuid() }),
      verb: async (tx, actor, { dossierId }) => {
        reachedByQuery(actor)
        const found = await findWork(tx, bindings, dossierId, actor)
        const able = await ableToDo(tx, found.binding, found.dossier, actor)
        const items = able.map(({ personId, name, title }) => ({ personId, name, title }))
        return { items, total: items.length }
      },
    }),
  ]
}

const release = write({
  method: 'POST',
  path: '/work/{dossierId}/release',
  permission: 'work.claim',
  journal: 'work.release',
  says: '{actor}交回了《{title}》',
  input: z.object({ dossierId: z.uuid() }),
  gate,
  verb: async (tx, actor, { dossierId }) => {
    reachedByQuery(actor)
    const dossier = await lockDossier(tx, 'platform', dossierId)
    const holder = dossier && (await handlerOf(tx, dossier, actor.orgId))
    if (!dossier || holder?.personId !== actor.personId)
      throw new Refusal('conflict', '这个办件现在不由您经办，不需要交回。')
    await sql`delete from platform.dossier_handler where dossier_id = ${dossierId} and org_id = ${actor.orgId}`.execute(
      tx.as('platform'),
    )
    tx.about('dossier', dossierId, { title: dossier.title })
    return { dossierId }
  },
})

async function claim(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: { readonly dossierId: string; readonly visit: number },
  now: Instant,
): Promise<{ readonly dossierId: string }> {
  const { dossier, binding } = await lockWork(tx, bindings, input, actor)
  await mustBeAble(tx, binding, dossier, actor)
  const holder = await handlerOf(tx, dossier, actor.orgId)
  if (holder && holder.personId !== actor.personId) throw taken(holder)
  await keep(tx, dossier, actor, actor.personId ?? '', now)
  tx.about('dossier', dossier.id, { title: dossier.title })
  return { dossierId: dossier.id }
}

async function assign(
  tx: CommandTx,
  bindings: readonly Binding[],
  actor: Actor,
  input: { readonly dossierId: string; readonly visit: number; readonly toPerson: string },
  now: Instant,
): Promise<{ readonly dossierId: string }> {
  const { dossier, binding } = await lockWork(tx, bindings, input, actor)
  const holder = await handlerOf(tx, dossier, actor.orgId)
  if (holder && holder.personId !== actor.personId && !givesWork(actor)) throw taken(holder)
  const colleague = (await ableToDo(tx, binding, dossier, actor)).find(
    ({ personId }) => personId === input.toPerson,
  )
  if (!colleague)
    throw new Refusal('invalid', '请选本单位在岗、有办理此事角色、且没有办过须与之分离的上一环节的同事。')
  await keep(tx, dossier, actor, input.toPerson, now)
  tx.about('dossier', dossier.id, { title: dossier.title })
  if (input.toPerson !== actor.personId)
    await tx.emit('message.person', {
      personId: input.toPerson,
      template: '《{title}》已分派给您经办。',
      params: { title: dossier.title },
      link: `/app/dossiers/${dossier.id}`,
    })
  return { dossierId: dossier.id }
}

interface Work {
  readonly dossier: DossierRow
  readonly binding: Binding
}

/** The dossier, where it waits for the actor's organisation; refused as absent otherwise. */
async function lockWork(
  tx: CommandTx,
  bindings: readonly Binding[],
  { dossierId, visit }: { readonly dossierId: string; readonly visit: number },
  actor: Actor,
): Promise<Work> {
  reachedByQuery(actor)
  await lockDossier(tx, 'platform', dossierId)
  const found = await findWork(tx, bindings, dossierId, actor)
  if (found.dossier.visit !== visit) throw new Refusal('conflict', '这个办件刚刚有了新进展，请刷新后再办理。')
  return found
}

async function findWork(
  tx: Tx,
  bindings: readonly Binding[],
  dossierId: string,
  actor: Actor,
): Promise<Work> {
  const { rows } = await sql<DossierRow>`
    select * from platform.dossier where id = ${dossierId} and closed_at is null`.execute(tx.as('platform'))
  const [dossier] = rows
  const newest = dossier && bindings.find(({ procedure }) => procedure.id === dossier.procedure)
  const binding = newest && bindingOf(newest, dossier)
  const isOurs =
    dossier !== undefined &&
    actor.orgId !== null &&
    [dossier.org_id, dossier.unit_id, ...dossier.party_org_ids].includes(actor.orgId)
  if (!dossier || !binding || actor.orgId === null)
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  if (!(isOurs && givesWork(actor)) && actsOn(binding.procedure, dossier, actor).length === 0)
    throw new Refusal('absent', '没有找到这个办件，或现在不由您办理。')
  return { dossier, binding }
}

/** Who heads the organisation's work gives it out without doing it, also what a colleague already took. */
function givesWork(actor: Actor): boolean {
  return actor.scopes.includes('org')
}

interface Handler {
  readonly personId: string
  readonly name: string
}

async function handlerOf(tx: Tx, dossier: DossierRow, orgId: string | null): Promise<Handler | undefined> {
  const { rows } = await sql<Handler>`
    select h.person_id as "personId", p.name from platform.dossier_handler h join platform.person p on p.id = h.person_id
    where h.dossier_id = ${dossier.id} and h.org_id = ${orgId} and h.visit = ${dossier.visit}`.execute(
    tx.as('platform'),
  )
  return rows[0]
}

function taken({ name }: Handler): Refusal {
  return new Refusal('conflict', '此件已由{name}经办，请先由其交回，或由单位管理员改派。', { name })
}

/** Whoever may act in this state at all, and did not do a step that must stay apart from each act open to them. */
async function mustBeAble(tx: Tx, binding: Binding, dossier: DossierRow, actor: Actor): Promise<void> {
  let reason: Refusal | undefined
  for (const { name } of actsOn(binding.procedure, dossier, actor)) {
    const action = binding.procedure.actions[name]
    const apart = action && (await separation(tx, binding.procedure, dossier, action, actor))
    if (!apart) return
    reason = apart
  }
  throw reason ?? new Refusal('forbidden', '您的角色不能办理此件，请分派给有相应角色的同事。')
}

/** Colleagues of the actor's organisation who could deal with the dossier now. */
async function ableToDo(tx: Tx, binding: Binding, dossier: DossierRow, actor: Actor) {
  const { rows } = await sql<{ personId: string; name: string; title: string; roles: Actor['roles'] }>`
    select m.person_id as "personId", p.name, m.title, m.roles from platform.membership m
    join platform.person p on p.id = m.person_id and p.erased_at is null
    where m.org_id = ${actor.orgId} and m.until_day is null
    order by p.name, m.person_id limit ${COLLEAGUES_MAX}`.execute(tx.as('platform'))
  const found: typeof rows = []
  for (const row of rows) {
    const as: Actor = { ...actor, personId: row.personId, roles: row.roles, agentFor: null }
    const isAble = await mustBeAble(tx, binding, dossier, as).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false
        throw error
      },
    )
    if (isAble) found.push(row)
  }
  return found
}

async function keep(
  tx: CommandTx,
  dossier: DossierRow,
  actor: Actor,
  personId: string,
  now: Instant,
): Promise<void> {
  await sql`insert into platform.dossier_handler (dossier_id, org_id, visit, person_id, given_by, at)
    values (${dossier.id}, ${actor.orgId}, ${dossier.visit}, ${personId}, ${actor.personId}, ${now})
    on conflict (dossier_id, org_id) do update set visit = excluded.visit, person_id = excluded.person_id,
      given_by = excluded.given_by, at = excluded.at`.execute(tx.as('platform'))
}
