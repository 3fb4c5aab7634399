/** The fields of a term as the server sends them, on work items and on dossiers. */
export interface Term {
  readonly dueOn: string | null
  readonly nominalOn: string | null
  readonly provisional: boolean
  readonly workingDaysLeft: number | null
  readonly late?: boolean
}

/** The terms of a dossier; the days on which somebody is reminded of them are no terms of their own. */
export function termsOf<T extends { readonly kind: string }>(view: {
  readonly deadlines: readonly T[]
}): readonly T[] {
  return view.deadlines.filter(({ kind }) => kind === 'term')
}

export interface DeadlineText {
  readonly text: string
  readonly tone: 'none' | 'calm' | 'soon' | 'late' | 'provisional'
  /** The day the text is about, for the title of the badge. */
  readonly day: string | null
}

/** Working days at and below which a term is drawn in amber: a hint for the eye, not a rule of law. */
const SOON = 3

/** What a term says to a person (design.md 10, practice.md P1). */
export function deadlineText(term: Term, today: string): DeadlineText {
  if (term.provisional || (term.dueOn === null && term.nominalOn !== null)) {
    return { text: '暂定，待节假日安排公布后确认', tone: 'provisional', day: term.nominalOn ?? term.dueOn }
  }
  if (term.dueOn === null) return { text: '无时限', tone: 'none', day: null }
  if (term.late === true || term.dueOn < today) return { text: '超期', tone: 'late', day: term.dueOn }
  if (term.dueOn === today) return { text: '今天到期', tone: 'soon', day: term.dueOn }
  // A term set to a day may end on a day of rest.
  if (term.workingDaysLeft === 0) return { text: `${term.dueOn} 到期`, tone: 'soon', day: term.dueOn }
  if (term.workingDaysLeft === null) return { text: `${term.dueOn} 到期`, tone: 'calm', day: term.dueOn }
  const tone = term.workingDaysLeft <= SOON ? 'soon' : 'calm'
  return { text: `剩余 ${String(term.workingDaysLeft)} 个工作日`, tone, day: term.dueOn }
}
