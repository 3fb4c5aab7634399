import type { Day } from '../command/command.ts'
import type { ConsentDef, Standings } from '../procedure/facet.ts'

/** What is known of one unit's word. */
export interface Asked {
  /** Last day of its term; null while the calendar of that year is not loaded (P1). */
  readonly dueOn: Day | null
  /** Words that count, in the order they were given; the last one is the unit's. */
  readonly verdicts: readonly string[]
}

/** Whether the unit's term is over today: the last day is still its own. A day not known for certain ends nothing. */
export function isOver(dueOn: Day | null, today: Day): boolean {
  return dueOn !== null && dueOn < today
}

/**
 * How a round of opinions stands. Silence ends the wait only where the declaration says what it means, and by which
 * basis (practice.md P31); otherwise the unit is waited for, and what it says late still counts.
 */
export function consentStanding(
  def: ConsentDef,
  asked: readonly Asked[],
  today: Day,
): NonNullable<Standings['consent']> {
  const answered = asked.filter(({ verdicts }) => verdicts.length > 0)
  const silent = asked.filter(({ verdicts, dueOn }) => verdicts.length === 0 && isOver(dueOn, today))
  const waited = asked.length - answered.length - (def.silence === undefined ? 0 : silent.length)
  return {
    asked: asked.length,
    answered: answered.length,
    dissents: answered.filter(({ verdicts }) => verdicts.at(-1) === '不同意').length,
    overdue: def.silence === undefined ? silent.length : 0,
    complete: waited === 0,
  }
}

/** What is said beside a word: that it came after the unit's term, that it does not count, or both. */
export function remarkOf(late: boolean, dueOn: Day | null, on: Day): string | null {
  const overdue = isOver(dueOn, on)
  if (late) return overdue ? '逾期提出，仅供参考' : '本轮结束后提出，仅供参考'
  return overdue ? '逾期提出' : null
}

/**
 * What a unit's silence came to, by the last day on which it could speak in its round; undefined while it may still
 * answer, when it has answered in a way that counts, and where silence means nothing.
 */
export function silenceOf(
  silence: ConsentDef['silence'] | null,
  { dueOn, verdicts }: Asked,
  on: Day,
): string | undefined {
  if (!silence || verdicts.length > 0 || !isOver(dueOn, on)) return undefined
  return `逾期未答复，视为${silence.means === 'consent' ? '同意' : '无意见'}（依据 ${silence.basis}）`
}

/**
 * Whether a word given today is late: after a term whose end already said something. Late words are kept, and do not count;
 * one that only came after its term counts, and is marked by `remarkOf`.
 */
export function isLate(def: ConsentDef | undefined, dueOn: Day | null, today: Day): boolean {
  return def === undefined || (def.silence !== undefined && isOver(dueOn, today))
}
