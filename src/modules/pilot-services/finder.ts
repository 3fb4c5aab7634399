import { publicAchievement } from '#modules/achievements/index.ts'
import { recognisedBases } from '#modules/pilot-bases/index.ts'
import { calendarFrame } from '#platform/booking/calendar.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { Refusal } from '#platform/refusal.ts'
import { fold } from '#platform/search/fold.ts'
import { isSilent } from '#platform/search/stop-words.ts'
import { searchWords } from '#platform/search/tokens.ts'
import type { findForm, PilotService, Wanted } from './forms.ts'
import { fitOf, type Fit } from './rules.ts'
import { openOf } from './service.ts'
import { services } from './store.ts'
import type { RecordWith } from '#platform/records/store.ts'
import type { z } from 'zod'

/** Lines looked at; more than any city has. */
const LINES_MAX = 2_000
/** Words of a question that count; the rest of a long text repeats them. */
const WORDS_MAX = 60
/** How far ahead the next free slot is looked for. */
const AHEAD_DAYS = 28
const WORD_LEAST = 2

export interface FoundService {
  readonly publicId: string
  readonly name: string
  readonly base: string
  readonly region: string | null
  readonly sample: boolean
  readonly reasons: readonly string[]
  readonly phrases: readonly string[]
  readonly batch: string
  readonly unitFeeFen: number
  readonly feeUnit: string
  readonly leadDays: number
  readonly capacity: number
  /** First free slot of the next weeks; null when there is none or the line is not booked here. */
  readonly nextFree: { readonly from: string; readonly until: string } | null
}

export interface Answer {
  readonly wanted: Wanted
  /** The achievement the question is about. */
  readonly about: { readonly publicId: string; readonly name: string } | null
  readonly items: readonly FoundService[]
  readonly total: number
}

/** 谁能做: lines of bases in force that take it from one maturity to another, with why, when and for how much. */
export async function findServices(
  tx: Tx,
  { limit, ...typed }: z.infer<typeof findForm>,
  now: Instant,
): Promise<Answer> {
  const today = dayOf(now)
  const about =
    typed.achievement === undefined ? undefined : await publicAchievement(tx, typed.achievement, today)
  if (typed.achievement !== undefined && !about)
    throw new Refusal('absent', '没有找到这项成果，或它没有公开。')
  const text = about ? `${about.name}\n${about.summary}\n${typed.q}` : typed.q
  const from = typed.from ?? about?.trl ?? undefined
  const wanted: Wanted = { ...typed, ...(from !== undefined && { from }) }
  const words = wordsOf(text)
  const bases = new Map((await recognisedBases(tx, today)).map((base) => [base.orgId, base]))
  const lines = await services.publicOf(tx, await services.publicIds(tx, null, LINES_MAX))
  const fitting = lines.flatMap((line) => {
    const base = bases.get(line.owner_org_id)
    if (!base || (wanted.region !== undefined && base.region !== wanted.region)) return []
    const form = openOf(line.data)
    // An achievement's text speaks of much else: what it shares with a line ranks, and does not exclude.
    const fit = fitOf(form, wanted, words) ?? (about && typed.q === '' ? fitOf(form, wanted, []) : undefined)
    return fit ? [{ line, form, fit, base: base.name, region: base.region }] : []
  })
  const best = fitting.toSorted((a, b) => b.fit.points - a.fit.points || (a.line.id < b.line.id ? -1 : 1))
  const items: FoundService[] = []
  for (const one of best.slice(0, limit)) items.push(await shownOf(tx, one, now))
  return {
    wanted,
    about: about ? { publicId: about.publicId, name: about.name } : null,
    items,
    total: fitting.length,
  }
}

/** Words of a text that say something, each once. */
export function wordsOf(text: string): string[] {
  const words = searchWords(fold(text)).filter((word) => word.trim().length >= WORD_LEAST && !isSilent(word))
  return [...new Set(words)].slice(0, WORDS_MAX)
}

interface Fitting {
  readonly line: RecordWith<PilotService>
  readonly form: PilotService
  readonly fit: Fit
  readonly base: string
  readonly region: string
}

async function shownOf(
  tx: Tx,
  { line, form, fit, base, region }: Fitting,
  now: Instant,
): Promise<FoundService> {
  const rules = bookingRulesOf(form)
  const frame = rules && (await calendarFrame(tx, line, rules, { days: AHEAD_DAYS }, now))
  const free = frame?.days.flatMap(({ slots }) => slots).find(({ state }) => state === 'free')
  return {
    publicId: line.public_id,
    name: line.name,
    base,
    region,
    sample: line.sample,
    reasons: fit.reasons,
    phrases: fit.phrases,
    batch: `${form.batchLeast ?? 0}–${form.batchMost ?? 0} ${form.batchUnit ?? ''}`,
    unitFeeFen: form.unitFeeFen ?? 0,
    feeUnit: form.feeUnit ?? '',
    leadDays: form.leadDays ?? 0,
    capacity: rules?.capacity ?? 1,
    nextFree: free ? { from: free.from, until: free.until } : null,
  }
}
