import type { Pack } from './pack.ts'
import { repeated, sampleFaults } from './sample-checks.ts'
import { planItems, splitResponsible, unitByPhrase, withoutSpace } from './plan.ts'

/** Everything wrong between the files of a pack, a sentence each naming file and row; empty for a sound pack. */
export function packFaults(pack: Pack): string[] {
  return [
    ...unitFaults(pack),
    ...referenceFaults(pack),
    ...verbatimFaults(pack),
    ...responsibleFaults(pack),
    ...numberFaults(pack),
    ...coverageFaults(pack),
    ...periodFaults(pack),
    ...sampleFaults(pack),
  ]
}

function unitFaults(pack: Pack): string[] {
  const ids = new Map(pack.units.map((unit) => [unit.id, unit]))
  const faults = repeated(
    'units.json',
    'id',
    pack.units.map((unit) => unit.id),
  )
  faults.push(
    ...repeated(
      'units.json',
      '简称',
      pack.units.flatMap((unit) => unit.shortNames),
    ),
  )
  for (const unit of pack.units) {
    const isGroup = unit.kind === 'group'
    if (isGroup !== unit.members.length > 0) {
      faults.push(`units.json（${unit.id}）：${isGroup ? '单位组没有成员' : '只有单位组可以有成员'}。`)
    }
    for (const member of unit.members) {
      const found = ids.get(member)
      if (found === undefined) faults.push(`units.json（${unit.id}）：成员 ${member} 不在 units.json 中。`)
      else if (found.kind === 'group') faults.push(`units.json（${unit.id}）：成员 ${member} 本身是单位组。`)
    }
  }
  return faults
}

function referenceFaults(pack: Pack): string[] {
  const regions = new Set(pack.regions.map((region) => region.code))
  const units = new Set(pack.units.map((unit) => unit.id))
  const faults = repeated(
    'regions.json',
    'code',
    pack.regions.map((region) => region.code),
  )
  const need = (known: ReadonlySet<string>, at: string, value: string, file: string): void => {
    if (!known.has(value)) faults.push(`${at}：${value} 不在 ${file} 中。`)
  }
  for (const region of pack.regions) {
    if (region.parent !== null) need(regions, `regions.json（${region.code}）`, region.parent, 'regions.json')
  }
  for (const unit of pack.units) need(regions, `units.json（${unit.id}）`, unit.region, 'regions.json')
  need(regions, 'city.json 字段 region', pack.city.region, 'regions.json')
  need(units, 'city.json 字段 operatorUnit', pack.city.operatorUnit, 'units.json')
  need(units, 'city.json 字段 reviewUnit', pack.city.reviewUnit, 'units.json')
  for (const row of pack.competence) {
    need(units, `competence.json（${row.procedure}）`, row.unit, 'units.json')
    if (row.region !== undefined)
      need(regions, `competence.json（${row.procedure}）`, row.region, 'regions.json')
  }
  return faults
}

/** The pack may only repeat the plan's words: every quoted piece must stand in plan.txt. */
function verbatimFaults(pack: Pack): string[] {
  const printed = withoutSpace(pack.planText)
  return planPieces(pack.plan)
    .filter(([, piece]) => !printed.includes(withoutSpace(piece)))
    .map(([at, piece]) => `plan.json（${at}）：“${piece}”与 plan.txt 的原文不一致。`)
}

function planPieces(plan: Pack['plan']): [string, string][] {
  const { problemList, taskList, policyList, brandList } = plan
  const pieces: [string, string][] = [
    ['title', plan.title],
    ['basis', plan.basis.name],
    ['basis', plan.basis.documentNumber],
    ['preamble', plan.preamble],
    ['general', plan.general.number + plan.general.heading + plan.general.text],
    ['tasksHeading', plan.tasksHeading.number + plan.tasksHeading.heading],
    ['measuresHeading', plan.measuresHeading.number + plan.measuresHeading.heading],
    ...plan.parts.map((part): [string, string] => [part.id, part.number + part.heading]),
    ...plan.tasks.map((task): [string, string] => [
      task.id,
      `${String(task.number)}.${task.heading}。${task.text}（责任单位：${task.responsible}）`,
    ]),
    ...plan.measures.map((measure): [string, string] => [
      measure.id,
      `${measure.number}${measure.heading}。${measure.text}`,
    ]),
  ]
  for (const list of [problemList, taskList, policyList, brandList]) {
    pieces.push([list.annex, list.annex + list.title + list.columns.join('')])
  }
  for (const item of [...problemList.items, ...taskList.items, ...brandList.items]) {
    pieces.push([item.id, `${String(item.number)}${item.text}${item.responsible}`])
  }
  for (const item of policyList.items) {
    pieces.push(
      [item.id, `${String(item.number)}.${item.text}`],
      [item.id, item.name],
      [item.id, item.documentNumber],
    )
    pieces.push([item.id, item.period])
  }
  for (const item of brandList.items) pieces.push([item.id, item.name], [item.id, item.description])
  for (const item of problemList.items) pieces.push([item.id, item.note])
  return pieces
}

