import { z } from 'zod'
import type { PanelDef, Standings } from '../procedure/facet.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { Criteria, Place } from './forms.ts'

/** Rates of panels are basis points. */
const WHOLE_BP = 10_000
export const VOTES = ['同意', '不同意', '弃权'] as const
export type Vote = (typeof VOTES)[number]

/** A vote of a ballot: abstention counts as no (domain/experts.md). */
export function vote(title: string) {
  return z.enum(VOTES).meta({ title, widget: 'select' })
}

export interface SeatRow {
  readonly type: string
  readonly place: Place
  readonly fields: readonly string[]
  readonly seats: number
}

export function seatsOf(rows: readonly { readonly seats: number }[]): number {
  return rows.reduce((sum, { seats }) => sum + seats, 0)
}

/**
 * What is wrong with the criteria of a panel, each as a sentence. `field` is that of what is judged; where it is not
 * known, or was widened with a reason, every field counts.
 */
export function criteriaFaults(
  def: PanelDef,
  criteria: Criteria,
  rules: Ruleset,
  day: string,
  field?: string,
): string[] {
  const { rows } = criteria
  const total = seatsOf(rows)
  const min = rules.number(def.seatsRule, day)
  const faults: string[] = []
  if (total % 2 === 0 || total < min)
    faults.push(`专家组人数应为单数且不少于 ${min} 人，现在是 ${total} 人，请调整席位。`)
  for (const [at, row] of rows.entries()) {
    const sameType = rows.slice(0, at).filter(({ type }) => type === row.type)
    if (sameType.some(({ place }) => place === row.place))
      faults.push(`“${row.type}·${row.place}”写了两行，请合并为一行。`)
    else if (sameType.some(({ place }) => place === '不限' || row.place === '不限'))
      faults.push(`“${row.type}”有一行不限地区、又有一行限定地区，同一位专家会落在两组，请统一。`)
  }
  return [...faults, ...compositionFaults(def, rows, rules, day, field), ...regionFaults(criteria)]
}

/** Whether seats of these types are as many as the procedure asks. */
export function compositionFaults(
  def: PanelDef,
  rows: readonly SeatRow[],
  rules: Ruleset,
  day: string,
  field?: string,
): string[] {
  const total = seatsOf(rows)
  return def.composition.flatMap(({ types, shareRule, atLeastRule, inField }) => {
    const wanted = inField === true ? field : undefined
    const counts = ({ type, fields }: SeatRow) =>
      types.includes(type) && (wanted === undefined || fields.includes(wanted))
    const have = seatsOf(rows.filter(counts))
    const named = `${wanted === undefined ? '' : `“${wanted}”领域的`}${types.join('、')}`
    if (shareRule !== undefined) {
      const shareBp = rules.number(shareRule, day)
      if (have * WHOLE_BP < shareBp * total)
        return [`${named}专家应占 ${shareBp / 100}% 以上，现在 ${total} 席中只有 ${have} 席。`]
    }
    if (atLeastRule !== undefined) {
      const least = rules.number(atLeastRule, day)
      if (have < least) return [`${named}专家不应少于 ${least} 名，现在是 ${have} 名。`]
    }
    return []
  })
}

function regionFaults({ rows, outsideShareBp }: Criteria): string[] {
  if (outsideShareBp === 0) return []
  const total = seatsOf(rows)
  const outside = seatsOf(rows.filter(({ place }) => place === '本市以外'))
  if (outside * WHOLE_BP >= outsideShareBp * total) return []
  return [
    `本市以外的专家应占 ${outsideShareBp / 100}% 以上，现在 ${total} 席中只有 ${outside} 席限定为本市以外，请调整。`,
  ]
}

