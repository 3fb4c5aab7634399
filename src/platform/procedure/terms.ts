import { v7 } from 'uuid'
import { addDays, dayOf, type Day, type Suspension, type Term as CalendarTerm } from '../calendar/calendar.ts'
import { dayNumber } from '../calendar/day.ts'
import { datesOf, type KeptTerm } from '../calendar/deadlines.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { overallTerm } from './overall.ts'
import type { DueDef, Procedure, Term } from './procedure.ts'
import { closeDeadlines, entriesOf, insertDeadline, type DeadlineRow, type DossierRow } from './store.ts'

/**
 * Writes the term of the state just entered with its reminders, and what is left of the term of the whole. A year not
 * loaded never refuses (P1).
 */
export async function openTerms(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  now: Instant,
): Promise<void> {
  await openOverall(tx, procedure, dossier)
  const due = procedure.states[dossier.state]?.due
  if (!due) return
  const { start, suspensions } = await termStart(tx, procedure, dossier, due, now)
  for (const row of termRows(tx, due, dossier, start, suspensions))
    await insertDeadline(tx, procedure.module, row)
}

/** The term of the whole as a deadline of its own, for work lists: none while others act, whose days do not count. */
async function openOverall(tx: CommandTx, procedure: Procedure, dossier: DossierRow): Promise<void> {
  if (!procedure.overall || dossier.closed_at !== null) return
  const entries = await entriesOf(tx, procedure.module, dossier.id)
  const found = overallTerm(procedure, entries, tx.today, tx.rules)
  if (!found || found.stopped) return
  const { nominalOn, dueOn, provisional } = datesOf(found.kept, found.startsOn, tx.calendar)
  await insertDeadline(tx, procedure.module, {
    id: v7(),
    kind: 'overall',
    subject_kind: dossier.subject_kind,
    subject_id: dossier.subject_id,
    dossier_id: dossier.id,
    visit: dossier.visit,
    performs: null,
    term: found.kept,
    starts_on: found.startsOn,
    nominal_on: nominalOn,
    due_on: dueOn,
    provisional,
    state: 'open',
    closed_at: null,
  })
}

/**
 * Lets the term of the state a dossier is in begin anew, although nothing moved it: an approved change of the record
 * confirms its listing, a message is an act, and whoever has a dialog open must not lose it over that.
 */
export async function renewTerms(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  now: Instant,
): Promise<void> {
  await closeDeadlines(tx, procedure.module, dossier.id, now)
  await openTerms(tx, procedure, dossier, now)
}

/**
 * Reminds owner and parties of a dossier of an appointment, `daysBefore` days ahead; one that is nearer needs no
 * reminder. Ends with the state the dossier is in, as every deadline does.
 */
export async function remindOfAppointment(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  appointment: { readonly on: Day; readonly daysBefore: number; readonly says: string },
): Promise<void> {
  const on = addDays(appointment.on, -appointment.daysBefore)
  if (on <= tx.today) return
  const kept: KeptTerm = {
    ...fixedTo(on, appointment.on),
    says: appointment.says,
  }
  await insertDeadline(tx, procedure.module, fixedRow(tx, dossier, 'reminder', null, kept, on))
}

/** Has the clock perform an action the day after a fixed day (the last day of an event). */
export async function performAfter(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  what: { readonly on: Day; readonly performs: string },
): Promise<void> {
  const row = fixedRow(tx, dossier, 'term', what.performs, fixedTo(what.on, what.on), what.on)
  await insertDeadline(tx, procedure.module, row)
}

function fixedTo(on: Day, appointmentOn: Day): KeptTerm {
  return { term: { days: 0 }, suspensions: [], fixed: { on, appointmentOn } }
}

function fixedRow(
  tx: CommandTx,
  dossier: DossierRow,
  kind: 'term' | 'reminder',
  performs: string | null,
  kept: KeptTerm,
  on: Day,
): DeadlineRow {
  return {
    id: v7(),
    kind,
    subject_kind: dossier.subject_kind,
    subject_id: dossier.subject_id,
    dossier_id: dossier.id,
    visit: dossier.visit,
    performs,
    term: kept,
    starts_on: tx.today,
    nominal_on: on,
    due_on: on,
    provisional: false,
    state: 'open',
    closed_at: null,
  }
}

/** The rule in force on a day: that of the term, or what held before it. */
export function ruleOn({ rule, unit, before }: Term, rules: Ruleset, day: Day): Omit<Term, 'before'> {
  return before !== undefined && !rules.holdsOn(rule, day) ? before : { rule, unit }
}

