import type { Pack } from './pack.ts'
import { expandUnits, leadUnits, planItems } from './plan.ts'
import type { PlanItem } from './plan.ts'

/** A procedure of the program: its id, Chinese title, the ids of the plan items it serves, its roles. */
export interface CoveredProcedure {
  readonly id: string
  readonly title: string
  readonly planItems: readonly string[]
  readonly roles: readonly string[]
}

/** Something members of a unit can do in a procedure: an opinion, a check, an approval, a report. */
export interface CoveredAct {
  readonly unit: string
  readonly procedure: string
  readonly title: string
}

export interface CoverageInput {
  readonly procedures: readonly CoveredProcedure[]
  readonly acts: readonly CoveredAct[]
}

/** What an empty cell says: nobody shall take a gap for a result (practice.md P5). */
const open = '未覆盖'

const kindNames: Readonly<Record<PlanItem['kind'], string>> = {
  task: '重点任务',
  problem: '问题清单',
  'list-task': '任务清单',
  policy: '政策清单',
  brand: '品牌清单',
}

/**
 * `docs/plan-coverage.md`: which unit of the plan can act, which item of the plan has a live fact, which
 * procedure serves which item. A fact counts as live only when the pack says so and one of the item's procedures
 * exists in the program. Throws when a procedure or an act names something that is not in the pack.
 */
export function planCoverage(pack: Pack, input: CoverageInput): string {
  checkNames(pack, input)
  return [
    `# 实施方案覆盖情况`,
    '',
    `《${pack.plan.title}》与本系统的对应关系，由程序按城市数据包、办理事项和指标生成，请勿手工修改。${summary(pack, input)}`,
    '',
    '## 责任单位与办理事项',
    '',
    ...table(['责任单位', '牵头', '参与', '在系统中可办理'], unitRows(pack, input)),
    '',
    '## 方案条目与实时事实',
    '',
    ...table(
      ['条目', '内容', '责任单位（依方案次序）', '模块', '办理事项', '实时事实'],
      itemRows(pack, input),
    ),
    '',
    '## 办理事项与方案条目',
    '',
    ...table(['办理事项', '角色', '方案条目'], procedureRows(pack, input)),
    '',
  ].join('\n')
}

function checkNames(pack: Pack, input: CoverageInput): void {
  const items = new Set(planItems(pack.plan).map((item) => item.id))
  const procedures = new Set(input.procedures.map((procedure) => procedure.id))
  for (const procedure of input.procedures) {
    const stray = procedure.planItems.find((id) => !items.has(id))
    if (stray !== undefined) throw new Error(`procedure ${procedure.id} names the unknown plan item ${stray}`)
  }
  for (const act of input.acts) {
    expandUnits(pack.units, [act.unit])
    if (!procedures.has(act.procedure))
      throw new Error(`act "${act.title}" names the unknown procedure ${act.procedure}`)
  }
}

function summary(pack: Pack, input: CoverageInput): string {
  const units = pack.units.filter((unit) => unit.kind !== 'group')
  const acting = units.filter((unit) => actsOf(pack, input, unit.id).length > 0)
  const items = planItems(pack.plan)
  const live = items.filter((item) => liveFacts(pack, input, item.id).length > 0)
  return `责任单位 ${String(units.length)} 个，其中 ${String(acting.length)} 个已有可办事项；方案条目 ${String(items.length)} 项，其中 ${String(live.length)} 项已有实时事实；其余标为“${open}”。`
}

function unitRows(pack: Pack, input: CoverageInput): string[][] {
  const items = planItems(pack.plan)
  return pack.units
    .filter((unit) => unit.kind !== 'group')
    .map((unit) => {
      const mine = items.filter((item) =>
        expandUnits(pack.units, item.units).some(({ id }) => id === unit.id),
      )
      const leads = mine.filter((item) => leadUnits(pack.units, item.units).some(({ id }) => id === unit.id))
      const joins = mine.filter((item) => !leads.includes(item))
      return [
        unit.name,
        names(pack, leads) || '—',
        names(pack, joins) || '—',
        actTexts(pack, input, unit.id).join('；') || open,
      ]
    })
}

