import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { canonical } from '../evidence/leaf.ts'
import { findOrganisation } from '../identity/organisations.ts'
import { factFields, type FactField } from './fields.ts'

/** What is known of an organisation on a day, where it is from, and what proves it (practice.md P34). */
export interface Fact {
  readonly id: string | null
  readonly key: string
  readonly value: unknown
  readonly unit: string
  readonly from: Day
  readonly until: Day | null
  readonly source: string
  readonly proofFileId: string | null
}

export interface FactRow {
  id: string
  org_id: string
  key: string
  value: unknown
  unit: string
  from_day: string
  until_day: string | null
  source: string
  proof_file_id: string | null
  supersedes: string | null
  person_id: string | null
  at: string
  journal_id: string
}

interface FactTables {
  'platform.fact': FactRow
  'platform.fact_asked': {
    id: string
    form: string
    field: string
    key: string
    org_id: string
    journal_id: string
    at: string
    typed: boolean
  }
}

const tables = (tx: Tx) => tx.as<FactTables>('platform')

/** Facts kept with the organisation itself; they change in its own procedure, never by `fact.put`. */
export const REGISTERED_FACTS = [
  'org.name',
  'org.creditCode',
  'org.address',
  'org.region',
  'org.business',
] as const

/** The facts of these keys that hold on a day; a key nothing is known of is left out. */
export async function factsOf(
  tx: Tx,
  orgId: string,
  keys: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, Fact>> {
  const found = new Map<string, Fact>()
  if (keys.length === 0) return found
  const { rows } = await sql<FactRow>`
    select distinct on (f.key) f.* from platform.fact f
    where f.org_id = ${orgId} and f.key = any (${[...keys]}::text[])
      and f.from_day <= ${day} and (f.until_day is null or f.until_day >= ${day})
      and not exists (select from platform.fact n where n.supersedes = f.id)
    order by f.key, f.from_day desc, f.at desc, f.id desc`.execute(tx.as('platform'))
  for (const row of rows) found.set(row.key, factOf(row))
  if (REGISTERED_FACTS.some((key) => keys.includes(key))) {
    for (const fact of await registeredFacts(tx, orgId))
      if (keys.includes(fact.key)) found.set(fact.key, fact)
  }
  return found
}

/** All rows of an organisation that nothing supersedes, newest day first: its passport. */
export async function passportOf(tx: Tx, orgId: string): Promise<Fact[]> {
  const { rows } = await sql<FactRow>`
    select f.* from platform.fact f
    where f.org_id = ${orgId} and not exists (select from platform.fact n where n.supersedes = f.id)
    order by f.key, f.from_day desc, f.id desc limit 1000`.execute(tx.as('platform'))
  return [...(await registeredFacts(tx, orgId)), ...rows.map(factOf)]
}

export interface NewFact {
  readonly orgId: string
  readonly key: string
  readonly value: unknown
  readonly unit: string
  readonly from: Day
  readonly until: Day | null
  readonly source: string
  readonly proofFileId: string | null
  readonly personId: string | null
}

/**
 * Writes a fact. One with the same key and first day is superseded, never changed; the same content again writes
 * nothing. Answers the id of the row that counts and whether it is new.
 */
export async function putFact(
  tx: CommandTx,
  fact: NewFact,
  now: Instant,
): Promise<{ id: string; isNew: boolean }> {
  const { rows } = await sql<FactRow>`
    select f.* from platform.fact f
    where f.org_id = ${fact.orgId} and f.key = ${fact.key} and f.from_day = ${fact.from}
      and not exists (select from platform.fact n where n.supersedes = f.id)
    order by f.id desc limit 1`.execute(tx.as('platform'))
  const earlier = rows[0]
  if (earlier && contentOf(factOf(earlier)) === contentOf({ ...fact, id: null }))
    return { id: earlier.id, isNew: false }
  const id = v7()
  await tables(tx)
    .insertInto('platform.fact')
    .values({
      id,
      org_id: fact.orgId,
      key: fact.key,
      value: JSON.stringify(fact.value),
      unit: fact.unit,
      from_day: fact.from,
      until_day: fact.until,
      source: fact.source,
      proof_file_id: fact.proofFileId,
      supersedes: earlier?.id ?? null,
      person_id: fact.personId,
      at: now,
      journal_id: tx.journalId,
    })
    .execute()
  return { id, isNew: true }
}

/** Value, day and proof with which a field of a form starts. */
export interface Prefill {
  readonly value: unknown
  readonly from: Day
  readonly unit: string
  readonly source: string
  /** Id of the file that proves it, or null. */
  readonly proof: string | null
}

/** What the fields of a form that name a fact start with, by field. */
export async function prefillOf(
  tx: Tx,
  form: z.ZodObject,
  orgId: string,
  day: Day,
): Promise<Readonly<Record<string, Prefill>>> {
  const fields = factFields(form)
  const facts = await factsOf(tx, orgId, [...new Set(fields.map(({ key }) => key))], day)
  const prefill: Record<string, Prefill> = {}
  for (const { field, key } of fields) {
    const fact = facts.get(key)
    if (!fact) continue
    prefill[field] = {
      value: fact.value,
      from: fact.from,
      unit: fact.unit,
      source: fact.source,
      proof: fact.proofFileId,
    }
  }
  return prefill
}

const fieldsOf = new WeakMap<z.ZodType, readonly FactField[]>()

/**
 * Notes which facts a command's form asked for and whether they had to be typed: the burden meter. Called by the bus
 * for every command, so that no form is forgotten; one without facts costs nothing.
 */
export async function countAsked(
  tx: CommandTx,
  asked: {
    readonly form: string
    readonly schema: z.ZodType
    readonly orgId: string | null
    readonly input: unknown
  },
  now: Instant,
): Promise<void> {
  const { orgId, schema } = asked
  if (orgId === null || !(schema instanceof z.ZodObject)) return
  const fields = fieldsOf.get(schema) ?? factFields(schema)
  fieldsOf.set(schema, fields)
  if (fields.length === 0) return
  const facts = await factsOf(tx, orgId, [...new Set(fields.map(({ key }) => key))], dayOf(now))
  const input = (asked.input ?? {}) as Readonly<Record<string, unknown>>
  const rows = fields.map(({ field, key }) => {
    const value = input[field]
    const fact = facts.get(key)
    const isGiven = value !== undefined && value !== null
    const isKnown = fact !== undefined && isGiven && canonical(value) === canonical(fact.value)
    return {
      id: v7(),
      form: asked.form,
      field,
      key,
      org_id: orgId,
      journal_id: tx.journalId,
      at: now,
      typed: isGiven && !isKnown,
    }
  })
  await tables(tx).insertInto('platform.fact_asked').values(rows).execute()
}

export interface Burden {
  readonly form: string
  readonly submits: number
  readonly asked: number
  readonly typed: number
  /** Facts that were typed although the same organisation had typed the same before. */
  readonly typedAgain: number
}

/** How often each form asked for facts, and how often somebody had to type them. */
export async function burdenOf(tx: Tx): Promise<Burden[]> {
  const { rows } = await sql<Burden>`
    with a as (
      select form, journal_id, typed,
        typed and count(*) filter (where typed) over (partition by org_id, key order by at, id) > 1 as again
      from platform.fact_asked
    )
    select form, count(distinct journal_id)::int as submits, count(*)::int as asked,
      (count(*) filter (where typed))::int as typed, (count(*) filter (where again))::int as "typedAgain"
    from a group by form order by typed desc, form limit 500`.execute(tx.as('platform'))
  return rows
}

async function registeredFacts(tx: Tx, orgId: string): Promise<Fact[]> {
  const org = await findOrganisation(tx, orgId)
  if (!org) return []
  const { rows } = await sql<{ at: string; evidence_file_id: string | null; business: string }>`
    select coalesce(verified_at, created_at) as at, evidence_file_id, business from platform.organisation where id = ${orgId}`.execute(
    tx.as('platform'),
  )
  const since = dayOf(rows[0]?.at ?? '1970-01-01T00:00:00.000Z')
  const values: readonly (readonly [string, string | null])[] = [
    ['org.name', org.name],
    ['org.creditCode', org.creditCode],
    ['org.address', org.address],
    ['org.region', org.region],
    ['org.business', rows[0]?.business ?? null],
  ]
  const common = {
    id: null,
    unit: '',
    from: since,
    until: null,
    proofFileId: rows[0]?.evidence_file_id ?? null,
  }
  const source = org.verified ? '单位核验' : '单位登记（未核验）'
  return values.flatMap(([key, value]) =>
    value === null || value === '' ? [] : [{ ...common, key, value, source }],
  )
}

function factOf(row: FactRow): Fact {
  return {
    id: row.id,
    key: row.key,
    value: row.value,
    unit: row.unit,
    from: row.from_day,
    until: row.until_day,
    source: row.source,
    proofFileId: row.proof_file_id,
  }
}

function contentOf(fact: Fact): string {
  const { value, unit, until, source, proofFileId } = fact
  return canonical({ value, unit, until, source, proofFileId })
}
