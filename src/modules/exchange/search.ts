import { z } from 'zod'
import { INDUSTRY_SECTIONS, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { listedItem, recordSearch, type ListedItem } from '#platform/records/search.ts'
import type { RecordWith } from '#platform/records/store.ts'
import { demandVeil, isBlind } from './blind/veil.ts'
import { DEMAND_TYPES, type Demand } from './forms.ts'
import { publicDemandView } from './rules.ts'
import { publicIds, store } from './store.ts'

/** A row of the public list of demands. */
export interface DemandItem extends ListedItem<'demand'> {
  /** The owner does not show itself; its name is 匿名需求方. */
  readonly blind: boolean
  readonly type: string | null
  readonly techField: string | null
  readonly industrySection: string | null
  readonly industryDivision: string | null
  /** The least readiness the demander can use; null when not said. */
  readonly trlNeeded: number | null
  /** How many target metrics the demand states. */
  readonly metrics: number
  readonly modes: readonly string[]
  readonly budgetMinFen: number | null
  readonly budgetMaxFen: number | null
  readonly negotiable: boolean
  readonly deadline: string | null
  readonly keywords: readonly string[]
  readonly matching: boolean
}

export const demandSource = recordSearch<Demand>({
  kind: 'demand',
  list: { title: '技术需求', path: '/demands' },
  store: { publicOf: store.publicOf, publicIds },
  filters: {
    type: z.enum(DEMAND_TYPES),
    techField: z.enum(TECH_FIELDS),
    modes: z.enum(MODES),
    industrySection: z.enum(INDUSTRY_SECTIONS),
    negotiable: z.enum(['true', 'false']),
    blind: z.enum(['true']),
  },
  item: demandItem,
  veil: demandVeil,
  parts: (record) => {
    const open: Demand = publicDemandView(record.data)
    return {
      summary: open.problem ?? '',
      texts: (open.targetMetrics ?? []).map(({ name, value, unit }) => `${name} ${value} ${unit ?? ''}`),
      keywords: open.keywords ?? [],
      facets: {
        type: open.type,
        techField: open.techField,
        modes: open.cooperationModes,
        industrySection: open.industrySection,
        negotiable: open.negotiable ?? false,
        blind: isBlind(open) ? true : undefined,
      },
      isDiscreet: isBlind(open),
    }
  },
})

export function demandItem(record: RecordWith<Demand>, _today: string): DemandItem {
  const open: Demand = publicDemandView(record.data)
  return {
    ...listedItem('demand', record, { name: open.name, summary: open.problem }),
    blind: isBlind(open),
    type: open.type ?? null,
    techField: open.techField ?? null,
    industrySection: open.industrySection ?? null,
    industryDivision: open.industryDivision ?? null,
    trlNeeded: open.trlNeeded ?? null,
    metrics: open.targetMetrics?.length ?? 0,
    modes: open.cooperationModes ?? [],
    budgetMinFen: open.budgetMinFen ?? null,
    budgetMaxFen: open.budgetMaxFen ?? null,
    negotiable: open.negotiable ?? false,
    deadline: open.deadline ?? null,
    keywords: open.keywords ?? [],
    matching: record.state === 'matching',
  }
}