/** `units` must be what the printed cell says, in its order: the first one leads. */
function responsibleFaults(pack: Pack): string[] {
  const { tasks, problemList, taskList, policyList, brandList } = pack.plan
  const faults: string[] = []
  const items = [...tasks, ...problemList.items, ...taskList.items, ...policyList.items, ...brandList.items]
  for (const item of items) {
    const read = splitResponsible(item.responsible).map((phrase) => {
      const unit = unitByPhrase(pack.units, phrase)
      if (unit === undefined)
        faults.push(`plan.json（${item.id}）：责任单位“${phrase}”在 units.json 中没有对应单位。`)
      return unit?.id ?? phrase
    })
    if (read.join() !== item.units.join()) {
      faults.push(`plan.json（${item.id}）：units 与“${item.responsible}”的单位或顺序不一致。`)
    }
  }
  return faults
}

function numberFaults(pack: Pack): string[] {
  const { plan } = pack
  const series: [string, readonly number[]][] = [
    ['tasks', plan.tasks.map((item) => item.number)],
    ['problemList', plan.problemList.items.map((item) => item.number)],
    ['taskList', plan.taskList.items.map((item) => item.number)],
    ['brandList', plan.brandList.items.map((item) => item.number)],
    ...(['已出台', '拟出台'] as const).map((list): [string, readonly number[]] => [
      `policyList ${list}`,
      plan.policyList.items.filter((item) => item.list === list).map((item) => item.number),
    ]),
  ]
  return series
    .filter(([, numbers]) => numbers.some((number, index) => number !== index + 1))
    .map(([name]) => `plan.json（${name}）：序号应从 1 起连续排列。`)
}

function coverageFaults(pack: Pack): string[] {
  const items = planItems(pack.plan)
  const known = new Set(items.map((item) => item.id))
  const covered = pack.coverage.map((row) => row.item)
  const tasks = new Set(pack.plan.tasks.map((task) => task.id))
  const parts = new Set(pack.plan.parts.map((part) => part.id))
  const links = [...pack.plan.taskList.items, ...pack.plan.policyList.items]
  return [
    ...repeated(
      'plan.json',
      'id',
      items.map((item) => item.id),
    ),
    ...repeated('coverage.json', 'item', covered),
    ...covered.filter((id) => !known.has(id)).map((id) => `coverage.json（${id}）：实施方案没有这一项。`),
    ...items.filter(({ id }) => !covered.includes(id)).map(({ id }) => `coverage.json：缺少 ${id} 一行。`),
    ...pack.plan.tasks
      .filter((task) => !parts.has(task.part))
      .map((task) => `plan.json（${task.id}）：part ${task.part} 不存在。`),
    ...links.flatMap((item) =>
      item.tasks.filter((id) => !tasks.has(id)).map((id) => `plan.json（${item.id}）：任务 ${id} 不存在。`),
    ),
  ]
}

/** Two rows for the same thing on the same day would make the answer depend on their order. */
function periodFaults(pack: Pack): string[] {
  const faults: string[] = []
  const competence = pack.competence.map((row) => ({
    at: [row.procedure, row.step, row.region, row.order].filter((part) => part != null).join(' '),
    from: row.from,
    to: row.to,
  }))
  const parameters = pack.parameters.map((row) => ({ at: row.key, from: row.from, to: row.until }))
  for (const [file, rows] of [
    ['competence.json', competence],
    ['parameters.json', parameters],
  ] as const) {
    for (const [index, row] of rows.entries()) {
      if (row.from !== null && row.to !== null && row.to < row.from)
        faults.push(`${file}（${row.at}）：止日早于起日。`)
      const clash = rows.slice(index + 1).some((other) => other.at === row.at && overlaps(row, other))
      if (clash) faults.push(`${file}（${row.at}）：两行的有效期重叠。`)
    }
  }
  return faults
}

interface Period {
  readonly from: string | null
  readonly to: string | null
}

function overlaps(one: Period, other: Period): boolean {
  const startsInTime = (a: Period, b: Period): boolean => a.from === null || b.to === null || a.from <= b.to
  return startsInTime(one, other) && startsInTime(other, one)
}
