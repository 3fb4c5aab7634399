import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Day, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findOrganisation, orgsByCodeOrName, type Organisation } from '#platform/identity/organisations.ts'
import { staffOf } from '#platform/identity/traces.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { endTieForm, TieInput } from './forms.ts'
import { permissions } from './permissions.ts'
import {
  controls,
  isCommonOrg,
  keyOf,
  nameOf,
  type RelationFacts,
  type RelationRules,
  type Side,
  type Tie,
} from './rules.ts'
import * as store from './store.ts'

/** A tie of the own organisation, or, by an officer of the market, of any as the public register says it. */
export async function addTie(tx: CommandTx, actor: Actor, input: TieInput, now: Instant) {
  const orgId = input.orgId ?? actor.orgId
  mustReach(actor, { orgId })
  const org = orgId === null ? undefined : await findOrganisation(tx, orgId)
  if (!org || actor.personId === null) throw new Refusal('absent', '没有找到这个单位。')
  if (input.fromOn > tx.today) throw fieldRefusal('fromOn', '开始的日期不能晚于今天，请更正。')
  if (input.kind === '法定代表人' && input.isOrg)
    throw fieldRefusal('isOrg', '法定代表人是自然人，请填姓名。')
  if (input.kind === '近亲属' && (input.isOrg || input.ofName === undefined))
    throw fieldRefusal('ofName', '请写明是谁的近亲属，并填近亲属的姓名。')
  const key = keyOf({ isOrg: input.isOrg, name: input.name, code: input.code ?? null })
  const same = (await store.tiesOf(tx, [org.id], tx.today)).find(
    (tie) => tie.name_key === key && tie.kind === input.kind && (tie.tail ?? '') === (input.tail ?? ''),
  )
  if (same) throw fieldRefusal('name', '这条关系已经登记，不必再填。')
  if (org.id === actor.orgId) await mustNotTryNames(tx, org.id, now)
  const row: store.TieRow = {
    id: v7(),
    org_id: org.id,
    kind: input.kind,
    name: input.name,
    name_key: key,
    is_org: input.isOrg,
    tail: input.isOrg ? null : (input.tail ?? null),
    code: input.isOrg ? (input.code ?? null) : null,
    share_bp: input.shareBp ?? null,
    of_name: input.ofName ?? null,
    from_on: input.fromOn,
    until_on: null,
    source: org.id === actor.orgId ? '本单位申报' : '主管单位登记',
    made_by: actor.personId,
    at: now,
    journal_id: tx.journalId,
  }
  await store.insertTie(tx, row)
  tx.about('org', org.id, { org: org.name, kind: input.kind })
  return { id: row.id }
}

const DAY_MS = 86_400_000
/** More than the owners and officers of a firm; who tries tails of numbers would need ten thousand. */
const DECLARED_A_DAY = 30

/** Whoever enters names only to see which of them hold a deal gets nowhere; each stands in the journal. */
async function mustNotTryNames(tx: CommandTx, orgId: string, now: Instant): Promise<void> {
  const since = new Date(Date.parse(now) - DAY_MS).toISOString()
  if ((await store.countDeclared(tx, orgId, since)) >= DECLARED_A_DAY)
    throw new Refusal(
      'tooMany',
      '一天之内最多登记 {max} 条本单位的关联关系，请明天继续；急需的，请主管单位按公示信息代为登记。',
      { max: DECLARED_A_DAY },
    )
}

function fieldRefusal(field: string, message: string): Refusal {
  return new Refusal('invalid', message, {}, [{ field, message }])
}

/** The relation is over; what it was stays readable. */
export async function endTie(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof endTieForm> & { readonly id: string },
) {
  const tie = await store.findTie(tx, input.id)
  mustReach(actor, { orgId: tie?.org_id ?? null })
  if (!tie) throw new Refusal('absent', '没有找到这条关系。')
  if (tie.source === '主管单位登记' && !actor.scopes.includes('any'))
    throw new Refusal('conflict', '这条关系由主管单位登记；有变化的，请向主管单位说明，由其登记结束。')
  if (tie.until_on !== null) throw new Refusal('conflict', '这条关系已经登记结束。')
  if (input.untilOn < tie.from_on || input.untilOn > tx.today)
    throw fieldRefusal('untilOn', '结束的日期应在开始以后、不晚于今天。')
  await store.endTie(tx, tie.id, input.untilOn)
  tx.about('org', tie.org_id, { kind: tie.kind })
  return {}
}

export const tiesQuery = z.object({ q: z.string().max(100).default(''), org: z.uuid().optional(), ...paged })

/** Ties of the own organisation; officers of the market see those of all. */
export async function listTies(tx: Tx, actor: Actor, { q, org, limit, cursor }: z.infer<typeof tiesQuery>) {
  reachedByQuery(actor)
  const all = actor.scopes.includes('any')
  const orgId = all ? (org ?? null) : actor.orgId
  if (!all && orgId === null) throw new Refusal('forbidden', '请以单位身份办理此事。')
  const asked = { orgId, ownOrgId: actor.orgId, q }
  const rows = await store.listTies(tx, { ...asked, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.at, row.id])
  const names = await orgNames(
    tx,
    page.map((row) => row.org_id),
  )
  const mayWrite = scopesOf(permissions, 'relation.keep', actor)
  return {
    items: page.map((row) => ({
      id: row.id,
      org: names.get(row.org_id) ?? '',
      kind: row.kind,
      ...whoIs(row, actor.orgId),
      code: row.code,
      shareBp: row.share_bp,
      fromOn: row.from_on,
      untilOn: row.until_on,
      source: row.source,
      mayEnd:
        row.until_on === null &&
        (mayWrite.includes('any') || (mayWrite.includes('org') && row.org_id === actor.orgId)),
    })),
    total: await store.countTies(tx, asked),
    next,
  }
}

