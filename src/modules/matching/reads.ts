import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { WithSource } from '#platform/forms/outside.ts'
import { orgNames } from '#platform/identity/names.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { indexedRecords, sqlOf, textKeys, type IndexedRecord } from '#platform/search/index.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import { listedAchievement } from '#modules/achievements/index.ts'
import { listedDemand } from '#modules/exchange/index.ts'
import { matchRules } from './context.ts'
import type { AchievementFacts, DemandFacts } from './facts.ts'
import { MATCH_STATES, REFUSAL_REASONS, type MatchState } from './forms.ts'
import { raisesOfAchievement, raisesOfDemand } from './raises.ts'
import { shown } from './reasons.ts'
import { aboutOf, isPaused } from './refresh.ts'
import { ADVICE, standingOf, suppressed, type Said, type Standing } from './rules.ts'
import { latestAnswers, reasonCounts, type AnswerRow, type Side } from './store.ts'
import { listOf, storedMatches, type StoredMatch } from './store-matches.ts'
import { textParts } from './text.ts'

/** Matches of one own record a page shows; those beyond fit worse than all of these. */
const OWN_MAX = 100

/** A match as anybody may read it: the record of the other kind, the score and the reasons it is the sum of. */
export function publicRow(match: StoredMatch, record: IndexedRecord) {
  const reasons = match.reasons.map((reason) => shown(reason))
  return {
    ...record,
    score: match.score,
    coverage: match.coverage,
    text: match.text,
    ...textParts(match.reasons),
    reasons: reasons.filter(({ gap }) => !gap),
    gaps: reasons.filter(({ gap }) => gap),
  }
}

/** Stored matches with the records they name, best first; a record that is gone since is left out. */
export async function withRecords(
  tx: Tx,
  matches: readonly StoredMatch[],
  kind: 'achievement' | 'demand',
): Promise<{ readonly match: StoredMatch; readonly record: IndexedRecord }[]> {
  const idOf = (match: StoredMatch): string => (kind === 'achievement' ? match.achievementId : match.demandId)
  const records = await indexedRecords(sqlOf(tx), kind, matches.map(idOf))
  return matches.flatMap((match) => {
    const record = records.get(idOf(match))
    return record ? [{ match, record }] : []
  })
}

/** Matches of an own demand: with own answers, what they lowered, and what would raise each. */
export async function demandMatches(
  tx: Tx,
  actor: Actor,
  { id, state }: { readonly id: string; readonly state?: MatchState | undefined },
  now: Instant,
) {
  const demand = await listedDemand(tx, id)
  mustReach(actor, { orgId: demand?.ownerOrgId ?? null })
  const said = saidOf(await latestAnswers(tx, { demandId: id }), 'demand')
  const own = (await indexedRecords(sqlOf(tx), 'demand', [id])).get(id)
  const stored = await withRecords(tx, await storedMatches(tx, { demandId: id }, OWN_MAX), 'achievement')
  const standing = await standings(tx, stored, said, now)
  const rows = stored
    .map(({ match, record }) => ({
      ...publicRow(match, record),
      score: match.score + match.lowered,
      lowered: match.loweredBy.map((reason) => shown(reason)),
      raises: raisesOfDemand((own?.item ?? {}) as DemandFacts, match.reasons),
      ...answerView(standing(match), own?.item, record.item),
    }))
    .sort((a, b) => b.score - a.score)
  return {
    ...ofState(rows, state),
    ...howComputed(await listOf(tx, id)),
    /** The demander answered 已有方案: nothing new is proposed until that answer is taken back. */
    paused: isPaused(newestFirst(said), id),
  }
}

/** Matches of an own achievement: demands it was matched with. */
export async function achievementMatches(
  tx: Tx,
  actor: Actor,
  { id, state }: { readonly id: string; readonly state?: MatchState | undefined },
  now: Instant,
) {
  const achievement = await listedAchievement(tx, id)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  const said = saidOf(await latestAnswers(tx, { achievementId: id }), 'achievement')
  const own = (await indexedRecords(sqlOf(tx), 'achievement', [id])).get(id)
  const stored = await withRecords(tx, await storedMatches(tx, { achievementId: id }, OWN_MAX), 'demand')
  const standing = await standings(tx, stored, said, now)
  const rows = stored.map(({ match, record }) => ({
    ...publicRow(match, record),
    lowered: [],
    raises: raisesOfAchievement((own?.item ?? {}) as AchievementFacts, match.reasons),
    ...answerView(standing(match), own?.item, record.item),
  }))
  return { ...ofState(rows, state), ...howComputed(undefined), paused: false }
}

interface Answerable {
  readonly state: MatchState
}

/** The rows of one state (all without one), and how many each has. */
function ofState<Row extends Answerable>(rows: readonly Row[], state: MatchState | undefined) {
  const items = state === undefined ? rows : rows.filter((row) => row.state === state)
  const counts = Object.fromEntries(
    MATCH_STATES.map((name) => [name, rows.filter((row) => row.state === name).length]),
  ) as Record<MatchState, number>
  return { items, total: items.length, counts }
}

