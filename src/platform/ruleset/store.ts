import { v7 } from 'uuid'
import type { Tx } from '#platform/db/database.ts'
import {
  amend,
  Ruleset,
  type LayeredRow,
  type RuleLayer,
  type RuleStatus,
  type RuleValue,
} from '#platform/ruleset/ruleset.ts'

interface RuleTables {
  'platform.rule': {
    id: string
    layer: RuleLayer
    key: string
    title: string
    from_on: string
    until_on: string | null
    value: unknown
    unit: string
    status: RuleStatus
    source: string
    note: string
    added_at: string
    journal_id: string | null
  }
  'platform.rule_replaced': { rule_id: string; by_rule_id: string; at: string }
  'platform.ruleset_version': { version: string; since: string }
  'platform.state': { one: boolean; ruleset_version: string }
}

/** A rule row with its identity and history. */
export interface StoredRule extends LayeredRow {
  readonly id: string
  readonly addedAt: string
  /** Null for rows that came with the product or the city pack. */
  readonly journalId: string | null
  /** When another row took its place; null while it counts. */
  readonly replacedAt: string | null
}

/** All rows of all times, or of one key, oldest first: the history page. */
export async function ruleHistory(tx: Tx, key?: string): Promise<StoredRule[]> {
  const query = tx
    .as<RuleTables>('platform')
    .selectFrom('platform.rule as r')
    .leftJoin('platform.rule_replaced as x', 'x.rule_id', 'r.id')
    .selectAll('r')
    .select('x.at as replaced_at')
    .orderBy('r.added_at')
    .orderBy('r.id')
  const rows = await (key === undefined ? query : query.where('r.key', '=', key)).execute()
  return rows.map((row) => ({
    id: row.id,
    layer: row.layer,
    key: row.key,
    title: row.title,
    from: row.from_on,
    until: row.until_on,
    value: row.value as RuleValue,
    unit: row.unit,
    status: row.status,
    source: row.source,
    note: row.note,
    addedAt: row.added_at,
    journalId: row.journal_id,
    replacedAt: row.replaced_at,
  }))
}

/** Versions kept in memory: the one that counts, and those of other databases of the process (tests) or just before. */
const KEPT_MAX = 8
/** Rulesets by version, which is a hash over their rows: whatever database names it, it is the same. */
const kept = new Map<string, Ruleset>()

/** The rules that count now: read and checked once for a version, since hundreds of rows are dear for every page. */
export async function loadRuleset(tx: Tx): Promise<Ruleset> {
  const state = await tx
    .as<RuleTables>('platform')
    .selectFrom('platform.state')
    .select('ruleset_version')
    .executeTakeFirst()
  const known = kept.get(state?.ruleset_version ?? '')
  if (known) return known
  const ruleset = new Ruleset(current(await ruleHistory(tx)))
  if (ruleset.version !== state?.ruleset_version) return ruleset
  const [oldest] = kept.keys()
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
  kept.set(ruleset.version, ruleset)
  return ruleset
}

/** The rules a stored version stood for; undefined for a version that never was. */
export async function loadRulesetVersion(tx: Tx, version: string): Promise<Ruleset | undefined> {
  const found = await tx
    .as<RuleTables>('platform')
    .selectFrom('platform.ruleset_version')
    .select('since')
    .where('version', '=', version)
    .orderBy('since')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const { since } = found
  const rows = await ruleHistory(tx)
  return new Ruleset(
    rows.filter(({ addedAt, replacedAt }) => addedAt <= since && (replacedAt === null || replacedAt > since)),
  )
}

/**
 * Adds the rows of layers and keys the database has never held: all of them at the first start, those of new
 * keys after an upgrade. A key once present is changed only by commands. Returns the version that counts.
 */
export async function seedRules(tx: Tx, rows: readonly LayeredRow[], now: string): Promise<string> {
  const history = await ruleHistory(tx)
  const held = new Set(history.map(({ layer, key }) => `${layer}/${key}`))
  const fresh = rows.filter(({ layer, key }) => !held.has(`${layer}/${key}`))
  const ruleset = new Ruleset([...current(history), ...fresh])
  if (fresh.length > 0) {
    await insertRules(tx, fresh, now, null)
    await keepVersion(tx, ruleset.version, now)
  }
  return ruleset.version
}

/**
 * Puts one row among the rules, replacing what it overlaps by what is left of it; returns the new version and
 * the rows replaced.
 */
export async function addRule(
  tx: Tx,
  row: LayeredRow,
  now: string,
  journalId: string,
): Promise<{ version: string; replaced: readonly StoredRule[] }> {
  const rows = current(await ruleHistory(tx))
  const { replaced, added } = amend(rows, row)
  const ruleset = new Ruleset([...rows.filter((each) => !replaced.includes(each)), ...added])
  const [id = ''] = await insertRules(tx, added, now, journalId)
  if (replaced.length > 0) {
    const links = replaced.map((old) => ({ rule_id: old.id, by_rule_id: id, at: now }))
    await tx.as<RuleTables>('platform').insertInto('platform.rule_replaced').values(links).execute()
  }
  await keepVersion(tx, ruleset.version, now)
  return { version: ruleset.version, replaced }
}

function current(rows: readonly StoredRule[]): StoredRule[] {
  return rows.filter(({ replacedAt }) => replacedAt === null)
}

async function insertRules(
  tx: Tx,
  rows: readonly LayeredRow[],
  now: string,
  journalId: string | null,
): Promise<string[]> {
  const values = rows.map((row) => ({
    id: v7(),
    layer: row.layer,
    key: row.key,
    title: row.title,
    from_on: row.from,
    until_on: row.until,
    value: JSON.stringify(row.value),
    unit: row.unit,
    status: row.status,
    source: row.source,
    note: row.note,
    added_at: now,
    journal_id: journalId,
  }))
  await tx.as<RuleTables>('platform').insertInto('platform.rule').values(values).execute()
  return values.map(({ id }) => id)
}

/** Records the version and makes it the one that later commands decide by. */
async function keepVersion(tx: Tx, version: string, now: string): Promise<void> {
  const db = tx.as<RuleTables>('platform')
  await db
    .insertInto('platform.ruleset_version')
    .values({ version, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await db.updateTable('platform.state').set({ ruleset_version: version }).execute()
}
