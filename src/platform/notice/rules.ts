import { dayNumber } from '../calendar/day.ts'
import { dayOf, workingDaysLeft, type Calendar, type Day, type Term } from '../calendar/calendar.ts'
import { canonical, sha256 } from '../evidence/leaf.ts'
import type { NoticeAudience, NoticeDef, NoticeField } from '../procedure/facet.ts'
import { leaves, type Procedure } from '../procedure/procedure.ts'

/** What stands in place of a personal value when the notice is over (practice.md P14). */
export const TAKEN_DOWN = '已按期撤下'

/** A line as a version keeps it for ever: its value in clear, or only a salted commitment to it. */
export interface KeptField {
  readonly label: string
  readonly value: string | null
  readonly commitment: string | null
  readonly personal: boolean
  readonly material: boolean
}

/** What a digest is made over; anybody can make it again from what is published. */
export interface NoticeText {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly audience: NoticeAudience
  readonly opened: string
  readonly fields: readonly Pick<KeptField, 'label' | 'value' | 'commitment'>[]
}

/** Canonical JSON of what a version says: the value, or where that is not for ever its commitment. */
export function noticeText({ id, version, title, audience, opened, fields }: NoticeText): string {
  const said = fields.map(({ label, value, commitment }) =>
    commitment === null ? { label, value } : { label, commitment },
  )
  return canonical({ v: 1, notice: id, version, title, audience, opened, fields: said })
}

/** SHA-256 over the text of a version. */
export function noticeDigest(notice: NoticeText): string {
  return sha256(noticeText(notice))
}

/** Whether a word suspends the notice or is only a lead; nobody signed in is anonymous. */
export function kindOfWord(
  identity: NoticeDef['objections']['identity'],
  by: { readonly personId: string | null; readonly name: string; readonly contact: string },
): 'objection' | 'lead' {
  if (by.personId !== null) return 'objection'
  const isNamed = by.name !== '' && by.contact !== ''
  const isReachable = by.contact !== ''
  return (identity === 'named' ? isNamed : isReachable) ? 'objection' : 'lead'
}

/** How a notice stands when somebody wants to act on its dossier. */
export interface NoticeStanding {
  readonly state: 'open' | 'closed' | 'replaced' | 'withdrawn'
  /** Last day of the term; null while its year is not loaded. */
  readonly dueOn: Day | null
  readonly openObjections: number
  readonly upheld: number
}

/**
 * Why an action cannot leave a notice. Whatever does not refuse or withdraw the matter, and is not named by `passes`,
 * waits until the day after the last day, and until every objection was answered and none upheld stands.
 */
export function heldByNotice(
  procedure: Procedure,
  state: string,
  action: string,
  notice: NoticeStanding,
  today: Day,
): string | undefined {
  const def = procedure.actions[action]
  const declared = procedure.states[state]?.notice
  if (!def || !declared || !leaves(def, state)) return undefined
  const end = procedure.states[def.to]?.end
  if ((end !== undefined && end !== 'granted') || declared.passes?.includes(action)) return undefined
  if (notice.state !== 'open') return '公示已撤回，须重新公示。'
  if (notice.openObjections > 0) return `有 ${notice.openObjections} 件异议还没有书面答复。`
  if (notice.upheld > 0) return '有异议成立，须更正后重新公示，或撤回。'
  if (notice.dueOn === null) return '公示期的截止日还没有确定，须等节假日安排公布并载入后办理。'
  if (today <= notice.dueOn) return `公示期到 ${notice.dueOn} 为止，次日起才能办理。`
  return undefined
}

/**
 * A word that arrived on the last day is written a little after midnight (P2): its command may wait and be tried again,
 * eight times half a minute at the most (`command/bus.ts`). Until then nothing is closed.
 */
const UNDER_WAY_MS = 5 * 60_000

/** The day by which a notice is closed at this instant: no word that arrived on an earlier one is under way any more. */
export function closingDay(now: string): Day {
  return dayOf(new Date(Date.parse(now) - UNDER_WAY_MS).toISOString())
}

/** Actions of a procedure whose performers do not answer words against its notices. */
export function apartOf({ states }: Procedure): string[] {
  return Object.values(states).flatMap(({ notice }) => notice?.objections.apartFrom ?? [])
}

/** What parts several people in one value. */
const BETWEEN_NAMES = /[、，,；;\s]+/

/**
 * What a notice is about, in its title: the dossier's, unless that names a person of a personal line. A title stays when
 * names come down, so it must never hold one (practice.md P14).
 */
export function subjectOf(title: string, fields: readonly NoticeField[]): string {
  const people = fields
    .filter(({ personal }) => personal === true)
    .flatMap(({ value }) => [value, ...value.split(BETWEEN_NAMES)])
    // One character is a word of every title.
    .filter((name) => name.length > 1)
  return people.some((name) => title.includes(name)) ? '' : title
}

/** A line that changed between two versions, for people. */
export interface FieldChange {
  readonly label: string
  readonly material: boolean
}

/** Lines that changed, went or came. */
export function changedFields(before: readonly NoticeField[], after: readonly NoticeField[]): FieldChange[] {
  const isIn = (fields: readonly NoticeField[], { label, value }: NoticeField) =>
    fields.some((field) => field.label === label && field.value === value)
  const changed = [
    ...before.filter((field) => !isIn(after, field)),
    ...after.filter((field) => !isIn(before, field)),
  ]
  const labels = [...new Set(changed.map(({ label }) => label))]
  return labels.map((label) => ({
    label,
    material: changed.some((field) => field.label === label && field.material === true),
  }))
}

/** The kinds of terms, which are never mixed up (domain/README, 4). */
export function termWords(term: Term): { readonly kind: '自然日' | '工作日'; readonly days: number } {
  if ('noticeWorkingDays' in term) return { kind: '工作日', days: term.noticeWorkingDays }
  if ('noticeDays' in term) return { kind: '自然日', days: term.noticeDays }
  throw new Error('the term of a notice is one of a notice')
}

/** Days of the term's own kind after today up to the last day; null while a year is not loaded. */
export function daysLeft(calendar: Calendar, today: Day, term: Term, dueOn: Day | null): number | null {
  if (dueOn === null) return null
  if (termWords(term).kind === '工作日') return workingDaysLeft(calendar, today, dueOn) ?? null
  return Math.max(0, dayNumber(dueOn) - dayNumber(today))
}

/** Whether personal values of a notice are still shown. */
export function showsNames(namesUntil: Day | null, today: Day): boolean {
  return namesUntil === null || today < namesUntil
}