/** When the list was computed, and whether meaning counted; the sentence says why not where it should have. */
export function howComputed(list: Awaited<ReturnType<typeof listOf>>) {
  return {
    computedAt: list?.computedAt ?? null,
    meaning: list?.meaning ?? 'off',
    hint: list?.meaning === 'missing' ? '语义模型暂不可用，现在按用语和条件排序。' : null,
  }
}

/**
 * How the row stands, and what its owner may say next. Interest in a record of an outside platform is told there, not
 * here: `elsewhere` says whom to ask.
 */
function answerView({ state, said, note }: Standing, own: unknown, other: unknown) {
  const source = (other as WithSource | undefined)?.source ?? (own as WithSource | undefined)?.source ?? null
  const answers = source === null ? ['interested', 'later', 'no'] : ['later', 'no']
  return {
    elsewhere: source && { platform: source.platform, contact: source.contact },
    state,
    given: said && { answer: said.answer, reason: said.reason, on: said.on },
    note,
    next: state === 'unanswered' ? answers : ['undone'],
  }
}

function saidOf(rows: readonly (AnswerRow & { on: string })[], side: Side): Said[] {
  return rows
    .filter((row) => row.side === side && row.answer !== 'undone')
    .map(({ demand_id, achievement_id, answer, reason, about, on, at }) => ({
      demandId: demand_id,
      achievementId: achievement_id,
      answer,
      reason,
      about,
      on,
      at,
    }))
}

function newestFirst(said: readonly Said[]): Said[] {
  return said.toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

async function standings(
  tx: Tx,
  stored: readonly { readonly match: StoredMatch; readonly record: IndexedRecord }[],
  said: readonly Said[],
  now: Instant,
): Promise<(match: StoredMatch) => Standing> {
  const sql = sqlOf(tx)
  const today = dayOf(now)
  const { laterDays } = matchRules(await loadRuleset(tx), today)
  const ids = stored.map(({ match }) => match.achievementId)
  const records = await indexedRecords(sql, 'achievement', ids)
  const keys = await textKeys(sql, 'achievement', ids)
  const byPair = new Map(said.map((one) => [`${one.demandId} ${one.achievementId}`, one]))
  return ({ demandId, achievementId }) =>
    standingOf(
      byPair.get(`${demandId} ${achievementId}`),
      aboutOf(records.get(achievementId)?.item ?? {}, keys.get(achievementId)),
      { today, laterDays },
    )
}

/** What was said of the pairs of an own demand, by both sides. */
export async function answersOfDemand(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const demand = await listedDemand(tx, id)
  mustReach(actor, { orgId: demand?.ownerOrgId ?? null })
  const rows = (await latestAnswers(tx, { demandId: id })).filter(({ answer }) => answer !== 'undone')
  return {
    items: rows.map(({ achievement_id, side, answer, reason, note, at }) => ({
      achievementId: achievement_id,
      side,
      answer,
      reason,
      note,
      at,
    })),
  }
}

/** What demanders said of an own achievement, each with what to do about it, and how often each reason was given. */
export async function answersOfAchievement(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const achievement = await listedAchievement(tx, id)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  const rows = (await latestAnswers(tx, { achievementId: id })).filter(
    ({ side, answer }) => side === 'demand' && answer !== 'undone',
  )
  const names = await orgNames(
    tx,
    rows.map(({ org_id }) => org_id),
  )
  const items = []
  for (const row of rows) {
    const demand = await listedDemand(tx, row.demand_id)
    items.push({
      demandId: row.demand_id,
      demand: demand?.name ?? '已下架的需求',
      org: demand && !demand.blind ? (names.get(row.org_id) ?? '') : HIDDEN_DEMANDER,
      answer: row.answer,
      reason: row.reason,
      note: row.note,
      advice: row.reason === null ? null : ADVICE.achievement[row.reason],
      at: row.at,
    })
  }
  return { items, reasons: inOrder(await reasonCounts(tx, id)) }
}

/** How often each reason was given in the whole market, for the bureau. */
export async function refusalStatistics(tx: Tx) {
  return { reasons: inOrder(await reasonCounts(tx)) }
}

/** The same for everybody: counts that would point at few organisations are left out (P16). */
export async function publicRefusals(tx: Tx, actor: Actor, _input: object, now: Instant) {
  reachedByQuery(actor)
  const { suppressBelow } = matchRules(await loadRuleset(tx), dayOf(now))
  const counts = inOrder(await reasonCounts(tx))
  return { reasons: suppressed(counts, suppressBelow), suppressBelow }
}

/** All eight reasons in the form's order, those never given with 0. */
function inOrder(counts: readonly Awaited<ReturnType<typeof reasonCounts>>[number][]) {
  return REFUSAL_REASONS.map(
    (reason) => counts.find((one) => one.reason === reason) ?? { reason, count: 0, orgs: 0 },
  )
}
