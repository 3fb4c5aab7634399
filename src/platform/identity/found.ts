import { sql } from 'kysely'
import { v7 } from 'uuid'
import { consoleActor } from '../access/access.ts'
import { basesOf, insertBasis } from '../basis/store.ts'
import { dayOf } from '../calendar/calendar.ts'
import { writeRecord } from '../command/store.ts'
import type { Database, Tx } from '../db/database.ts'
import { commandLeaf } from '../evidence/leaf.ts'
import { databaseNow, type InstanceKind } from '../instance/instance.ts'
import type { Pack } from '../pack/pack.ts'
import { NO_START } from './competence-commands.ts'
import { machineNow, minutesAfter } from './machine-clock.ts'
import { newOrganisation } from './organisations.ts'
import { identity } from './tables.ts'
import { longCodeHash, newLongCode } from './token.ts'

/** The code on the console works for a week: long enough for an installation, short enough to be forgotten. */
const FIRST_CODE_MINUTES = 7 * 24 * 60

/**
 * What a city starts with: the instance, its units as organisations, who is competent, and in a demo or rehearsal
 * the cast. Run again it adds what a newer pack brings and changes nothing that is there. The caller holds the lock
 * that lets one process found at a time. Founding stands in the journal as an act of the console.
 */
export async function foundCity(
  db: Database,
  pack: Pack,
  kind: InstanceKind,
  versions: { readonly ruleset: string; readonly calendar: string },
): Promise<void> {
  await db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
    await writeInstance(tx, pack, kind, versions)
    const now = await databaseNow(tx)
    const added = {
      units: await addUnits(tx, pack, now),
      competence: await addCompetence(tx, pack),
      bases: await addBases(tx, pack, now),
      organisations: kind === 'production' ? 0 : await addCastOrganisations(tx, pack, now),
      persons: kind === 'production' ? 0 : await addCast(tx, pack, now),
    }
    if (Object.values(added).some((n) => n > 0)) await recordFounding(tx, pack, versions.ruleset, added, now)
  })
}

interface FoundTables {
  'platform.instance': { one: boolean; kind: string; city: string; origin: string; created_at: string }
  'platform.state': {
    one: boolean
    clock_offset_ms: number
    ruleset_version: string
    calendar_version: string
  }
}

async function writeInstance(
  tx: Tx,
  pack: Pack,
  kind: InstanceKind,
  versions: { ruleset: string; calendar: string },
): Promise<void> {
  const tables = tx.as<FoundTables>('platform')
  const state = {
    one: true,
    clock_offset_ms: 0,
    ruleset_version: versions.ruleset,
    calendar_version: versions.calendar,
  }
  await tables
    .insertInto('platform.state')
    .values(state)
    .onConflict((c) => c.column('one').doNothing())
    .execute()
  const instance = {
    one: true,
    kind,
    city: pack.city.id,
    origin: pack.city.logOrigin,
    created_at: await databaseNow(tx),
  }
  await tables
    .insertInto('platform.instance')
    .values(instance)
    .onConflict((c) => c.column('one').doNothing())
    .execute()
}

async function addUnits(tx: Tx, pack: Pack, now: string): Promise<number> {
  const known = await slugs(tx)
  const rows = pack.units
    .filter((unit) => unit.kind !== 'group' && !known.has(unit.id))
    .map((unit) =>
      newOrganisation(
        {
          kind: '政府',
          name: unit.name,
          short_name: unit.shortNames[0] ?? unit.name,
          slug: unit.id,
          region: unit.region,
          verified_at: now,
        },
        now,
      ),
    )
  if (rows.length > 0) await identity(tx).insertInto('platform.organisation').values(rows).execute()
  return rows.length
}

/** Policies the plan lists: planned ones are no basis yet, of the others nobody has looked up whether they still hold. */
async function addBases(tx: Tx, pack: Pack, now: string): Promise<number> {
  const known = new Set((await basesOf(tx, 'platform')).map(({ basis }) => basis))
  const fresh = pack.plan.policyList.items.filter(({ id }) => !known.has(id))
  for (const { id, name, documentNumber, list } of fresh) {
    const state = list === '拟出台' ? '拟出台' : '状态待核实'
    const basis = { basis: id, title: name, number: documentNumber, state, from: null, until: null } as const
    await insertBasis(tx, { ...basis, source: pack.plan.title }, { at: now, personId: null, journalId: null })
  }
  return fresh.length
}

async function addCastOrganisations(tx: Tx, pack: Pack, now: string): Promise<number> {
  const known = await slugs(tx)
  const rows = pack.cast.organisations
    .filter((org) => !known.has(org.id))
    .map((org) =>
      newOrganisation(
        {
          kind: org.kind,
          name: org.name,
          slug: org.id,
          credit_code: org.creditCode,
          region: org.region,
          address: org.address,
          business: org.business,
          verified_at: now,
          sample: true,
        },
        now,
      ),
    )
  if (rows.length > 0) await identity(tx).insertInto('platform.organisation').values(rows).execute()
  return rows.length
}