/** Kin did not come here and owes the office of the market nothing. */
function whoIs({ org_id: orgId, kind, name, tail, of_name: ofName }: store.TieRow, ownOrgId: string | null) {
  return kind === '近亲属' && orgId !== ownOrgId
    ? { name: '（不显示）', tail: null, ofName: null }
    : { name, tail, ofName }
}

/** Kinds that own or lead; kin and side jobs are no sign that two firms are one. */
const OWNING: readonly string[] = ['法定代表人', '股东', '董事、监事或高级管理人员', '实际控制人']

/**
 * Who certainly owns and leads organisations, as keys that are equal where it is the same: people with the tail of a
 * number. A fund that holds shares of many and controls none of them is left out.
 */
export async function ownerKeys(
  tx: Tx,
  orgIds: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rules = await relationRules(tx, day)
  const found = (await store.tiesOf(tx, orgIds, day)).filter(
    ({ kind, is_org: isOrg, tail }) => OWNING.includes(kind) && (isOrg || tail !== null),
  )
  const namedBy = await namings(tx, found.map(tieOf), day)
  const rows = found.filter((row) => {
    const tie = tieOf(row)
    return !tie.isOrg || controls({ ...tie, as: tie.kind }, rules) || !isCommonOrg(tie, namedBy, rules)
  })
  const byOrg = Map.groupBy(rows, ({ org_id: orgId }) => orgId)
  return new Map(
    [...byOrg].map(([orgId, ties]) => [orgId, ties.map(({ name_key: key, tail }) => `${key}#${tail ?? ''}`)]),
  )
}

async function relationRules(tx: Tx, day: Day): Promise<RelationRules> {
  const ruleset = await loadRuleset(tx)
  return {
    hops: ruleset.number('relation.hops', day),
    commonOrgs: ruleset.number('relation.common.orgs', day),
    controlBp: ruleset.number('relation.control.bp', day),
  }
}

/** An organisation may be named by its code here and by its name there. */
const namings = (tx: Tx, ties: readonly Tie[], day: Day) =>
  store.namedBy(tx, [...new Set(ties.flatMap((tie) => [keyOf(tie), nameOf(tie.name)]))], day)

/** What signs of a relation between the two sides of a deal are read from; the completers are named later, with a price. */
export interface KnownRelations {
  readonly facts: Omit<RelationFacts, 'completers'>
  readonly rules: RelationRules
}

export async function knownRelations(
  tx: Tx,
  sides: { readonly sellerOrgId: string; readonly buyerOrgId: string },
  day: Day,
): Promise<KnownRelations> {
  const rules = await relationRules(tx, day)
  const seller = await sideOf(tx, sides.sellerOrgId)
  const buyer = await sideOf(tx, sides.buyerOrgId)
  const { ties, orgOf } = await reach(tx, [seller, buyer], rules.hops, day)
  const namedBy = await namings(tx, ties, day)
  const { shared, staff } = await staffOf(tx, sides.sellerOrgId, sides.buyerOrgId, day)
  return { facts: { seller, buyer, shared, staff, ties, orgOf, namedBy }, rules }
}

async function sideOf(tx: Tx, orgId: string): Promise<Side> {
  const org = await findOrganisation(tx, orgId)
  if (!org) throw new Error(`no organisation ${orgId}`)
  return { orgId, name: org.name, code: org.creditCode }
}

/** Ties of the two sides and of the organisations these name, hop by hop. */
async function reach(tx: Tx, sides: readonly Side[], hops: number, day: Day) {
  const ties: Tie[] = []
  const orgOf = new Map<string, string>()
  let front = sides.map(({ orgId }) => orgId)
  for (let hop = 0; hop < hops && front.length > 0; hop += 1) {
    const rows = await store.tiesOf(tx, front, day)
    ties.push(...rows.map(tieOf))
    const named = rows.filter(({ is_org: isOrg }) => isOrg)
    const found = await orgsByCodeOrName(
      tx,
      named.map(({ code, name }) => ({ code, name })),
    )
    const fresh = found.filter((org) => ![...orgOf.values()].includes(org.id))
    for (const org of fresh) note(orgOf, org)
    front = fresh.map(({ id }) => id)
  }
  return { ties, orgOf }
}

function note(orgOf: Map<string, string>, { id, name, creditCode }: Organisation): void {
  orgOf.set(nameOf(name), id)
  if (creditCode !== null) orgOf.set(creditCode, id)
}

function tieOf(row: store.TieRow): Tie {
  const { org_id: orgId, kind, name, is_org: isOrg, tail, code, share_bp: shareBp } = row
  return { orgId, kind, name, isOrg, tail, code, shareBp }
}
