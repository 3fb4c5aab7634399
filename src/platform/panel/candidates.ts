import type { CommandTx } from '../command/command.ts'
import { questionOf, type OnPanel, type PanelParts } from './on-panel.ts'
import type { PoolExpert } from './pool.ts'
import type { SeatRow } from './rules.ts'
import { loadOf, servedOn } from './store-seats.ts'

/** Everything that keeps an active expert from this panel: the pool's conflicts, and what panels know of the expert. */
export async function hindrancesOf(
  tx: CommandTx,
  { dossier, panel }: OnPanel,
): Promise<(expert: PoolExpert) => string | undefined> {
  const cap = tx.rules.number('experts.maxPanelsPerYear', tx.today)
  const load = await loadOf(tx, `${Number(tx.today.slice(0, 4)) - 1}-12-31T16:00:00.000Z`)
  const served = await servedOn(tx, [dossier.id, ...(dossier.follows === null ? [] : [dossier.follows])])
  return (expert) => {
    if (expert.conflict !== undefined) return expert.conflict
    if (panel.unit_id !== null && expert.orgIds.includes(panel.unit_id)) return '承办单位工作人员'
    if ((load.get(expert.personId) ?? 0) >= cap) return '年度次数已满'
    return served.has(expert.personId) ? '已参加过本项目的评审' : undefined
  }
}

/** Candidates of each row, and how many were left out by which reason. Who fits two rows stands in the first. */
export async function groupsOf(tx: CommandTx, parts: PanelParts, on: OnPanel, rows: readonly SeatRow[]) {
  const experts = await parts.pool.active(tx, await questionOf(tx, parts, on))
  const hindrance = await hindrancesOf(tx, on)
  const groups: PoolExpert[][] = rows.map(() => [])
  const leftOut: Record<string, number> = {}
  for (const expert of experts) {
    const stratum = rows.findIndex((row) => fits(row, expert))
    if (stratum === -1) continue
    const why = hindrance(expert)
    if (why === undefined) groups[stratum]?.push(expert)
    else leftOut[why] = (leftOut[why] ?? 0) + 1
  }
  return { groups, leftOut }
}

function fits(row: SeatRow, expert: PoolExpert): boolean {
  if (row.type !== expert.type) return false
  if (row.place !== '不限' && (row.place === '本市') !== expert.isLocal) return false
  return row.fields.length === 0 || row.fields.some((field) => expert.fields.includes(field))
}
