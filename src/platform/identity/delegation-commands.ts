import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reachedByQuery, reaches, roleTitles } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { delegationForm } from './forms.ts'
import { currentMemberships } from './member-commands.ts'
import { ownPerson } from './session-commands.ts'
import { identity } from './tables.ts'

const { read, write } = routesOf('platform')
const gate = { none: '单位内部授权' } as const
/** Roles that no deputy takes over: giving out rights stays with the person who was given them. */
const PERSONAL: readonly string[] = ['admin', 'auditor', 'orgAdmin', 'expert']

/** AB角: from day to day a colleague may act with some of my roles; a secretary may draft for me (P6). */
const give = write({
  method: 'POST',
  path: '/delegations',
  permission: 'delegation.give',
  journal: 'delegation.give',
  says: '{actor}授权同事代行{roles}，至 {until}',
  input: delegationForm,
  gate,
  verb: async (tx, actor, input, now) => {
    const personId = ownPerson(actor)
    if (actor.agentFor !== null) throw new Refusal('forbidden', '代理期间不能再转授他人。')
    const { orgId } = actor
    if (orgId === null) throw new Refusal('conflict', '请先选择以哪个单位的身份办理。')
    if (input.until < input.from || input.until < tx.today) {
      throw new Refusal('invalid', '代理的终止日期须在今天以后，且不早于开始日期。')
    }
    const beyond = input.roles.find((role) => !actor.roles.includes(role) || PERSONAL.includes(role))
    if (beyond) throw new Refusal('forbidden', '“{role}”不能由您转授。', { role: roleTitles[beyond] })
    const deputy = await currentMemberships(tx, input.toPerson)
    if (input.toPerson === personId || !deputy.some((m) => m.org_id === orgId)) {
      throw new Refusal('invalid', '代理人须是本单位的其他在岗成员。')
    }
    const id = v7()
    const row = {
      id,
      kind: input.kind,
      org_id: orgId,
      from_person: personId,
      to_person: input.toPerson,
      roles: [...input.roles],
      from_day: input.from,
      until_day: input.until,
      created_at: now,
      ended_at: null,
    }
    await identity(tx).insertInto('platform.delegation').values(row).execute()
    tx.about('delegation', id, {
      roles: input.roles.map((role) => roleTitles[role]).join('、'),
      until: input.until,
    })
    return { delegationId: id }
  },
})

const end = write({
  method: 'POST',
  path: '/delegations/{delegationId}/end',
  permission: 'delegation.end',
  journal: 'delegation.end',
  says: '{actor}终止代理授权',
  input: z.object({ delegationId: z.uuid() }),
  gate,
  verb: async (tx, actor, input, now) => {
    const row = await identity(tx)
      .selectFrom('platform.delegation')
      .select(['from_person', 'to_person', 'org_id'])
      .where('id', '=', input.delegationId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    // Either side may end it, and so may the organisation's administrator.
    const isReached = reaches(actor, { personId: row?.from_person ?? null, orgId: row?.org_id ?? null })
    if (!isReached) mustReach(actor, { personId: row?.to_person ?? null })
    if (!row) throw new Refusal('absent', '没有找到这项授权，或已经终止。')
    await identity(tx)
      .updateTable('platform.delegation')
      .set({ ended_at: now })
      .where('id', '=', input.delegationId)
      .execute()
    tx.about('delegation', input.delegationId)
    return {}
  },
})

/** How many a list carries; an organisation has a handful at a time. */
const LISTED_MAX = 200

/** Delegations that still hold or are to come: mine on either side, and all of the organisation for its administrator. */
const list = read({
  path: '/delegations',
  permission: 'delegation.read',
  journal: 'delegation.list',
  title: '代理授权',
  input: z.object({}),
  verb: async (tx, actor, _input, now) => {
    reachedByQuery(actor)
    const personId = ownPerson(actor)
    const orgId = actor.scopes.includes('org') ? actor.orgId : null
    const rows = await identity(tx)
      .selectFrom('platform.delegation as d')
      .innerJoin('platform.person as f', 'f.id', 'd.from_person')
      .innerJoin('platform.person as t', 't.id', 'd.to_person')
      .innerJoin('platform.organisation as o', 'o.id', 'd.org_id')
      .select(['d.id', 'd.kind', 'd.roles', 'd.from_day', 'd.until_day', 'd.from_person', 'd.to_person'])
      .select(['f.name as from_name', 't.name as to_name', 'o.name as org_name'])
      .where('d.ended_at', 'is', null)
      .where('d.until_day', '>=', dayOf(now))
      .where((where) =>
        where.or([
          where('d.from_person', '=', personId),
          where('d.to_person', '=', personId),
          ...(orgId === null ? [] : [where('d.org_id', '=', orgId)]),
        ]),
      )
      .orderBy('d.from_day')
      .orderBy('d.id')
      .limit(LISTED_MAX)
      .execute()
    const items = rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      orgName: row.org_name,
      from: { personId: row.from_person, name: row.from_name },
      to: { personId: row.to_person, name: row.to_name },
      roles: row.roles,
      fromDay: row.from_day,
      until: row.until_day,
    }))
    return { items, total: items.length }
  },
})

export const delegationRoutes = [give, end, list]
