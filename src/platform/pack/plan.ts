import type { Competence, Plan, Unit } from './schema.ts'

/** Anything of the plan that can be cited, linked or followed, in the plan's own order. */
export interface PlanItem {
  readonly id: string
  readonly kind: 'task' | 'problem' | 'list-task' | 'policy' | 'brand'
  readonly title: string
  /** Responsible units in the plan's own order, groups not expanded. */
  readonly units: readonly string[]
}

/** Text without any white space, so that line breaks of the printed plan do not matter. */
export function withoutSpace(text: string): string {
  return text.replace(/\s+/gu, '')
}

/**
 * The phrases of a printed cell of responsible units, in order: `市科技局、发改局` gives two. Commas inside
 * brackets belong to a name (`各县（市、区）人民政府`); a closing remark about the lead unit is no unit.
 */
export function splitResponsible(printed: string): string[] {
  const phrases: string[] = []
  let phrase = ''
  let depth = 0
  for (const char of printed.replace(/（[^（）]*牵头[^（）]*）$/u, '')) {
    if (char === '（') depth += 1
    if (char === '）') depth -= 1
    if (depth === 0 && (char === '、' || char === '，')) {
      phrases.push(phrase)
      phrase = ''
    } else phrase += char
  }
  phrases.push(phrase)
  return phrases.map((each) => each.trim()).filter((each) => each !== '')
}

/** The unit that a phrase of the plan means, by its full name or a printed short name. */
export function unitByPhrase(units: readonly Unit[], phrase: string): Unit | undefined {
  return units.find((unit) => unit.name === phrase || unit.shortNames.includes(phrase))
}

/** Every task, problem, list task, policy and brand of the plan. */
export function planItems(plan: Plan): PlanItem[] {
  return [
    ...plan.tasks.map((task) => ({
      id: task.id,
      kind: 'task' as const,
      title: task.heading,
      units: task.units,
    })),
    ...plan.problemList.items.map((item) => ({
      id: item.id,
      kind: 'problem' as const,
      title: item.text,
      units: item.units,
    })),
    ...plan.taskList.items.map((item) => ({
      id: item.id,
      kind: 'list-task' as const,
      title: item.text,
      units: item.units,
    })),
    ...plan.policyList.items.map((item) => ({
      id: item.id,
      kind: 'policy' as const,
      title: item.name,
      units: item.units,
    })),
    ...plan.brandList.items.map((item) => ({
      id: item.id,
      kind: 'brand' as const,
      title: item.name,
      units: item.units,
    })),
  ]
}

/** The units behind a list of unit ids: groups replaced by their members, order kept, each unit once. */
export function expandUnits(units: readonly Unit[], ids: readonly string[]): Unit[] {
  const found = new Map<string, Unit>()
  for (const id of ids) {
    const unit = units.find((each) => each.id === id)
    if (unit === undefined) throw new Error(`the pack has no unit ${id}`)
    const members = unit.kind === 'group' ? expandUnits(units, unit.members) : [unit]
    for (const member of members) found.set(member.id, member)
  }
  return [...found.values()]
}

/**
 * The lead of an item: the first unit listed (实施方案附件：排名第一位为牵头单位). Where the plan lists groups
 * first, every member of those groups leads its own part (domain/supervision.md).
 */
export function leadUnits(units: readonly Unit[], ids: readonly string[]): Unit[] {
  const isGroup = (id: string): boolean => units.find((unit) => unit.id === id)?.kind === 'group'
  const firstPlain = ids.findIndex((id) => !isGroup(id))
  return expandUnits(
    units,
    firstPlain === 0 ? ids.slice(0, 1) : ids.slice(0, firstPlain === -1 ? ids.length : firstPlain),
  )
}

/**
 * The competence row of a procedure step on a day (practice.md P4). A row for the step itself wins over the row
 * for the whole procedure; undefined when nobody is competent, which is a fault of the pack and opens no dossier.
 */
export function competentRow(
  rows: readonly Competence[],
  procedure: string,
  step: string | null,
  day: string,
): Competence | undefined {
  const alive = rows.filter(
    (row) => row.procedure === procedure && (row.from ?? day) <= day && day <= (row.to ?? day),
  )
  return alive.find((row) => row.step === step) ?? alive.find((row) => row.step === null)
}