/** The deadline rows of a state's term that starts on a day: the term, and those of its reminders that are still ahead. */
export function termRows(
  tx: CommandTx,
  due: DueDef,
  dossier: Pick<DossierRow, 'id' | 'subject_kind' | 'subject_id' | 'visit'>,
  start: string,
  suspensions: readonly Suspension[],
): DeadlineRow[] {
  const { rule, unit } = ruleOn(due.term, tx.rules, tx.today)
  const term = { [unit]: tx.rules.number(rule, tx.today) } as unknown as CalendarTerm
  // What the row remembers, so that loading a calendar year can compute it again (P1).
  const stored: KeptTerm = { term, suspensions }
  const { nominalOn, dueOn, provisional } = datesOf(stored, start, tx.calendar)
  const row = {
    subject_kind: dossier.subject_kind,
    subject_id: dossier.subject_id,
    dossier_id: dossier.id,
    visit: dossier.visit,
    starts_on: start,
    state: 'open',
    closed_at: null,
  }
  const limit: DeadlineRow = {
    ...row,
    id: v7(),
    kind: 'term',
    performs: due.performs ?? null,
    term: stored,
    nominal_on: nominalOn,
    due_on: dueOn,
    provisional,
  }
  return [limit, ...remindersOf(tx, due, limit)]
}

/** The reminders of a term that are still ahead, each on a day of its own. */
export function remindersOf(tx: CommandTx, due: DueDef, limit: DeadlineRow): DeadlineRow[] {
  const days = [due.remindRule ?? []].flat().map((rule) => tx.rules.number(rule, tx.today))
  return [...new Set(days)].flatMap((daysBefore) => {
    const on = addDays(limit.nominal_on, -daysBefore)
    if (on <= tx.today) return []
    const term: KeptTerm = {
      // Written by `termRows` or `dayTerm` in this shape.
      ...(limit.term as KeptTerm),
      daysBefore,
      ...(due.remindLink !== undefined && { link: due.remindLink }),
      ...(due.remindSays !== undefined && { says: due.remindSays }),
      ...(due.remindsUnit === true && { toUnit: true }),
    }
    const dates = { nominal_on: on, due_on: on, provisional: false }
    return [{ ...limit, id: v7(), kind: 'reminder', performs: null, term, ...dates }]
  })
}

type TermOf = Pick<DossierRow, 'id' | 'subject_kind' | 'subject_id' | 'visit'>

/** A term that ends on a day somebody has set, not after a number of the ruleset: the clock performs the action then. */
export function dayTerm(tx: CommandTx, dossier: TermOf, performs: string, day: Day): DeadlineRow {
  return {
    id: v7(),
    kind: 'term',
    subject_kind: dossier.subject_kind,
    subject_id: dossier.subject_id,
    dossier_id: dossier.id,
    visit: dossier.visit,
    performs,
    term: { term: { days: dayNumber(day) - dayNumber(tx.today) }, suspensions: [] },
    starts_on: tx.today,
    nominal_on: day,
    due_on: day,
    provisional: false,
    state: 'open',
    closed_at: null,
  }
}

/**
 * A reminder on a day, in the procedure's own words (a template with {title}) to the dossier's organisation and its
 * parties; the words travel with the row, since the clock knows no procedure's text.
 */
export function dayReminder(tx: CommandTx, dossier: TermOf, day: Day, says: string): DeadlineRow {
  const row = dayTerm(tx, dossier, '', day)
  return { ...row, kind: 'reminder', performs: null, term: { ...(row.term as object), daysBefore: 0, says } }
}

/** A reminder of a date that is kept after the dossier has ended (practice.md P23); whoever ends the matter closes it. */
export function keptReminder(tx: CommandTx, dossier: TermOf, day: Day, says: string): DeadlineRow {
  const row = dayReminder(tx, dossier, day, says)
  return { ...row, term: { ...(row.term as object), kept: true } }
}

/**
 * `restart`: from today. `resume`: from the first entry of the state, the days outside it not counted; the day
 * of return counts again, as in a correction's suspended clock.
 */
async function termStart(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  due: DueDef,
  now: Instant,
): Promise<TermStart> {
  const fresh = { start: dayOf(now), suspensions: [] }
  if (due.onReturn === 'restart') return fresh
  const entries = await entriesOf(tx, procedure.module, dossier.id)
  return termsAfter(entries, dossier.state) ?? fresh
}

interface TermStart {
  readonly start: Day
  readonly suspensions: readonly Suspension[]
}

/** Where a resumed term began and when it stood still, from the entries of a dossier in order. */
export function termsAfter(
  entries: readonly { from_state: string; to_state: string; at: Instant }[],
  state: string,
): TermStart | undefined {
  const first = entries.find((entry) => entry.to_state === state)
  if (!first) return undefined
  const suspensions: Suspension[] = []
  let leftOn: Day | undefined
  for (const entry of entries) {
    const day = dayOf(entry.at)
    if (entry.from_state === state && entry.to_state !== state) leftOn = day
    if (entry.to_state === state && leftOn !== undefined) {
      const until = addDays(day, -1)
      if (until >= leftOn) suspensions.push([leftOn, until])
      leftOn = undefined
    }
  }
  return { start: dayOf(first.at), suspensions }
}