/** The cast has no passwords: its people sign in by one click, which only demo and rehearsal offer (P38). */
async function addCast(tx: Tx, pack: Pack, now: string): Promise<number> {
  const organisations = await slugs(tx)
  const logins = await identity(tx).selectFrom('platform.account').select('login').execute()
  const known = new Set(logins.map((row) => row.login))
  const today = dayOf(now)
  const members = pack.cast.persons.filter((member) => !known.has(member.login))
  for (const member of members) {
    const personId = v7()
    const person = {
      id: personId,
      name: member.name,
      phone: member.phone,
      email: null,
      sample: true,
      created_at: now,
      erased_at: null,
    }
    await identity(tx).insertInto('platform.person').values(person).execute()
    const account = {
      person_id: personId,
      login: member.login,
      password_hash: null,
      password_set_at: null,
      disabled_at: null,
    }
    await identity(tx).insertInto('platform.account').values(account).execute()
    const seats = member.memberships.map((seat) => ({
      id: v7(),
      person_id: personId,
      org_id: seat.at === null ? null : needed(organisations, seat.at),
      title: seat.title,
      roles: [...seat.roles],
      from_day: today,
      until_day: null,
      created_at: now,
    }))
    await identity(tx).insertInto('platform.membership').values(seats).execute()
  }
  return members.length
}

/** Rows of procedures that have none yet; those that were moved since belong to the city, not to the pack. */
async function addCompetence(tx: Tx, pack: Pack): Promise<number> {
  const units = await slugs(tx)
  const present = await identity(tx)
    .selectFrom('platform.competence')
    .select('procedure')
    .distinct()
    .execute()
  const known = new Set(present.map((row) => row.procedure))
  const rows = pack.competence
    .filter((row) => !known.has(row.procedure))
    .map((row) => ({
      id: v7(),
      procedure: row.procedure,
      step: row.step,
      region: row.region ?? null,
      opinion_order: row.order ?? null,
      unit_org_id: needed(units, row.unit),
      basis: row.basis,
      from_day: row.from ?? NO_START,
      until_day: row.to,
      status: row.status,
    }))
  if (rows.length > 0) await identity(tx).insertInto('platform.competence').values(rows).execute()
  return rows.length
}

async function slugs(tx: Tx): Promise<Map<string, string>> {
  const rows = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['slug', 'id'])
    .where('slug', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.slug ?? '', row.id]))
}

function needed(ids: ReadonlyMap<string, string>, slug: string): string {
  const id = ids.get(slug)
  if (id === undefined) throw new Error(`the pack names ${slug}, which is no organisation`)
  return id
}

/** The bus needs an instance to run in, so the founding writes its own journal entry and leaf. */
async function recordFounding(
  tx: Tx,
  pack: Pack,
  ruleset: string,
  added: Readonly<Record<string, number>>,
  now: string,
): Promise<void> {
  const id = v7()
  const input = { city: pack.city.id, ...added }
  const gate = { verdict: '不适用', reason: '建立城市', subjects: [], at: now } as const
  const entry = {
    id,
    at: now,
    command: 'city.found',
    sentence: '{actor}按城市数据包建立“{city}”：单位 {units} 个，职责 {competence} 条',
    params: {
      actor: consoleActor.name,
      city: pack.city.name.zh,
      units: added['units'] ?? 0,
      competence: added['competence'] ?? 0,
    },
    actorKind: consoleActor.kind,
    personId: null,
    orgId: null,
    agentFor: null,
    subjectKind: null,
    subjectId: null,
    input,
    rulesetVersion: ruleset,
    gate,
  }
  const leaf = commandLeaf({
    journal: id,
    at: now,
    ruleset,
    command: entry.command,
    subject: null,
    actor: { kind: consoleActor.kind, personId: null, orgId: null },
    input,
    gate,
    secrets: [],
    attested: [],
  })
  await writeRecord(tx, 'platform', entry, leaf)
}

/**
 * A new one-time code for the first administrator of a production city, to be printed on the console (P38);
 * undefined once there is an administrator. The administrator will belong to the unit that verifies organisations.
 */
export async function firstAdministratorCode(db: Database): Promise<string | undefined> {
  return db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
    if (await hasAdministrator(tx)) return undefined
    const operator = await identity(tx)
      .selectFrom('platform.competence')
      .select('unit_org_id')
      .where('procedure', '=', 'organisation-verification')
      .orderBy('from_day', 'desc')
      .limit(1)
      .executeTakeFirst()
    const code = newLongCode()
    const at = machineNow()
    const row = {
      id: v7(),
      purpose: 'first-administrator' as const,
      person_id: null,
      org_id: operator?.unit_org_id ?? null,
      secret_ref: null,
      code_hash: longCodeHash(code),
      created_at: at,
      expires_at: minutesAfter(at, FIRST_CODE_MINUTES),
      used_at: null,
    }
    await identity(tx).insertInto('platform.one_time_code').values(row).execute()
    return code
  })
}

/** Whether anybody ever became administrator: codes printed before then are void. */
export async function hasAdministrator(tx: Tx): Promise<boolean> {
  const row = await identity(tx)
    .selectFrom('platform.membership')
    .select('id')
    .where(sql<boolean>`'admin' = any (roles)`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