/** Groups with fewer than `factor` candidates a seat; a panel is not drawn from a pool that small in silence. */
export function poolFaults(rows: readonly SeatRow[], counts: readonly number[], factor: number): string[] {
  return rows.flatMap((row, at) => {
    const need = row.seats * factor
    const have = counts[at] ?? 0
    if (have >= need) return []
    return [
      `“${row.type}·${row.place}”${row.seats} 席至少需要 ${need} 名候选人（席位的 ${factor} 倍），现有 ${have} 名，请写明理由放宽领域或地区后再冻结。`,
    ]
  })
}

/** What a declared panel lacks to be decided by its ballots; without a vote everybody would have agreed. */
export function panelFaults(def: PanelDef): string[] {
  const { scores, votes } = fieldsOfBallot(def)
  const { by } = def.decision
  if (by === 'mean') return scores.length > 0 ? [] : ['is decided by a mean, and its ballot has no score']
  return votes.length > 0 ? [] : [`is decided by ${by}, and its ballot has no vote`]
}

/** A ballot as stored: values of the declared form. */
export type Ballot = Readonly<Record<string, unknown>>

/** Whole numbers of a ballot are scores in hundredths of a point, votes are votes; all else is words. */
export function fieldsOfBallot(def: PanelDef): { scores: string[]; votes: string[] } {
  const shape = Object.entries(def.ballot.shape)
  const named = (is: (field: z.ZodType) => boolean) =>
    shape.filter(([, field]) => is(bare(field as z.ZodType))).map(([name]) => name)
  return {
    scores: named((field) => field instanceof z.ZodNumber),
    votes: named((field) => field instanceof z.ZodEnum && VOTES.every((one) => field.options.includes(one))),
  }
}

function bare(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field
}

export interface Decision {
  readonly passes: boolean
  /** Sum of all scores in hundredths, and how many ballots it is over; the mean is their exact fraction. */
  readonly sum: number
  readonly count: number
  /** Yes of each vote, by field. */
  readonly yes: Readonly<Record<string, number>>
}

/**
 * What the ballots of all seats say. Compared as fractions: nothing is rounded before. `seats` is how many vote, so
 * that an abstention, or a member who wrote no vote, counts as no.
 */
export function decide(
  def: PanelDef,
  ballots: readonly Ballot[],
  seats: number,
  ruleOf: (key: string) => number,
): Decision {
  const { scores, votes } = fieldsOfBallot(def)
  const sum = ballots.reduce(
    (all, ballot) => all + scores.reduce((one, name) => one + numberIn(ballot, name), 0),
    0,
  )
  const count = ballots.length
  const yes = Object.fromEntries(
    votes.map((name) => [name, ballots.filter((ballot) => ballot[name] === '同意').length]),
  )
  const decision = def.decision
  const passes = () => {
    if (decision.by === 'mean') return count > 0 && sum >= ruleOf(decision.passRule) * count
    if (decision.by === 'majority') return votes.every((name) => (yes[name] ?? 0) * 2 > seats)
    if (decision.by === 'shareOfEach')
      return votes.every((name) => (yes[name] ?? 0) * WHOLE_BP >= ruleOf(decision.shareRule) * seats)
    return votes.every((name) => yes[name] === seats)
  }
  return { passes: passes(), sum, count, yes }
}

function numberIn(ballot: Ballot, name: string): number {
  const value = ballot[name]
  return typeof value === 'number' ? value : 0
}

/** How a panel stands for the guards of its procedure. */
export function standingOf(
  seats: number,
  ballots: number,
  decision: Decision | null,
): NonNullable<Standings['panel']> {
  return {
    seats,
    ballots,
    decided: decision !== null,
    passes: decision?.passes === true,
    sum: decision?.sum ?? 0,
    count: decision?.count ?? 0,
  }
}

/** The exact mean as text: hundredths as a fraction when it does not come out even. */
export function meanText(sum: number, count: number): string {
  if (count === 0) return '—'
  const whole = Math.floor(sum / count)
  const points = `${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
  return sum % count === 0 ? `${points} 分` : `${points} 分（精确值 ${sum}/${count * 100}，未四舍五入）`
}