function itemRows(pack: Pack, input: CoverageInput): string[][] {
  return planItems(pack.plan).map((item) => {
    const row = pack.coverage.find((each) => each.item === item.id)
    const units = item.units.map((id) => pack.units.find((unit) => unit.id === id)?.name ?? id)
    const procedures = proceduresOf(pack, input, item.id).map((procedure) => procedure.title)
    const facts = liveFacts(pack, input, item.id)
    // A module no procedure of the program belongs to yet is only named.
    const module = row && (procedures.length > 0 ? row.module : `${row.module}（未建）`)
    return [
      nameOf(pack, item),
      item.title,
      units.join('、'),
      module ?? open,
      procedures.join('、') || open,
      facts.join('、') || open,
    ]
  })
}

function procedureRows(pack: Pack, input: CoverageInput): string[][] {
  const items = planItems(pack.plan)
  return input.procedures.map((procedure) => {
    const served = items.filter((item) => proceduresOf(pack, input, item.id).includes(procedure))
    return [
      `${procedure.title}（${procedure.id}）`,
      procedure.roles.join('、') || '—',
      names(pack, served) || open,
    ]
  })
}

/** Procedures of the program that serve an item, because they say so or because the pack does. */
function proceduresOf(pack: Pack, input: CoverageInput, item: string): CoveredProcedure[] {
  const planned = pack.coverage.find((row) => row.item === item)?.procedures ?? []
  return input.procedures.filter(({ id, planItems: served }) => served.includes(item) || planned.includes(id))
}

function liveFacts(pack: Pack, input: CoverageInput, item: string): string[] {
  if (proceduresOf(pack, input, item).length === 0) return []
  const indicators = pack.coverage.find((row) => row.item === item)?.indicators ?? []
  return indicators.filter((indicator) => indicator.live).map((indicator) => indicator.title)
}

/** An act given to a group is an act of each of its members. */
function actsOf(pack: Pack, input: CoverageInput, unit: string): CoveredAct[] {
  return input.acts.filter((act) => expandUnits(pack.units, [act.unit]).some(({ id }) => id === unit))
}

/** `单位核验（通过核验、退回补正）`, one text a procedure. */
function actTexts(pack: Pack, input: CoverageInput, unit: string): string[] {
  const byProcedure = Map.groupBy(actsOf(pack, input, unit), (act) => act.procedure)
  return [...byProcedure].map(
    ([procedure, acts]) => `${titleOf(input, procedure)}（${acts.map(({ title }) => title).join('、')}）`,
  )
}

function titleOf(input: CoverageInput, procedure: string): string {
  return input.procedures.find(({ id }) => id === procedure)?.title ?? procedure
}

/** `重点任务1—4、6；任务清单1`: the plan's own numbers, three and more in a row joined. */
function names(pack: Pack, items: readonly PlanItem[]): string {
  const byList = Map.groupBy(items, (item) => numberOf(pack, item).list)
  return [...byList]
    .map(([list, members]) => `${list}${ranges(members.map((item) => numberOf(pack, item).number))}`)
    .join('；')
}

const RUN_MIN = 3

function ranges(numbers: readonly number[]): string {
  const runs: number[][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last?.at(-1) === number - 1) last.push(number)
    else runs.push([number])
  }
  return runs
    .map((run) => (run.length < RUN_MIN ? run.join('、') : `${String(run[0])}—${String(run.at(-1))}`))
    .join('、')
}

/** `重点任务3`, `政策清单（拟出台）2`: the number the plan itself gives. */
function nameOf(pack: Pack, item: PlanItem): string {
  const { list, number } = numberOf(pack, item)
  return `${list}${String(number)}`
}

function numberOf(pack: Pack, item: PlanItem): { readonly list: string; readonly number: number } {
  const { tasks, problemList, taskList, policyList, brandList } = pack.plan
  const policy = policyList.items.find(({ id }) => id === item.id)
  if (policy !== undefined) return { list: `${kindNames.policy}（${policy.list}）`, number: policy.number }
  const numbered = [...tasks, ...problemList.items, ...taskList.items, ...brandList.items]
  return { list: kindNames[item.kind], number: numbered.find(({ id }) => id === item.id)?.number ?? 0 }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
